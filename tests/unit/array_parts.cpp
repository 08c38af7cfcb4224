#include "libdbn/data/array_parts.hpp"

#include "libdbn/io/data/data_file.hpp"
#include "libdbn/io/exchange/npy.hpp"
#include "libdbn/io/exchange/npy_rows.hpp"
#include "libdbn/io/exchange/npz.hpp"
#include "libdbn/io/exchange/npz_data.hpp"
#include "tests/support/data_files.hpp"
#include "tests/support/hdf5_editor.hpp"

using namespace dbn;
using namespace dbn::test;

namespace array_parts_test {
namespace {

using Numbers = std::vector<double>;
using Shape = std::vector<Index>;
using Texts = std::vector<std::string>;

struct Fixture {
  TemporaryDirectory directory;

  /// The array `name` beside inputs (3, 2) in an .npz file and in an HDF5 file, which have to be read alike.
  Dataset beside(const std::string& name, const NamedArray& array) {
    NamedArray inputs{"x", NamedArray::Type::float64, {3, 2}, {1, 2, 3, 4, 5, 6}, {}};
    NamedArray other = array;
    other.name = name;
    write_npz(directory.path() / "d.npz", {inputs, other}, ErrorKind::data);
    const auto file = directory.path() / "d.h5";
    {
      Hdf5Editor editor(file, Hdf5Editor::Mode::create);
      editor.numbers("/x", {3, 2}, inputs.numbers);
      const std::vector<hsize_t> shape(array.shape.begin(), array.shape.end());
      if (array.is_text()) {
        texts(editor, name, shape, array.texts);
      } else {
        editor.numbers("/" + name, shape, array.numbers);
      }
    }
    const Dataset data = read_hdf5_data(file);
    const Dataset same = read_npz_data(directory.path() / "d.npz");
    BOOST_TEST(same.labels == data.labels);
    BOOST_TEST(same.class_names == data.class_names);
    BOOST_TEST((same.targets == data.targets));
    BOOST_TEST(same.notes == data.notes);
    return data;
  }
  Dataset numbers(const std::string& name, const Shape& shape, const Numbers& values) {
    return beside(name, {"", NamedArray::Type::float64, shape, values, {}});
  }
  Dataset words(const std::string& name, const Shape& shape, const Texts& values) {
    return beside(name, {"", NamedArray::Type::text, shape, {}, values});
  }

  static void texts(const Hdf5Editor& editor, const std::string& name, const std::vector<hsize_t>& shape,
                    const Texts& values) {
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, 8);
    const hid_t space = H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr);
    const hid_t data = H5Dcreate2(editor.id(), name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    std::string bytes;
    for (const std::string& value : values) bytes += value + std::string(8 - value.size(), '\0');
    BOOST_REQUIRE(H5Dwrite(data, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()) >= 0);
    H5Dclose(data);
    H5Sclose(space);
    H5Tclose(type);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(array_parts, Fixture)

BOOST_AUTO_TEST_CASE(labels_of_all_shapes) {
  for (const Shape& shape : {Shape{3}, Shape{3, 1}, Shape{1, 3}}) {
    BOOST_TEST((numbers("labels", shape, {0, 2, -1}).labels == Labels{0, 2, -1}));
    const Dataset named = words("labels", shape, {"red", "", "blue"});
    BOOST_TEST((named.labels == Labels{1, missing_label, 0}));
    BOOST_TEST((named.class_names == Texts{"blue", "red"}));
  }
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const std::string name : {"labels", "label", "y", "Y", "target"}) {
    const Dataset hot = numbers(name, {3, 4}, {0, 1, 0, 0, nan, nan, nan, nan, 1, 0, 0, 0});
    BOOST_TEST((hot.labels == Labels{1, missing_label, 0}));
    BOOST_TEST(hot.classes() == 4U);
    BOOST_TEST(hot.notes.size() == 2U);
  }
}

BOOST_AUTO_TEST_CASE(exactly_minus_one_and_one_are_two_classes) {
  const Dataset two = numbers("y", {3}, {-1, 1, 1});
  BOOST_TEST((two.labels == Labels{0, 1, 1}));
  BOOST_TEST((two.class_names == Texts{"-1", "1"}));
  const Dataset unknown = numbers("labels", {3}, {-1, 1, 2});
  BOOST_TEST((unknown.labels == Labels{-1, 1, 2}));
  BOOST_TEST((unknown.notes == Texts{"1 of 3 rows have no label"}));
}

BOOST_AUTO_TEST_CASE(other_names_hold_labels_or_targets) {
  BOOST_TEST((numbers("y", {3}, {0, 1, 1}).notes == Texts{"'y' is taken as the labels"}));
  for (const std::string name : {"y", "target"}) {
    const Dataset data = numbers(name, {3}, {0.5, 1, 250000});
    BOOST_TEST(data.labels.empty());
    BOOST_TEST((data.targets == Matrix{{real(0.5)}, {1}, {250000}}));
    BOOST_TEST(data.notes.size() == 1U);
    // Prices are whole numbers.
    BOOST_TEST((numbers(name, {3}, {180000, 1, 250000}).targets.shape(0)) == 3U);
    BOOST_TEST((numbers(name, {3, 2}, {1, 2, 3, 4, 5, 6}).targets == Matrix{{1, 2}, {3, 4}, {5, 6}}));
    // Of another length it belongs to something else.
    const Dataset other = numbers(name, {5}, {0, 1, 2, 3, 4});
    BOOST_TEST(other.labels.empty());
  }
  BOOST_TEST((numbers("z", {3}, {0, 1, 2}).notes == Texts{"'z' has as many rows and is not used"}));
  BOOST_TEST(numbers("z", {4}, {0, 1, 2, 3}).notes.empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_label_is_refused) {
  const auto refuses = [&](const Shape& shape, const Numbers& values, const std::string& word) {
    check_error(ErrorKind::data, {"labels", word}, [&] { numbers("labels", shape, values); });
    check_error(ErrorKind::data, {"labels", word}, [&] { read_npz_data(directory.path() / "d.npz"); });
  };
  refuses({3}, {0, 0.5, 1}, "row 1 is 0.5");
  refuses({3}, {0, -2, 1}, "row 1 is -2");
  refuses({2}, {0, 1}, "(2)");
  refuses({3, 2}, {0, 1, 1, 1, 0, 1}, "one-hot");
  refuses({3, 2}, {0, 1, 0, 0, 0, 1}, "one-hot");
}

BOOST_AUTO_TEST_CASE(arrays_of_matlab_are_turned) {
  const auto file = directory.path() / "m.mat";
  const auto make = [&](const std::vector<hsize_t>& shape, bool matlab, const std::vector<hsize_t>& labels) {
    Hdf5Editor editor(file, Hdf5Editor::Mode::create);
    Index count = 1;
    for (const hsize_t n : shape) count *= n;
    Numbers values;
    for (Index i = 0; i < count; ++i) values.push_back(static_cast<double>(i));
    editor.numbers("/inputs", shape, values);
    if (matlab) editor.text_attribute("/inputs", "MATLAB_class", "double");
    if (labels.empty()) return;
    Numbers classes(labels[0] * (labels.size() > 1 ? labels[1] : 1));
    for (Index i = 0; i < classes.size(); ++i) classes[i] = static_cast<double>(i % 2);
    editor.numbers("/labels", labels, classes);
  };
  const auto check = [&](Index rows, Index columns, double second_of_first_row, bool noted) {
    const Dataset data = read_hdf5_data(file);
    BOOST_TEST(data.rows() == rows);
    BOOST_TEST(data.columns() == columns);
    BOOST_TEST(row_of(data, 0)[1] == second_of_first_row);
    BOOST_TEST(data.notes.size() == (noted ? 1U : 0U));
    const Dataset same = gather(*hdf5_rows(file));
    BOOST_TEST((std::get<Matrix>(same.inputs) == std::get<Matrix>(data.inputs)));
  };
  make({4, 6}, true, {});
  check(6, 4, 6, true);
  make({4, 6}, true, {1, 6});
  check(6, 4, 6, true);
  make({4, 6}, true, {6});
  check(6, 4, 6, true);
  make({4, 6}, true, {1, 4});  // columns were rows in MATLAB already
  check(4, 6, 1, false);
  make({4, 6}, false, {6});
  check(6, 4, 6, true);
  make({4, 6}, false, {4});
  check(4, 6, 1, false);
  make({4, 6}, false, {});
  check(4, 6, 1, false);
  make({2, 3, 6}, true, {1, 6});  // 6 pictures of height 3 and width 2
  check(6, 6, 18, true);
  BOOST_TEST(read_hdf5_data(file).image.height == 3U);
  BOOST_TEST(read_hdf5_data(file).image.width == 2U);
  make({4, 6}, false, {5});
  check_error(ErrorKind::data, {"labels", "(5)"}, [&] { read_hdf5_data(file); });
}

BOOST_AUTO_TEST_CASE(half_precision) {
  const auto file = directory.path() / "half.h5";
  const Numbers values{0, 1, -2.5, 65504, 0x1p-24, 0.333251953125};
  {
    Hdf5Editor editor(file, Hdf5Editor::Mode::create);
    const hid_t half = H5Tcopy(H5T_IEEE_F32LE);
    H5Tset_fields(half, 15, 10, 5, 0, 10);
    H5Tset_size(half, 2);
    H5Tset_ebias(half, 15);
    editor.numbers("/inputs", {3, 2}, values, half);
    H5Tclose(half);
  }
  const Dataset data = read_hdf5_data(file);
  for (Index i = 0; i < values.size(); ++i) BOOST_TEST(row_of(data, i / 2)[i % 2] == values[i]);
}

BOOST_AUTO_TEST_CASE(npy_in_either_order) {
  const auto file = directory.path() / "a.npy";
  const NamedArray array{"", NamedArray::Type::float64, {2, 3}, {1, 2, 3, 4, 5, 6}, {}};
  std::string bytes = npy_bytes(array);
  write_file(file, bytes);
  const Dataset rows = gather(*npy_rows(file, std::nullopt));
  const std::string word = "'fortran_order': False";
  bytes.replace(bytes.find(word), word.size(), "'fortran_order': True ");
  write_file(file, bytes);
  const Dataset columns = gather(*npy_rows(file, std::nullopt));
  BOOST_TEST((row_of(rows, 0) == Numbers{1, 2, 3}));
  BOOST_TEST((row_of(columns, 0) == Numbers{1, 3, 5}));
  write_file(file, bytes.substr(0, bytes.size() - 8));
  check_error(ErrorKind::data, {"cut off"}, [&] { gather(*npy_rows(file, std::nullopt)); });
}

BOOST_AUTO_TEST_CASE(members_of_npz_files) {
  const auto file = directory.path() / "m.npz";
  const NamedArray a{"a", NamedArray::Type::float64, {2, 2}, {1, 2, 3, 4}, {}};
  const NamedArray b{"b", NamedArray::Type::float64, {2, 2}, {5, 6, 7, 8}, {}};
  write_npz(file, {a}, ErrorKind::data);
  BOOST_TEST((row_of(read_npz_data(file), 1) == Numbers{3, 4}));
  write_npz(file, {a, b}, ErrorKind::data);
  check_error(ErrorKind::data, {"m.npz", "a, b"}, [&] { read_npz_data(file); });
  BOOST_TEST((row_of(read_npz_data(file, "b"), 0) == Numbers{5, 6}));
  check_error(ErrorKind::data, {"'c'", "a, b"}, [&] { read_npz_data(file, "c"); });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace array_parts_test
