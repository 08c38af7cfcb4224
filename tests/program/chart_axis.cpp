// Places and labels along the axes of charts.
#include "experiments/figures/chart_axis.hpp"

#include <cmath>

#include "experiments/figures/histogram.hpp"
#include "experiments/report/sweep/sweep_report_input.hpp"
#include "tests/support/checks.hpp"

using namespace dbn::program;

namespace chart_axis_test {
BOOST_AUTO_TEST_SUITE(chart_axis)

namespace {

void check_logarithmic(double least, double greatest, const std::vector<double>& expected) {
  const std::vector<double> found = logarithmic_ticks(least, greatest);
  BOOST_REQUIRE_EQUAL(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) BOOST_CHECK_CLOSE(found[i], expected[i], 1e-9);
}

}  // namespace

BOOST_AUTO_TEST_CASE(logarithmic_ticks_are_decades_or_finer) {
  check_logarithmic(1, 100, {1, 2, 5, 10, 20, 50, 100});
  check_logarithmic(0.003, 0.04, {0.002, 0.005, 0.01, 0.02, 0.05});
  check_logarithmic(1e-4, 10, {1e-4, 1e-3, 1e-2, 1e-1, 1, 10});
  // Decades that are too many are left out evenly, and the greatest value is within the axis.
  check_logarithmic(1, 1e9, {1, 1e2, 1e4, 1e6, 1e8, 1e10});
  // Within one step of 1, 2, 5 there are even ticks.
  check_logarithmic(2.1, 2.4, {2.1, 2.15, 2.2, 2.25, 2.3, 2.35, 2.4});
}

BOOST_AUTO_TEST_CASE(values_have_their_places) {
  const Axis linear = Axis::over({0, 50, HUGE_VAL, std::nan("")}, Scale::linear, 100, 200);
  BOOST_CHECK_CLOSE(linear.place(0), 100, 1e-9);
  BOOST_CHECK_CLOSE(linear.place(25), 150, 1e-9);
  BOOST_CHECK_CLOSE(linear.place(50), 200, 1e-9);
  BOOST_CHECK(!linear.shows(HUGE_VAL) && !linear.shows(std::nan("")) && linear.shows(-3));
  const Axis logarithmic = Axis::over({1, 100, 0, -5}, Scale::logarithmic, 0, 300);
  BOOST_CHECK_SMALL(logarithmic.place(1), 1e-9);
  BOOST_CHECK_CLOSE(logarithmic.place(10), 150, 1e-9);
  BOOST_CHECK(!logarithmic.shows(0) && !logarithmic.shows(-5) && logarithmic.shows(0.1));
  BOOST_CHECK_EQUAL(logarithmic.labels().back(), "100");
  const Axis names = Axis::of_names({"cd", "pcd"}, 0, 200);
  BOOST_CHECK_CLOSE(names.place(0), 50, 1e-9);
  BOOST_CHECK_CLOSE(names.place(1), 150, 1e-9);
  BOOST_CHECK_EQUAL(names.labels()[1], "pcd");
}

BOOST_AUTO_TEST_CASE(an_axis_without_values_has_ticks_all_the_same) {
  BOOST_CHECK_GE(Axis::over({}, Scale::linear, 0, 1).ticks().size(), 2);
  BOOST_CHECK_GE(Axis::over({0, -1}, Scale::logarithmic, 0, 1).ticks().size(), 2);
  BOOST_CHECK_GE(Axis::over({3}, Scale::logarithmic, 0, 1).ticks().size(), 2);
}

BOOST_AUTO_TEST_CASE(histograms_count_every_number_once) {
  Histogram histogram(0, 4, 4);
  BOOST_REQUIRE_EQUAL(histogram.counts().size(), 4);
  for (const double value : {0.0, 0.5, 1.0, 3.99, 4.0, HUGE_VAL, std::nan("")}) histogram.enter(value);
  BOOST_CHECK((histogram.counts() == std::vector<dbn::Index>{2, 1, 0, 2}));
  BOOST_CHECK_EQUAL(histogram.outside(), 2);
}

BOOST_AUTO_TEST_CASE(numbers_spaced_by_factors_are_recognized) {
  BOOST_CHECK(are_spaced_by_factors({0.1, 0.01, 0.001}));
  BOOST_CHECK(are_spaced_by_factors({100, 200, 400, 800, 100}));
  BOOST_CHECK(!are_spaced_by_factors({1, 2, 3, 4}));
  BOOST_CHECK(!are_spaced_by_factors({0, 0.1, 1}));
  BOOST_CHECK(!are_spaced_by_factors({-1, 10, 100}));
  BOOST_CHECK(are_spaced_by_factors({0.01, 0.1}));
  BOOST_CHECK(!are_spaced_by_factors({5, 6}));
  BOOST_CHECK(!are_spaced_by_factors({7}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace chart_axis_test
