// The scale of targets and the way back, against numbers by hand.
#include "libdbn/dbn/target_scale.hpp"

#include "tests/support/checks.hpp"

using namespace dbn;
using dbn::test::check_close;

namespace target_scale_test {
BOOST_AUTO_TEST_SUITE(target_scale)

BOOST_AUTO_TEST_CASE(means_and_deviations) {
  const Matrix targets{{1, 7}, {3, 7}, {5, 7}, {100, 7}};
  const TargetScale plain = dbn::target_scale(ConstMatrixView(targets).row_range(0, 3), {});
  check_close(plain.mean[0], 3, 1e-15, "mean");
  check_close(plain.deviation[0], std::sqrt(8.0 / 3), 1e-15, "deviation");
  // A constant target is 0 after the shift, whatever it is divided by.
  BOOST_CHECK_EQUAL(plain.mean[1], 7);
  BOOST_CHECK_EQUAL(plain.deviation[1], 1);

  const TargetScale weighted = dbn::target_scale(targets, std::vector<double>{0, 3, 1, 0});
  check_close(weighted.mean[0], 3.5, 1e-15, "weighted mean");
  check_close(weighted.deviation[0], std::sqrt(0.75), 1e-15, "weighted deviation");
  BOOST_CHECK_EQUAL(weighted.mean[1], 7);
  BOOST_CHECK_EQUAL(weighted.deviation[1], 1);
}

// Thirds do not add up to 1, and sums of 0.1 are not exact: a constant must come out as one all the same.
BOOST_AUTO_TEST_CASE(a_constant_stays_constant_in_any_units) {
  for (const double constant : {0.1, 1e-30, -123456.7, 1e30}) {
    const Matrix targets({3, 1}, static_cast<real>(constant));
    for (const std::vector<double>& weights : {std::vector<double>{}, {0, 1, 2}, {0.1, 0.2, 0.7}}) {
      const TargetScale scale = dbn::target_scale(targets, weights);
      BOOST_CHECK_EQUAL(scale.deviation[0], 1);
      BOOST_CHECK_EQUAL(scale.mean[0], static_cast<double>(targets(0, 0)));
      BOOST_CHECK(standardized(scale, targets) == zeros(3, 1));
    }
    // Nor does a row that does not count matter.
    Matrix other = targets;
    other(0, 0) = 4;
    const TargetScale scale = dbn::target_scale(other, std::vector<double>{0, 1, 2});
    BOOST_CHECK_EQUAL(scale.deviation[0], 1);
    BOOST_CHECK_EQUAL(scale.mean[0], static_cast<double>(targets(0, 0)));
  }
}

BOOST_AUTO_TEST_CASE(standardized_targets_have_mean_0_and_deviation_1) {
  Matrix targets = zeros(40, 2);
  test::fill_normal(targets, 1, 5);
  std::vector<double> weights(40);
  for (Index n = 0; n < 40; ++n) {
    targets(n, 0) = 5000 + 30 * targets(n, 0);
    targets(n, 1) *= real(1e-4);
    weights[n] = static_cast<double>(n % 4);
  }
  const Matrix found = standardized(dbn::target_scale(targets, weights), targets);
  for (Index j = 0; j < 2; ++j) {
    double sum = 0;
    double squares = 0;
    for (Index n = 0; n < 40; ++n) {
      sum += weights[n] / 60 * static_cast<double>(found(n, j));
      squares += weights[n] / 60 * static_cast<double>(found(n, j)) * static_cast<double>(found(n, j));
    }
    check_close(sum, 0, 1e-6, "mean");
    check_close(squares, 1, 1e-6, "square");
  }
}

// What is standardized, learned without error and brought back is what it was.
BOOST_AUTO_TEST_CASE(the_fold_undoes_the_standardization) {
  Network network;
  network.layers = {{zeros(3, 2), zeros(1, 2), Activation::linear}};
  test::fill_normal(network.layers[0].weights, 1, 3);
  test::fill_normal(network.layers[0].bias, 1, 4);
  Matrix inputs = zeros(6, 3);
  test::fill_normal(inputs, 1, 6);
  const TargetScale scale{{10, -3}, {0.25, 40}};
  const Matrix before = forward(network, inputs);
  const Matrix after = forward(in_units_of_targets(network, scale), inputs);
  for (Index n = 0; n < 6; ++n) {
    for (Index j = 0; j < 2; ++j) {
      check_close(static_cast<double>(after(n, j)),
                  scale.deviation[j] * static_cast<double>(before(n, j)) + scale.mean[j], test::exact_tolerance,
                  "output");
    }
  }
  check_close(standardized(scale, after), before, 50 * test::exact_tolerance, "there and back");
}

BOOST_AUTO_TEST_CASE(no_targets_have_no_scale) {
  const Matrix none;
  BOOST_CHECK(dbn::target_scale(none, {}).mean.empty());
  BOOST_CHECK(dbn::target_scale(none, std::vector<double>{1, 2}).deviation.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace target_scale_test
