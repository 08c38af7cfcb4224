// The means of the data phase that every estimator of the table states, against sums written out in double.
#include <cmath>
#include <limits>

#include "libdbn/base/errors.hpp"
#include "tests/support/checks.hpp"
#include "tests/support/estimators.hpp"

using namespace dbn;
using dbn::test::random_rbm;

namespace data_means_test {
namespace {

const double missing = std::numeric_limits<double>::quiet_NaN();

struct Case {
  std::string visible;
  std::string hidden;
  std::vector<std::vector<double>> rows;
};

const std::vector<Case> cases{
    {"4", "3", {{1, 0, 1, 1}, {0, missing, 1, 0}, {1, 1, 0.25, missing}, {0, 1, 0, 0}}},
    {"gaussian:3", "3", {{0.5, -2, 1}, {missing, 0.25, -1}, {1.5, missing, 2}, {3, -1, 0.5}}},
    {"3", "gaussian:2", {{1, 0, 1}, {missing, 1, 0}, {0, 1, 1}, {1, 1, missing}}},
    {"multinomial:3x2", "2", {{2, 0, 0}, {1, 1, 0}, {0, 2, 1}, {0, 0, 3}}},
    {"bernoulli:2+softmax:1x3",
     "3",
     {{1, 0, 0, 1, 0}, {missing, 1, 1, 0, 0}, {0, 1, missing, missing, missing}, {1, 1, 0, 0, 1}}}};

double sigma_of(const Matrix& parameters, Index i) {
  return parameters.shape(0) > 1 ? static_cast<double>(parameters(1, i)) : 1;
}

void spread_sigmas(Matrix& parameters) {
  if (parameters.shape(0) == 1) return;
  for (Index i = 0; i < parameters.shape(1); ++i) parameters(1, i) = real(0.5) + static_cast<real>(i);
}

bool is_labeled(const std::vector<double>& row) { return !std::isnan(row.back()); }

struct Means {
  std::vector<double> visible;
  std::vector<double> hidden;
};

Means expected_means(const Rbm& rbm, const std::vector<std::vector<double>>& rows, const std::vector<double>& weights) {
  const RbmParameters& theta = rbm.parameters;
  Means means{std::vector<double>(rbm.visible->size()), std::vector<double>(rbm.hidden->size())};
  double total = 0;
  for (const double weight : weights) total += weight;
  for (Index n = 0; n < rows.size(); ++n) {
    const double share = weights[n] / total;
    double length = 0;
    std::vector<double> inputs(rbm.hidden->size());
    for (Index i = 0; i < rows[n].size(); ++i) {
      if (std::isnan(rows[n][i])) continue;
      const double interaction = rows[n][i] / sigma_of(theta.visible, i);
      length += rows[n][i];
      means.visible[i] += share * interaction;
      for (Index j = 0; j < inputs.size(); ++j) inputs[j] += interaction * static_cast<double>(theta.weights(i, j));
    }
    for (Index j = 0; j < inputs.size(); ++j) {
      const double bias = static_cast<double>(theta.hidden(0, j)) * (rbm.visible->has_lengths() ? length : 1);
      const bool real_valued = rbm.hidden->kind() == "gaussian";
      means.hidden[j] +=
          share * (real_valued ? bias / sigma_of(theta.hidden, j) + inputs[j] : 1 / (1 + std::exp(-bias - inputs[j])));
    }
  }
  return means;
}

Batch batch_of(const std::vector<std::vector<double>>& rows, const std::vector<double>& weights) {
  Batch batch;
  batch.inputs = zeros(rows.size(), rows[0].size());
  for (Index n = 0; n < rows.size(); ++n) {
    for (Index i = 0; i < rows[n].size(); ++i) batch.inputs(n, i) = static_cast<real>(rows[n][i]);
  }
  batch.weights = weights;
  return batch;
}

void check_means(const Matrix& found, const std::vector<double>& expected, const std::string& what) {
  BOOST_REQUIRE_EQUAL(found.size(), expected.size());
  for (Index i = 0; i < expected.size(); ++i) {
    test::check_close(static_cast<double>(found(0, i)), expected[i], test::exact_tolerance,
                      what + " " + std::to_string(i));
  }
}

EstimatorOptions options_with(HiddenStatistics statistics) {
  EstimatorOptions options;
  options.chains = 5;
  options.hidden_statistics = statistics;
  options.set("generative_weight", "0.5");
  return options;
}

// Of the second update: fast weights and chains are no longer at their start.
void check_case(const std::string& name, const Rbm& rbm, const Case& c, const std::vector<double>& weights,
                HiddenStatistics statistics) {
  const EstimatorPtr estimator = make_estimator(name, options_with(statistics));
  BOOST_REQUIRE(estimator->states_data_means());
  Rng rng(5, Purpose::gibbs);
  const Step step{1, rng, Workers::serial(), Figures::skip, DataMeans::take};
  const Batch batch = batch_of(c.rows, weights);
  estimator->estimate(rbm, batch, step);
  const GradientEstimate& estimate = estimator->estimate(rbm, batch, step);
  BOOST_REQUIRE(estimate.data_means);
  std::vector<double> counted = weights.empty() ? std::vector<double>(c.rows.size(), 1) : weights;
  Means expected = expected_means(rbm, c.rows, counted);
  // log p(label | row) has no data phase of rows without a label.
  if (name == "discriminative") {
    double total = 0;
    double labeled = 0;
    for (Index n = 0; n < counted.size(); ++n) {
      total += counted[n];
      if (!is_labeled(c.rows[n])) counted[n] = 0;
      labeled += counted[n];
    }
    expected = expected_means(rbm, c.rows, counted);
    for (std::vector<double>* means : {&expected.visible, &expected.hidden}) {
      for (double& mean : *means) mean *= labeled / total;
    }
  }
  check_means(estimate.data_means->visible, expected.visible, name + ", visible of " + c.visible);
  check_means(estimate.data_means->hidden, expected.hidden, name + ", hidden of " + c.visible + " x " + c.hidden);
}

bool is_defined(const std::string& estimator, const Rbm& rbm) {
  return test::fits(estimator, rbm) && (estimator != "exact" || std::isfinite(rbm.hidden->state_count()));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(data_means)

BOOST_AUTO_TEST_CASE(every_estimator_states_the_means_of_the_rows) {
  for (const Case& c : cases) {
    Rbm rbm = random_rbm(c.visible, c.hidden, 71);
    spread_sigmas(rbm.parameters.visible);
    spread_sigmas(rbm.parameters.hidden);
    for (const std::string& name : estimator_names()) {
      if (!is_defined(name, rbm)) continue;
      check_case(name, rbm, c, {}, HiddenStatistics::probabilities);
      check_case(name, rbm, c, {2, 0.5, 1, 3}, HiddenStatistics::probabilities);
      check_case(name, rbm, c, {1, 0, 0.25, 0.75}, HiddenStatistics::probabilities);
    }
  }
}

// Where the rows decide the hidden units, draws are their probabilities.
BOOST_AUTO_TEST_CASE(sampled_statistics_give_means_of_samples) {
  const Case& c = cases.front();
  Rbm rbm = random_rbm(c.visible, c.hidden, 72);
  rbm.parameters.weights = Matrix{{600, -600, 600}, {600, 600, 600}, {600, 600, -600}, {-600, 600, 600}};
  rbm.parameters.hidden = Matrix{{-200, -300, 300}};
  for (const std::string& name : estimator_names()) {
    if (is_defined(name, rbm)) check_case(name, rbm, c, {2, 0.5, 1, 3}, HiddenStatistics::samples);
  }
}

BOOST_AUTO_TEST_CASE(an_update_that_does_not_ask_leaves_none_behind) {
  const Case& c = cases.back();
  const Rbm rbm = random_rbm(c.visible, c.hidden, 73);
  const Batch batch = batch_of(c.rows, {});
  for (const std::string& name : estimator_names()) {
    const EstimatorPtr estimator = make_estimator(name, options_with(HiddenStatistics::probabilities));
    Rng rng(6, Purpose::gibbs);
    const auto states = [&](DataMeans wanted) {
      return estimator->estimate(rbm, batch, {1, rng, Workers::serial(), Figures::skip, wanted}).data_means.has_value();
    };
    BOOST_CHECK_MESSAGE(states(DataMeans::take), name);
    BOOST_CHECK_MESSAGE(!states(DataMeans::skip), name);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace data_means_test
