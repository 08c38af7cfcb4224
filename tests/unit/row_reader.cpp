#include "libdbn/data/formats/row_reader.hpp"

#include <cmath>

#include "libdbn/io/data/data_file.hpp"
#include "libdbn/io/data/sparse_file.hpp"
#include "tests/support/data_files.hpp"

using namespace dbn;
using namespace dbn::test;

namespace row_reader_test {
namespace {

// More than two blocks, and a last one that is not full.
constexpr Index rows = 700;
constexpr Index columns = 1000;

struct Fixture {
  TemporaryDirectory directory;
  const std::filesystem::path& here = directory.path();

  /// The reader's rows, through a file and back.
  Dataset stored(RowReaderPtr reader) const {
    std::vector<double> fractions;
    write_hdf5_rows(here / "out.h5", *reader, [&](const ImportStep& step) { fractions.push_back(step.fraction); });
    BOOST_CHECK_GT(fractions.size(), 1);
    BOOST_CHECK(std::is_sorted(fractions.begin(), fractions.end()));
    BOOST_CHECK_EQUAL(fractions.back(), 1);
    return read_hdf5_data(here / "out.h5");
  }
};

bool same_bits(const Dataset& a, const Dataset& b) {
  if (a.rows() != b.rows() || a.columns() != b.columns() || a.is_bytes() != b.is_bytes()) return false;
  const auto bytes = [](const Dataset& data) {
    std::string all;
    data.for_each_row([&](Index, const auto* elements) {
      all.append(reinterpret_cast<const char*>(elements), data.columns() * sizeof(*elements));
    });
    return all;
  };
  return bytes(a) == bytes(b);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(row_reader, Fixture)

BOOST_AUTO_TEST_CASE(csv_in_blocks_is_the_whole_csv) {
  std::string text = "label";
  for (Index j = 0; j < columns; ++j) text += ",c" + std::to_string(j);
  text += ",weight,height\n";
  for (Index n = 0; n < rows; ++n) {
    text += n % 3 == 0 ? "even" : "odd";
    for (Index j = 0; j < columns; ++j)
      text += (n + j) % 11 == 0 ? "," : "," + std::to_string((n * 31 + j) % 97) + ".5";
    text += "," + std::to_string(n % 5) + "," + std::to_string(n) + "\n";
  }
  const auto file = write_gzip(here / "table.csv.gz", text);
  const CsvColumns wanted{.label = "", .weight = "weight", .targets = "height"};
  const Dataset whole = read_csv(file, wanted);
  BOOST_REQUIRE_EQUAL(whole.rows(), rows);
  BOOST_REQUIRE_EQUAL(whole.columns(), columns);
  BOOST_CHECK_EQUAL(std::get<Matrix>(whole.inputs)(699, 999), real((699 * 31 + 999) % 97) + real(0.5));
  BOOST_CHECK(std::isnan(static_cast<double>(std::get<Matrix>(whole.inputs)(0, 0))));
  const Dataset found = stored(csv_rows(file, wanted));
  BOOST_CHECK(same_bits(found, whole));
  BOOST_CHECK(found.labels == whole.labels);
  BOOST_CHECK(found.class_names == whole.class_names);
  BOOST_CHECK(found.weights == whole.weights);
  BOOST_CHECK(found.targets == whole.targets);
  BOOST_CHECK_EQUAL(whole.targets(699, 0), 699);
  BOOST_CHECK(found.target_names == whole.target_names);
}

BOOST_AUTO_TEST_CASE(idx_in_blocks_is_the_whole_idx) {
  std::string images = idx_header({3000, 25, 40});
  for (Index i = 0; i < 3000 * 1000; ++i) images += static_cast<char>(i * 7 % 251);
  const auto file = write_file(here / "images", images);
  const auto labels = write_file(here / "labels", idx_header({3000}) + std::string(3000, '\1'));
  const Dataset whole = read_idx(file, labels);
  const Dataset found = stored(idx_rows(file, labels));
  BOOST_CHECK(same_bits(found, whole));
  BOOST_CHECK(found.labels == whole.labels);
  BOOST_CHECK_EQUAL(found.image.height, 25);
  BOOST_CHECK_EQUAL(found.image.width, 40);
  const auto cut = write_file(here / "cut", images.substr(0, images.size() - 1));
  check_error(ErrorKind::data, {"cut"}, [&] { stored(idx_rows(cut, {})); });
  const auto longer = write_file(here / "longer", images + "x");
  check_error(ErrorKind::data, {"longer", "trailing"}, [&] { stored(idx_rows(longer, {})); });
  const auto few = write_file(here / "few", idx_header({2}) + "ab");
  check_error(ErrorKind::data, {"few", "3000 rows", "2 labels"}, [&] { idx_rows(file, few); });
}

BOOST_AUTO_TEST_CASE(hdf5_and_memory_in_blocks_are_the_whole_set) {
  Dataset data;
  data.inputs = Matrix(zeros(rows, columns));
  auto& values = std::get<Matrix>(data.inputs);
  for (Index i = 0; i < values.size(); ++i) values.data()[i] = static_cast<real>(i % 8191) / 8;
  values(3, 4) = real(NAN);
  data.labels.assign(rows, 1);
  const auto file = here / "data.h5";
  write_hdf5_data(file, data);
  for (const bool from_file : {true, false}) {
    const RowReaderPtr reader = from_file ? hdf5_rows(file) : rows_of(data);
    BOOST_CHECK_EQUAL(reader->columns(), columns);
    const Dataset found = gather(*reader);
    BOOST_CHECK(same_bits(found, data));
    BOOST_CHECK(found.labels == data.labels);
  }
  values(699, 5) = static_cast<real>(HUGE_VAL);
  write_hdf5_data(file, data);
  check_error(ErrorKind::data, {"/inputs", "row 699, column 5"}, [&] { gather(*hdf5_rows(file)); });
  SparseRows sparse;
  sparse.columns = 1;
  sparse.add_row({});
  write_sparse_rows(file, sparse);
  check_error(ErrorKind::data, {"data.h5", "sparse rows"}, [&] { hdf5_rows(file); });
}

BOOST_AUTO_TEST_CASE(a_source_without_rows_leaves_no_file) {
  const auto file = write_file(here / "names.csv", "a,b\n");
  check_error(ErrorKind::data, {"names.csv", "no rows"},
              [&] { write_hdf5_rows(here / "out.h5", *csv_rows(file), {}); });
  BOOST_CHECK(!std::filesystem::exists(here / "out.h5"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace row_reader_test
