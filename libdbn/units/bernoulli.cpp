// Binary units: x in {0, 1}, U(x) = -bias . x, s(x) = x, E[x | I] = logistic(bias + I).
#include <algorithm>
#include <cmath>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/kernels.hpp"
#include "libdbn/units/kinds.hpp"
#include "libdbn/units/linear.hpp"

namespace dbn {
namespace {

class Bernoulli final : public Units {
 public:
  explicit Bernoulli(Index size) : size_(size) {}

  std::string_view kind() const override { return "bernoulli"; }
  std::string spec() const override { return "bernoulli:" + std::to_string(size_); }
  Index size() const override { return size_; }
  std::vector<std::string> parameter_names() const override { return {"bias"}; }
  std::string_view activation() const override { return "logistic"; }

  void add_energy(ConstMatrixView parameters, ConstMatrixView states, double* energy) const override {
    require_columns("bernoulli energy", states, size_);
    linear::subtract_bias_energy(parameters.row(0), states, energy);
  }

  void interaction(ConstMatrixView, ConstMatrixView states, MatrixView out) const override {
    linear::interaction(states, out);
  }

  bool interaction_is_identity() const override { return true; }

  void add_log_normalizer(ConstMatrixView parameters, ConstMatrixView inputs, double* log_normalizer) const override {
    require_columns("bernoulli log_normalizer", inputs, size_);
    for (Index n = 0; n < inputs.rows; ++n) {
      log_normalizer[n] += kernels::softplus_sum(parameters.row(0), inputs.row(n), size_);
    }
  }

  void mean(ConstMatrixView parameters, ConstMatrixView inputs, MatrixView out) const override {
    require_same_shape("bernoulli mean", inputs, out);
    for (Index n = 0; n < inputs.rows; ++n) kernels::logistic(parameters.row(0), inputs.row(n), size_, out.row(n));
  }

  void sample(ConstMatrixView parameters, ConstMatrixView inputs, const Draws& draws, MatrixView out) const override {
    require_same_shape("bernoulli sample", inputs, out);
    for (Index n = 0; n < inputs.rows; ++n) {
      kernels::logistic_sample(parameters.row(0), inputs.row(n), size_, draws, n, nullptr, out.row(n));
    }
  }

  void mean_and_sample(ConstMatrixView parameters, ConstMatrixView inputs, const Draws& draws, MatrixView mean_out,
                       MatrixView sample_out) const override {
    for (Index n = 0; n < inputs.rows; ++n) {
      kernels::logistic_sample(parameters.row(0), inputs.row(n), size_, draws, n, mean_out.row(n), sample_out.row(n));
    }
  }

  void add_gradient(ConstMatrixView, ConstMatrixView states, ConstMatrixView, double scale,
                    MatrixView gradient) const override {
    linear::add_bias_gradient(states, scale, gradient.row(0));
  }

  void add_expected_gradient(ConstMatrixView parameters, ConstMatrixView inputs, double scale,
                             MatrixView gradient) const override {
    Matrix means = zeros(1, size_);
    for (Index n = 0; n < inputs.rows; ++n) {
      kernels::logistic(parameters.row(0), inputs.row(n), size_, means.data());
      kernels::add_scaled(means.data(), static_cast<real>(scale), size_, gradient.row(0));
    }
  }

  std::vector<Atom> atoms() const override {
    std::vector<Atom> result;
    for (Index i = 0; i < size_; ++i) result.push_back({i, 1, 2});
    return result;
  }

  double state_count() const override { return std::exp2(static_cast<double>(size_)); }

  UnitsPtr presented(ConstMatrixView row, Index first_column, std::vector<Index>& kept) const override {
    const Index present = append_present(row, first_column, kept);
    return present == 0 ? nullptr : std::make_shared<Bernoulli>(present);
  }

  void enumerate(Index first, MatrixView out) const override {
    for (Index n = 0; n < out.rows; ++n) {
      for (Index i = 0; i < size_; ++i) {
        const Index place = size_ - 1 - i;
        out(n, i) = place < 64 ? static_cast<real>(((first + n) >> place) & 1U) : real(0);
      }
    }
  }

  void check_states(ConstMatrixView states, std::string_view what, Index first_row) const override {
    for (Index n = 0; n < states.rows; ++n) {
      for (Index i = 0; i < size_; ++i) {
        const real x = states(n, i);
        if (std::isnan(x) || (x >= 0 && x <= 1)) continue;
        refuse_state(what, first_row + n, i, x,
                     "bernoulli units take values in [0, 1]; scale the data (data.transform = scale) or use gaussian "
                     "visible units");
      }
    }
  }

  void bias_from_mean(ConstMatrixView mean, MatrixView parameters) const override {
    constexpr double least = 1e-3;
    for (Index i = 0; i < size_; ++i) {
      const double p = std::clamp(static_cast<double>(mean(0, i)), least, 1 - least);
      parameters(0, i) = static_cast<real>(std::log(p / (1 - p)));
    }
  }

 private:
  Index size_;
};

}  // namespace

UnitsPtr make_bernoulli(std::string_view shape) {
  return std::make_shared<Bernoulli>(parse_unit_count("bernoulli", shape));
}

}  // namespace dbn
