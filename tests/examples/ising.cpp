// Spins: x in {-1, 1}, U(x) = -bias . x, s(x) = x, E[x | I] = tanh(bias + I).
#include <algorithm>
#include <cmath>

#include "libdbn/base/checks.hpp"
#include "libdbn/units/kinds.hpp"
#include "libdbn/units/linear.hpp"

namespace dbn {
namespace {

class Ising final : public Units {
 public:
  explicit Ising(Index size) : size_(size) {}

  std::string_view kind() const override { return "ising"; }
  std::string spec() const override { return "ising:" + std::to_string(size_); }
  Index size() const override { return size_; }
  std::vector<std::string> parameter_names() const override { return {"bias"}; }

  void add_energy(ConstMatrixView parameters, ConstMatrixView states, double* energy) const override {
    require_columns("ising energy", states, size_);
    linear::subtract_bias_energy(parameters.row(0), states, energy);
  }
  void interaction(ConstMatrixView, ConstMatrixView states, MatrixView out) const override {
    linear::interaction(states, out);
  }
  bool interaction_is_identity() const override { return true; }

  // log(exp(t) + exp(-t)), t = bias + I.
  void add_log_normalizer(ConstMatrixView parameters, ConstMatrixView inputs, double* log_normalizer) const override {
    for_each(parameters, inputs, [&](Index n, Index, double t) {
      log_normalizer[n] += std::abs(t) + std::log1p(std::exp(-2 * std::abs(t)));
    });
  }
  void mean(ConstMatrixView parameters, ConstMatrixView inputs, MatrixView out) const override {
    for_each(parameters, inputs, [&](Index n, Index i, double t) { out(n, i) = static_cast<real>(std::tanh(t)); });
  }
  void sample(ConstMatrixView parameters, ConstMatrixView inputs, const Draws& draws, MatrixView out) const override {
    for_each(parameters, inputs, [&](Index n, Index i, double t) {
      out(n, i) = draws.open_uniform(n, i) < 1 / (1 + std::exp(-2 * t)) ? real(1) : real(-1);
    });
  }

  void add_gradient(ConstMatrixView, ConstMatrixView states, ConstMatrixView, double scale,
                    MatrixView gradient) const override {
    linear::add_bias_gradient(states, scale, gradient.row(0));
  }
  void add_expected_gradient(ConstMatrixView parameters, ConstMatrixView inputs, double scale,
                             MatrixView gradient) const override {
    for_each(parameters, inputs,
             [&](Index, Index i, double t) { gradient(0, i) += static_cast<real>(scale * std::tanh(t)); });
  }

  double state_count() const override { return std::exp2(static_cast<double>(size_)); }
  void enumerate(Index first, MatrixView out) const override {
    for (Index n = 0; n < out.rows; ++n) {
      for (Index i = 0; i < size_; ++i) out(n, i) = ((first + n) >> (size_ - 1 - i)) & 1U ? real(1) : real(-1);
    }
  }

  UnitsPtr presented(ConstMatrixView row, Index first_column, std::vector<Index>& kept) const override {
    const Index present = append_present(row, first_column, kept);
    return present == 0 ? nullptr : std::make_shared<Ising>(present);
  }
  void check_states(ConstMatrixView states, std::string_view what, Index first_row) const override {
    for (Index n = 0; n < states.rows; ++n) {
      for (Index i = 0; i < size_; ++i) {
        if (std::abs(states(n, i)) > 1) refuse_state(what, first_row + n, i, states(n, i), "spins are -1 or 1");
      }
    }
  }
  void bias_from_mean(ConstMatrixView mean, MatrixView parameters) const override {
    constexpr double most = 0.998;
    for (Index i = 0; i < size_; ++i)
      parameters(0, i) = static_cast<real>(std::atanh(std::clamp(static_cast<double>(mean(0, i)), -most, most)));
  }

 private:
  template <class Visit>
  void for_each(ConstMatrixView parameters, ConstMatrixView inputs, const Visit& visit) const {
    require_columns("ising inputs", inputs, size_);
    for (Index n = 0; n < inputs.rows; ++n) {
      for (Index i = 0; i < size_; ++i)
        visit(n, i, static_cast<double>(parameters(0, i)) + static_cast<double>(inputs(n, i)));
    }
  }

  Index size_;
};

}  // namespace

UnitsPtr make_ising(std::string_view shape) { return std::make_shared<Ising>(parse_unit_count("ising", shape)); }

}  // namespace dbn
