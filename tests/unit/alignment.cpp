#include "libdbn/data/alignment.hpp"

#include "tests/support/checks.hpp"
#include "tests/support/data_files.hpp"

using namespace dbn;
using namespace dbn::test;

namespace alignment_test {
namespace {

using Texts = std::vector<std::string>;

Dataset table(const Texts& columns, const Texts& classes = {}, const Labels& labels = {}) {
  Dataset data;
  data.name = "t.csv";
  data.inputs = Matrix{{1, 2, 3}, {4, 5, 6}};
  data.column_names = columns;
  data.class_names = classes;
  data.labels = labels;
  return data;
}

Matrix inputs_of(const Dataset& data) { return std::get<Matrix>(data.inputs); }

Labels labels_for(const Texts& expected, const Texts& found, const Labels& labels) {
  Dataset data = table({}, found, labels);
  align(data, {"the model", {}, expected});
  return data.labels;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(alignment)

BOOST_AUTO_TEST_CASE(columns_come_into_the_expected_order) {
  Dataset data = table({"c", "a", "b"});
  align(data, {"the model", {"a", "b", "c"}, {}});
  BOOST_CHECK(inputs_of(data) == (Matrix{{2, 3, 1}, {5, 6, 4}}));
  BOOST_CHECK_EQUAL(data.notes.size(), 1);
  Dataset more = table({"c", "a", "b"});
  align(more, {"the model", {"b", "c"}, {}});
  BOOST_CHECK(inputs_of(more) == (Matrix{{3, 1}, {6, 4}}));
  BOOST_CHECK(more.notes.at(0).find("'a'") != std::string::npos);
  Dataset same = table({"a", "b", "c"});
  align(same, {"the model", {"a", "b", "c"}, {}});
  BOOST_CHECK(same.notes.empty());
}

BOOST_AUTO_TEST_CASE(a_missing_column_is_refused_and_counts_zero_among_counts) {
  Dataset data = table({"a", "b", "c"});
  check_error(ErrorKind::data, {"t.csv", "'d' is missing", "the model"}, [&] {
    align(data, {"the model", {"a", "d", "c"}, {}});
  });
  Dataset counts = table({"a", "b", "c"});
  counts.absent_is_zero = true;
  align(counts, {"the model", {"c", "d", "a"}, {}});
  BOOST_CHECK(inputs_of(counts) == (Matrix{{3, 0, 1}, {6, 0, 4}}));
  Dataset strangers = table({"x", "y", "z"});
  strangers.absent_is_zero = true;
  check_error(ErrorKind::data, {"'a' is missing"}, [&] { align(strangers, {"the model", {"a", "b"}, {}}); });
  Dataset twice = table({"a", "a", "c"});
  check_error(ErrorKind::data, {"two columns are called 'a'"}, [&] { align(twice, {"the model", {"a", "c"}, {}}); });
}

BOOST_AUTO_TEST_CASE(without_names_on_one_side_positions_decide) {
  Dataset data = table({});
  align(data, {"the model", {"a", "b", "c"}, {}});
  BOOST_CHECK(inputs_of(data) == (Matrix{{1, 2, 3}, {4, 5, 6}}));
  BOOST_CHECK(data.notes.at(0).find("by position") != std::string::npos);
  Dataset named = table({"a", "b", "c"});
  align(named, {"the model", {}, {}});
  BOOST_CHECK(named.notes.at(0).find("by position") != std::string::npos);
  Dataset neither = table({});
  align(neither, {"the model", {}, {}});
  BOOST_CHECK(neither.notes.empty());
}

BOOST_AUTO_TEST_CASE(classes_go_by_their_names) {
  BOOST_TEST(labels_for({"apple", "bird", "cat"}, {"bird", "cat"}, {0, 1}) == (Labels{1, 2}),
             boost::test_tools::per_element());
  BOOST_TEST(labels_for({"apple", "bird"}, {"bird", "zebra"}, {0, missing_label}) == (Labels{1, missing_label}),
             boost::test_tools::per_element());
  check_error(ErrorKind::data, {"t.csv", "class 'zebra' is unknown", "'apple'"}, [] {
    labels_for({"apple", "bird"}, {"bird", "zebra"}, {0, 1});
  });
  // Words on one side only.
  BOOST_TEST(labels_for({"apple", "bird"}, {}, {1, 0}) == (Labels{1, 0}), boost::test_tools::per_element());
}

// svmlight names its classes only where they are no numbers from 0: -1, 0, 1 of the training data, 0, 1 of the test.
BOOST_AUTO_TEST_CASE(classes_without_names_are_called_by_their_numbers) {
  BOOST_TEST(labels_for({"-1", "0", "1"}, {}, {0, 1}) == (Labels{1, 2}), boost::test_tools::per_element());
  BOOST_TEST(labels_for({}, {"0", "1", "2"}, {2, 0}) == (Labels{2, 0}), boost::test_tools::per_element());
  BOOST_TEST(labels_for({}, {"3", "1"}, {0, 1}) == (Labels{3, 1}), boost::test_tools::per_element());
  check_error(ErrorKind::data, {"class '-1' is unknown"}, [] { labels_for({}, {"-1", "1"}, {0, 1}); });
  check_error(ErrorKind::data, {"class '2' is unknown"}, [] { labels_for({"-1", "0", "1"}, {}, {2, 0}); });
}

BOOST_AUTO_TEST_CASE(a_part_may_hold_one_sign_only) {
  BOOST_TEST(labels_for({"-1", "1"}, {}, {1, 1}) == (Labels{1, 1}), boost::test_tools::per_element());
  BOOST_TEST(labels_for({"-1", "1"}, {}, {-1, -1}) == (Labels{0, 0}), boost::test_tools::per_element());
  check_error(ErrorKind::data, {"class '0' is unknown"}, [] { labels_for({"-1", "1"}, {}, {0, 1}); });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace alignment_test
