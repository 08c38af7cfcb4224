#include "libdbn/io/data/sparse_file.hpp"

#include <cmath>

#include "libdbn/io/data/data_file.hpp"
#include "libdbn/io/hdf5/hdf5.hpp"
#include "tests/support/data_files.hpp"
#include "tests/support/hdf5_editor.hpp"

using namespace dbn;
using namespace dbn::test;

namespace sparse_file_test {
namespace {

SparseRows small_ratings() {
  SparseRows rows;
  rows.kind = SparseKind::ratings;
  rows.columns = 4;
  rows.levels = {1, 2.5, 7};
  rows.labels = {1, missing_label, 0};
  rows.generator = {{"generator_rmse", 0.75}};
  rows.row_names = {"u", "v", "w"};
  rows.column_names = {"a", "b", "c", "d\xC3\xA9"};
  rows.class_names = {"no", "yes"};
  rows.starts = {0, 2, 2, 5};
  rows.positions = {1, 3, 0, 2, 3};
  rows.values = std::vector<std::uint8_t>{0, 2, 1, 1, 0};
  return rows;
}

SparseRows small_counts() {
  SparseRows rows;
  rows.columns = 3;
  rows.generator = {{"generator_perplexity", 12.5}, {"generator_unigram_perplexity", 17}};
  rows.starts = {0, 1, 3};
  rows.positions = {2, 0, 2};
  rows.values = std::vector<float>{300, 0.5f, 1};
  return rows;
}

void check_same(const SparseRows& found, const SparseRows& expected) {
  BOOST_CHECK(found.generator == expected.generator);
  BOOST_CHECK(found.kind == expected.kind);
  BOOST_CHECK_EQUAL(found.columns, expected.columns);
  BOOST_CHECK(found.levels == expected.levels);
  BOOST_CHECK(found.labels == expected.labels);
  BOOST_CHECK(found.row_names == expected.row_names);
  BOOST_CHECK(found.column_names == expected.column_names);
  BOOST_CHECK(found.class_names == expected.class_names);
  BOOST_CHECK(found.starts == expected.starts);
  BOOST_CHECK(found.positions == expected.positions);
  BOOST_CHECK(found.values == expected.values);
}

struct Fixture {
  TemporaryDirectory directory;
  std::filesystem::path file = directory.path() / "rows.h5";

  /// The file of another program after `change`; whole it holds small_ratings without names and labels.
  template <class Change>
  void foreign(const Change& change) {
    Hdf5Editor editor(file, Hdf5Editor::Mode::create);
    editor.text_attribute("/", "sparse_kind", "ratings");
    editor.number_attribute("/", "rows", 3, H5T_STD_I32LE);
    editor.number_attribute("/", "columns", 4, H5T_STD_U8LE);
    editor.number_attribute("/", "levels", 3, H5T_STD_I64BE);
    editor.numbers("/level_values", {3}, {1, 2.5, 7});
    editor.numbers("/indptr", {4}, {0, 2, 2, 5}, H5T_STD_I32BE);
    editor.numbers("/indices", {5}, {1, 3, 0, 2, 3}, H5T_STD_I64LE);
    editor.numbers("/values", {5}, {0, 2, 1, 1, 0}, H5T_IEEE_F64BE);
    change(editor);
  }
  template <class Change>
  void refuses(const std::vector<std::string>& words, const Change& change) {
    foreign(change);
    check_failure([&] { read_sparse_rows(file); }, ErrorKind::data, words);
    check_failure([&] { read_sparse_rows(file); }, ErrorKind::data, {file.string()});
    check_failure([&] { read_hdf5_data(file); }, ErrorKind::data, words);
  }
  void refuses_numbers(const std::string& path, const std::vector<hsize_t>& shape, const std::vector<double>& values,
                       const std::vector<std::string>& words, hid_t type = H5T_IEEE_F64LE) {
    refuses(words, [&](Hdf5Editor& editor) { editor.replace(path, shape, values, type); });
  }
};

const auto nothing = [](Hdf5Editor&) {};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sparse_file, Fixture)

BOOST_AUTO_TEST_CASE(rows_come_back) {
  for (const SparseRows& rows : {small_ratings(), small_counts()}) {
    write_sparse_rows(file, rows);
    check_same(read_sparse_rows(file), rows);
    BOOST_CHECK(holds_sparse_rows(file));
    BOOST_CHECK(hdf5::has_own_layout(file, ErrorKind::data));
  }
  BOOST_CHECK_EQUAL(small_ratings().bytes(), 4 * 8 + 5 * 5);
  BOOST_CHECK_EQUAL(small_counts().bytes(), 3 * 8 + 3 * 8);
}

BOOST_AUTO_TEST_CASE(the_same_rows_are_the_same_bytes) {
  const auto other = directory.path() / "other.h5";
  write_sparse_rows(file, small_ratings());
  write_sparse_rows(other, small_ratings());
  BOOST_CHECK(file_bytes(file) == file_bytes(other));
}

// More entries than are read at a time, rows of very different length, and empty rows at both ends.
BOOST_AUTO_TEST_CASE(long_and_empty_rows_cross_the_blocks) {
  SparseRows rows;
  rows.columns = 1'500'000;
  for (const Index length : {0, 3, 1'500'000, 0, 200'000, 1, 900'000, 0}) {
    std::vector<std::uint32_t> columns(length);
    std::vector<float> values(length);
    for (Index i = 0; i < length; ++i) {
      columns[i] = static_cast<std::uint32_t>(i + (length < 10 ? i : 0));
      values[i] = static_cast<float>((i + length) % 251);
    }
    rows.add_row({columns, values});
  }
  write_sparse_rows(file, rows);
  check_same(read_sparse_rows(file), rows);
}

BOOST_AUTO_TEST_CASE(dense_rows_are_one_hot_or_counts) {
  write_sparse_rows(file, small_ratings());
  const Dataset ratings = read_hdf5_data(file);
  BOOST_CHECK_EQUAL(ratings.rows(), 3);
  BOOST_CHECK_EQUAL(ratings.columns(), 12);
  BOOST_CHECK(ratings.labels == (Labels{1, missing_label, 0}));
  BOOST_CHECK(ratings.class_names == (std::vector<std::string>{"no", "yes"}));
  const double n = NAN;
  const std::vector<double> expected{n, n, n, 1, 0, 0, n, n, n, 0, 0, 1,  //
                                     n, n, n, n, n, n, n, n, n, n, n, n,  //
                                     0, 1, 0, n, n, n, 0, 1, 0, 1, 0, 0};
  const auto& values = std::get<Matrix>(ratings.inputs);
  for (Index i = 0; i < 36; ++i) {
    const auto value = static_cast<double>(values.data()[i]);
    BOOST_CHECK_MESSAGE(value == expected[i] || (std::isnan(value) && std::isnan(expected[i])), i);
  }
  write_sparse_rows(file, small_counts());
  BOOST_CHECK(std::get<Matrix>(read_hdf5_data(file).inputs) == (Matrix{{0, 0, 300}, {real(0.5), 0, 1}}));
  check_failure([] { dense_rows(small_counts(), 2 * 3 * sizeof(real) - 1); }, ErrorKind::data,
                {"2 sparse rows of 3 columns", "MiB", "import fewer"});
  BOOST_CHECK_NO_THROW(dense_rows(small_counts(), 2 * 3 * sizeof(real)));
}

BOOST_AUTO_TEST_CASE(files_of_other_programs_are_read) {
  SparseRows expected = small_ratings();
  expected.labels.clear();
  expected.generator.clear();
  expected.row_names.clear();
  expected.column_names.clear();
  expected.class_names.clear();
  foreign(nothing);
  check_same(read_sparse_rows(file), expected);
  foreign([](Hdf5Editor& editor) {
    editor.group("/deep");
    editor.numbers("/deep/inputs", {1, 1}, {1});
  });
  BOOST_CHECK(!holds_sparse_rows(file, "/deep"));
  BOOST_CHECK(!holds_sparse_rows(file, "/absent"));
  BOOST_CHECK(!holds_sparse_rows(file, "/indptr"));
}

BOOST_AUTO_TEST_CASE(attributes_are_believed_only_within_bounds) {
  const auto attribute = [&](const std::string& name, double value, const std::vector<std::string>& words) {
    refuses(words, [&](Hdf5Editor& editor) { editor.number_attribute("/", name, value, H5T_IEEE_F64LE); });
  };
  attribute("rows", 0, {"'rows' is 0"});
  attribute("rows", -3, {"'rows' is -3"});
  attribute("rows", 4, {"/indptr", "(4)", "(5)"});
  attribute("rows", 1e15, {"/indptr", "(1000000000000001)"});
  attribute("rows", 1.5, {"rows"});
  attribute("columns", 0, {"'columns' is 0"});
  attribute("columns", 3, {"/indices", "element 1 is 3", "0 to 2"});
  attribute("columns", 2147483648.0, {"'columns' is 2147483648"});
  attribute("columns", 16777217, {"'columns' is 16777217", "5 entries", "16777216"});
  foreign([](Hdf5Editor& editor) { editor.number_attribute("/", "columns", 16777216, H5T_STD_I64LE); });
  BOOST_CHECK_EQUAL(read_sparse_rows(file).columns, 16777216);
  attribute("levels", 1, {"'levels' is 1"});
  attribute("levels", 257, {"'levels' is 257"});
  attribute("levels", 4, {"/level_values", "(3)", "(4)"});
  refuses({"sparse_kind", "'words'"}, [](Hdf5Editor& editor) { editor.text_attribute("/", "sparse_kind", "words"); });
  refuses({"sparse_kind"}, [](Hdf5Editor& editor) { H5Adelete_by_name(editor.id(), "/", "sparse_kind", H5P_DEFAULT); });
}

BOOST_AUTO_TEST_CASE(starts_rise_to_the_number_of_entries) {
  refuses_numbers("/indptr", {4}, {1, 2, 2, 5}, {"/indptr", "element 0 is 1"}, H5T_STD_I64LE);
  refuses_numbers("/indptr", {4}, {0, 3, 2, 5}, {"/indptr", "element 2 is 2"}, H5T_STD_I64LE);
  refuses_numbers("/indptr", {4}, {0, 2, 2, 4}, {"/indptr", "element 3 is 4", "5"}, H5T_STD_I64LE);
  refuses_numbers("/indptr", {4}, {0, 2, 6, 5}, {"/indptr", "element 2 is 6"}, H5T_STD_I64LE);
  refuses_numbers("/indptr", {4}, {0, -1, 2, 5}, {"/indptr", "element 1 is -1"}, H5T_STD_I64LE);
  refuses_numbers("/indptr", {4}, {0, 2, 2, 5}, {"/indptr", "float64", "integers"});
  refuses_numbers("/indptr", {2, 2}, {0, 2, 2, 5}, {"/indptr", "(2, 2)"}, H5T_STD_I64LE);
}

BOOST_AUTO_TEST_CASE(columns_rise_within_each_row) {
  const auto indices = [&](const std::vector<double>& values, const std::vector<std::string>& words) {
    refuses_numbers("/indices", {values.size()}, values, words, H5T_STD_I64LE);
  };
  indices({3, 1, 0, 2, 3}, {"/indices", "row 0 has column 1 after 3"});
  indices({1, 1, 0, 2, 3}, {"/indices", "row 0 has column 1 after 1"});
  indices({1, 3, 0, 3, 2}, {"/indices", "row 2 has column 2 after 3"});
  indices({1, 4, 0, 2, 3}, {"/indices", "element 1 is 4", "0 to 3"});
  indices({1, -1, 0, 2, 3}, {"/indices", "element 1 is -1"});
  indices({1, 4294967297.0, 0, 2, 3}, {"/indices", "element 1 is 4294967297"});
  indices({1, 3, 0, 2}, {"/indices", "(4)", "(5)"});
  refuses_numbers("/indices", {5}, {1, 3, 0, 2, 3}, {"/indices", "float64", "integers"});
}

BOOST_AUTO_TEST_CASE(values_are_levels_or_counts) {
  const auto values = [&](const std::vector<double>& numbers, const std::vector<std::string>& words) {
    refuses_numbers("/values", {numbers.size()}, numbers, words);
  };
  values({0, 2, 1, 3, 0}, {"/values", "element 3 is 3", "level from 0 to 2"});
  values({0, 2, 0.5, 1, 0}, {"/values", "element 2 is 0.5"});
  values({-1, 2, 1, 1, 0}, {"/values", "element 0 is -1"});
  values({0, 2, 1, NAN, 0}, {"/values", "element 3 is nan"});
  values({0, 2, 1}, {"/indices", "(5)", "(3)"});
  refuses_numbers("/values", {5, 1}, {0, 2, 1, 1, 0}, {"/values", "(5, 1)"});
  const auto counts = [&](double value) {
    return [value](Hdf5Editor& editor) {
      editor.text_attribute("/", "sparse_kind", "counts");
      editor.replace("/values", {5}, {0, 2, 1, value, 0});
    };
  };
  for (const double bad : {-1.0, double{NAN}, HUGE_VAL, 1e300})
    refuses({"/values", "element 3", "count >= 0"}, counts(bad));
  foreign(counts(1000.5));
  BOOST_CHECK_EQUAL(std::get<std::vector<float>>(read_sparse_rows(file).values)[3], 1000.5f);
}

BOOST_AUTO_TEST_CASE(what_stands_beside_fits_the_shape) {
  refuses({"/labels", "(2)", "(3)"}, [](Hdf5Editor& editor) { editor.numbers("/labels", {2}, {0, 1}); });
  refuses({"/labels", "row 1", "0.5"}, [](Hdf5Editor& editor) { editor.numbers("/labels", {3}, {0, 0.5, 1}); });
  refuses_numbers("/level_values", {3}, {1, 1, 2}, {"/level_values", "level 1 is 1"});
  refuses_numbers("/level_values", {3}, {1, 2, NAN}, {"/level_values", "level 2 is nan"});
  SparseRows rows = small_ratings();
  rows.column_names.pop_back();
  write_sparse_rows(file, rows);
  check_failure([&] { read_sparse_rows(file); }, ErrorKind::data, {"/column_names", "3 names, expected 4"});
}

BOOST_AUTO_TEST_CASE(a_failure_leaves_the_old_file_and_nothing_else) {
  write_sparse_rows(file, small_counts());
  const auto fail = [&] {
    write_sparse_file(file, small_ratings(), SparseValues::bytes, [](const auto& add_row) {
      add_row({});
      throw interrupted_error("enough");
    });
  };
  check_failure(fail, ErrorKind::interrupted, {"enough"});
  check_same(read_sparse_rows(file), small_counts());
  BOOST_CHECK_EQUAL(std::distance(std::filesystem::directory_iterator(directory.path()), {}), 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace sparse_file_test
