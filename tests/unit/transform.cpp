#include "libdbn/data/transform.hpp"

#include "libdbn/data/input_rows.hpp"
#include "libdbn/data/number_range.hpp"
#include "tests/support/data_files.hpp"
#include "tests/support/transforms.hpp"

using namespace dbn;
using namespace dbn::test;

namespace transform_test {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

Matrix transformed(const TransformPtr& transform, const Dataset& data) {
  return read_all(InputRows(data, transform, Binarization::none, 1));
}

struct Moments {
  double mean = 0;
  double variance = 0;
};

Moments moments_of(const Matrix& values, Index column) {
  Moments moments;
  const double rows = static_cast<double>(values.shape(0));
  for (Index i = 0; i < values.shape(0); ++i) moments.mean += static_cast<double>(values(i, column)) / rows;
  for (Index i = 0; i < values.shape(0); ++i) {
    moments.variance += std::pow(static_cast<double>(values(i, column)) - moments.mean, 2) / rows;
  }
  return moments;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transform)

BOOST_AUTO_TEST_CASE(names_are_those_of_the_table) {
  const std::vector<std::string> names{"automatic", "none", "bytes", "scale", "standardize"};
  BOOST_TEST(transform_names() == names, boost::test_tools::per_element());
  check_error(ErrorKind::config, {"transform", "scales", "scale"}, [] { fit_transform("scales", real_data({{1}})); });
  MemoryArchive nothing;
  check_error(ErrorKind::model, {"input transform", "whiten"}, [&] { load_transform("whiten", nothing); });
}

BOOST_AUTO_TEST_CASE(automatic_divides_pixels_only) {
  const TransformPtr pixels = fit_transform("automatic", byte_data({{0, 1}, {2, 0}}));
  BOOST_CHECK_EQUAL(pixels->name(), "automatic");
  BOOST_CHECK_EQUAL(shift_of(pixels).size(), 0);
  BOOST_CHECK(scale_of(pixels) == Vector({real(255), real(255)}));
  for (const Dataset& data : {byte_data({{0, 1}, {1, 0}}), real_data({{0, 200}, {3, 4}})}) {
    const TransformPtr nothing = fit_transform("automatic", data);
    BOOST_CHECK(nothing->is_identity());
    BOOST_CHECK_EQUAL(nothing->name(), "none");
  }
  BOOST_CHECK(fit_transform("none", byte_data({{0, 255}}))->is_identity());
}

BOOST_AUTO_TEST_CASE(scale_maps_each_column_to_zero_one) {
  for (const Dataset& data : {byte_data({{10, 7}, {30, 7}, {15, 7}}), real_data({{10, 7}, {30, 7}, {15, 7}})}) {
    const TransformPtr transform = fit_transform("scale", data);
    BOOST_CHECK_EQUAL(transform->name(), "scale");
    const Matrix out = transformed(transform, data);
    BOOST_CHECK_EQUAL(out(0, 0), real(0));
    BOOST_CHECK_EQUAL(out(1, 0), real(1));
    BOOST_CHECK_EQUAL(out(2, 0), real(0.25));
    for (Index i = 0; i < 3; ++i) BOOST_CHECK_EQUAL(out(i, 1), real(0));
  }
}

// What held-out rows hold beyond the training range is its nearest end; a constant column is a range too.
BOOST_AUTO_TEST_CASE(scale_clips_other_rows_and_says_which) {
  const TransformPtr transform = fit_transform("scale", real_data({{10, 7}, {30, 7}, {15, 7}}));
  for (const Dataset& held_out : {real_data({{10, 7}, {40, 8.5}, {0, 6.5}, {20, missing}}),
                                  real_data({{30, 7}, {31, 1e6}, {-9, -3}, {20, missing}})}) {
    const Matrix out = transformed(transform, held_out);
    BOOST_CHECK_EQUAL(out(1, 0), real(1));
    BOOST_CHECK_EQUAL(out(2, 0), real(0));
    BOOST_CHECK_EQUAL(out(1, 1), real(1));
    BOOST_CHECK_EQUAL(out(2, 1), real(0));
    BOOST_CHECK_EQUAL(out(3, 0), real(0.5));
    BOOST_CHECK(std::isnan(out(3, 1)));
    const ClippedValues clipped = clipped_values(held_out, *transform);
    BOOST_CHECK_EQUAL(clipped.count, 4);
    BOOST_CHECK_EQUAL(clipped.row, 1);
    BOOST_CHECK_EQUAL(clipped.column, 0);
  }
  const Dataset bytes = byte_data({{10, 7}, {255, 7}});
  const TransformPtr alike = fit_transform("scale", byte_data({{10, 10}, {30, 30}}));
  BOOST_CHECK((transformed(alike, bytes) == Matrix{{0, 0}, {1, 0}}));
  BOOST_CHECK_EQUAL(clipped_values(bytes, *alike).count, 3);
  BOOST_CHECK_EQUAL(clipped_values(bytes, *fit_transform("standardize", bytes)).count, 0);
}

BOOST_AUTO_TEST_CASE(bytes_are_whole_numbers_in_any_type) {
  for (const Dataset& data : {byte_data({{0, 255}, {51, 1}}), real_data({{0, 255}, {51, 1}})}) {
    const TransformPtr transform = fit_transform("bytes", data);
    BOOST_CHECK(transform->takes_bytes());
    BOOST_CHECK((transformed(transform, data) == Matrix{{0, 1}, {real(51) / real(255), real(1) / real(255)}}));
    BOOST_CHECK(holds_pixels_as_numbers(data));
    BOOST_CHECK(!lies_in_unit_interval(data));
    MemoryArchive archive = MemoryArchive::reader(fields_of(transform));
    BOOST_CHECK(load_transform("bytes", archive)->takes_bytes());
  }
  check_error(ErrorKind::data, {"row 1, column 0", "0.5", "bytes"}, [] {
    fit_transform("bytes", real_data({{9}, {0.5}}));
  });
  check_error(ErrorKind::data, {"row 0, column 1", "256"}, [] { fit_transform("bytes", real_data({{9, 256}})); });
  check_error(ErrorKind::data, {"row 0, column 0", "-1"}, [] { fit_transform("bytes", real_data({{-1, 2}})); });
  check_error(ErrorKind::data, {"in [0, 1] already", "none"}, [] { fit_transform("bytes", real_data({{0, 0.5}})); });
  check_error(ErrorKind::data, {"in [0, 1] already", "none"}, [] { fit_transform("bytes", byte_data({{0, 1}})); });
  BOOST_CHECK(!fit_transform("automatic", byte_data({{0, 1}}))->takes_bytes());
  BOOST_CHECK(fit_transform("automatic", byte_data({{0, 2}}))->takes_bytes());
}

BOOST_AUTO_TEST_CASE(numbers_are_told_apart) {
  BOOST_CHECK(lies_in_unit_interval(real_data({{0, missing}, {1, 0.25}})));
  BOOST_CHECK(!lies_in_unit_interval(real_data({{0, 0}})));
  BOOST_CHECK(!lies_in_unit_interval(real_data({{0.5, -0.1}})));
  BOOST_CHECK(!holds_pixels_as_numbers(real_data({{0, 40}})));
  BOOST_CHECK(!holds_pixels_as_numbers(real_data({{200.5, 40}})));
  BOOST_CHECK(!holds_pixels_as_numbers(real_data({{200, 256}})));
  BOOST_CHECK(holds_pixels_as_numbers(real_data({{200, missing}})));
}

BOOST_AUTO_TEST_CASE(standardize_by_hand) {
  // Column 0 has mean 5 and mean squared deviation 4.
  const Dataset data = real_data({{2, 1}, {4, 1}, {4, 1}, {4, 1}, {5, 1}, {5, 1}, {7, 1}, {9, 1}});
  const TransformPtr transform = fit_transform("standardize", data);
  BOOST_CHECK_EQUAL(shift_of(transform)(0), real(5));
  BOOST_CHECK_EQUAL(scale_of(transform)(0), real(2));
  const Matrix out = transformed(transform, data);
  BOOST_CHECK_EQUAL(out(0, 0), real(-1.5));
  BOOST_CHECK_EQUAL(out(7, 0), real(2));
  BOOST_CHECK_EQUAL(out(3, 1), real(0));
}

BOOST_AUTO_TEST_CASE(standardize_gives_mean_zero_and_variance_one) {
  constexpr Index rows = 1000;
  Matrix values = zeros(rows, 4);
  fill_normal(values, 3, 5);
  for (Index i = 0; i < rows; ++i) {
    values(i, 1) = values(i, 1) * real(1e-3) + real(0.5);
    values(i, 2) = values(i, 2) * real(1e6) - real(1e6);
    values(i, 3) = real(0.1);
  }
  Dataset data;
  data.inputs = values;
  const Matrix out = transformed(fit_transform("standardize", data), data);
  const double epsilon = std::numeric_limits<real>::epsilon();
  for (Index j = 0; j < 3; ++j) {
    const Moments moments = moments_of(out, j);
    // The shift is rounded to a real: relative to the spread of column 1 that is up to 0.5 / 3e-3 half ulps.
    BOOST_CHECK_SMALL(moments.mean, j == 1 ? 200 * epsilon : 4 * epsilon);
    BOOST_CHECK_SMALL(moments.variance - 1, 16 * epsilon);
  }
  // 0.1 has no exact mean in binary, yet nothing is left of a constant column.
  for (Index i = 0; i < rows; ++i) BOOST_REQUIRE_EQUAL(out(i, 3), real(0));
}

// A mean that is rounded would give equal numbers a variance of rounding errors, whose root would blow up new data.
BOOST_AUTO_TEST_CASE(a_constant_column_keeps_scale_one_whatever_its_number) {
  for (const double number : {0.1, -0.3, 1e-9, 7.7e5, 1.0 / 3.0}) {
    for (Index rows = 1; rows < 300; rows += 7) {
      const Dataset data = real_data(std::vector<std::vector<double>>(rows, {number}));
      const TransformPtr transform = fit_transform("standardize", data);
      BOOST_REQUIRE_EQUAL(scale_of(transform)(0), real(1));
      BOOST_REQUIRE_EQUAL(shift_of(transform)(0), static_cast<real>(number));
    }
  }
}

BOOST_AUTO_TEST_CASE(missing_values_are_left_out_and_stay) {
  const Dataset data = real_data({{1, missing, 5}, {missing, missing, 5}, {3, missing, missing}});
  for (const std::string kind : {"scale", "standardize"}) {
    const Matrix out = transformed(fit_transform(kind, data), data);
    BOOST_CHECK_EQUAL(out(0, 0), kind == "scale" ? real(0) : real(-1));
    BOOST_CHECK_EQUAL(out(2, 0), real(1));
    BOOST_CHECK_EQUAL(out(0, 2), real(0));
    BOOST_CHECK(std::isnan(out(1, 0)) && std::isnan(out(0, 1)) && std::isnan(out(2, 2)));
  }
  const TransformPtr transform = fit_transform("standardize", data);
  BOOST_CHECK_EQUAL(shift_of(transform)(1), real(0));
  BOOST_CHECK_EQUAL(scale_of(transform)(1), real(1));
}

BOOST_AUTO_TEST_CASE(a_spread_below_the_smallest_real_is_no_spread) {
  const double tiny = std::numeric_limits<real>::denorm_min();
  std::vector<std::vector<double>> rows(100, {0});
  rows[0] = {tiny};
  const Dataset data = real_data(rows);
  for (const real value : transformed(fit_transform("standardize", data), data)) {
    BOOST_REQUIRE(std::isfinite(value));
  }
}

BOOST_AUTO_TEST_CASE(inverting_gives_back_what_was_applied) {
  const Dataset data = real_data({{10, 7, -1}, {30, 7, 2}, {15, 7, 4}, {missing, 7, 0.5}});
  const Matrix& rows = std::get<Matrix>(data.inputs);
  for (const std::string& name : transform_names()) {
    if (name == "bytes") continue;  // of whole numbers 0 to 255 only
    const TransformPtr transform = fit_transform(name, data);
    Matrix found = rows;
    transform->apply(found);
    transform->invert(found);
    for (Index i = 0; i < rows.size(); ++i) {
      if (std::isnan(rows.data()[i])) {
        BOOST_CHECK(std::isnan(found.data()[i]));
      } else {
        BOOST_CHECK_SMALL(found.data()[i] - rows.data()[i], real(1e-5));
      }
    }
  }
  Matrix row{{1, 2}};
  affine("scale", {real(3), real(1)}, {real(4), real(2)})->invert(row);
  BOOST_CHECK((row == Matrix{{7, 5}}));
}

BOOST_AUTO_TEST_CASE(fields_return_from_an_archive) {
  const Dataset data = real_data({{10, 7}, {30, 8}, {15, 7}});
  for (const std::string& name : transform_names()) {
    const TransformPtr transform = fit_transform(name, data);
    MemoryArchive archive = MemoryArchive::reader(fields_of(transform));
    const TransformPtr loaded = load_transform(transform->name(), archive);
    BOOST_CHECK(same(loaded, transform));
    BOOST_CHECK_EQUAL(loaded->columns(), transform->columns());
    BOOST_CHECK_EQUAL(loaded->description(), transform->description());
  }
}

BOOST_AUTO_TEST_CASE(fields_that_cannot_be_right_are_refused) {
  const auto load = [](const TransformPtr& transform) {
    MemoryArchive archive = MemoryArchive::reader(fields_of(transform));
    load_transform("scale", archive);
  };
  check_error(ErrorKind::model, {"scale", "element 1 is 0"}, [&] { load(affine("scale", {}, {real(1), real(0)})); });
  MemoryArchive uneven;
  Vector shift{real(1), real(2), real(3)};
  Vector scale{real(1), real(2)};
  uneven.field("shift", shift, "visible", Archive::Shape::stored);
  uneven.field("scale", scale, "visible", Archive::Shape::stored);
  MemoryArchive archive = MemoryArchive::reader(uneven);
  check_error(ErrorKind::model, {"scale", "2 elements", "3"}, [&] { load_transform("scale", archive); });
}

// A lookup table stands for the map only where no column differs.
BOOST_AUTO_TEST_CASE(single_numbers_are_mapped_where_all_columns_are_alike) {
  std::vector<real> values{0, 51, 255};
  BOOST_CHECK(affine("automatic", {}, Vector({3}, real(255)))->apply_to_any_column(values));
  BOOST_CHECK((values == std::vector<real>{0, real(51) / real(255), 1}));
  BOOST_CHECK(!affine("scale", {real(0), real(1)}, {})->apply_to_any_column(values));
  BOOST_CHECK_EQUAL(values[2], real(1));
}

BOOST_AUTO_TEST_CASE(infinities_are_refused) {
  const Dataset data = real_data({{1, 2}, {3, -HUGE_VAL}});
  check_error(ErrorKind::data, {"reals", "row 1, column 1", "infinite"}, [&] { fit_transform("standardize", data); });
}

BOOST_AUTO_TEST_CASE(a_transform_of_other_columns_is_refused) {
  const TransformPtr transform = fit_transform("scale", byte_data({{0, 1}, {2, 0}}));
  Matrix wide = zeros(2, 3);
  check_error(ErrorKind::internal, {"InputTransform::apply", "2 columns"}, [&] { transform->apply(wide); });
  const Dataset other = byte_data({{0, 1, 2}});
  check_error(ErrorKind::data, {"3 columns", "fitted on 2"},
              [&] { InputRows(other, transform, Binarization::none, 1); });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace transform_test
