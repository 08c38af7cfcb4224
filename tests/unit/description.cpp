#include "libdbn/data/description/description.hpp"

#include <cmath>

#include "tests/support/data_files.hpp"

using namespace dbn;
using namespace dbn::test;

namespace description_test {
BOOST_AUTO_TEST_SUITE(description)

BOOST_AUTO_TEST_CASE(moments_are_those_of_the_population) {
  Moments moments;
  for (const double value : {1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 6}) moments.add(value);
  BOOST_CHECK_EQUAL(moments.count(), 4);
  BOOST_CHECK_EQUAL(moments.mean(), 1e9 + 3);
  BOOST_CHECK_CLOSE(moments.deviation(), std::sqrt(3.5), 1e-9);
  BOOST_CHECK_EQUAL(moments.least(), 1e9 + 1);
  BOOST_CHECK_EQUAL(moments.greatest(), 1e9 + 6);
  BOOST_CHECK_EQUAL(Moments().deviation(), 0);
}

BOOST_AUTO_TEST_CASE(standard_means_near_enough) {
  const auto standard = [](double mean, double deviation) {
    Moments moments;
    moments.add(mean - deviation);
    moments.add(mean + deviation);
    return moments.are_standard();
  };
  BOOST_CHECK(standard(0, 1));
  BOOST_CHECK(standard(-1, 0.5));
  BOOST_CHECK(standard(1, 2));
  BOOST_CHECK(standard(0.5, 0));
  BOOST_CHECK(!standard(1.5, 1));
  BOOST_CHECK(!standard(-2, 0));
  BOOST_CHECK(!standard(0, 0.25));
  BOOST_CHECK(!standard(0, 3));
}

BOOST_AUTO_TEST_CASE(lengths_have_a_lower_median) {
  const auto text = [](std::vector<Index> lengths) {
    const Lengths found = lengths_of(lengths);
    return std::to_string(found.least) + " " + std::to_string(found.median) + " " + std::to_string(found.greatest);
  };
  BOOST_CHECK_EQUAL(text({5}), "5 5 5");
  BOOST_CHECK_EQUAL(text({4, 1, 3, 2}), "1 2 4");
  BOOST_CHECK_EQUAL(text({9, 0, 4}), "0 4 9");
  BOOST_CHECK_EQUAL(text({}), "0 0 0");
}

BOOST_AUTO_TEST_CASE(dense_rows_in_numbers) {
  const real nan = std::numeric_limits<real>::quiet_NaN();
  const std::vector<real> rows{0, 2, nan, 1,  //
                               0, 0, nan, 1,  //
                               0, 2, nan, 1,  //
                               0, 4, nan, real(0.5)};
  DenseDescription description(4);
  description.add_rows(std::span(rows).first(4));
  description.add_rows(std::span(rows).subspan(4));
  const Description found = description.finish();
  BOOST_CHECK_EQUAL(found.rows, 4);
  BOOST_CHECK_EQUAL(found.columns, 4);
  BOOST_CHECK_EQUAL(found.missing, 4);
  BOOST_CHECK_EQUAL(found.nonzero, 7);
  BOOST_CHECK_EQUAL(found.zero_rows, 0);
  BOOST_CHECK_EQUAL(found.constant_columns, 2);  // also the one of which nothing is known
  BOOST_CHECK(!found.whole);
  BOOST_CHECK(found.duplicate_rows == std::optional<Index>(1));
  BOOST_CHECK_CLOSE(found.values.mean(), 11.5 / 12, 1e-9);
  BOOST_CHECK_CLOSE(found.values.deviation(), std::sqrt((4 + 4 + 16 + 3 + 0.25) / 12 - 11.5 * 11.5 / 144), 1e-6);
  BOOST_CHECK_EQUAL(description.unstandardized_columns(), 2);  // the second, and the last with its deviation of 0.2
  BOOST_CHECK(!description.distinct_values());
}

BOOST_AUTO_TEST_CASE(few_different_values_are_counted_by_column) {
  const std::vector<std::uint8_t> rows{0, 16, 3, 3, 2, 3, 1, 16, 3};
  DenseDescription description(3);
  description.add_rows(rows);
  const Description found = description.finish();
  BOOST_CHECK(description.distinct_values() == std::optional<Index>(3));
  BOOST_CHECK(found.whole);
  BOOST_CHECK_EQUAL(found.constant_columns, 1);
  BOOST_CHECK(found.duplicate_rows == std::optional<Index>(0));
  const std::vector<std::uint8_t> large{17, 0, 0};
  description.add_rows(large);
  BOOST_CHECK(!description.distinct_values());
}

BOOST_AUTO_TEST_CASE(sparse_rows_in_numbers) {
  SparseTable table;
  table.columns = 5;
  SparseDescription counts(table);
  const std::vector<std::uint32_t> columns{0, 3};
  const std::vector<float> values{2, 4};
  const std::vector<float> others{2, 0};
  counts.add_row({columns, values});
  counts.add_row({});
  counts.add_row({columns, others});
  counts.add_row({columns, values});
  const Description found = counts.finish();
  BOOST_CHECK_EQUAL(found.rows, 4);
  BOOST_CHECK_EQUAL(found.columns, 5);
  BOOST_CHECK_EQUAL(found.values.count(), 6);
  BOOST_CHECK_EQUAL(found.nonzero, 5);
  BOOST_CHECK_EQUAL(found.missing, 0);
  BOOST_CHECK_EQUAL(found.zero_rows, 1);
  BOOST_CHECK_EQUAL(found.constant_columns, 3);
  BOOST_CHECK(found.duplicate_rows == std::optional<Index>(1));
  BOOST_CHECK_CLOSE(found.values.mean(), 14.0 / 6, 1e-9);
  BOOST_CHECK_EQUAL(counts.row_lengths().least, 0);
  BOOST_CHECK_EQUAL(counts.row_lengths().median, 2);
  BOOST_CHECK_EQUAL(counts.column_lengths().greatest, 3);

  table.kind = SparseKind::ratings;
  table.levels = {0.5, 3};
  SparseDescription ratings(table);
  const std::vector<float> levels{0, 1};
  ratings.add_row({columns, levels});
  const Description of_ratings = ratings.finish();
  BOOST_CHECK_EQUAL(of_ratings.missing, 3);
  BOOST_CHECK_EQUAL(of_ratings.values.mean(), 1.75);
  BOOST_CHECK(ratings.level_counts() == (std::vector<Index>{1, 1}));
  BOOST_CHECK_EQUAL(of_ratings.zero_rows, 0);
}

BOOST_AUTO_TEST_CASE(classes_are_counted_without_missing_labels) {
  BOOST_CHECK(class_counts({2, 0, missing_label, 2}, 0) == (std::vector<Index>{1, 0, 2}));
  BOOST_CHECK(class_counts({0}, 3) == (std::vector<Index>{1, 0, 0}));
  BOOST_CHECK(class_counts({}, 0).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace description_test
