// The visible units at either end of a hidden unit's weights.
#include "libdbn/rbm/leading_columns.hpp"

#include "tests/support/checks.hpp"

using namespace dbn;

namespace leading_columns_test {
BOOST_AUTO_TEST_SUITE(leading_columns)

BOOST_AUTO_TEST_CASE(the_outermost_come_first_and_equal_ones_by_number) {
  const Matrix weights{{1, -1}, {3, 0}, {-2, 0}, {3, 5}};
  using Lists = std::vector<std::vector<Index>>;
  BOOST_CHECK((dbn::leading_columns(weights, 3, WeightEnd::greatest) == Lists{{1, 3, 0}, {3, 1, 2}}));
  BOOST_CHECK((dbn::leading_columns(weights, 2, WeightEnd::least) == Lists{{2, 0}, {0, 1}}));
}

BOOST_AUTO_TEST_CASE(no_more_than_there_are) {
  const Matrix weights{{1}, {2}};
  BOOST_CHECK_EQUAL(dbn::leading_columns(weights, 10, WeightEnd::greatest)[0].size(), 2);
  BOOST_CHECK(dbn::leading_columns(weights, 0, WeightEnd::greatest)[0].empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace leading_columns_test
