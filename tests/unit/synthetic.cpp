#include <map>

#include "libdbn/data/sources.hpp"
#include "tests/support/data_files.hpp"

using namespace dbn;
using namespace dbn::test;

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

BOOST_AUTO_TEST_SUITE_END()
