#include <cmath>
#include <map>

#include "tests/support/data_files.hpp"

#include "libdbn/data/generated/synthetic.hpp"

using namespace dbn;
using namespace dbn::test;

namespace synthetic_test {
BOOST_AUTO_TEST_SUITE(synthetic)

BOOST_AUTO_TEST_CASE(a_grid_of_two_rows_and_three_columns) {
  const Dataset data = bars_and_stripes(2, 3);
  BOOST_REQUIRE_EQUAL(data.rows(), 4 + 8);
  BOOST_REQUIRE_EQUAL(data.columns(), 6);
  BOOST_CHECK_EQUAL(data.image.height, 2);
  BOOST_CHECK_EQUAL(data.image.width, 3);
  BOOST_CHECK_EQUAL(data.classes(), 2);
  std::map<std::vector<double>, int> found;
  for (Index n = 0; n < data.rows(); ++n) {
    const std::vector<double> v = row_of(data, n);
    ++found[v];
    BOOST_CHECK_EQUAL(data.labels[n], n < 4 ? 0 : 1);
    for (Index r = 0; r < 2; ++r) {
      for (Index c = 0; c < 3; ++c) BOOST_CHECK_EQUAL(v[r * 3 + c], data.labels[n] == 0 ? v[r * 3] : v[c]);
    }
  }
  // Each pattern once, but all-off and all-on as rows and as columns.
  BOOST_CHECK_EQUAL(found.size(), 10);
  BOOST_CHECK_EQUAL(found[std::vector<double>(6, 0.0)], 2);
  BOOST_CHECK_EQUAL(found[std::vector<double>(6, 1.0)], 2);
}

BOOST_AUTO_TEST_CASE(the_sixteen_rows_of_three_by_three) { BOOST_CHECK_EQUAL(bars_and_stripes(3, 3).rows(), 16); }

BOOST_AUTO_TEST_CASE(impossible_sides) {
  check_error(ErrorKind::config, {"bars-and-stripes:0x3", "from 1 to 16"}, [] { bars_and_stripes(0, 3); });
  check_error(ErrorKind::config, {"bars-and-stripes:3x17"}, [] { bars_and_stripes(3, 17); });
}

// A ring of 5: the bar that begins at the last pixel goes on at the first.
BOOST_AUTO_TEST_CASE(a_bar_at_every_place_of_a_ring) {
  const Dataset data = shifting_bar(5, 2, BarPixels::on);
  const std::vector<std::vector<double>> expected{
      {1, 1, 0, 0, 0}, {0, 1, 1, 0, 0}, {0, 0, 1, 1, 0}, {0, 0, 0, 1, 1}, {1, 0, 0, 0, 1}};
  BOOST_REQUIRE_EQUAL(data.rows(), 5);
  const Dataset flipped = shifting_bar(5, 2, BarPixels::flipped);
  for (Index n = 0; n < 5; ++n) {
    BOOST_TEST(row_of(data, n) == expected[n], boost::test_tools::per_element());
    for (Index i = 0; i < 5; ++i) BOOST_CHECK_EQUAL(row_of(flipped, n)[i], 1 - expected[n][i]);
  }
  BOOST_CHECK(data.labels.empty());
  BOOST_CHECK_EQUAL(flipped.name, "flipped-shifting-bar:5x2");
  check_error(ErrorKind::config, {"shifting-bar:5x5", "1 <= BAR < PIXELS"}, [] { shifting_bar(5, 5, BarPixels::on); });
  check_error(ErrorKind::config, {"flipped-shifting-bar:9x0"}, [] { shifting_bar(9, 0, BarPixels::flipped); });
  BOOST_CHECK_THROW(shifting_bar(5000, 1, BarPixels::on), Error);
}

BOOST_AUTO_TEST_CASE(patterns_and_their_shifts) {
  const Dataset data = labeled_shifter(3);
  BOOST_REQUIRE_EQUAL(data.rows(), 24);
  BOOST_REQUIRE_EQUAL(data.columns(), 9);
  // Pattern 3 is 1 1 0: to the left, in place, to the right.
  BOOST_TEST(row_of(data, 9) == (std::vector<double>{1, 1, 0, 1, 0, 1, 1, 0, 0}), boost::test_tools::per_element());
  BOOST_TEST(row_of(data, 10) == (std::vector<double>{1, 1, 0, 1, 1, 0, 0, 1, 0}), boost::test_tools::per_element());
  BOOST_TEST(row_of(data, 11) == (std::vector<double>{1, 1, 0, 0, 1, 1, 0, 0, 1}), boost::test_tools::per_element());
  std::map<std::vector<double>, int> patterns;
  for (Index n = 0; n < 24; ++n) {
    std::vector<double> row = row_of(data, n);
    BOOST_CHECK_EQUAL(row[6 + static_cast<Index>(data.labels[n])], 1);
    row.resize(3);
    ++patterns[row];
  }
  BOOST_CHECK_EQUAL(patterns.size(), 8);
  for (const auto& [pattern, count] : patterns) BOOST_CHECK_EQUAL(count, 3);
  BOOST_CHECK_EQUAL(labeled_shifter(8).rows(), 768);
  check_error(ErrorKind::config, {"labeled-shifter:17", "from 2 to 16"}, [] { labeled_shifter(17); });
  check_error(ErrorKind::config, {"labeled-shifter:1:"}, [] { labeled_shifter(1); });
}

BOOST_AUTO_TEST_CASE(the_greatest_mean_log_likelihood) {
  // 28 of the 32 rows come once, all-off and all-on twice.
  const double expected = 28.0 / 32 * std::log(1.0 / 32) + 4.0 / 32 * std::log(2.0 / 32);
  check_close(greatest_mean_log_likelihood(bars_and_stripes(4, 4)), expected, 1e-12, "bars and stripes");
  // -41.589 in all for the 16 rows of 3x3 (Melchior, Fischer & Wiskott 2016).
  check_close(16 * greatest_mean_log_likelihood(bars_and_stripes(3, 3)), -41.5888308336, 1e-9, "3x3");
  check_close(greatest_mean_log_likelihood(shifting_bar(9, 1, BarPixels::on)), -std::log(9.0), 1e-12, "bar");
  check_close(greatest_mean_log_likelihood(labeled_shifter(8)), -std::log(768.0), 1e-12, "shifter");
  Dataset real_data;
  real_data.inputs = Matrix{{real(0.5), real(1)}, {real(0.5), real(2)}, {real(0.5), real(1)}, {real(0.5), real(1)}};
  check_close(greatest_mean_log_likelihood(real_data), 0.75 * std::log(0.75) + 0.25 * std::log(0.25), 1e-12, "reals");
  real_data.weights = {1, 2, 1, 0};
  check_close(greatest_mean_log_likelihood(real_data), std::log(0.5), 1e-12, "with weights");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace synthetic_test
