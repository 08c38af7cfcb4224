// Max-norm constraint on the weights of each hidden unit.
#pragma once

#include "libdbn/base/types.hpp"

namespace dbn {

/// Scales every column of W whose Euclidean norm exceeds `bound` down to it (Srebro & Shraibman 2005; Hinton et al.
/// 2012). Usual bounds are 3 to 15.
void limit_column_norms(Matrix& weights, double bound);

}  // namespace dbn
