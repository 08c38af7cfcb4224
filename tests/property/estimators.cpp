// What holds for each estimator beyond its expected gradient: equilibrium, special cases that must coincide, saved
// state.
#include <cmath>
#include <limits>
#include <numeric>

#include "libdbn/base/errors.hpp"
#include "libdbn/estimators/estimator.hpp"
#include "libdbn/estimators/temperature_ladder.hpp"
#include "tests/support/estimators.hpp"
#include "tests/support/exact_gradient.hpp"
#include "tests/support/memory_archive.hpp"

using namespace dbn;
using dbn::test::random_rbm;

namespace estimators_test {
namespace {

Batch data_for(const Rbm& rbm, Index rows) {
  Rng rng(77);
  Batch batch;
  batch.inputs = sample_visible(rbm, zeros(rows, rbm.hidden->size()), rng);
  return batch;
}

Matrix all_weights(const GradientEstimate& estimate, const Rbm& rbm) {
  Matrix weights = zeros(rbm.visible->size(), rbm.hidden->size());
  weights_ascent(estimate, 0, weights);
  return weights;
}

// The mean over `updates` of the ascent of a machine that does not change.
RbmParameters mean_ascent(const std::string& name, const EstimatorOptions& options, const Rbm& rbm, const Batch& batch,
                          Index burn_in, Index updates) {
  auto estimator = make_estimator(name, options);
  Rng rng(5, Purpose::gibbs);
  RbmParameters mean = zeros_like(rbm.parameters);
  for (Index u = 0; u < burn_in + updates; ++u) {
    const GradientEstimate& estimate = estimator->estimate(rbm, batch, {1, rng, Workers::serial()});
    if (u < burn_in) continue;
    const auto share = static_cast<real>(1.0 / static_cast<double>(updates));
    const Matrix weights = all_weights(estimate, rbm);
    for (Index i = 0; i < weights.size(); ++i) mean.weights.data()[i] += share * weights.data()[i];
    for (Index i = 0; i < mean.visible.size(); ++i) mean.visible.data()[i] += share * estimate.visible_ascent.data()[i];
    for (Index i = 0; i < mean.hidden.size(); ++i) mean.hidden.data()[i] += share * estimate.hidden_ascent.data()[i];
  }
  return mean;
}

// Every number is a mean of `draws` nearly independent draws with variance at most `variance`.
void check_within(const Matrix& found, const Matrix& expected, double variance, double draws, const std::string& what) {
  const double floor = 5 * std::sqrt(variance / draws);
  for (Index i = 0; i < found.size(); ++i) {
    const double error = std::abs(static_cast<double>(found.data()[i]) - static_cast<double>(expected.data()[i]));
    BOOST_CHECK_MESSAGE(error <= floor, what << " " << i << ": found " << found.data()[i] << ", exact "
                                             << expected.data()[i] << ", floor " << floor);
  }
}

const std::vector<std::pair<std::string, std::string>> machines{
    {"4", "3"}, {"softmax:2x3", "3"}, {"gaussian:3", "3"}, {"3", "softmax:1x3"}, {"bernoulli:3+softmax:1x3", "3"}};

}  // namespace

BOOST_AUTO_TEST_SUITE(estimators)

// Saturated units leave nothing to chance: copies of a row and copies of a chain must not change the ascent, whatever
// the sizes of the two phases are to each other.
BOOST_AUTO_TEST_CASE(each_phase_is_divided_by_its_own_count) {
  Rbm rbm = make_rbm(make_units("4"), make_units("3"));
  test::fill_normal(rbm.parameters.weights, 300, 36);
  test::fill_normal(rbm.parameters.visible, 300, 37);
  test::fill_normal(rbm.parameters.hidden, 300, 38);
  for (const std::string& name : test::estimators_for(rbm)) {
    const auto ascent = [&](Index rows, Index chains) {
      EstimatorOptions options;
      options.chains = chains;
      options.set("temperatures", "1 0.9");
      const EstimatorPtr estimator = make_estimator(name, options);
      Batch batch;
      batch.inputs = zeros(rows, 4);
      for (Index n = 0; n < rows; ++n) batch.inputs(n, 1) = batch.inputs(n, 2) = 1;
      Rng rng(9, Purpose::gibbs);
      const GradientEstimate& estimate = estimator->estimate(rbm, batch, {3, rng, Workers::serial()});
      Matrix all = zeros(6, 4);
      MatrixView rows_of_all = all;
      weights_ascent(estimate, 0, rows_of_all.row_range(0, 4).column_range(0, 3));
      copy(estimate.visible_ascent, rows_of_all.row_range(4, 1));
      copy(estimate.hidden_ascent, rows_of_all.row_range(5, 1).column_range(0, 3));
      return all;
    };
    const Matrix one = ascent(1, 1);
    double largest = 0;
    for (const real x : one) largest = std::max(largest, std::abs(static_cast<double>(x)));
    BOOST_CHECK_MESSAGE(largest > 0.5, name << ": the ascent is 0, which proves nothing");
    for (const auto& [rows, chains] : std::vector<std::pair<Index, Index>>{{37, 1}, {1, 37}, {5, 8}, {8, 5}}) {
      test::check_close(ascent(rows, chains), one, 1e-5,
                        name + ", " + std::to_string(rows) + " rows, " + std::to_string(chains) + " chains");
    }
  }
}

// The cold replica's statistics are those of the exact model for every pair of layers: swaps leave each temperature's
// distribution as it is, in particular that at beta 1.
BOOST_AUTO_TEST_CASE(parallel_tempering_keeps_the_exact_distribution_at_beta_1) {
  for (const auto& [visible, hidden] : machines) {
    const Rbm rbm = random_rbm(visible, hidden, 31);
    EstimatorOptions options;
    options.chains = 500;
    options.set("temperatures", "1 0.7 0.3 0");
    const Batch batch = data_for(rbm, 4);
    const Index updates = 100;
    const RbmParameters found = mean_ascent("parallel_tempering", options, rbm, batch, 50, updates);
    const RbmParameters exact = test::exact_gradient(rbm, batch.inputs);
    // Consecutive updates of one chain are correlated; a tenth of them counts as independent.
    const double draws = 500.0 * static_cast<double>(updates) / 10;
    const double variance = visible.starts_with("gaussian") ? 8 : 0.5;
    const std::string name = visible + " x " + hidden;
    check_within(found.weights, exact.weights, variance, draws, name + " weights");
    check_within(found.hidden, exact.hidden, variance, draws, name + " hidden");
    if (!visible.starts_with("gaussian"))
      check_within(found.visible, exact.visible, variance, draws, name + " visible");
  }
}

// Two wells that Gibbs sampling does not leave: chains that all start in one find the other through the hot replicas.
BOOST_AUTO_TEST_CASE(parallel_tempering_crosses_between_wells) {
  Rbm rbm = make_rbm(make_units("6"), make_units("6"));
  for (real& w : rbm.parameters.weights) w = real(2);
  for (real& b : rbm.parameters.visible) b = real(-6);
  for (real& c : rbm.parameters.hidden) c = real(-6);
  EstimatorOptions options;
  options.chains = 200;
  options.set("temperatures", "20");
  Batch batch;
  batch.inputs = zeros(1, 6);
  const RbmParameters found = mean_ascent("parallel_tempering", options, rbm, batch, 200, 100);
  const RbmParameters exact = test::exact_gradient(rbm, batch.inputs);
  for (Index i = 0; i < 6; ++i) BOOST_CHECK_SMALL(std::abs(found.visible(0, i) - exact.visible(0, i)), real(0.06));
}

BOOST_AUTO_TEST_CASE(fpcd_without_a_fast_rate_is_pcd_bit_for_bit) {
  for (const auto& [visible, hidden] : machines) {
    const Rbm rbm = random_rbm(visible, hidden, 32);
    EstimatorOptions options;
    options.chains = 11;
    options.set("fast_learning_rate", "0");
    const Batch batch = data_for(rbm, 5);
    auto pcd = make_estimator("pcd", options);
    auto fpcd = make_estimator("fpcd", options);
    Rng rng_pcd(6, Purpose::gibbs);
    Rng rng_fpcd(6, Purpose::gibbs);
    for (Index update = 0; update < 3; ++update) {
      const GradientEstimate& a = pcd->estimate(rbm, batch, {2, rng_pcd, Workers::serial()});
      const GradientEstimate& b = fpcd->estimate(rbm, batch, {2, rng_fpcd, Workers::serial()});
      BOOST_CHECK(all_weights(a, rbm) == all_weights(b, rbm));
      BOOST_CHECK(a.visible_ascent == b.visible_ascent);
      BOOST_CHECK(a.hidden_ascent == b.hidden_ascent);
    }
  }
}

// fast <- decay fast + rate ascent, after one and two updates from the archive.
BOOST_AUTO_TEST_CASE(fast_weights_follow_their_rule) {
  const Rbm rbm = random_rbm("4", "3", 33);
  EstimatorOptions options;
  options.chains = 5;
  options.set("fast_learning_rate", "0.25");
  options.set("fast_decay", "0.5");
  auto fpcd = make_estimator("fpcd", options);
  Rng rng(7, Purpose::gibbs);
  Matrix expected = zeros(4, 3);
  for (Index update = 0; update < 3; ++update) {
    const GradientEstimate& estimate = fpcd->estimate(rbm, data_for(rbm, 5), {1, rng, Workers::serial()});
    const Matrix ascent = all_weights(estimate, rbm);
    for (Index i = 0; i < expected.size(); ++i) {
      expected.data()[i] = real(0.5) * expected.data()[i] + real(0.25) * ascent.data()[i];
    }
    const auto archive = test::saved(*fpcd);
    test::check_close(std::get<Matrix>(archive.values().at("fast_weights")), expected, 1e-6, "fast weights");
  }
}

// Mean field by its definition: m = mean(v | mean(h | data)), statistics m^T E[h | m].
BOOST_AUTO_TEST_CASE(mean_field_is_its_definition) {
  for (const auto& [visible, hidden] : machines) {
    if (visible.starts_with("gaussian")) continue;
    const Rbm rbm = random_rbm(visible, hidden, 34);
    const Batch batch = data_for(rbm, 6);
    auto estimator = make_estimator("mean_field", {});
    Rng rng(8, Purpose::gibbs);
    const GradientEstimate& estimate = estimator->estimate(rbm, batch, {2, rng, Workers::serial()});
    const Matrix data_hidden = hidden_mean(rbm, batch.inputs);
    Matrix model = visible_mean(rbm, data_hidden);
    model = visible_mean(rbm, hidden_mean(rbm, model));
    const Matrix model_hidden = hidden_mean(rbm, model);
    Matrix expected = zeros(rbm.visible->size(), rbm.hidden->size());
    for (Index n = 0; n < 6; ++n) {
      for (Index i = 0; i < expected.shape(0); ++i) {
        for (Index j = 0; j < expected.shape(1); ++j) {
          expected(i, j) += (batch.inputs(n, i) * data_hidden(n, j) - model(n, i) * model_hidden(n, j)) / real(6);
        }
      }
    }
    test::check_close(all_weights(estimate, rbm), expected, 1e-6, visible + " x " + hidden);
  }
}

// Rows that lack units speak to machines of their own: the gradient of the mean of their log-likelihoods, by central
// differences of what enumeration says.
BOOST_AUTO_TEST_CASE(exact_gradients_of_rows_with_missing_units_are_those_of_their_own_machines) {
  constexpr auto missing = std::numeric_limits<real>::quiet_NaN();
  const std::vector<std::pair<std::string, Matrix>> cases{
      {"bernoulli:3", Matrix{{1, missing, 0}, {0, 1, 1}, {1, missing, 1}, {missing, missing, missing}}},
      {"softmax:2x2", Matrix{{missing, missing, 1, 0}, {0, 1, 0, 1}}},
      {"gaussian:2", Matrix{{real(0.5), missing}, {real(-1), real(0.3)}}},
      {"multinomial:3", Matrix{{2, 0, 1}, {0, 1, 0}, {1, 1, 1}}},
      {"bernoulli:2+softmax:1x2", Matrix{{1, missing, 0, 1}, {0, 1, missing, missing}}}};
  for (const auto& [visible, rows] : cases) {
    BOOST_TEST_CONTEXT(visible) {
      Rbm rbm = random_rbm(visible, "2", 36);
      Batch batch;
      batch.inputs = rows;
      auto estimator = make_estimator("exact", {});
      Rng rng(1);
      const GradientEstimate estimate = estimator->estimate(rbm, batch, {1, rng, Workers::serial()});
      const auto mean_log_likelihood = [&] {
        const Energies values = exact_log_likelihood(rbm, rows);
        return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(rows.shape(0));
      };
      const auto check = [&](Matrix& parameters, const Matrix& ascent, const char* what) {
        const real step = sizeof(real) == sizeof(double) ? real(1e-5) : real(0.0078125);
        for (Index i = 0; i < ascent.size(); ++i) {
          const real kept = parameters.data()[i];
          parameters.data()[i] = kept + step;
          const double above = mean_log_likelihood();
          parameters.data()[i] = kept - step;
          const double below = mean_log_likelihood();
          parameters.data()[i] = kept;
          const double slope = (above - below) / (2 * static_cast<double>(step));
          const double error = std::abs(static_cast<double>(ascent.data()[i]) - slope);
          BOOST_CHECK_MESSAGE(error < (sizeof(real) == sizeof(double) ? 1e-8 : 2e-4),
                              what << " " << i << ": " << ascent.data()[i] << ", difference quotient " << slope);
        }
      };
      check(rbm.parameters.weights, all_weights(estimate, rbm), "weights");
      check(rbm.parameters.visible, estimate.visible_ascent, "visible");
      check(rbm.parameters.hidden, estimate.hidden_ascent, "hidden");
    }
  }
}

// With a fixed machine the persistent model phase is, in the mean, the average over the machines of the rows.
BOOST_AUTO_TEST_CASE(persistent_chains_lack_what_the_rows_lack) {
  constexpr auto missing = std::numeric_limits<real>::quiet_NaN();
  const std::vector<std::pair<std::string, Matrix>> cases{
      {"bernoulli:4", Matrix{{1, missing, 0, 1}, {missing, 1, 1, missing}, {0, 0, 1, 1}}},
      {"softmax:2x3", Matrix{{missing, missing, missing, 1, 0, 0}, {0, 1, 0, 0, 1, 0}}},
      {"multinomial:3", Matrix{{2, 0, 1}, {0, 1, 0}}}};
  for (const auto& [visible, rows] : cases) {
    const Rbm rbm = random_rbm(visible, "3", 37);
    Batch batch;
    batch.inputs = rows;
    EstimatorOptions options;
    options.chains = 300;
    options.set("temperatures", "1 0.6 0");
    options.set("fast_learning_rate", "0");
    const RbmParameters exact = mean_ascent("exact", options, rbm, batch, 0, 1);
    for (const char* name : {"pcd", "fpcd", "parallel_tempering"}) {
      const RbmParameters found = mean_ascent(name, options, rbm, batch, 20, 100);
      const double draws = 300.0 * 100 / 10;
      const std::string what = std::string(name) + " " + visible;
      check_within(found.weights, exact.weights, 0.5, draws, what + " weights");
      check_within(found.visible, exact.visible, visible.starts_with("multinomial") ? 1.5 : 0.5, draws,
                   what + " visible");
      check_within(found.hidden, exact.hidden, 2, draws, what + " hidden");
    }
  }
}

BOOST_AUTO_TEST_CASE(every_estimator_continues_from_its_archive) {
  const Rbm rbm = random_rbm("bernoulli:2+softmax:1x2", "3", 35);
  const Batch batch = data_for(rbm, 5);
  for (const std::string& name : estimator_names()) {
    EstimatorOptions options;
    options.chains = 6;
    options.set("adaptive_temperatures", "on");
    auto original = make_estimator(name, options);
    Rng rng(9, Purpose::gibbs);
    for (Index u = 0; u < 99; ++u) original->estimate(rbm, batch, {1, rng, Workers::serial()});
    Rng rng_copy = rng;
    auto restored = make_estimator(name, options);
    test::load(test::saved(*original), *restored);
    for (Index u = 0; u < 3; ++u) {
      const Matrix expected = all_weights(original->estimate(rbm, batch, {1, rng, Workers::serial()}), rbm);
      const Matrix found = all_weights(restored->estimate(rbm, batch, {1, rng_copy, Workers::serial()}), rbm);
      BOOST_CHECK_MESSAGE(found == expected, name << ": update " << u << " after restoring differs");
    }
    test::check_same_bytes(test::saved(*restored), test::saved(*original), name);
  }
}

BOOST_AUTO_TEST_CASE(a_ladder_respaces_by_its_rejections) {
  TemperatureLadder ladder("1 0.5 0");
  for (int i = 0; i < 100; ++i) {
    ladder.count_swap(0, i < 20);
    ladder.count_swap(1, i < 80);
  }
  BOOST_CHECK_CLOSE(ladder.swap_rate(0), 0.2, 1e-9);
  // Rejections 0.81 and 0.21 (with the floor): half of 1.02 lies at 0.51 / 0.81 of the first segment.
  ladder.respace();
  BOOST_CHECK_CLOSE(ladder.beta(1), 1 - 0.5 * 0.51 / 0.81, 1e-9);
  BOOST_CHECK_EQUAL(ladder.beta(0), 1);
  BOOST_CHECK_EQUAL(ladder.beta(2), 0);
}

BOOST_AUTO_TEST_CASE(ladders_are_checked) {
  BOOST_CHECK_EQUAL(TemperatureLadder("5").beta(1), 0.75);
  for (const std::string text : {"1", "0", "x", "0.9 0.5", "1 0.5 0.5", "1 -0.1", "1 nan"}) {
    BOOST_CHECK_THROW(TemperatureLadder{text}, Error);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace estimators_test
