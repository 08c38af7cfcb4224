// Charts: where points land on the page, ticks, scales, and text that must be escaped.
#include "experiments/figures/chart.hpp"

#include <cmath>

#include "tests/support/checks.hpp"

using namespace dbn::program;

namespace chart_test {
namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

void check_ticks(double least, double greatest, const std::vector<double>& expected) {
  const std::vector<double> found = axis_ticks(least, greatest);
  BOOST_REQUIRE_EQUAL(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) BOOST_CHECK_SMALL(found[i] - expected[i], 1e-12);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(chart)

BOOST_AUTO_TEST_CASE(ticks_are_round_and_cover_the_values) {
  check_ticks(0, 50000, {0, 10000, 20000, 30000, 40000, 50000});
  check_ticks(-347, -110, {-350, -300, -250, -200, -150, -100});
  check_ticks(0.12, 0.58, {0.1, 0.2, 0.3, 0.4, 0.5, 0.6});
  check_ticks(3, 3, {3, 3.5, 4, 4.5, 5, 5.5, 6});
}

// The plot is from x = 90 to 740 and, in the first panel, from y = 290 at the bottom to 40 at the top.
BOOST_AUTO_TEST_CASE(points_are_where_their_values_are) {
  const std::string svg =
      svg_panels("a < b", {{"time", "value", Scale::linear, {{"one & two", {0, 5, 10}, {0, 100, 50}}}}});
  BOOST_TEST(contains(svg, "points=\"90,290 415,40 740,165\""), svg);
  BOOST_TEST(contains(svg, ">a &lt; b</text>"));
  BOOST_TEST(contains(svg, ">one &amp; two</text>"));
  BOOST_TEST(contains(svg, ">time</text>"));
  BOOST_TEST(contains(svg, ">value</text>"));
  BOOST_TEST(contains(svg, "fill=\"#ffffff\""));
}

BOOST_AUTO_TEST_CASE(logarithmic_axes) {
  const std::string svg = svg_panels("", {{"x", "y", Scale::logarithmic, {{"c", {0, 5, 6, 10}, {1, 100, 0, 10}}}}});
  // log10 from 0 to 2; the value 0 has no place and cuts the line.
  BOOST_TEST(contains(svg, "points=\"90,290 415,40\""), svg);
  BOOST_TEST(contains(svg, "points=\"740,165\""), svg);
  BOOST_TEST(contains(svg, ">100</text>"));
}

BOOST_AUTO_TEST_CASE(panels_lie_below_each_other_and_may_be_empty) {
  const Panel panel{"x", "y", Scale::linear, {{"c", {0, 1}, {0, 1}}}};
  const std::string svg = svg_panels("", {{"x", "y", Scale::linear, {}}, panel});
  BOOST_TEST(contains(svg, "height=\"640\""));
  BOOST_TEST(contains(svg, "points=\"90,590 740,340\""), svg);
  BOOST_TEST(!contains(svg, "nan"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace chart_test
