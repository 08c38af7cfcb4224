// Learned standard deviations go where the likelihood is highest, fixed ones stay.
#include <cmath>

#include "libdbn/base/errors.hpp"
#include "libdbn/train/rbm_trainer.hpp"
#include "tests/support/checks.hpp"

using namespace dbn;

namespace {

// Independent normal columns with standard deviations 0.5, 1 and 2 around 0.
Batch normal_rows(Index rows) {
  Batch batch;
  batch.inputs = zeros(rows, 3);
  test::fill_normal(batch.inputs, 1, 5);
  for (Index n = 0; n < rows; ++n) {
    batch.inputs(n, 0) *= real(0.5);
    batch.inputs(n, 2) *= real(2);
  }
  return batch;
}

Rbm trained(const std::string& estimator, Sigma sigma) {
  Rbm rbm = make_rbm(make_units("gaussian:3"), make_units("2"));
  RbmOptions options;
  options.estimator = estimator;
  options.sigma = sigma;
  options.learning_rate = Schedule::parse("linear(0.05, 0.005, 200)");
  options.momentum = 0.5;
  options.estimation.chains = 500;
  options.weight_decay = 0.1;  // the columns are independent: weights have nothing to explain
  RbmTrainer trainer(rbm, options, 2, 0, Workers::serial());
  const Batch batch = normal_rows(500);
  for (Index u = 0; u < 250; ++u) trainer.step(batch, u);
  return rbm;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sigma_learning)

BOOST_AUTO_TEST_CASE(learned_sigma_is_the_standard_deviation_of_independent_columns) {
  for (const std::string estimator : {"cd", "pcd", "exact"}) {
    const Rbm rbm = trained(estimator, Sigma::learned);
    const double tolerance = 0.12;  // 500 rows and a gradient with noise of its own
    test::check_close(static_cast<double>(rbm.parameters.visible(1, 0)), 0.5, tolerance, estimator + " column 0");
    test::check_close(static_cast<double>(rbm.parameters.visible(1, 1)), 1, tolerance, estimator + " column 1");
    test::check_close(static_cast<double>(rbm.parameters.visible(1, 2)), 2, tolerance, estimator + " column 2");
  }
}

BOOST_AUTO_TEST_CASE(fixed_sigma_stays_at_1) {
  const Rbm rbm = trained("cd", Sigma::fixed);
  for (Index i = 0; i < 3; ++i) BOOST_CHECK_EQUAL(rbm.parameters.visible(1, i), real(1));
}

BOOST_AUTO_TEST_CASE(mean_field_cannot_learn_sigma) { BOOST_CHECK_THROW(trained("mean_field", Sigma::learned), Error); }

BOOST_AUTO_TEST_SUITE_END()
