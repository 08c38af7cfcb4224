// Spins: x in {-1, 1}, U(x) = -bias . x, s(x) = x, E[x | I] = tanh(bias + I).
#include <algorithm>
#include <cmath>

#include "libdbn/units/unit_bases.hpp"

namespace dbn {
namespace {

class Ising final : public LinearUnits {
 public:
  explicit Ising(Index size) : LinearUnits("ising", size) {}

  // log(exp(t) + exp(-t)), t = bias + I.
  void add_log_normalizer(ConstMatrixView parameters, ConstMatrixView inputs, double* log_normalizer) const override {
    for_total_inputs(parameters, inputs, [&](Index n, Index, double t) {
      log_normalizer[n] += std::abs(t) + std::log1p(std::exp(-2 * std::abs(t)));
    });
  }
  void mean(ConstMatrixView parameters, ConstMatrixView inputs, MatrixView out) const override {
    for_total_inputs(parameters, inputs,
                     [&](Index n, Index i, double t) { out(n, i) = static_cast<real>(std::tanh(t)); });
  }
  void sample(ConstMatrixView parameters, ConstMatrixView inputs, const Draws& draws, MatrixView out) const override {
    for_total_inputs(parameters, inputs, [&](Index n, Index i, double t) {
      out(n, i) = draws.open_uniform(n, i) < 1 / (1 + std::exp(-2 * t)) ? real(1) : real(-1);
    });
  }

  double state_count() const override { return std::exp2(static_cast<double>(size())); }
  void enumerate(Index first, MatrixView out) const override {
    for (Index n = 0; n < out.rows; ++n) {
      for (Index i = 0; i < size(); ++i) out(n, i) = ((first + n) >> (size() - 1 - i)) & 1U ? real(1) : real(-1);
    }
  }

  UnitsPtr presented(ConstMatrixView row, Index first_column, std::vector<Index>& kept) const override {
    return units_present<Ising>(row, first_column, kept);
  }
  void check_states(ConstMatrixView states, std::string_view what, Index first_row) const override {
    check_values(states, what, first_row, {-1, 1}, "spins are -1 or 1");
  }
  void bias_from_mean(ConstMatrixView mean, MatrixView parameters) const override {
    constexpr double most = 0.998;
    for (Index i = 0; i < size(); ++i)
      parameters(0, i) = static_cast<real>(std::atanh(std::clamp(static_cast<double>(mean(0, i)), -most, most)));
  }
};

}  // namespace

UnitsPtr make_ising(std::string_view shape) { return std::make_shared<Ising>(parse_unit_count("ising", shape)); }

}  // namespace dbn
