#include "libdbn/units/linear.hpp"

#include <cmath>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/kernels.hpp"

namespace dbn::linear {

void subtract_bias_energy(const real* bias, ConstMatrixView states, double* energy) {
  const bool missing = has_missing(states);
  for (Index n = 0; n < states.rows; ++n) {
    if (!missing) {
      energy[n] -= kernels::dot(bias, states.row(n), states.columns);
      continue;
    }
    for (Index i = 0; i < states.columns; ++i) {
      const real x = states(n, i);
      if (!std::isnan(x)) energy[n] -= static_cast<double>(bias[i]) * static_cast<double>(x);
    }
  }
}

void interaction(ConstMatrixView states, MatrixView out) {
  for (Index n = 0; n < states.rows; ++n) kernels::copy_present(states.row(n), states.columns, out.row(n));
}

void add_bias_gradient(ConstMatrixView states, double scale, real* gradient) {
  const auto factor = static_cast<real>(scale);
  for (Index n = 0; n < states.rows; ++n) {
    kernels::add_scaled_present(states.row(n), factor, states.columns, gradient);
  }
}

}  // namespace dbn::linear
