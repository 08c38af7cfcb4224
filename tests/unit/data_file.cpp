#include "libdbn/io/data/data_file.hpp"

#include <cmath>

#include "libdbn/io/hdf5/hdf5.hpp"
#include "tests/support/checks.hpp"
#include "tests/support/hdf5_editor.hpp"

using namespace dbn;
using namespace dbn::test;

namespace data_file_test {
namespace {

struct Directory {
  TemporaryDirectory directory;
  std::filesystem::path file = directory.path() / "data.h5";

  /// Inputs (4, 6) counting from 0, and what `more` adds.
  template <class More>
  void make(const More& more, hid_t type = H5T_IEEE_F64LE, const std::string& name = "/inputs") {
    Hdf5Editor editor(file, Hdf5Editor::Mode::create);
    std::vector<double> values(24);
    for (Index i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i);
    editor.numbers(name, {4, 6}, values, type);
    more(editor);
  }
  void make() {
    make([](Hdf5Editor&) {});
  }
};

const auto nothing = [](Hdf5Editor&) {};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(data_file, Directory)

BOOST_AUTO_TEST_CASE(bytes_stay_bytes) {
  Dataset data;
  data.inputs = ByteMatrix{{0, 255, 7, 9}, {1, 2, 3, 4}, {5, 6, 7, 8}};
  data.labels = {1, missing_label, 0};
  data.class_names = {"a", "b"};
  data.image = {2, 2};
  data.weights = {0.25, 0, 7};
  data.targets = Matrix{{real(0.1), -2}, {3, 4}, {5, real(1e20)}};
  data.target_names = {"up", "down"};
  write_hdf5_data(file, data);
  const Dataset found = read_hdf5_data(file);
  BOOST_REQUIRE(found.is_bytes());
  BOOST_CHECK(std::get<ByteMatrix>(found.inputs) == std::get<ByteMatrix>(data.inputs));
  BOOST_CHECK(found.labels == data.labels);
  BOOST_CHECK(found.weights == data.weights);
  BOOST_CHECK(found.targets == data.targets);
  BOOST_CHECK(found.target_names == data.target_names);
  BOOST_CHECK(found.class_names == data.class_names);
  BOOST_CHECK_EQUAL(found.image.height, 2);
  BOOST_CHECK_EQUAL(found.image.width, 2);
}

BOOST_AUTO_TEST_CASE(missing_values_come_back_missing) {
  Dataset data;
  data.inputs = Matrix{{real(0.1), real(NAN)}, {-2, 3}};
  write_hdf5_data(file, data);
  const Dataset found = read_hdf5_data(file, "/");
  const auto& values = std::get<Matrix>(found.inputs);
  BOOST_CHECK_EQUAL(values(0, 0), real(0.1));
  BOOST_CHECK(std::isnan(static_cast<double>(values(0, 1))));
  BOOST_CHECK_EQUAL(values(1, 0), -2);
  BOOST_CHECK(found.labels.empty());
}

BOOST_AUTO_TEST_CASE(numbers_of_every_type_and_byte_order_are_read) {
  for (const hid_t type : {H5T_IEEE_F32LE, H5T_IEEE_F32BE, H5T_IEEE_F64BE, H5T_STD_I16BE, H5T_STD_U32LE, H5T_STD_I64LE,
                           H5T_STD_I8LE, H5T_STD_U8BE}) {
    make(nothing, type);
    const Dataset data = read_hdf5_data(file);
    BOOST_CHECK_EQUAL(data.rows(), 4);
    BOOST_CHECK_EQUAL(data.columns(), 6);
    BOOST_CHECK_EQUAL(data.is_bytes(), type == H5T_STD_U8BE);
    if (data.is_bytes()) {
      BOOST_CHECK_EQUAL(int{std::get<ByteMatrix>(data.inputs)(2, 1)}, 13);
    } else {
      BOOST_CHECK_EQUAL(std::get<Matrix>(data.inputs)(2, 1), 13);
    }
  }
}

BOOST_AUTO_TEST_CASE(other_names_groups_and_paths_are_found) {
  make(nothing, H5T_IEEE_F32LE, "/samples");
  BOOST_CHECK_EQUAL(read_hdf5_data(file).columns(), 6);
  make(nothing, H5T_IEEE_F32LE, "/x");
  BOOST_CHECK_EQUAL(read_hdf5_data(file).columns(), 6);
  make([](Hdf5Editor& editor) {
    editor.group("/a");
    editor.group("/a/b");
    editor.numbers("/a/b/x", {2, 3}, {1, 2, 3, 4, 5, 6});
    editor.numbers("/a/b/labels", {2}, {3, -1}, H5T_STD_U8LE);
    editor.numbers("/a/b/hidden", {2, 1}, {8, 9});
  });
  BOOST_CHECK_EQUAL(read_hdf5_data(file, "/a/b").columns(), 3);
  BOOST_CHECK_EQUAL(read_hdf5_data(file, "a/b/hidden").columns(), 1);
  BOOST_CHECK_EQUAL(read_hdf5_data(file, "a/b/hidden").name, file.string() + ":a/b/hidden");
  BOOST_CHECK(read_hdf5_data(file, "a/b/").labels == (Labels{3, 0}));  // -1 is 0 in uint8
}

BOOST_AUTO_TEST_CASE(pictures_keep_their_shape) {
  const auto shape_of = [&](const std::vector<hsize_t>& shape) {
    Hdf5Editor(file, Hdf5Editor::Mode::create).numbers("/inputs", shape, std::vector<double>(12, 1), H5T_STD_U8LE);
    const Dataset data = read_hdf5_data(file);
    BOOST_CHECK_EQUAL(data.rows() * data.columns(), 12);
    return std::pair<Index, Index>(data.image.height, data.image.width);
  };
  BOOST_CHECK((shape_of({2, 2, 3}) == std::pair<Index, Index>(2, 3)));
  BOOST_CHECK((shape_of({1, 4, 3, 1}) == std::pair<Index, Index>(4, 3)));
  BOOST_CHECK((shape_of({1, 2, 2, 3}) == std::pair<Index, Index>(0, 0)));
  BOOST_CHECK((shape_of({2, 6}) == std::pair<Index, Index>(0, 0)));
  for (const char* object : {"/", "/inputs"}) {
    make([&](Hdf5Editor& editor) {
      editor.number_attribute(object, "height", 3, H5T_STD_I32LE);
      editor.number_attribute(object, "width", 2, H5T_IEEE_F64LE);
    });
    BOOST_CHECK_EQUAL(read_hdf5_data(file).image.height, 3);
    BOOST_CHECK_EQUAL(read_hdf5_data(file).image.width, 2);
  }
}

BOOST_AUTO_TEST_CASE(a_boolean_is_a_byte) {
  Hdf5Editor editor(file, Hdf5Editor::Mode::create);
  const hid_t type = H5Tenum_create(H5T_STD_I8LE);
  std::int8_t value = 0;
  H5Tenum_insert(type, "FALSE", &value);
  value = 1;
  H5Tenum_insert(type, "TRUE", &value);
  const hsize_t shape[2] = {2, 2};
  const hid_t space = H5Screate_simple(2, shape, nullptr);
  const hid_t data = H5Dcreate2(editor.id(), "/x", type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  const std::int8_t values[4] = {0, 1, 1, 0};
  BOOST_REQUIRE(H5Dwrite(data, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0);
  H5Dclose(data);
  H5Sclose(space);
  H5Tclose(type);
  H5Fflush(editor.id(), H5F_SCOPE_GLOBAL);
  BOOST_CHECK(std::get<ByteMatrix>(read_hdf5_data(file).inputs) == (ByteMatrix{{0, 1}, {1, 0}}));
}

BOOST_AUTO_TEST_CASE(bad_labels_are_named_with_their_row) {
  const auto with_labels = [&](const std::vector<hsize_t>& shape, const std::vector<double>& labels) {
    make([&](Hdf5Editor& editor) { editor.numbers("/labels", shape, labels); });
    return [&] { read_hdf5_data(file); };
  };
  BOOST_CHECK_NO_THROW(with_labels({4}, {0, -1, 2, 9})());
  BOOST_CHECK_NO_THROW(with_labels({4, 1}, {0, -1, 2, 9})());
  check_failure(with_labels({3}, {0, 1, 2}), ErrorKind::data, {file.string(), "/labels", "(3)", "(4)"});
  check_failure(with_labels({4}, {0, 1, -2, 0}), ErrorKind::data, {"/labels", "row 2", "-2"});
  check_failure(with_labels({4}, {0, 0.5, 1, 0}), ErrorKind::data, {"/labels", "row 1", "0.5"});
  check_failure(with_labels({4}, {0, 1, 1, NAN}), ErrorKind::data, {"/labels", "row 3", "nan"});
  check_failure(with_labels({4}, {2e9, 1, 1, 1}), ErrorKind::data, {"/labels", "row 0"});
}

BOOST_AUTO_TEST_CASE(bad_weights_are_named_with_their_row) {
  const auto with_weights = [&](const std::vector<hsize_t>& shape, const std::vector<double>& weights) {
    make([&](Hdf5Editor& editor) { editor.numbers("/weights", shape, weights); });
    return [&] { read_hdf5_data(file); };
  };
  BOOST_CHECK_NO_THROW(with_weights({4}, {0, 1, 2.5, 9})());
  check_failure(with_weights({3}, {1, 1, 2}), ErrorKind::data, {file.string(), "/weights", "(3)", "(4)", "one weight"});
  check_failure(with_weights({4}, {0, 1, -2, 0}), ErrorKind::data, {"/weights", "row 2", "-2", ">= 0"});
  check_failure(with_weights({4}, {NAN, 1, 1, 1}), ErrorKind::data, {"/weights", "row 0", "nan"});
  check_failure(with_weights({4}, {1, 1, 1, INFINITY}), ErrorKind::data, {"/weights", "row 3", "inf"});
  check_failure(with_weights({4}, {0, 0, 0, 0}), ErrorKind::data, {"/weights", "all weights are 0"});
}

BOOST_AUTO_TEST_CASE(targets_are_one_column_or_many) {
  const auto with_targets = [&](const std::vector<hsize_t>& shape, const std::vector<double>& targets) {
    make([&](Hdf5Editor& editor) { editor.numbers("/targets", shape, targets); });
    return [&] { read_hdf5_data(file); };
  };
  with_targets({4}, {1, 2, 3, 4});
  BOOST_CHECK(read_hdf5_data(file).targets == (Matrix{{1}, {2}, {3}, {4}}));
  BOOST_CHECK(read_hdf5_data(file).target_names.empty());
  with_targets({4, 2}, {1, 2, 3, 4, 5, 6, 7, 8});
  BOOST_CHECK(read_hdf5_data(file).targets == (Matrix{{1, 2}, {3, 4}, {5, 6}, {7, 8}}));
  check_failure(with_targets({3}, {0, 1, 2}), ErrorKind::data, {file.string(), "/targets", "(3)", "(4, targets)"});
  check_failure(with_targets({2, 4}, std::vector<double>(8)), ErrorKind::data, {"/targets", "(2, 4)"});
  check_failure(with_targets({4, 0}, {}), ErrorKind::data, {"/targets", "(4, 0)"});
  check_failure(with_targets({4, 1, 1}, {0, 1, 2, 3}), ErrorKind::data, {"/targets", "(4, 1, 1)"});
  check_failure(with_targets({4}, {0, 1, NAN, 3}), ErrorKind::data,
                {file.string(), "/targets", "row 2, column 0", "nan", "fill missing targets in"});
  check_failure(with_targets({4, 2}, {0, 1, 2, 3, 4, 5, 6, INFINITY}), ErrorKind::data, {"row 3, column 1", "inf"});
  // They may be the inputs of another task.
  with_targets({4, 2}, {1, 2, 3, 4, 5, 6, 7, NAN});
  BOOST_CHECK_EQUAL(read_hdf5_data(file, "/targets").targets.size(), 0);

  Dataset data;
  data.inputs = Matrix{{1}, {2}};
  data.targets = Matrix{{1, 2}, {3, 4}};
  data.target_names = {"a"};
  write_hdf5_data(file, data);
  check_failure([&] { read_hdf5_data(file); }, ErrorKind::data, {"/target_names", "1 names, expected 2"});
}

BOOST_AUTO_TEST_CASE(labels_stay_below_the_number_of_named_classes) {
  Dataset data;
  data.inputs = Matrix{{1}, {2}};
  data.labels = {0, 2};
  data.class_names = {"a", "b"};
  write_hdf5_data(file, data);
  check_failure([&] { read_hdf5_data(file); }, ErrorKind::data, {"/labels", "row 1", "0 to 1"});
}

BOOST_AUTO_TEST_CASE(bad_inputs_are_data_errors) {
  const auto read = [&] { read_hdf5_data(file); };
  check_failure(read, ErrorKind::data, {file.string(), "No such file"});
  make(nothing, H5T_IEEE_F32LE, "/values");
  check_failure(read, ErrorKind::data, {file.string(), "inputs", "samples"});
  check_failure([&] { read_hdf5_data(file, "/train"); }, ErrorKind::data, {"/train", "missing"});
  const auto with_inputs = [&](const std::vector<hsize_t>& shape, const std::vector<double>& values) {
    Hdf5Editor(file, Hdf5Editor::Mode::create).numbers("/inputs", shape, values);
  };
  with_inputs({3}, {1, 2, 3});
  check_failure(read, ErrorKind::data, {"/inputs", "(3)", "(rows, columns)"});
  with_inputs({0, 3}, {});
  check_failure(read, ErrorKind::data, {"/inputs", "empty"});
  with_inputs({1, 1, 1, 1, 1}, {1});
  check_failure(read, ErrorKind::data, {"/inputs", "rank 5"});
  with_inputs({2, 2}, {1, 2, 3, -HUGE_VAL});
  check_failure(read, ErrorKind::data, {"/inputs", "row 1", "column 1", "infinite"});
  make([](Hdf5Editor& editor) { editor.number_attribute("/", "height", 5, H5T_STD_I32LE); });
  check_failure(read, ErrorKind::data, {"height = 5", "6 columns"});
}

BOOST_AUTO_TEST_CASE(tables_hold_named_arrays) {
  const Matrix hidden{{1, 2, 3}, {4, 5, 6}};
  const Energies energies{-0.1, 1e300};
  const Labels labels{3, -1};
  write_hdf5_table(file,
                   {{"hidden", &hidden, "rows,units"}, {"free_energy", &energies, "rows"}, {"labels", &labels, ""}});
  const hdf5::Group root = hdf5::open_file(file, ErrorKind::data);
  BOOST_CHECK((root.array("hidden").shape() == std::vector<Index>{2, 3}));
  BOOST_CHECK_EQUAL(root.array("hidden").text_attribute("axes"), "rows,units");
  std::vector<double> found(2);
  root.array("free_energy").read(found.data());
  BOOST_CHECK_EQUAL(found[0], -0.1);
  BOOST_CHECK_EQUAL(found[1], 1e300);
  const Dataset again = read_hdf5_data(file, "hidden");
  BOOST_CHECK(std::get<Matrix>(again.inputs) == hidden);
  BOOST_CHECK(again.labels == labels);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace data_file_test
