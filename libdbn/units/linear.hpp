// Functions shared by all kinds with s(x) = x and an energy term -bias . x. A missing (NaN) entry counts as absent.
#pragma once

#include "libdbn/base/types.hpp"

namespace dbn::linear {

/// energy[n] -= bias . x_n.
void subtract_bias_energy(const real* bias, ConstMatrixView states, double* energy);
/// out = x, with 0 where x is missing.
void interaction(ConstMatrixView states, MatrixView out);
/// gradient_i += scale sum_n x_ni.
void add_bias_gradient(ConstMatrixView states, double scale, real* gradient);

}  // namespace dbn::linear
