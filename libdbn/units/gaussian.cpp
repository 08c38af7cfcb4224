// Real units: U(x) = (x - bias)^2 / (2 sigma^2), s(x) = x / sigma, p(x | I) normal with mean bias + sigma I and
// standard deviation sigma (Hinton 2010, section 13.2; Krizhevsky 2009: v / sigma, not v / sigma^2).
#include <algorithm>
#include <array>
#include <cmath>

#include "libdbn/units/normal.hpp"
#include "libdbn/units/unit_bases.hpp"

namespace dbn {
namespace {

// Learned deviations stay in these bounds: standardized data have deviation 1, and a machine that explains a unit
// perfectly would otherwise drive its sigma to 0 and its density to infinity.
constexpr real least_sigma = real(0.01);
constexpr real greatest_sigma = real(1e6);

class Gaussian final : public ContinuousUnits<NamedUnits> {
 public:
  explicit Gaussian(Index size) : ContinuousUnits("gaussian", size) {}

  std::vector<std::string> parameter_names() const override { return {"bias", "sigma"}; }
  std::string_view activation() const override { return "linear"; }

  void add_energy(ConstMatrixView parameters, ConstMatrixView states, double* energy) const override {
    require_columns("gaussian energy", states, size());
    for (Index n = 0; n < states.rows; ++n) {
      for (Index i = 0; i < size(); ++i) {
        if (std::isnan(states(n, i))) continue;
        const double z = standardized(parameters, i, static_cast<double>(states(n, i)));
        energy[n] += z * z / 2;
      }
    }
  }

  void interaction(ConstMatrixView parameters, ConstMatrixView states, MatrixView out) const override {
    const real* sigma = parameters.row(1);
    for (Index n = 0; n < states.rows; ++n) {
      const real* x = states.row(n);
      real* to = out.row(n);
      for (Index i = 0; i < size(); ++i) to[i] = std::isnan(x[i]) ? real(0) : x[i] / sigma[i];
    }
  }

  bool interaction_is_identity() const override { return false; }

  void add_log_normalizer(ConstMatrixView parameters, ConstMatrixView inputs, double* log_normalizer) const override {
    require_columns("gaussian log_normalizer", inputs, size());
    constexpr double half_log_two_pi = 0.91893853320467274178;
    for (Index n = 0; n < inputs.rows; ++n) {
      for (Index i = 0; i < size(); ++i) {
        const double sigma = static_cast<double>(parameters(1, i));
        const double input = static_cast<double>(inputs(n, i));
        log_normalizer[n] +=
            half_log_two_pi + std::log(sigma) + input * (static_cast<double>(parameters(0, i)) / sigma + input / 2);
      }
    }
  }

  void mean(ConstMatrixView parameters, ConstMatrixView inputs, MatrixView out) const override {
    require_same_shape("gaussian mean", inputs, out);
    const real* bias = parameters.row(0);
    const real* sigma = parameters.row(1);
    for (Index n = 0; n < inputs.rows; ++n) {
      const real* input = inputs.row(n);
      real* to = out.row(n);
      for (Index i = 0; i < size(); ++i) to[i] = bias[i] + sigma[i] * input[i];
    }
  }

  void sample(ConstMatrixView parameters, ConstMatrixView inputs, const Draws& draws, MatrixView out) const override {
    require_same_shape("gaussian sample", inputs, out);
    std::array<real, normal_block> noise;
    for (Index n = 0; n < inputs.rows; ++n) {
      for (Index first = 0; first < size(); first += normal_block) {
        const Index count = std::min(normal_block, size() - first);
        normal_row(draws, n, first, count, noise.data());
        const real* bias = parameters.row(0) + first;
        const real* sigma = parameters.row(1) + first;
        const real* input = inputs.row(n) + first;
        real* to = out.row(n) + first;
        for (Index i = 0; i < count; ++i) to[i] = bias[i] + sigma[i] * (input[i] + noise[i]);
      }
    }
  }

  void add_gradient(ConstMatrixView parameters, ConstMatrixView states, ConstMatrixView inputs, double scale,
                    MatrixView gradient) const override {
    if (inputs.columns == 0) return add_bias_gradient(parameters, states, scale, gradient);
    for (Index n = 0; n < states.rows; ++n) {
      for (Index i = 0; i < size(); ++i) {
        if (std::isnan(states(n, i))) continue;
        const double x = static_cast<double>(states(n, i));
        const double sigma = static_cast<double>(parameters(1, i));
        const double z = standardized(parameters, i, x);
        gradient(0, i) += static_cast<real>(scale * z / sigma);
        gradient(1, i) += static_cast<real>(scale * (z * z - x / sigma * static_cast<double>(inputs(n, i))) / sigma);
      }
    }
  }

  void add_expected_gradient(ConstMatrixView parameters, ConstMatrixView inputs, double scale,
                             MatrixView gradient) const override {
    for (Index n = 0; n < inputs.rows; ++n) {
      for (Index i = 0; i < size(); ++i) {
        const double sigma = static_cast<double>(parameters(1, i));
        const double input = static_cast<double>(inputs(n, i));
        gradient(0, i) += static_cast<real>(scale * input / sigma);
        gradient(1, i) +=
            static_cast<real>(scale * (1 - static_cast<double>(parameters(0, i)) / sigma * input) / sigma);
      }
    }
  }

  // U(x) = x^2 / (2 sigma^2) + const - (bias / sigma) s(x).
  void add_bias_as_input(ConstMatrixView parameters, const double* copies, MatrixView inputs) const override {
    for (Index n = 0; n < inputs.rows; ++n) {
      for (Index i = 0; i < size(); ++i)
        inputs(n, i) += static_cast<real>(copies[n]) * (parameters(0, i) / parameters(1, i));
    }
  }

  void add_bias_input_gradient(ConstMatrixView parameters, ConstMatrixView states, const double* copies, double scale,
                               MatrixView gradient) const override {
    for (Index n = 0; n < states.rows; ++n) {
      for (Index i = 0; i < size(); ++i) {
        if (std::isnan(states(n, i))) continue;
        const double sigma = static_cast<double>(parameters(1, i));
        const double bias = scale * copies[n] * static_cast<double>(states(n, i)) / (sigma * sigma);
        gradient(0, i) += static_cast<real>(bias);
        gradient(1, i) -= static_cast<real>(bias * static_cast<double>(parameters(0, i)) / sigma);
      }
    }
  }

  Domain domain(Index) const override { return Domain::line; }

  UnitsPtr presented(ConstMatrixView row, Index first_column, std::vector<Index>& kept) const override {
    return units_present<Gaussian>(row, first_column, kept);
  }

  void check_states(ConstMatrixView states, std::string_view what, Index first_row) const override {
    check_values(states, what, first_row, {-greatest_real, greatest_real},
                 "gaussian units take finite values; correct the data");
  }

  void project(MatrixView parameters) const override {
    for (Index i = 0; i < size(); ++i) parameters(1, i) = std::clamp(parameters(1, i), least_sigma, greatest_sigma);
  }

  void bias_from_mean(ConstMatrixView mean, MatrixView parameters) const override {
    std::copy_n(mean.row(0), size(), parameters.row(0));
  }

 private:
  // Without inputs there is only the bias: scale sum_n (x_n - b) / sigma^2.
  void add_bias_gradient(ConstMatrixView parameters, ConstMatrixView states, double scale, MatrixView gradient) const {
    const auto factor = static_cast<real>(scale);
    std::vector<real> sums(size(), real(0));
    for (Index n = 0; n < states.rows; ++n) {
      const real* row = states.row(n);
      const real* bias = parameters.row(0);
      for (Index i = 0; i < size(); ++i) sums[i] += std::isnan(row[i]) ? real(0) : factor * (row[i] - bias[i]);
    }
    for (Index i = 0; i < size(); ++i) gradient(0, i) += sums[i] / (parameters(1, i) * parameters(1, i));
  }

  static double standardized(ConstMatrixView parameters, Index i, double x) {
    return (x - static_cast<double>(parameters(0, i))) / static_cast<double>(parameters(1, i));
  }
};

}  // namespace

UnitsPtr make_gaussian(std::string_view shape) {
  return std::make_shared<Gaussian>(parse_unit_count("gaussian", shape));
}

}  // namespace dbn
