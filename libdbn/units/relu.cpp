// Rectified gaussian units with a true energy: x >= 0, U(x) = x^2/2 - bias x, s(x) = x. p(x | I) is the normal
// distribution of mean m = bias + I and variance 1 cut off below 0; not the noisy rectified unit of Nair & Hinton 2010,
// which has no energy.
#include <algorithm>
#include <cmath>

#include "libdbn/units/normal.hpp"
#include "libdbn/units/unit_bases.hpp"

namespace dbn {
namespace {

class Relu final : public ContinuousUnits<LinearUnits> {
 public:
  explicit Relu(Index size) : ContinuousUnits("relu", size) {}

  std::string_view activation() const override { return "relu"; }

  void add_energy(ConstMatrixView parameters, ConstMatrixView states, double* energy) const override {
    LinearUnits::add_energy(parameters, states, energy);
    for (Index n = 0; n < states.rows; ++n) {
      for (Index i = 0; i < size(); ++i) {
        const double x = static_cast<double>(states(n, i));
        if (!std::isnan(x)) energy[n] += x * x / 2;
      }
    }
  }

  // The integral over x >= 0 of exp(-x^2/2 + m x) is Mills' ratio at -m.
  void add_log_normalizer(ConstMatrixView parameters, ConstMatrixView inputs, double* log_normalizer) const override {
    for_total_inputs(parameters, inputs, [&](Index n, Index, double m) { log_normalizer[n] += log_mills_ratio(-m); });
  }

  void mean(ConstMatrixView parameters, ConstMatrixView inputs, MatrixView out) const override {
    require_same_shape("relu mean", inputs, out);
    for_total_inputs(parameters, inputs,
                     [&](Index n, Index i, double m) { out(n, i) = static_cast<real>(mean_excess(-m)); });
  }

  void sample(ConstMatrixView parameters, ConstMatrixView inputs, const Draws& draws, MatrixView out) const override {
    require_same_shape("relu sample", inputs, out);
    for_total_inputs(parameters, inputs, [&](Index n, Index i, double m) {
      const double x = excess_quantile(-m, draws.open_uniform(n, i));
      out(n, i) = x < 0 ? real(0) : static_cast<real>(x);
    });
  }

  void add_expected_gradient(ConstMatrixView parameters, ConstMatrixView inputs, double scale,
                             MatrixView gradient) const override {
    for_total_inputs(parameters, inputs,
                     [&](Index, Index i, double m) { gradient(0, i) += static_cast<real>(scale * mean_excess(-m)); });
  }

  Domain domain(Index) const override { return Domain::half_line; }

  UnitsPtr presented(ConstMatrixView row, Index first_column, std::vector<Index>& kept) const override {
    return units_present<Relu>(row, first_column, kept);
  }

  void check_states(ConstMatrixView states, std::string_view what, Index first_row) const override {
    check_values(states, what, first_row, {0, greatest_real},
                 "relu units take finite values >= 0; shift or scale the data, or use gaussian visible units");
  }

  // Newton on E[x] = mean; dE[x]/dm = 1 + m E[x] - E[x]^2, the variance.
  void bias_from_mean(ConstMatrixView mean, MatrixView parameters) const override {
    constexpr double least = 0.01;
    for (Index i = 0; i < size(); ++i) {
      const double wanted = std::max(least, static_cast<double>(mean(0, i)));
      double bias = wanted > 1 ? wanted : wanted - 1 / wanted;
      for (int step = 0; step < 50; ++step) {
        const double found = mean_excess(-bias);
        const double slope = std::max(1e-6, 1 + bias * found - found * found);
        bias += std::clamp((wanted - found) / slope, -1 - std::abs(bias) / 2, 1 + std::abs(bias) / 2);
      }
      parameters(0, i) = static_cast<real>(bias);
    }
  }
};

}  // namespace

UnitsPtr make_relu(std::string_view shape) { return std::make_shared<Relu>(parse_unit_count("relu", shape)); }

}  // namespace dbn
