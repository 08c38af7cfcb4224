// Binary units: x in {0, 1}, U(x) = -bias . x, s(x) = x, E[x | I] = logistic(bias + I).
#include <algorithm>
#include <cmath>

#include "libdbn/base/kernels.hpp"
#include "libdbn/units/unit_bases.hpp"

namespace dbn {
namespace {

class Bernoulli final : public LinearUnits {
 public:
  explicit Bernoulli(Index size) : LinearUnits("bernoulli", size) {}

  std::string_view activation() const override { return "logistic"; }

  void add_log_normalizer(ConstMatrixView parameters, ConstMatrixView inputs, double* log_normalizer) const override {
    require_columns("bernoulli log_normalizer", inputs, size());
    for (Index n = 0; n < inputs.rows; ++n) {
      log_normalizer[n] += kernels::softplus_sum(parameters.row(0), inputs.row(n), size());
    }
  }

  void mean(ConstMatrixView parameters, ConstMatrixView inputs, MatrixView out) const override {
    require_same_shape("bernoulli mean", inputs, out);
    for (Index n = 0; n < inputs.rows; ++n) kernels::logistic(parameters.row(0), inputs.row(n), size(), out.row(n));
  }

  void sample(ConstMatrixView parameters, ConstMatrixView inputs, const Draws& draws, MatrixView out) const override {
    require_same_shape("bernoulli sample", inputs, out);
    for (Index n = 0; n < inputs.rows; ++n) {
      kernels::logistic_sample(parameters.row(0), inputs.row(n), size(), draws, n, nullptr, out.row(n));
    }
  }

  void mean_and_sample(ConstMatrixView parameters, ConstMatrixView inputs, const Draws& draws, MatrixView mean_out,
                       MatrixView sample_out) const override {
    for (Index n = 0; n < inputs.rows; ++n) {
      kernels::logistic_sample(parameters.row(0), inputs.row(n), size(), draws, n, mean_out.row(n), sample_out.row(n));
    }
  }

  std::vector<DiscreteUnit> discrete_units() const override {
    std::vector<DiscreteUnit> result;
    for (Index i = 0; i < size(); ++i) result.push_back({i, 1, 2});
    return result;
  }

  double state_count() const override { return std::exp2(static_cast<double>(size())); }

  UnitsPtr observed_part(ConstMatrixView row, Index first_column, std::vector<Index>& kept) const override {
    return observed_units<Bernoulli>(row, first_column, kept);
  }

  void enumerate(Index first, MatrixView out) const override {
    for (Index n = 0; n < out.rows; ++n) {
      for (Index i = 0; i < size(); ++i) {
        const Index place = size() - 1 - i;
        out(n, i) = place < 64 ? static_cast<real>(((first + n) >> place) & 1U) : real(0);
      }
    }
  }

  void check_states(ConstMatrixView states, std::string_view what, Index first_row) const override {
    check_values(
        states, what, first_row, {0, 1},
        "bernoulli units take values in [0, 1]; scale the data to it (whole numbers 0 to 255: bytes) or use gaussian "
        "visible units");
  }

  void bias_from_mean(ConstMatrixView mean, MatrixView parameters) const override {
    constexpr double least = 1e-3;
    for (Index i = 0; i < size(); ++i) {
      const double p = std::clamp(static_cast<double>(mean(0, i)), least, 1 - least);
      parameters(0, i) = static_cast<real>(std::log(p / (1 - p)));
    }
  }
};

}  // namespace

UnitsPtr make_bernoulli(std::string_view shape) {
  return std::make_shared<Bernoulli>(parse_unit_count("bernoulli", shape));
}

}  // namespace dbn
