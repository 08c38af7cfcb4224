#include "libdbn/units/unit_bases.hpp"

#include "libdbn/base/kernels.hpp"

namespace dbn {

void LinearUnits::add_energy(ConstMatrixView parameters, ConstMatrixView states, double* energy) const {
  require_columns(named("energy"), states, size());
  const real* bias = parameters.row(0);
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

void LinearUnits::interaction(ConstMatrixView, ConstMatrixView states, MatrixView out) const {
  for (Index n = 0; n < states.rows; ++n) kernels::copy_present(states.row(n), states.columns, out.row(n));
}

void LinearUnits::add_gradient(ConstMatrixView, ConstMatrixView states, ConstMatrixView, double scale,
                               MatrixView gradient) const {
  const auto factor = static_cast<real>(scale);
  for (Index n = 0; n < states.rows; ++n) {
    kernels::add_scaled_present(states.row(n), factor, states.columns, gradient.row(0));
  }
}

void LinearUnits::add_expected_gradient(ConstMatrixView parameters, ConstMatrixView inputs, double scale,
                                        MatrixView gradient) const {
  Matrix means = zeros(1, size());
  for (Index n = 0; n < inputs.rows; ++n) {
    mean(parameters, inputs.row_range(n, 1), means);
    kernels::add_scaled(means.data(), static_cast<real>(scale), size(), gradient.row(0));
  }
}

void check_values(ConstMatrixView states, std::string_view what, Index first_row, ValueRange range,
                  std::string_view rule) {
  for (Index n = 0; n < states.rows; ++n) {
    for (Index i = 0; i < states.columns; ++i) {
      const real x = states(n, i);
      if (x < range.least || x > range.greatest) refuse_state(what, first_row + n, i, x, rule);
    }
  }
}

}  // namespace dbn
