// Rectified gaussian units with a true energy: x >= 0, U(x) = x^2/2 - bias x, s(x) = x. p(x | I) is the normal
// distribution of mean m = bias + I and variance 1 cut off below 0; not the noisy rectified unit of Nair & Hinton 2010,
// which has no energy.
#include <algorithm>
#include <cmath>
#include <limits>

#include "libdbn/base/checks.hpp"
#include "libdbn/units/kinds.hpp"
#include "libdbn/units/linear.hpp"
#include "libdbn/units/normal.hpp"

namespace dbn {
namespace {

class Relu final : public Units {
 public:
  explicit Relu(Index size) : size_(size) {}

  std::string_view kind() const override { return "relu"; }
  std::string spec() const override { return "relu:" + std::to_string(size_); }
  Index size() const override { return size_; }
  std::vector<std::string> parameter_names() const override { return {"bias"}; }
  std::string_view activation() const override { return "relu"; }

  void add_energy(ConstMatrixView parameters, ConstMatrixView states, double* energy) const override {
    require_columns("relu energy", states, size_);
    linear::subtract_bias_energy(parameters.row(0), states, energy);
    for (Index n = 0; n < states.rows; ++n) {
      for (Index i = 0; i < size_; ++i) {
        const double x = static_cast<double>(states(n, i));
        if (!std::isnan(x)) energy[n] += x * x / 2;
      }
    }
  }

  void interaction(ConstMatrixView, ConstMatrixView states, MatrixView out) const override {
    linear::interaction(states, out);
  }

  bool interaction_is_identity() const override { return true; }

  // The integral over x >= 0 of exp(-x^2/2 + m x) is Mills' ratio at -m.
  void add_log_normalizer(ConstMatrixView parameters, ConstMatrixView inputs, double* log_normalizer) const override {
    require_columns("relu log_normalizer", inputs, size_);
    for (Index n = 0; n < inputs.rows; ++n) {
      for (Index i = 0; i < size_; ++i) log_normalizer[n] += log_mills_ratio(-total(parameters, inputs, n, i));
    }
  }

  void mean(ConstMatrixView parameters, ConstMatrixView inputs, MatrixView out) const override {
    require_same_shape("relu mean", inputs, out);
    for (Index n = 0; n < inputs.rows; ++n) {
      for (Index i = 0; i < size_; ++i) out(n, i) = static_cast<real>(mean_excess(-total(parameters, inputs, n, i)));
    }
  }

  void sample(ConstMatrixView parameters, ConstMatrixView inputs, const Draws& draws, MatrixView out) const override {
    require_same_shape("relu sample", inputs, out);
    for (Index n = 0; n < inputs.rows; ++n) {
      for (Index i = 0; i < size_; ++i) {
        const double tail = draws.open_uniform(n, i);
        const double x = excess_quantile(-total(parameters, inputs, n, i), tail);
        out(n, i) = x < 0 ? real(0) : static_cast<real>(x);
      }
    }
  }

  void add_gradient(ConstMatrixView, ConstMatrixView states, ConstMatrixView, double scale,
                    MatrixView gradient) const override {
    linear::add_bias_gradient(states, scale, gradient.row(0));
  }

  void add_expected_gradient(ConstMatrixView parameters, ConstMatrixView inputs, double scale,
                             MatrixView gradient) const override {
    for (Index n = 0; n < inputs.rows; ++n) {
      for (Index i = 0; i < size_; ++i)
        gradient(0, i) += static_cast<real>(scale * mean_excess(-total(parameters, inputs, n, i)));
    }
  }

  double state_count() const override { return std::numeric_limits<double>::infinity(); }
  Domain domain(Index) const override { return Domain::half_line; }
  void enumerate(Index, MatrixView) const override { refuse_enumeration(*this); }

  UnitsPtr presented(ConstMatrixView row, Index first_column, std::vector<Index>& kept) const override {
    const Index present = append_present(row, first_column, kept);
    return present == 0 ? nullptr : std::make_shared<Relu>(present);
  }

  void check_states(ConstMatrixView states, std::string_view what, Index first_row) const override {
    for (Index n = 0; n < states.rows; ++n) {
      for (Index i = 0; i < size_; ++i) {
        if (states(n, i) < 0 || std::isinf(states(n, i)))
          refuse_state(what, first_row + n, i, states(n, i),
                       "relu units take finite values >= 0; shift or scale the data, or use gaussian visible units");
      }
    }
  }

  // Newton on E[x] = mean; dE[x]/dm = 1 + m E[x] - E[x]^2, the variance.
  void bias_from_mean(ConstMatrixView mean, MatrixView parameters) const override {
    constexpr double least = 0.01;
    for (Index i = 0; i < size_; ++i) {
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

 private:
  static double total(ConstMatrixView parameters, ConstMatrixView inputs, Index n, Index i) {
    return static_cast<double>(parameters(0, i)) + static_cast<double>(inputs(n, i));
  }

  Index size_;
};

}  // namespace

UnitsPtr make_relu(std::string_view shape) { return std::make_shared<Relu>(parse_unit_count("relu", shape)); }

}  // namespace dbn
