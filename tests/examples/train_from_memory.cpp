// Training of an RBM on rows in memory, update by update. With the exact gradient, rate 1 and one batch of all rows a
// step is the gradient of the mean log-likelihood itself:
//
//     new W - old W = <v h>_data - <v h>_model
#include <cmath>

#include "libdbn/likelihood/exact.hpp"
#include "libdbn/train/rbm_trainer.hpp"
#include "tests/support/checks.hpp"

using namespace dbn;

namespace {

Batch four_rows() {
  Batch batch;
  batch.inputs = Matrix{{1, 1, 0, 0}, {1, 1, 1, 0}, {0, 0, 1, 1}, {0, 1, 1, 1}};
  return batch;
}

RbmOptions exact_steps(double rate) {
  RbmOptions options;
  options.estimator = "exact";  // "cd", "pcd", ... for machines that cannot be enumerated
  options.learning_rate = rate;
  options.momentum = 0.0;
  options.weight_decay = 0;
  return options;
}

// sum_n weights_n v_ni E[h_j | v_n]
double pair_moment(const Rbm& rbm, const Matrix& rows, const std::vector<double>& weights, Index i, Index j) {
  const Matrix hidden = hidden_mean(rbm, rows);
  double moment = 0;
  for (Index n = 0; n < weights.size(); ++n) moment += weights[n] * static_cast<double>(rows(n, i) * hidden(n, j));
  return moment;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(train_from_memory)

BOOST_AUTO_TEST_CASE(a_step_is_the_difference_of_moments) {
  const Batch batch = four_rows();
  Rbm rbm = test::random_rbm("bernoulli:4", "bernoulli:3", 1);
  const Rbm before = rbm;
  RbmTrainer(rbm, exact_steps(1), 1, 0, Workers::serial()).step(batch, 0);

  const Matrix states = test::all_states(*before.visible);
  std::vector<double> model;
  for (const double log_p : log_likelihood(before, states, exact_log_z(before))) model.push_back(std::exp(log_p));
  const std::vector<double> data(4, 0.25);
  for (Index i = 0; i < 4; ++i) {
    for (Index j = 0; j < 3; ++j) {
      const double change = static_cast<double>(rbm.parameters.weights(i, j) - before.parameters.weights(i, j));
      const double ascent = pair_moment(before, batch.inputs, data, i, j) - pair_moment(before, states, model, i, j);
      test::check_close(change, ascent, 1e-5, "change of a weight");
    }
  }
}

// No model gives four different rows a higher mean log-likelihood than -log 4.
BOOST_AUTO_TEST_CASE(training_approaches_the_entropy_of_the_rows) {
  const Batch batch = four_rows();
  Rbm rbm = test::random_rbm("bernoulli:4", "bernoulli:3", 1);
  RbmTrainer trainer(rbm, exact_steps(0.5), 1, 0, Workers::serial());
  for (Index step = 0; step < 5000; ++step) trainer.step(batch, 0);
  double mean = 0;
  for (const double log_p : log_likelihood(rbm, batch.inputs, exact_log_z(rbm))) mean += log_p / 4;
  BOOST_CHECK_LT(mean, -std::log(4.0));
  BOOST_CHECK_GT(mean, -std::log(4.0) - 0.02);
}

BOOST_AUTO_TEST_SUITE_END()
