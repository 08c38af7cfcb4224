// Rows of the weights that a sparse update changes.
#pragma once

#include "libdbn/rbm/statistics.hpp"

namespace dbn {

/// The rows of W whose ascent is not known to be 0: those of visible units that are not 0 in all of the estimate's
/// rows.
std::vector<Index> rows_with_ascent(const GradientEstimate& estimate);

/// The ascent of the listed rows of W, one below the other: (rows, H).
void ascent_of_listed(const GradientEstimate& estimate, std::span<const Index> rows, MatrixView out);

}  // namespace dbn
