// Where learning starts: moments of the weights, exact biases.
#include "libdbn/rbm/initialize.hpp"

#include <algorithm>
#include <cmath>

#include "libdbn/train/training_run.hpp"
#include "tests/support/checks.hpp"

using namespace dbn;
using dbn::test::check_close;

namespace initialize_test {
namespace {

Matrix initial(Index visible, Index hidden, WeightInitialization kind, double deviation) {
  Matrix weights = zeros(visible, hidden);
  Rng rng(4, Purpose::initialization);
  initialize_weights(weights, kind, deviation, rng);
  return weights;
}

/// Mean, variance and mean fourth power within 5 standard errors, of numbers whose eighth moment is at most `eighth`
/// times variance^4.
void check_moments(const std::vector<double>& numbers, double variance, double kurtosis, double eighth) {
  const auto n = static_cast<double>(numbers.size());
  double moments[3] = {};
  for (const double x : numbers) {
    moments[0] += x / n;
    moments[1] += x * x / n;
    moments[2] += std::pow(x, 4) / n;
  }
  const double square = variance * variance;
  BOOST_CHECK_SMALL(moments[0], 5 * std::sqrt(variance / n));
  BOOST_CHECK_SMALL(moments[1] - variance, 5 * std::sqrt((kurtosis - 1) * square / n));
  BOOST_CHECK_SMALL(moments[2] - kurtosis * square, 5 * square * std::sqrt((eighth - kurtosis * kurtosis) / n));
}

std::vector<double> nonzero(const Matrix& weights) {
  std::vector<double> found;
  for (const real w : weights) {
    if (w != 0) found.push_back(static_cast<double>(w));
  }
  return found;
}

RbmParameters initialized(const RbmOptions& options, const RowSource& rows) {
  TrainingPlan plan;
  plan.layers = {options};
  plan.layers[0].epochs = 0;
  plan.training = &rows;
  Model model;
  model.layers = {make_rbm(make_units(std::to_string(rows.columns())), make_units("3"))};
  const TrainingRun run(std::move(model), plan, TrainingStart::initialize, Workers::serial());
  return run.model().layers[0].parameters;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(initialize)

BOOST_AUTO_TEST_CASE(normal_weights) {
  const Matrix weights = initial(200, 150, WeightInitialization::normal, 0.1);
  check_moments(nonzero(weights), 0.01, 3, 105);
}

// +-4 sqrt(6 / (200 + 150)): variance a^2 / 3, kurtosis 9/5, eighth moment 3^4 / 9.
BOOST_AUTO_TEST_CASE(uniform_weights) {
  const Matrix weights = initial(200, 150, WeightInitialization::uniform, 7);
  const double reach = 4 * std::sqrt(6.0 / 350);
  const std::vector<double> all = nonzero(weights);
  check_moments(all, reach * reach / 3, 1.8, 9);
  const auto [least, greatest] = std::minmax_element(all.begin(), all.end());
  BOOST_CHECK(*least >= -reach && *least < -0.999 * reach);
  BOOST_CHECK(*greatest <= reach * (1 + 1e-6) && *greatest > 0.999 * reach);
}

BOOST_AUTO_TEST_CASE(sparse_weights) {
  constexpr Index visible = 60;
  constexpr Index hidden = 2000;
  const Matrix weights = initial(visible, hidden, WeightInitialization::sparse, 1);
  for (Index j = 0; j < hidden; ++j) {
    Index found = 0;
    for (Index i = 0; i < visible; ++i) found += weights(i, j) != 0 ? 1 : 0;
    BOOST_REQUIRE_EQUAL(found, 15);
  }
  // Each visible unit is chosen with probability 1/4.
  for (Index i = 0; i < visible; ++i) {
    double found = 0;
    for (Index j = 0; j < hidden; ++j) found += weights(i, j) != 0 ? 1 : 0;
    BOOST_CHECK_SMALL(found - hidden / 4.0, 5 * std::sqrt(hidden * 3.0 / 16));
  }
  check_moments(nonzero(weights), 1, 3, 105);
  BOOST_CHECK_EQUAL(nonzero(initial(9, 5, WeightInitialization::sparse, 1)).size(), 45);
}

// Log odds of the means 0, 1 and 1/4, the first two kept within 0.001 and 0.999.
BOOST_AUTO_TEST_CASE(biases) {
  const Matrix rows{{0, 1, 1}, {0, 1, 0}, {0, 1, 0}, {0, 1, 0}};
  RbmOptions options;
  options.initial_hidden_bias = -4;
  const RbmParameters from_data = initialized(options, MatrixRows(rows, {}));
  check_close(static_cast<double>(from_data.visible(0, 0)), -std::log(999.0), 1e-6, "never on");
  check_close(static_cast<double>(from_data.visible(0, 1)), std::log(999.0), 1e-6, "always on");
  check_close(static_cast<double>(from_data.visible(0, 2)), -std::log(3.0), 1e-6, "on in a quarter");
  BOOST_CHECK(from_data.hidden == Matrix({1, 3}, real(-4)));
  const RbmParameters weighted = initialized(options, MatrixRows(rows, {}, {5, 1, 1, 0}));
  check_close(static_cast<double>(weighted.visible(0, 2)), std::log(2.5), 1e-6, "on in 5 of 7");
  options = {};
  options.initial_visible_bias = VisibleBiasStart::zero;
  const RbmParameters none = initialized(options, MatrixRows(rows, {}));
  BOOST_CHECK(none.visible == zeros(1, 3));
  BOOST_CHECK(none.hidden == zeros(1, 3));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace initialize_test
