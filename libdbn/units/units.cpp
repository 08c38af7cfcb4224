#include "libdbn/units/units.hpp"

#include <algorithm>
#include <cmath>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/errors.hpp"

namespace dbn {

Matrix Units::neutral_parameters() const {
  const auto names = parameter_names();
  Matrix parameters = zeros(names.size(), size());
  for (Index p = 0; p < names.size(); ++p) {
    if (names[p] == "sigma") std::fill_n(MatrixView(parameters).row(p), size(), real(1));
  }
  return parameters;
}

void Units::mean_and_sample(ConstMatrixView parameters, ConstMatrixView inputs, const Draws& draws, MatrixView mean_out,
                            MatrixView sample_out) const {
  mean(parameters, inputs, mean_out);
  sample(parameters, inputs, draws, sample_out);
}

void Units::mean_like(ConstMatrixView parameters, ConstMatrixView inputs, ConstMatrixView like, MatrixView out) const {
  require_same_shape("rows to resemble", like, out);
  const Matrix kept = has_missing(like) ? copy_of(like) : Matrix();
  mean(parameters, inputs, out);
  if (kept.size() > 0) restore_missing(kept, out);
}

void Units::sample_like(ConstMatrixView parameters, ConstMatrixView inputs, ConstMatrixView like, const Draws& draws,
                        MatrixView out) const {
  require_same_shape("rows to resemble", like, out);
  const Matrix kept = has_missing(like) ? copy_of(like) : Matrix();
  sample(parameters, inputs, draws, out);
  if (kept.size() > 0) restore_missing(kept, out);
}

void Units::add_bias_as_input(ConstMatrixView parameters, const double* copies, MatrixView inputs) const {
  for (Index n = 0; n < inputs.rows; ++n) {
    for (Index i = 0; i < inputs.columns; ++i) inputs(n, i) += static_cast<real>(copies[n]) * parameters(0, i);
  }
}

void Units::add_bias_input_gradient(ConstMatrixView, ConstMatrixView states, const double* copies, double scale,
                                    MatrixView gradient) const {
  for (Index n = 0; n < states.rows; ++n) {
    for (Index i = 0; i < states.columns; ++i) {
      const real x = states(n, i);
      if (!std::isnan(x)) gradient(0, i) += static_cast<real>(scale * copies[n]) * x;
    }
  }
}

UnitsPtr Units::observed_part(ConstMatrixView, Index, std::vector<Index>&) const {
  throw data_error("a row has missing values, which " + spec() + " does not support; fill them in");
}

std::vector<DiscreteUnit> Units::discrete_units() const {
  throw config_error("the units of " + spec() + " cannot be visited one by one (as the pseudo-likelihood does); this " +
                     "works for layers of bernoulli and softmax units");
}

void Units::check_parameters(ConstMatrixView parameters, std::string_view what) const {
  require_columns("parameters of a layer", parameters, size());
  const auto names = parameter_names();
  for (Index p = 0; p < names.size(); ++p) {
    for (Index i = 0; i < size(); ++i) {
      const real value = parameters(p, i);
      if (std::isfinite(value) && (names[p] != "sigma" || value > 0)) continue;
      throw model_error(std::string(what) + ": " + names[p] + " of unit " + std::to_string(i) + " is " +
                        std::to_string(value) + "; expected a finite number" +
                        (names[p] == "sigma" ? " above 0 (a standard deviation)" : "") + "; correct the parameter");
    }
  }
}

void restore_missing(ConstMatrixView like, MatrixView states) {
  require_same_shape("missing entries", like, states);
  for (Index n = 0; n < like.rows; ++n) {
    for (Index i = 0; i < like.columns; ++i) {
      if (std::isnan(like(n, i))) states(n, i) = like(n, i);
    }
  }
}

}  // namespace dbn
