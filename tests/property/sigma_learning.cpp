// Learned standard deviations go where the likelihood is highest, fixed ones stay.
#include <cmath>

#include "libdbn/base/errors.hpp"
#include "libdbn/train/rbm_trainer.hpp"
#include "tests/support/checks.hpp"

using namespace dbn;

namespace sigma_learning_test {
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

// One exact step from known moments: b moves by rate times the difference of first moments, sigma^2 by rate times the
// difference of what the machine and the data say about the second one.
BOOST_AUTO_TEST_CASE(steps_are_differences_of_moments) {
  Rbm rbm = make_rbm(make_units("gaussian:1"), make_units("1"));
  rbm.parameters.visible(0, 0) = real(0.5);
  rbm.parameters.visible(1, 0) = real(2);
  Batch batch;
  batch.inputs = Matrix{{real(1.5)}, {real(-3.5)}};
  RbmOptions options;
  options.estimator = "exact";
  options.sigma = Sigma::learned;
  options.learning_rate = 0.125;
  options.momentum = 0;
  options.weight_decay = 0;
  RbmTrainer trainer(rbm, options, 2, 0, Workers::serial());
  trainer.step(batch, 0);
  // Without weights: mean difference (1 - 4) / 2 = -1.5; mean square (1 + 16) / 2 = 8.5 against the variance 4.
  test::check_close(static_cast<double>(rbm.parameters.visible(0, 0)), 0.5 - 0.125 * 1.5, 1e-6, "bias");
  test::check_close(static_cast<double>(rbm.parameters.visible(1, 0)), std::sqrt(4 + 0.125 * 4.5), 1e-6, "sigma");
}

// Columns scaled by powers of two, with sigma, give the same machine scaled, bit for bit.
BOOST_AUTO_TEST_CASE(learning_does_not_depend_on_the_scale_of_a_column) {
  const auto trained_at = [](real scale) {
    Rbm rbm = make_rbm(make_units("gaussian:3"), make_units("4"));
    test::fill_normal(rbm.parameters.weights, 0.3, 8);
    for (Index i = 0; i < 3; ++i) rbm.parameters.visible(1, i) = scale;
    RbmOptions options;
    options.estimator = "pcd";
    options.sigma = Sigma::learned;
    options.learning_rate = 0.01;
    options.estimation.chains = 20;
    options.centering = CenteringOffsets::data;
    RbmTrainer trainer(rbm, options, 2, 0, Workers::serial());
    Batch batch = normal_rows(20);
    for (real& x : batch.inputs) x *= scale;
    for (Index u = 0; u < 20; ++u) trainer.step(batch, 0);
    for (real& x : rbm.parameters.visible) x /= scale;
    return rbm.parameters;
  };
  const RbmParameters at_1 = trained_at(1);
  const RbmParameters at_8 = trained_at(8);
  BOOST_CHECK(at_1.weights == at_8.weights);
  BOOST_CHECK(at_1.visible == at_8.visible);
  BOOST_CHECK(at_1.hidden == at_8.hidden);
}

// A column that is almost always 0 and rarely far away, as the border of pictures after standardization: sigma comes
// near its standard deviation 1 and neither runs away nor stays where a rare value has thrown it.
BOOST_AUTO_TEST_CASE(heavy_tails_do_not_carry_sigma_away) {
  Rbm rbm = make_rbm(make_units("gaussian:1"), make_units("1"));
  RbmOptions options;
  options.sigma = Sigma::learned;
  options.learning_rate = 0.005;
  options.momentum = 0;
  options.weight_decay = 0.1;
  RbmTrainer trainer(rbm, options, 3, 0, Workers::serial());
  Batch batch;
  double mean_variance = 0;
  for (Index u = 0; u < 6000; ++u) {
    batch.inputs = zeros(100, 1);
    if (u % 100 == 0) batch.inputs(0, 0) = 100;
    trainer.step(batch, 0);
    const auto sigma = static_cast<double>(rbm.parameters.visible(1, 0));
    BOOST_REQUIRE_LT(sigma, 2);
    if (u >= 3000) mean_variance += sigma * sigma / 3000;
  }
  test::check_close(mean_variance, 1, 0.08, "variance over time");
}

BOOST_AUTO_TEST_CASE(fixed_sigma_stays_at_1) {
  const Rbm rbm = trained("cd", Sigma::fixed);
  for (Index i = 0; i < 3; ++i) BOOST_CHECK_EQUAL(rbm.parameters.visible(1, i), real(1));
}

BOOST_AUTO_TEST_CASE(mean_field_cannot_learn_sigma) { BOOST_CHECK_THROW(trained("mean_field", Sigma::learned), Error); }

BOOST_AUTO_TEST_SUITE_END()

}  // namespace sigma_learning_test
