// Every picture is checked against what its label says, by another algorithm than the one that made it.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "tests/support/data_files.hpp"

#include "libdbn/data/generated/shape_images.hpp"

using namespace dbn;
using namespace dbn::test;

namespace shape_images_test {
namespace {

constexpr int side = 28;

struct Point {
  int row;
  int column;
};

std::vector<Point> white_pixels(const Dataset& data, Index n) {
  std::vector<Point> points;
  const auto& pixels = std::get<ByteMatrix>(data.inputs);
  for (Index i = 0; i < pixels.shape(1); ++i) {
    if (pixels(n, i) == 0) continue;
    BOOST_REQUIRE_EQUAL(pixels(n, i), 255);
    points.push_back({static_cast<int>(i) / side, static_cast<int>(i) % side});
  }
  return points;
}

// A point lies outside a convex hull exactly when more than half a turn is free of hull points around it.
bool in_hull(const std::vector<Point>& hull_points, Point p) {
  std::vector<double> directions;
  for (const Point& q : hull_points) directions.push_back(std::atan2(q.row - p.row, q.column - p.column));
  std::sort(directions.begin(), directions.end());
  double widest = directions.front() + 2 * std::numbers::pi - directions.back();
  for (Index i = 1; i < directions.size(); ++i) widest = std::max(widest, directions[i] - directions[i - 1]);
  return widest < std::numbers::pi + 1e-9;
}

bool is_digitally_convex(const std::vector<Point>& white) {
  std::vector<bool> is_white(side * side);
  for (const Point& p : white) is_white[static_cast<Index>(p.row * side + p.column)] = true;
  for (int row = 0; row < side; ++row) {
    for (int column = 0; column < side; ++column) {
      if (!is_white[static_cast<Index>(row * side + column)] && in_hull(white, {row, column})) return false;
    }
  }
  return true;
}

double share_of_ones(const Labels& labels) {
  return static_cast<double>(std::count(labels.begin(), labels.end(), 1)) / static_cast<double>(labels.size());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(shape_images)

BOOST_AUTO_TEST_CASE(rectangles_are_outlines_wide_or_tall) {
  const Dataset data = rectangles(2000, 4);
  BOOST_CHECK_EQUAL(data.image.height, 28);
  BOOST_TEST(data.class_names == (std::vector<std::string>{"wide", "tall"}), boost::test_tools::per_element());
  std::vector<int> sizes(side + 1);
  double place[2] = {};
  for (Index n = 0; n < data.rows(); ++n) {
    const std::vector<Point> white = white_pixels(data, n);
    const auto by_column = [](Point a, Point b) { return a.column < b.column; };
    const int top = white.front().row;
    const int bottom = white.back().row;
    const int left = std::min_element(white.begin(), white.end(), by_column)->column;
    const int right = std::max_element(white.begin(), white.end(), by_column)->column;
    const int height = bottom - top + 1;
    const int width = right - left + 1;
    BOOST_CHECK_GE(std::abs(height - width), 3);
    BOOST_CHECK_EQUAL(data.labels[n], height > width ? 1 : 0);
    for (const Point& p : white) {
      BOOST_CHECK(p.row == top || p.row == bottom || p.column == left || p.column == right);
    }
    const int hollow = std::max(0, height - 2) * std::max(0, width - 2);
    BOOST_CHECK_EQUAL(static_cast<int>(white.size()), height * width - hollow);
    ++sizes[static_cast<Index>(height)];
    place[0] += top - (side - height) / 2.0;
    place[1] += left - (side - width) / 2.0;
  }
  BOOST_CHECK_SMALL(share_of_ones(data.labels) - 0.5, 5 * 0.5 / std::sqrt(2000.0));
  // The places are uniform, so their mean is the middle; their variance is at most (28^2 - 1) / 12.
  for (const double sum : place) BOOST_CHECK_SMALL(sum / 2000, 5 * std::sqrt(783 / 12.0 / 2000));
  // Each height is left with 28 widths less the 3 to 5 that are too near: 650 pairs in all.
  const auto allowed = [](int height) { return side - (std::min(side, height + 2) - std::max(1, height - 2) + 1); };
  for (int height = 1; height <= side; ++height) {
    const double p = allowed(height) / 650.0;
    BOOST_CHECK_SMALL(sizes[static_cast<Index>(height)] - 2000 * p, 5 * std::sqrt(2000 * p));
  }
}

BOOST_AUTO_TEST_CASE(regions_are_convex_as_their_labels_say) {
  const Dataset data = convex_regions(150, 4);
  for (Index n = 0; n < data.rows(); ++n) {
    const std::vector<Point> white = white_pixels(data, n);
    BOOST_CHECK_GE(white.size(), 24);
    BOOST_CHECK_MESSAGE(is_digitally_convex(white) == (data.labels[n] == 1), "picture " << n);
  }
}

// The number of white pixels must tell little: the standard error of a difference of means is about 3 of 217.
BOOST_AUTO_TEST_CASE(both_classes_of_regions_are_equally_frequent_and_large) {
  const Dataset data = convex_regions(4000, 5);
  BOOST_CHECK_SMALL(share_of_ones(data.labels) - 0.5, 5 * 0.5 / std::sqrt(4000.0));
  std::vector<double> areas(2);
  for (Index n = 0; n < data.rows(); ++n) {
    areas[static_cast<Index>(data.labels[n])] += static_cast<double>(white_pixels(data, n).size());
  }
  const double convex = areas[1] / (4000 * share_of_ones(data.labels));
  const double other = areas[0] / (4000 * (1 - share_of_ones(data.labels)));
  BOOST_CHECK_SMALL(convex - 217, 20.0);
  BOOST_CHECK_SMALL(other - convex, 20.0);
}

BOOST_AUTO_TEST_CASE(a_picture_depends_on_its_seed_and_number_only) {
  for (const auto make : {rectangles, convex_regions}) {
    const Dataset few = make(5, 9);
    const Dataset more = row_range(make(20, 9), 0, 5);
    BOOST_CHECK(std::get<ByteMatrix>(few.inputs) == std::get<ByteMatrix>(more.inputs));
    BOOST_CHECK(few.labels == more.labels);
    BOOST_CHECK(std::get<ByteMatrix>(few.inputs) != std::get<ByteMatrix>(make(5, 10).inputs));
    BOOST_CHECK_THROW(make(0, 1), Error);
    BOOST_CHECK_THROW(make(1'000'001, 1), Error);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace shape_images_test
