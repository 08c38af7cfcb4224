// Line searches, conjugate gradient and L-BFGS on functions whose minima are known.
#include "libdbn/optim/minimizer.hpp"

#include <cmath>

#include "libdbn/base/errors.hpp"
#include "tests/support/checks.hpp"

using namespace dbn;
using dbn::test::check_close;

namespace minimizers_test {
namespace {

using List = std::vector<double>;

// 1/2 sum_i c_i (x_i - i)^2 + coupling of neighbors: a quadratic with minimum 0 at x_i = i, not aligned with the axes.
double quadratic(std::span<const double> x, std::span<double> gradient) {
  const Index n = x.size();
  double value = 0;
  for (Index i = 0; i < n; ++i) gradient[i] = 0;
  for (Index i = 0; i < n; ++i) {
    const double c = 1 + 3 * static_cast<double>(i);
    const double difference = x[i] - static_cast<double>(i);
    value += c * difference * difference / 2;
    gradient[i] += c * difference;
    if (i == 0) continue;
    const double pair = difference + x[i - 1] - static_cast<double>(i - 1);
    value += pair * pair / 2;
    gradient[i] += pair;
    gradient[i - 1] += pair;
  }
  return value;
}

// Rosenbrock 1960: minimum 0 at (1, 1) in a bent valley.
double rosenbrock(std::span<const double> x, std::span<double> gradient) {
  const double across = x[1] - x[0] * x[0];
  gradient[0] = -400 * x[0] * across - 2 * (1 - x[0]);
  gradient[1] = 200 * across;
  return 100 * across * across + (1 - x[0]) * (1 - x[0]);
}

// Finite for x > 0 only; minimum 1 at x = 1.
double logarithmic(std::span<const double> x, std::span<double> gradient) {
  gradient[0] = 1 - 1 / x[0];
  return x[0] - std::log(x[0]);
}

constexpr LineSearchRules exact_rules{.sufficient = 1e-12, .steepest = 1e-11, .evaluations = 100};

}  // namespace

BOOST_AUTO_TEST_SUITE(minimizers)

// With exact searches conjugate directions reach the minimum of a quadratic in as many searches as dimensions, and no
// sooner (Hestenes & Stiefel 1952). BFGS directions are then the same ones.
BOOST_AUTO_TEST_CASE(exact_searches_end_at_a_quadratics_minimum_in_n_steps) {
  constexpr Index n = 6;
  for (const auto minimize : {&minimize_conjugate_gradient, &minimize_lbfgs}) {
    List after = List(n, 0.5);
    const double value = minimize(quadratic, after, n, exact_rules);
    BOOST_CHECK_SMALL(value, 1e-16);
    for (Index i = 0; i < n; ++i) check_close(after[i], static_cast<double>(i), 1e-8, "minimum");
    List one_less = List(n, 0.5);
    BOOST_CHECK_GT(minimize(quadratic, one_less, n - 1, exact_rules), 1e-8);
  }
}

BOOST_AUTO_TEST_CASE(both_follow_the_bent_valley) {
  List theta{-1.2, 1};
  BOOST_CHECK_SMALL(minimize_conjugate_gradient(rosenbrock, theta, 40), 1e-12);
  check_close(theta[0], 1, 1e-5, "conjugate gradient");
  theta = {-1.2, 1};
  BOOST_CHECK_SMALL(minimize_lbfgs(rosenbrock, theta, 40), 1e-12);
  check_close(theta[0], 1, 1e-5, "L-BFGS");
}

// f = x^2 / 2 from 1 along -1: accepted where |d| <= 0.1, at steps 0.9 to 1.1. The first try of 0.2 is extrapolated to
// three times itself although the cubic says 1, then to 1.
BOOST_AUTO_TEST_CASE(a_search_extrapolates_to_the_minimum) {
  std::vector<double> tried;
  const ObjectiveFunction parabola = [&](std::span<const double> x, std::span<double> gradient) {
    tried.push_back(x[0]);
    gradient[0] = x[0];
    return x[0] * x[0] / 2;
  };
  Iterate at = evaluate_at(parabola, {1});
  const LineSearchResult found = search_line(parabola, at, List{-1}, 0.2, conjugate_gradient_rules);
  BOOST_CHECK(found.accepted);
  BOOST_REQUIRE_EQUAL(tried.size(), 4);
  check_close(tried[1], 0.8, 1e-12, "first step");
  check_close(tried[2], 0.4, 1e-12, "three times as far");
  check_close(found.step, 1, 1e-12, "the cubic's minimum");
  check_close(at.theta[0], 0, 1e-12, "theta");
  check_close(at.gradient[0], 0, 1e-12, "gradient");
}

// From the same start a step of 5 is far beyond the minimum and higher: the parabola's minimum is at 1.
BOOST_AUTO_TEST_CASE(a_search_interpolates_when_it_went_too_far) {
  Index evaluations = 0;
  const ObjectiveFunction parabola = [&](std::span<const double> x, std::span<double> gradient) {
    ++evaluations;
    gradient[0] = x[0];
    return x[0] * x[0] / 2;
  };
  Iterate at = evaluate_at(parabola, {1});
  const LineSearchResult found = search_line(parabola, at, List{-1}, 5, conjugate_gradient_rules);
  BOOST_CHECK(found.accepted);
  check_close(found.step, 1, 1e-12, "the parabola's minimum");
  BOOST_CHECK_EQUAL(evaluations, 3);
}

BOOST_AUTO_TEST_CASE(accepted_points_satisfy_the_wolfe_conditions) {
  for (const LineSearchRules& rules : {conjugate_gradient_rules, lbfgs_rules}) {
    for (const double first : {1e-6, 1e-3, 0.1, 10.0, 1e4}) {
      Iterate at = evaluate_at(rosenbrock, {-1.2, 1});
      const Iterate start = at;
      const List direction{-start.gradient[0], -start.gradient[1]};
      const double slope = inner_product(start.gradient, direction);
      const LineSearchResult found = search_line(rosenbrock, at, direction, first, rules);
      BOOST_REQUIRE(found.accepted);
      BOOST_CHECK_LE(at.value, start.value + rules.sufficient * found.step * slope);
      BOOST_CHECK_LE(std::abs(inner_product(at.gradient, direction)), rules.steepest * std::abs(slope));
      check_close(at.theta[0], start.theta[0] + found.step * direction[0], 1e-12, "theta");
      const Iterate again = evaluate_at(rosenbrock, at.theta);
      BOOST_CHECK_EQUAL(again.value, at.value);
      BOOST_CHECK(again.gradient == at.gradient);
    }
  }
}

// Flat, but hardly lower than the start: sufficient decrease asks for -0.05 at a step of 1.
BOOST_AUTO_TEST_CASE(a_flat_point_that_is_not_low_enough_is_refused) {
  Index evaluations = 0;
  const ObjectiveFunction objective = [&](std::span<const double> x, std::span<double> gradient) {
    ++evaluations;
    gradient[0] = x[0] == 0 ? -1 : 0;
    return x[0] == 0 ? 0 : x[0] == 1 ? -0.04 : -0.3;
  };
  Iterate at = evaluate_at(objective, {0});
  const LineSearchResult found = search_line(objective, at, List{1}, 1, conjugate_gradient_rules);
  BOOST_CHECK(found.accepted);
  BOOST_CHECK_EQUAL(evaluations, 3);
  BOOST_CHECK_EQUAL(at.value, -0.3);
}

// A gradient that lies: every search fails, after its 20 evaluations, and two in a row are enough.
BOOST_AUTO_TEST_CASE(two_failed_searches_end_it) {
  for (const auto minimize : {&minimize_conjugate_gradient, &minimize_lbfgs}) {
    Index evaluations = 0;
    const ObjectiveFunction uphill = [&](std::span<const double> x, std::span<double> gradient) {
      ++evaluations;
      gradient[0] = -1;
      return x[0];
    };
    List theta{3};
    BOOST_CHECK_EQUAL(minimize(uphill, theta, 10, conjugate_gradient_rules), 3);
    BOOST_CHECK_EQUAL(theta[0], 3);
    BOOST_CHECK_EQUAL(evaluations, 1 + 2 * 20);
  }
}

// Curvatures of about 10,000: the scale of the last change is that of steps in other directions too.
BOOST_AUTO_TEST_CASE(steps_of_lbfgs_have_the_scale_of_the_last_change) {
  Index evaluations = 0;
  const ObjectiveFunction narrow = [&](std::span<const double> x, std::span<double> gradient) {
    ++evaluations;
    double value = 0;
    for (Index i = 0; i < x.size(); ++i) {
      const double c = 1e4 * (1 + 0.1 * static_cast<double>(i));
      gradient[i] = c * x[i];
      value += c * x[i] * x[i] / 2;
    }
    return value;
  };
  List theta{1, -2, 3, -1, 2};
  minimize_lbfgs(narrow, theta, 1);
  const Index of_first_search = evaluations;
  theta = {1, -2, 3, -1, 2};
  evaluations = 0;
  minimize_lbfgs(narrow, theta, 4);
  BOOST_CHECK_EQUAL(evaluations, of_first_search + 3);
}

// f = (x^2 + 10 y^2) / 2 from (1, 1): gradient (1, 10), slope -101 along minus it.
BOOST_AUTO_TEST_CASE(first_steps_follow_from_slopes) {
  std::vector<List> tried;
  const ObjectiveFunction bowl = [&](std::span<const double> x, std::span<double> gradient) {
    tried.emplace_back(x.begin(), x.end());
    gradient[0] = x[0];
    gradient[1] = 10 * x[1];
    return (x[0] * x[0] + 10 * x[1] * x[1]) / 2;
  };
  for (const auto minimize : {&minimize_conjugate_gradient, &minimize_lbfgs}) {
    tried.clear();
    List theta{1, 1};
    minimize(bowl, theta, 1, conjugate_gradient_rules);
    check_close(tried[1][0], 1 - 1 / 102.0, 1e-12, "first step");
    check_close(tried[1][1], 1 - 10 / 102.0, 1e-12, "first step");
  }
  // The second search of conjugate gradient: a step for which slope times step is as before.
  Iterate at = evaluate_at(bowl, {1, 1});
  const LineSearchResult found = search_line(bowl, at, List{-1, -10}, 1 / 102.0, conjugate_gradient_rules);
  const double beta = (inner_product(at.gradient, at.gradient) - inner_product(at.gradient, List{1, 10})) /
                      inner_product(List{1, 10}, List{1, 10});
  const List direction{-beta - at.gradient[0], -10 * beta - at.gradient[1]};
  const double ratio = -101 / inner_product(at.gradient, direction);
  const double step = found.step * std::min(10.0, ratio);
  tried.clear();
  List theta{1, 1};
  minimize_conjugate_gradient(bowl, theta, 1);
  const Index of_first_search = tried.size();
  minimize_conjugate_gradient(bowl, theta = {1, 1}, 2);
  check_close(tried[2 * of_first_search][0], at.theta[0] + step * direction[0], 1e-12, "second search");
}

BOOST_AUTO_TEST_CASE(the_objective_never_rises) {
  for (const auto minimize : {&minimize_conjugate_gradient, &minimize_lbfgs}) {
    double last = HUGE_VAL;
    for (Index searches = 1; searches < 30; ++searches) {
      List from_start{-1.2, 1};
      const double value = minimize(rosenbrock, from_start, searches, conjugate_gradient_rules);
      BOOST_CHECK_LE(value, last);
      last = value;
    }
  }
  // One evaluation, too far: nothing below the start is known.
  LineSearchRules hasty = conjugate_gradient_rules;
  hasty.evaluations = 1;
  Iterate at = evaluate_at(rosenbrock, {-1.2, 1});
  const List start = at.theta;
  const LineSearchResult found = search_line(rosenbrock, at, List{215.6, 88}, 1, hasty);
  BOOST_CHECK(!found.accepted);
  BOOST_CHECK_EQUAL(found.step, 0);
  BOOST_CHECK(at.theta == start);
}

BOOST_AUTO_TEST_CASE(values_that_are_no_numbers_are_too_high) {
  for (const auto minimize : {&minimize_conjugate_gradient, &minimize_lbfgs}) {
    List theta{1.9};
    Iterate at = evaluate_at(logarithmic, theta);
    const LineSearchResult found = search_line(logarithmic, at, List{-1}, 50, conjugate_gradient_rules);
    BOOST_CHECK(found.accepted);
    BOOST_CHECK_GT(at.theta[0], 0);
    check_close(minimize(logarithmic, theta, 10, conjugate_gradient_rules), 1, 1e-12, "minimum");
    check_close(theta[0], 1, 1e-6, "place");
    theta = {-1};
    BOOST_CHECK_EXCEPTION(minimize(logarithmic, theta, 3, conjugate_gradient_rules), Error,
                          [](const Error& error) { return error.kind() == ErrorKind::diverged; });
  }
}

BOOST_AUTO_TEST_CASE(the_table_knows_both) {
  BOOST_TEST(minimizer_names() == (std::vector<std::string>{"conjugate_gradient", "lbfgs"}),
             boost::test_tools::per_element());
  BOOST_CHECK(find_minimizer("momentum") == nullptr);
  List theta{-1.2, 1};
  BOOST_CHECK_SMALL(find_minimizer("lbfgs")(rosenbrock, theta, 40), 1e-12);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace minimizers_test
