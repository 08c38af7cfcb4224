// Three steps of each update rule by hand, and each penalty from known weights.
#include "libdbn/optim/update_rule.hpp"

#include <cmath>

#include "libdbn/base/errors.hpp"
#include "libdbn/penalties/max_norm.hpp"
#include "libdbn/penalties/penalty.hpp"
#include "libdbn/rbm/statistics.hpp"
#include "tests/support/checks.hpp"

using namespace dbn;
using dbn::test::check_close;

namespace update_rules_test {
namespace {

std::vector<double> three_steps(const std::string& rule_name, const std::vector<double>& ascents, StepSize size) {
  const auto rule = make_update_rule(rule_name);
  OptimizerState moving(*rule, 1, 1);
  Matrix theta({1, 1}, real(1));
  std::vector<double> path;
  for (const double ascent : ascents) {
    const Matrix direction({1, 1}, static_cast<real>(ascent));
    BOOST_CHECK(moving.step(theta, direction, size));
    path.push_back(static_cast<double>(theta(0, 0)));
  }
  return path;
}

void check_path(const std::vector<double>& found, const std::vector<double>& expected, const std::string& what) {
  for (Index i = 0; i < expected.size(); ++i)
    check_close(found[i], expected[i], 2e-6, what + " step " + std::to_string(i));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(update_rules)

// v = .1, .1 * .5 + .2 = .25, .125 - .1 = .025
BOOST_AUTO_TEST_CASE(momentum_by_hand) {
  check_path(three_steps("momentum", {1, 2, -1}, {0.1, 0.5}), {1.1, 1.35, 1.375}, "momentum");
}

// v as above; theta moves by .5 v + .1 g: .05 + .1, .125 + .2, .0125 - .1
BOOST_AUTO_TEST_CASE(nesterov_by_hand) {
  check_path(three_steps("nesterov", {1, 2, -1}, {0.1, 0.5}), {1.15, 1.475, 1.3875}, "nesterov");
}

// m = .1, .29, .161; s = .001, .004999, .005994001; corrected m / sqrt(s): 1, .29/.19 / sqrt(.004999/.001999),
// .161/.271 / sqrt(.005994001/.002997001)
BOOST_AUTO_TEST_CASE(adam_by_hand) {
  const double second = 0.29 / 0.19 / std::sqrt(0.004999 / 0.001999);
  const double third = 0.161 / 0.271 / std::sqrt(0.005994001 / 0.002997001);
  check_path(three_steps("adam", {1, 2, -1}, {0.1, 0.9}), {1.1, 1.1 + 0.1 * second, 1.1 + 0.1 * (second + third)},
             "adam");
}

// s = .1, .49, .541; steps .1 g / sqrt(s), momentum .5
BOOST_AUTO_TEST_CASE(rmsprop_by_hand) {
  const double first = 0.1 / std::sqrt(0.1);
  const double second = 0.5 * first + 0.2 / std::sqrt(0.49);
  const double third = 0.5 * second - 0.1 / std::sqrt(0.541);
  check_path(three_steps("rmsprop", {1, 2, -1}, {0.1, 0.5}),
             {1 + first, 1 + first + second, 1 + first + second + third}, "rmsprop");
}

BOOST_AUTO_TEST_CASE(a_parameter_that_is_no_longer_finite_is_noticed) {
  const auto rule = make_update_rule("momentum");
  OptimizerState moving(*rule, 40, 3);
  Matrix theta = zeros(40, 3);
  const auto one_bad = [](Index first, MatrixView out) {
    std::fill_n(out.data, out.rows * out.columns, real(1));
    if (first <= 37 && 37 < first + out.rows) out(37 - first, 2) = std::numeric_limits<real>::infinity();
  };
  BOOST_CHECK(!moving.step(theta, one_bad, {0.1, 0.0}, Workers::serial()));
  BOOST_CHECK(std::isinf(theta(37, 2)) && theta(37, 1) == real(0.1));
}

// Rate 0.1: velocity 0.1, then a step without momentum, which forgets it, then nothing to go on with.
BOOST_AUTO_TEST_CASE(a_step_without_momentum_leaves_no_velocity) {
  for (const char* name : {"momentum", "nesterov"}) {
    const auto rule = make_update_rule(name);
    OptimizerState moving(*rule, 1, 1);
    Matrix theta({1, 1}, real(1));
    const auto step = [&](double ascent, double momentum) {
      BOOST_CHECK(moving.step(theta, Matrix({1, 1}, static_cast<real>(ascent)), {0.1, momentum}));
    };
    step(1, 0.5);
    const auto after_first = static_cast<double>(theta(0, 0));
    step(2, 0);
    check_close(static_cast<double>(theta(0, 0)), after_first + 0.2, 2e-6, name);
    step(0, 0.5);
    check_close(static_cast<double>(theta(0, 0)), after_first + 0.2, 2e-6, name);
  }
}

BOOST_AUTO_TEST_CASE(listed_rows_move_and_no_others) {
  const auto rule = make_update_rule("momentum");
  Matrix ascent = zeros(80, 3);
  std::vector<Index> rows;
  for (Index i = 1; i < 80; i += 2) {
    rows.push_back(i);
    for (Index j = 0; j < 3; ++j) ascent(i, j) = static_cast<real>(i * 10 + j);
  }
  Matrix expected({80, 3}, real(1));
  BOOST_CHECK(OptimizerState(*rule, 80, 3).step(expected, ascent, {0.1, 0.0}));
  Matrix theta({80, 3}, real(1));
  const auto of_listed = [&](std::span<const Index> listed, MatrixView out) {
    for (Index i = 0; i < listed.size(); ++i) {
      for (Index j = 0; j < 3; ++j) out(i, j) = ascent(listed[i], j);
    }
  };
  OptimizerState moving(*rule, 80, 3);
  Workers workers(3);
  BOOST_CHECK(moving.step_listed(theta, rows, of_listed, {0.1, 0.0}, workers));
  BOOST_CHECK(theta == expected);
  ascent(41, 1) = std::numeric_limits<real>::infinity();
  BOOST_CHECK(!moving.step_listed(theta, rows, of_listed, {0.1, 0.0}, workers));
  BOOST_CHECK_THROW((void)moving.step_listed(theta, rows, of_listed, {0.1, 0.5}, workers), Error);
}

BOOST_AUTO_TEST_CASE(penalties_from_known_weights) {
  const Matrix weights{{real(2), real(-3), real(0)}};
  Matrix ascent{{real(1), real(1), real(1)}};
  make_l2(0.5)->add_ascent(weights, ascent);
  check_close(ascent, Matrix{{real(0), real(2.5), real(1)}}, 1e-6, "L2");
  ascent = Matrix{{real(1), real(1), real(1)}};
  make_l1(0.5)->add_ascent(weights, ascent);
  check_close(ascent, Matrix{{real(0.5), real(1.5), real(1)}}, 1e-6, "L1");
}

BOOST_AUTO_TEST_CASE(max_norm_scales_long_columns_only) {
  Matrix weights{{real(3), real(1)}, {real(4), real(1)}};
  limit_column_norms(weights, 2.5);
  check_close(weights, Matrix{{real(1.5), real(1)}, {real(2), real(1)}}, 1e-6, "max norm");
}

BOOST_AUTO_TEST_CASE(the_norm_of_an_ascent_needs_no_full_matrix) {
  GradientEstimate estimate;
  estimate.visible = zeros(5, 4);
  estimate.hidden = zeros(5, 3);
  estimate.visible_ascent = zeros(1, 4);
  estimate.hidden_ascent = zeros(1, 3);
  for (Matrix* m : {&estimate.visible, &estimate.hidden, &estimate.visible_ascent, &estimate.hidden_ascent}) {
    test::fill_normal(*m, 1, 3);
  }
  Matrix weights = zeros(4, 3);
  weights_ascent(estimate, 0, weights);
  double squared = 0;
  for (const Matrix* m : {&weights, &estimate.visible_ascent, &estimate.hidden_ascent}) {
    for (const real x : *m) squared += static_cast<double>(x) * static_cast<double>(x);
  }
  check_close(ascent_norm(estimate), std::sqrt(squared), 1e-5, "norm");
  scale_ascent(0.5, estimate);
  check_close(ascent_norm(estimate), std::sqrt(squared) / 2, 1e-5, "scaled norm");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace update_rules_test
