// The discriminative gradient against difference quotients of the exact log p(label | row), and hybrids of it.
#include <cmath>
#include <limits>

#include "libdbn/base/errors.hpp"
#include "libdbn/estimators/estimator.hpp"
#include "libdbn/likelihood/label_posterior.hpp"
#include "libdbn/train/rbm_trainer.hpp"
#include "tests/support/checks.hpp"

using namespace dbn;
using dbn::test::random_rbm;

namespace discriminative_test {
namespace {

constexpr auto missing = std::numeric_limits<real>::quiet_NaN();
constexpr bool is_double = sizeof(real) == sizeof(double);

double mean_log_posterior(const Rbm& rbm, const Batch& batch) {
  const Matrix posterior = label_probabilities(rbm, batch.inputs);
  const Index others = rbm.visible->size() - posterior.shape(1);
  const std::vector<double> row_weights = batch.row_weights();
  double sum = 0;
  for (Index n = 0; n < batch.rows(); ++n) {
    for (Index k = 0; k < posterior.shape(1); ++k) {
      if (batch.inputs(n, others + k) == 1) sum += row_weights[n] * std::log(static_cast<double>(posterior(n, k)));
    }
  }
  return sum;
}

void check_slopes(Rbm& rbm, const Batch& batch, Matrix& parameters, const Matrix& ascent, const std::string& what) {
  const real step = is_double ? real(1e-5) : real(0.015625);
  for (Index i = 0; i < ascent.size(); ++i) {
    const real kept = parameters.data()[i];
    parameters.data()[i] = kept + step;
    const double above = mean_log_posterior(rbm, batch);
    parameters.data()[i] = kept - step;
    const double below = mean_log_posterior(rbm, batch);
    parameters.data()[i] = kept;
    const double slope = (above - below) / (2 * static_cast<double>(step));
    BOOST_CHECK_MESSAGE(std::abs(static_cast<double>(ascent.data()[i]) - slope) < (is_double ? 1e-8 : 3e-4),
                        what << " " << i << ": " << ascent.data()[i] << ", difference quotient " << slope);
  }
}

Matrix weights_of(const GradientEstimate& estimate, const Rbm& rbm) {
  Matrix weights = zeros(rbm.visible->size(), rbm.hidden->size());
  weights_ascent(estimate, 0, weights);
  return weights;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(discriminative)

// Not small: 0. Adam makes whole steps of any rounding that is left.
BOOST_AUTO_TEST_CASE(biases_of_the_data_do_not_drift) {
  for (const std::string rule : {"adam", "rmsprop", "momentum"}) {
    Rbm rbm = random_rbm("bernoulli:5+softmax:1x3", "bernoulli:4", 91);
    const Matrix before = rbm.parameters.visible;
    Batch batch;
    batch.inputs = zeros(7, 8);
    test::fill_normal(batch.inputs, 1, 92);
    for (Index n = 0; n < 7; ++n) {
      for (Index j = 0; j < 5; ++j) batch.inputs(n, j) = 1 / (1 + std::exp(-batch.inputs(n, j)));
      for (Index k = 0; k < 3; ++k) batch.inputs(n, 5 + k) = n % 3 == k ? real(1) : real(0);
    }
    RbmOptions options;
    options.estimator = "discriminative";
    options.update_rule = rule;
    options.learning_rate = 0.01;
    RbmTrainer trainer(rbm, options, 1, 0, Workers::serial());
    for (Index u = 0; u < 30; ++u) trainer.step(batch, 0);
    for (Index j = 0; j < 5; ++j) BOOST_CHECK_EQUAL(rbm.parameters.visible(0, j), before(0, j));
    BOOST_CHECK_NE(rbm.parameters.visible(0, 5), before(0, 5));
  }
}

BOOST_AUTO_TEST_CASE(the_gradient_is_that_of_the_log_posterior) {
  const std::vector<std::pair<std::string, Matrix>> cases{
      {"bernoulli:2+softmax:1x3", Matrix{{1, 0, 0, 1, 0}, {0, 1, 1, 0, 0}, {1, 1, 0, 0, 1}, {missing, 1, 0, 0, 1}}},
      {"gaussian:2+softmax:1x2", Matrix{{real(0.5), real(-1), 1, 0}, {real(1.5), missing, 0, 1}, {2, 0, 0, 1}}},
      {"multinomial:2+softmax:1x2", Matrix{{2, 1, 1, 0}, {0, 3, 0, 1}}},
      {"bernoulli:2+softmax:1x2", Matrix{{1, 0, missing, missing}, {0, 1, 1, 0}, {1, 1, 0, 1}}}};
  for (const auto& [visible, rows] : cases) {
    for (const char* hidden : {"3", "gaussian:2", "softmax:1x3", "relu:2"}) {
      BOOST_TEST_CONTEXT(visible << " x " << hidden) {
        Rbm rbm = random_rbm(visible, hidden, 71);
        if (rbm.parameters.visible.shape(0) > 1) rbm.parameters.visible(1, 0) = real(1.5);
        if (rbm.parameters.hidden.shape(0) > 1) rbm.parameters.hidden(1, 0) = real(0.75);
        Batch batch;
        batch.inputs = rows;
        if (rows.shape(0) > 2) batch.weights.assign(rows.shape(0), 1.0);
        if (rows.shape(0) > 2) batch.weights[1] = 2;
        const EstimatorPtr estimator = make_estimator("discriminative", {});
        Rng rng(1);
        const GradientEstimate estimate = estimator->estimate(rbm, batch, {1, rng, Workers::serial()});
        check_slopes(rbm, batch, rbm.parameters.weights, weights_of(estimate, rbm), "weights");
        check_slopes(rbm, batch, rbm.parameters.visible, estimate.visible_ascent, "visible");
        check_slopes(rbm, batch, rbm.parameters.hidden, estimate.hidden_ascent, "hidden");
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(hybrid_is_the_sum_of_both) {
  const Rbm rbm = random_rbm("bernoulli:3+softmax:1x2", "4", 72);
  Batch batch;
  batch.inputs = Matrix{{1, 0, 1, 0, 1}, {0, 1, 1, 1, 0}, {1, 1, 0, missing, missing}};
  EstimatorOptions options;
  const auto estimate = [&](const char* name) {
    Rng rng(4);
    return make_estimator(name, options)->estimate(rbm, batch, {1, rng, Workers::serial()});
  };
  const GradientEstimate alone = estimate("discriminative");
  const GradientEstimate generative = estimate("cd");
  options.set("generative_weight", "0.25");
  const GradientEstimate hybrid = estimate("discriminative");
  const auto check_sum = [](const Matrix& sum, const Matrix& a, const Matrix& b, const char* what) {
    for (Index i = 0; i < sum.size(); ++i) {
      test::check_close(static_cast<double>(sum.data()[i]), static_cast<double>(a.data()[i] + real(0.25) * b.data()[i]),
                        1e-5, what);
    }
  };
  check_sum(weights_of(hybrid, rbm), weights_of(alone, rbm), weights_of(generative, rbm), "weights");
  check_sum(hybrid.visible_ascent, alone.visible_ascent, generative.visible_ascent, "visible");
  check_sum(hybrid.hidden_ascent, alone.hidden_ascent, generative.hidden_ascent, "hidden");
}

BOOST_AUTO_TEST_CASE(threads_do_not_change_a_byte) {
  const Rbm rbm = random_rbm("bernoulli:20+softmax:1x4", "30", 73);
  Batch batch;
  batch.inputs = zeros(50, 24);
  for (Index n = 0; n < 50; ++n) {
    for (Index i = 0; i < 20; ++i) batch.inputs(n, i) = static_cast<real>((n * 7 + i * i) % 3 == 0);
    batch.inputs(n, 20 + n % 4) = 1;
  }
  const auto estimate = [&](Index threads) {
    Workers workers(threads);
    Rng rng(5);
    return weights_of(make_estimator("discriminative", {})->estimate(rbm, batch, {1, rng, workers}), rbm);
  };
  const Matrix one = estimate(1);
  BOOST_CHECK(estimate(2) == one);
  BOOST_CHECK(estimate(7) == one);
}

// Exclusive or: no single hidden unit tells the classes apart.
BOOST_AUTO_TEST_CASE(it_learns_to_tell_classes_apart) {
  Rbm rbm = make_rbm(make_units("bernoulli:2+softmax:1x2"), make_units("6"));
  test::fill_normal(rbm.parameters.weights, 0.5, 74);
  Batch batch;
  batch.inputs = Matrix{{0, 0, 1, 0}, {0, 1, 0, 1}, {1, 0, 0, 1}, {1, 1, 1, 0}};
  RbmOptions options;
  options.estimator = "discriminative";
  options.learning_rate = 0.5;
  options.weight_decay = 0;
  RbmTrainer trainer(rbm, options, 1, 0, Workers::serial());
  for (Index u = 0; u < 400; ++u) trainer.step(batch, 10);
  BOOST_CHECK_GT(mean_log_posterior(rbm, batch), -0.05);
}

BOOST_AUTO_TEST_CASE(machines_without_label_units_are_refused) {
  Rbm rbm = make_rbm(make_units("3"), make_units("2"));
  RbmOptions options;
  options.estimator = "discriminative";
  BOOST_CHECK_THROW(RbmTrainer(rbm, options, 1, 0, Workers::serial()), Error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace discriminative_test
