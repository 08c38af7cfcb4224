#include "libdbn/data/input_rows.hpp"

#include "tests/support/data_files.hpp"
#include "tests/support/transforms.hpp"

using namespace dbn;
using namespace dbn::test;

namespace input_rows_test {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

Dataset all_bytes() {
  std::vector<std::vector<int>> rows(2, std::vector<int>(256));
  for (int j = 0; j < 256; ++j) {
    rows[0][static_cast<Index>(j)] = j;
    rows[1][static_cast<Index>(j)] = 255 - j;
  }
  return byte_data(rows, {4, 7});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(input_rows)

BOOST_AUTO_TEST_CASE(names_follow_the_enumerators) {
  const std::vector<std::string> names = binarizations();
  BOOST_REQUIRE_EQUAL(names.size(), 4);
  BOOST_CHECK_EQUAL(names[static_cast<Index>(Binarization::none)], "none");
  BOOST_CHECK_EQUAL(names[static_cast<Index>(Binarization::threshold)], "threshold");
  BOOST_CHECK_EQUAL(names[static_cast<Index>(Binarization::once)], "once");
  BOOST_CHECK_EQUAL(names[static_cast<Index>(Binarization::per_presentation)], "per_presentation");
}

BOOST_AUTO_TEST_CASE(every_byte_becomes_its_fraction) {
  const Dataset data = all_bytes();
  const InputRows rows(data, fit_transform("automatic", data), Binarization::none, 1);
  Matrix out = zeros(3, 256);
  rows.read(std::vector<Index>{1, 0, 1}, 5, out);
  for (Index j = 0; j < 256; ++j) {
    BOOST_CHECK_EQUAL(out(0, j), static_cast<real>(255 - j) / real(255));
    BOOST_CHECK_EQUAL(out(1, j), static_cast<real>(j) / real(255));
    BOOST_CHECK_EQUAL(out(2, j), out(0, j));
  }
  BOOST_TEST(rows.labels() == (Labels{4, 7}), boost::test_tools::per_element());
  const InputRows plain(data, no_transform(), Binarization::none, 1);
  BOOST_CHECK_EQUAL(read_all(plain)(0, 200), real(200));
}

BOOST_AUTO_TEST_CASE(bytes_with_a_transform_by_column_are_as_reals) {
  const Dataset bytes = byte_data({{0, 10, 20}, {5, 30, 21}, {7, 200, 255}});
  const Dataset reals = real_data({{0, 10, 20}, {5, 30, 21}, {7, 200, 255}});
  // Columns that differ only in their scale, or only in their shift.
  for (const std::vector<std::vector<int>>& rows :
       {std::vector<std::vector<int>>{{0, 0}, {10, 20}}, {{0, 5}, {10, 15}}}) {
    const Dataset data = byte_data(rows);
    const Matrix out = read_all(InputRows(data, fit_transform("scale", data), Binarization::none, 1));
    BOOST_CHECK(out == (Matrix{{0, 0}, {1, 1}}));
  }
  for (const std::string kind : {"none", "scale", "standardize"}) {
    const TransformPtr transform = fit_transform(kind, bytes);
    const Matrix a = read_all(InputRows(bytes, transform, Binarization::none, 1));
    const Matrix b = read_all(InputRows(reals, transform, Binarization::none, 1));
    BOOST_CHECK(a == b);
  }
}

BOOST_AUTO_TEST_CASE(a_shift_common_to_all_columns) {
  const Dataset data = byte_data({{3, 7}, {11, 3}});
  const TransformPtr transform = affine("scale", Vector({2}, real(3)), Vector({2}, real(4)));
  const Matrix out = read_all(InputRows(data, transform, Binarization::none, 1));
  BOOST_CHECK_EQUAL(out(0, 0), real(0));
  BOOST_CHECK_EQUAL(out(0, 1), real(1));
  BOOST_CHECK_EQUAL(out(1, 0), real(2));
}

BOOST_AUTO_TEST_CASE(threshold_is_one_above_a_half) {
  const Dataset data = real_data({{0, 0.5, 0.500001, 1, missing}});
  const Matrix out = read_all(InputRows(data, no_transform(), Binarization::threshold, 1));
  BOOST_CHECK_EQUAL(out(0, 0), real(0));
  BOOST_CHECK_EQUAL(out(0, 1), real(0));
  BOOST_CHECK_EQUAL(out(0, 2), real(1));
  BOOST_CHECK_EQUAL(out(0, 3), real(1));
  BOOST_CHECK(std::isnan(out(0, 4)));
  const Dataset bytes = all_bytes();
  const Matrix bits = read_all(InputRows(bytes, fit_transform("automatic", bytes), Binarization::threshold, 1));
  for (Index j = 0; j < 256; ++j) BOOST_CHECK_EQUAL(bits(0, j), j >= 128 ? real(1) : real(0));
}

// 200 would be 1 for every binarization.
BOOST_AUTO_TEST_CASE(bits_are_made_of_probabilities_only) {
  const Dataset reals = real_data({{0, 1}, {missing, 200}});
  const Dataset bytes = byte_data({{0, 1}, {0, 2}});
  for (const auto binarization : {Binarization::threshold, Binarization::once, Binarization::per_presentation}) {
    check_error(ErrorKind::data, {"row 1, column 1", "200", "[0, 1]"},
                [&] { read_all(InputRows(reals, no_transform(), binarization, 1)); });
    check_error(ErrorKind::data, {"row 1, column 1", "is 2"},
                [&] { read_all(InputRows(bytes, no_transform(), binarization, 1)); });
    const Dataset negative = real_data({{-0.001}});
    check_error(ErrorKind::data, {"row 0, column 0", "-0.001"},
                [&] { read_all(InputRows(negative, no_transform(), binarization, 1)); });
    read_all(InputRows(bytes, fit_transform("bytes", bytes), binarization, 1));
  }
}

BOOST_AUTO_TEST_CASE(rows_are_written_into_a_part_of_a_wider_matrix) {
  const Dataset data = byte_data({{1, 2}, {3, 4}});
  Matrix wide({3, 4}, real(-1));
  InputRows(data, no_transform(), Binarization::none, 1)
      .read(std::vector<Index>{1, 0}, 0, MatrixView(wide).row_range(1, 2).column_range(1, 2));
  const Matrix expected{{-1, -1, -1, -1}, {-1, 3, 4, -1}, {-1, 1, 2, -1}};
  BOOST_CHECK(wide == expected);
}

BOOST_AUTO_TEST_CASE(reads_that_do_not_fit) {
  const Dataset data = byte_data({{1, 2}, {3, 4}});
  const InputRows rows(data, no_transform(), Binarization::none, 1);
  Matrix out = zeros(1, 2);
  Matrix wide = zeros(1, 3);
  check_error(ErrorKind::internal, {"row 2 of 2"}, [&] { rows.read(std::vector<Index>{2}, 0, out); });
  check_error(ErrorKind::internal, {"InputRows"}, [&] { rows.read(std::vector<Index>{0, 1}, 0, out); });
  check_error(ErrorKind::internal, {"InputRows"}, [&] { rows.read(std::vector<Index>{0}, 0, wide); });
  const MatrixRows ready(zeros(2, 2), {});
  check_error(ErrorKind::internal, {"row 2 of 2"}, [&] { ready.read(std::vector<Index>{2}, 0, out); });
  check_error(ErrorKind::internal, {"SelectedRows"}, [&] { SelectedRows(rows, {0, 2}); });
}

BOOST_AUTO_TEST_CASE(ready_rows) {
  const MatrixRows rows(Matrix{{1, 2}, {3, 4}, {5, 6}}, {0, 1, 0});
  Matrix out = zeros(2, 2);
  rows.read(std::vector<Index>{2, 0}, 3, out);
  BOOST_CHECK(out == (Matrix{{5, 6}, {1, 2}}));
  BOOST_CHECK_EQUAL(rows.labels().size(), 3);
  BOOST_CHECK(read_all(rows, 2) == (Matrix{{1, 2}, {3, 4}}));
  BOOST_CHECK_EQUAL(read_all(rows).shape(0), 3);
}

BOOST_AUTO_TEST_CASE(selected_rows_are_rows_of_the_source) {
  Dataset data = byte_data({{10, 200}, {90, 120}, {128, 50}, {77, 130}}, {0, 1, missing_label, 3});
  const InputRows all(data, fit_transform("automatic", data), Binarization::per_presentation, 9);
  data.weights = {1, 2, 3, 4};
  data.targets = Matrix{{10}, {20}, {30}, {40}};
  const SelectedRows some(all, {3, 1, 2});
  BOOST_TEST(some.weights() == (std::vector<double>{4, 2, 3}), boost::test_tools::per_element());
  BOOST_CHECK_EQUAL(some.rows(), 3);
  BOOST_TEST(some.labels() == (Labels{3, 1, missing_label}), boost::test_tools::per_element());
  BOOST_CHECK(some.targets() == (Matrix{{40}, {20}, {30}}));
  for (Index presentation = 0; presentation < 20; ++presentation) {
    Matrix expected = zeros(2, 2);
    Matrix found = zeros(2, 2);
    all.read(std::vector<Index>{2, 3}, presentation, expected);
    some.read(std::vector<Index>{2, 0}, presentation, found);
    BOOST_CHECK(found == expected);
  }
}

BOOST_AUTO_TEST_CASE(column_means_leave_missing_values_out) {
  Matrix values = zeros(700, 3);
  double sum = 0;
  for (Index i = 0; i < 700; ++i) {
    values(i, 0) = static_cast<real>(i % 7);
    sum += static_cast<double>(i % 7);
    values(i, 1) = i % 2 == 0 ? static_cast<real>(missing) : real(0.25);
    values(i, 2) = static_cast<real>(missing);
  }
  const Matrix means = column_means(MatrixRows(values, {}));
  BOOST_REQUIRE_EQUAL(means.shape(0), 1);
  BOOST_CHECK_EQUAL(means(0, 0), static_cast<real>(sum / 700));
  BOOST_CHECK_EQUAL(means(0, 1), real(0.25));
  BOOST_CHECK_EQUAL(means(0, 2), real(0));
}

BOOST_AUTO_TEST_CASE(column_means_are_weighted) {
  const auto gap = static_cast<real>(missing);
  const Matrix values{{1, 2, gap}, {4, gap, 8}, {7, 8, 8}};
  const Matrix means = column_means(MatrixRows(values, {}, {2, 1, 0}));
  BOOST_CHECK_EQUAL(means(0, 0), real(2));
  BOOST_CHECK_EQUAL(means(0, 1), real(2));
  BOOST_CHECK_EQUAL(means(0, 2), real(8));
  BOOST_CHECK(column_means(MatrixRows(values, {}, {0.1, 0.1, 0.1})) == column_means(MatrixRows(values, {})));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace input_rows_test
