#include "libdbn/data/dataset.hpp"
#include "tests/support/data_files.hpp"

using namespace dbn;
using namespace dbn::test;

namespace dataset_test {
BOOST_AUTO_TEST_SUITE(dataset)

BOOST_AUTO_TEST_CASE(shape_and_classes) {
  Dataset data = byte_data({{1, 2, 3}, {4, 5, 6}});
  BOOST_CHECK_EQUAL(data.rows(), 2);
  BOOST_CHECK_EQUAL(data.columns(), 3);
  data.class_names = {"a", "b", "c", "d"};
  BOOST_CHECK_EQUAL(data.classes(), 0);
  data.labels = {2, missing_label};
  BOOST_CHECK_EQUAL(data.classes(), 4);
  data.class_names.clear();
  BOOST_CHECK_EQUAL(data.classes(), 3);
  data.labels = {missing_label, missing_label};
  BOOST_CHECK_EQUAL(data.classes(), 0);
}

BOOST_AUTO_TEST_CASE(rows_are_copied_in_the_order_asked_for) {
  for (Dataset data : {byte_data({{1, 2}, {3, 4}, {5, 6}, {7, 8}}, {0, 1, 2, 3}),
                       real_data({{1, 2}, {3, 4}, {5, 6}, {7, 8}}, {0, 1, 2, 3})}) {
    data.class_names = {"a", "b", "c", "d"};
    data.image = {1, 2};
    data.targets = Matrix{{1, -1}, {2, -2}, {3, -3}, {4, -4}};
    data.target_names = {"up", "down"};
    const Dataset some = select_rows(data, std::vector<Index>{3, 0, 3});
    BOOST_REQUIRE_EQUAL(some.rows(), 3);
    BOOST_CHECK_EQUAL(some.is_bytes(), data.is_bytes());
    BOOST_TEST(row_of(some, 0) == (std::vector<double>{7, 8}), boost::test_tools::per_element());
    BOOST_TEST(row_of(some, 1) == (std::vector<double>{1, 2}), boost::test_tools::per_element());
    BOOST_TEST(some.labels == (Labels{3, 0, 3}), boost::test_tools::per_element());
    BOOST_CHECK(some.class_names == data.class_names);
    BOOST_CHECK(some.targets == (Matrix{{4, -4}, {1, -1}, {4, -4}}));
    BOOST_CHECK(some.target_names == data.target_names);
    BOOST_CHECK_EQUAL(some.image.width, 2);
    const Dataset range = row_range(data, 1, 2);
    BOOST_REQUIRE_EQUAL(range.rows(), 2);
    BOOST_TEST(row_of(range, 1) == (std::vector<double>{5, 6}), boost::test_tools::per_element());
    BOOST_TEST(range.labels == (Labels{1, 2}), boost::test_tools::per_element());
    BOOST_CHECK_EQUAL(range.name, data.name);
    BOOST_CHECK(range.targets == (Matrix{{2, -2}, {3, -3}}));
    BOOST_CHECK_EQUAL(row_range(data, 4, 0).rows(), 0);
  }
}

BOOST_AUTO_TEST_CASE(rows_without_labels_or_targets_stay_so) {
  const Dataset some = select_rows(byte_data({{1}, {2}}), std::vector<Index>{1});
  BOOST_CHECK(some.labels.empty());
  BOOST_CHECK_EQUAL(some.targets.size(), 0);
  BOOST_CHECK_EQUAL(some.targets.shape(1), 0);
}

BOOST_AUTO_TEST_CASE(rows_that_are_not_there_are_refused) {
  const Dataset data = byte_data({{1}, {2}});
  check_error(ErrorKind::internal, {"bytes", "row 2", "only 2"}, [&] { row_range(data, 1, 2); });
  check_error(ErrorKind::internal, {"row 7"}, [&] { select_rows(data, std::vector<Index>{0, 7}); });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace dataset_test
