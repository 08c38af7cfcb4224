#include "libdbn/io/data/streamed_data.hpp"

#include <cstring>
#include <fstream>

#include <fcntl.h>
#include <unistd.h>

#include "libdbn/data/presented.hpp"
#include "libdbn/io/data/data_file.hpp"
#include "libdbn/io/hdf5/chunk_filters.hpp"
#include "tests/support/data_files.hpp"
#include "tests/support/hdf5_editor.hpp"

using namespace dbn;
using namespace dbn::test;

namespace streamed_data_test {
namespace {

namespace fs = std::filesystem;

constexpr StreamingChoice streamed{Streaming::always, 4096};

Dataset open(const fs::path& file, const StreamingChoice& choice = streamed) {
  const std::vector<Hdf5Place> places{{file, ""}};
  return read_hdf5_data(places, choice);
}

Matrix values_of(const Dataset& data) { return read_all(PresentedRows(data, no_transform(), Binarization::none, 1)); }

bool same(const Matrix& a, const Matrix& b) {
  return a.shape() == b.shape() && std::memcmp(a.data(), b.data(), a.size() * sizeof(real)) == 0;
}

std::vector<double> numbers(Index count) {
  std::vector<double> values;
  for (Index i = 0; i < count; ++i) values.push_back(static_cast<double>((i * 131 + i / 7) % 251));
  return values;
}

/// How a dataset is stored.
struct Layout {
  std::vector<hsize_t> chunk;  ///< in one piece without
  bool shuffle = false;
  bool deflate = false;
  bool fletcher32 = false;

  hid_t creation() const {
    const hid_t list = H5Pcreate(H5P_DATASET_CREATE);
    if (!chunk.empty()) H5Pset_chunk(list, static_cast<int>(chunk.size()), chunk.data());
    if (shuffle) H5Pset_shuffle(list);
    if (deflate) H5Pset_deflate(list, 6);
    if (fletcher32) H5Pset_fletcher32(list);
    return list;
  }
};

void write(const fs::path& file, const std::vector<hsize_t>& shape, hid_t type, const Layout& layout) {
  Index count = 1;
  for (const hsize_t extent : shape) count *= extent;
  Hdf5Editor editor(file, Hdf5Editor::Mode::create);
  const hid_t creation = layout.creation();
  editor.numbers("/inputs", shape, numbers(count), type, creation);
  H5Pclose(creation);
}

/// Rows in the layout that this library writes; 64 KiB are 16 rows.
void write_own(const fs::path& file, Index rows, Index columns, std::uint8_t shift = 0) {
  Dataset data;
  ByteMatrix bytes = ByteMatrix::from_shape({rows, columns});
  for (Index i = 0; i < bytes.size(); ++i) bytes.data()[i] = static_cast<std::uint8_t>(i * 31 + i / 999 + shift);
  data.inputs = bytes;
  for (Index n = 0; n < rows; ++n) data.labels.push_back(static_cast<std::int32_t>((n + shift) % 4));
  for (Index n = 0; n < rows; ++n) data.weights.push_back(static_cast<double>(1 + n % 3));
  data.targets = Matrix::from_shape({rows, 2});
  for (Index i = 0; i < 2 * rows; ++i) data.targets.data()[i] = static_cast<real>(i + shift);
  write_hdf5_data(file, data);
}

void change_byte(const fs::path& file, Index place, Index count = 1) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  for (Index i = 0; i < count; ++i) {
    stream.seekg(static_cast<std::streamoff>(place + i));
    const char old = static_cast<char>(stream.get());
    stream.seekp(static_cast<std::streamoff>(place + i));
    stream.put(static_cast<char>(~old));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(streamed_data)

// Against a plain sum of words modulo 65535, for lengths around the steps of the reduction.
BOOST_AUTO_TEST_CASE(fletchers_checksum) {
  for (const Index bytes : {0, 1, 2, 3, 719, 720, 721, 722, 5000}) {
    std::vector<std::uint8_t> data;
    for (Index i = 0; i < bytes; ++i) data.push_back(static_cast<std::uint8_t>(i * 77 + 255 * (i % 3)));
    std::uint64_t first = 0;
    std::uint64_t second = 0;
    for (Index i = 0; i < bytes; i += 2) {
      first = (first + data[i] * 256u + (i + 1 < bytes ? data[i + 1] : 0)) % 65535;
      second = (second + first) % 65535;
    }
    const std::uint32_t found = fletcher32(data);
    BOOST_CHECK_EQUAL((found & 0xffff) % 65535, first);
    BOOST_CHECK_EQUAL((found >> 16) % 65535, second);
  }
}

BOOST_AUTO_TEST_CASE(every_layout_is_read_as_the_library_reads_it) {
  const TemporaryDirectory directory;
  const fs::path file = directory.path() / "t.h5";
  const std::vector<Layout> layouts{{{}},
                                    {{10, 12}},
                                    {{7, 12}, true, true, true},
                                    {{101, 12}, false, true, false},
                                    {{13, 5}, true, false, true},
                                    {{100, 11}, false, true, true},
                                    {{1, 1}, false, false, true}};
  for (const hid_t type : {H5T_STD_U8LE, H5T_IEEE_F32LE, H5T_IEEE_F64LE}) {
    for (const Layout& layout : layouts) {
      write(file, {101, 12}, type, layout);
      const Dataset data = open(file);
      BOOST_REQUIRE(data.stored() != nullptr);
      const Dataset memory = read_hdf5_data(file);
      BOOST_CHECK_EQUAL(data.is_bytes(), memory.is_bytes());
      BOOST_CHECK(same(values_of(data), values_of(memory)));
    }
  }
  write(file, {20, 3, 4}, H5T_STD_U8LE, {{7, 3, 4}});
  BOOST_CHECK(same(values_of(open(file)), values_of(read_hdf5_data(file))));
  BOOST_CHECK_EQUAL(open(file).image.height, 3);
}

BOOST_AUTO_TEST_CASE(rows_of_many_blocks_with_what_is_beside_them) {
  const TemporaryDirectory directory;
  const fs::path file = directory.path() / "t.h5";
  write_own(file, 1003, 4096);
  const Dataset data = open(file);
  BOOST_CHECK_GT(data.stored()->blocks().count(), 5);
  BOOST_CHECK_EQUAL(data.stored()->blocks().rows(), 1003);
  const Dataset memory = read_hdf5_data(file);
  BOOST_CHECK(data.labels == memory.labels && data.weights == memory.weights && data.targets == memory.targets);
  BOOST_CHECK(same(values_of(data), values_of(memory)));
  // The file may go when it is open.
  fs::remove(file);
  BOOST_CHECK(same(values_of(data), values_of(memory)));
}

BOOST_AUTO_TEST_CASE(what_is_streamed) {
  const TemporaryDirectory directory;
  const fs::path file = directory.path() / "t.h5";
  write_own(file, 50, 20);
  BOOST_CHECK(open(file, {Streaming::automatic, 4096}).stored() == nullptr);
  BOOST_CHECK(open(file, {Streaming::never, 4096}).stored() == nullptr);
  BOOST_CHECK(open(file).stored() != nullptr);
  const std::vector<std::string> names = streamings();
  BOOST_CHECK_EQUAL(names[static_cast<Index>(Streaming::automatic)], "automatic");
  BOOST_CHECK_EQUAL(names[static_cast<Index>(Streaming::never)], "never");
  BOOST_CHECK_EQUAL(names[static_cast<Index>(Streaming::always)], "always");
  // A gigabyte of zeros that take no room: more than 512 MiB.
  {
    Hdf5Editor editor(file, Hdf5Editor::Mode::create);
    const Layout compressed{{4096, 1024}, false, true, false};
    const hid_t creation = compressed.creation();
    const hsize_t shape[2] = {540'000, 1024};
    const hid_t space = H5Screate_simple(2, shape, nullptr);
    H5Pset_fill_time(creation, H5D_FILL_TIME_ALLOC);
    H5Pset_alloc_time(creation, H5D_ALLOC_TIME_EARLY);
    H5Dclose(H5Dcreate2(editor.id(), "/inputs", H5T_STD_U8LE, space, H5P_DEFAULT, creation, H5P_DEFAULT));
    H5Sclose(space);
    H5Pclose(creation);
  }
  BOOST_CHECK(open(file, {Streaming::automatic, 4096}).stored() != nullptr);
}

BOOST_AUTO_TEST_CASE(several_files_are_one_set) {
  const TemporaryDirectory directory;
  const std::vector<Hdf5Place> places{
      {directory.path() / "a.h5", ""}, {directory.path() / "b.h5", ""}, {directory.path() / "c.h5", "/inputs"}};
  const std::vector<Index> rows{100, 3, 41};
  Matrix expected = Matrix::from_shape({144, 4096});
  Labels labels;
  std::vector<double> weights;
  Index first = 0;
  for (Index i = 0; i < 3; ++i) {
    write_own(places[i].file, rows[i], 4096, static_cast<std::uint8_t>(50 * i));
    const Dataset part = read_hdf5_data(places[i].file);
    copy(values_of(part), MatrixView(expected).row_range(first, rows[i]));
    labels.insert(labels.end(), part.labels.begin(), part.labels.end());
    weights.insert(weights.end(), part.weights.begin(), part.weights.end());
    first += rows[i];
  }
  for (const Streaming streaming : {Streaming::always, Streaming::never, Streaming::automatic}) {
    const Dataset data = read_hdf5_data(places, {streaming, 4096});
    BOOST_CHECK_EQUAL(data.stored() != nullptr, streaming == Streaming::always);
    BOOST_CHECK(same(values_of(data), expected));
    BOOST_CHECK(data.labels == labels && data.weights == weights);
    BOOST_CHECK_EQUAL(data.targets(143, 1), real(81 + 100));
  }
  const auto refuse = [&](std::initializer_list<std::string> texts) {
    check_error(ErrorKind::data, texts, [&] { read_hdf5_data(places, streamed); });
  };
  write_own(places[1].file, 3, 4095);
  refuse({"b.h5", "4095 columns", "a.h5", "4096 columns"});
  write(places[1].file, {3, 4096}, H5T_STD_U8LE, {});
  refuse({"b.h5", "no labels", "a.h5"});
  write(places[1].file, {3, 4096}, H5T_IEEE_F32LE, {});
  refuse({"b.h5", "real numbers", "bytes"});
  fs::remove(places[1].file);
  refuse({"b.h5", "No such file"});
}

BOOST_AUTO_TEST_CASE(layouts_that_cannot_be_streamed_say_why) {
  const TemporaryDirectory directory;
  const fs::path file = directory.path() / "t.h5";
  const auto check = [&](const std::string& reason) {
    check_error(ErrorKind::data, {"t.h5", "cannot be streamed", reason, "store them again"}, [&] { open(file); });
    open(file, {Streaming::automatic, 4096});
  };
  write(file, {10, 4}, H5T_STD_I16LE, {});
  check("int16");
  write(file, {10, 4}, H5T_IEEE_F32BE, {});
  check("little-endian");
  write(file, {10, 4, 4}, H5T_STD_U8LE, {{5, 2, 4}});
  check("parts of images");
}

// Whatever byte is damaged: an error that names the file, or the numbers of the whole file.
BOOST_AUTO_TEST_CASE(damaged_files) {
  const TemporaryDirectory directory;
  const fs::path whole = directory.path() / "whole.h5";
  const fs::path file = directory.path() / "t.h5";
  write_own(whole, 64, 512);
  const Matrix expected = values_of(read_hdf5_data(whole));
  const Index bytes = fs::file_size(whole);
  Index refused = 0;
  for (Index place = 0; place < bytes; place += 97) {
    fs::copy_file(whole, file, fs::copy_options::overwrite_existing);
    change_byte(file, place);
    try {
      BOOST_CHECK_MESSAGE(same(values_of(open(file)), expected), "byte " << place);
    } catch (const Error& error) {
      ++refused;
      BOOST_CHECK(error.kind() == ErrorKind::data);
      BOOST_CHECK(std::string(error.what()).find("t.h5") != std::string::npos);
    }
  }
  BOOST_CHECK_GT(refused, bytes / 97 * 9 / 10);
}

BOOST_AUTO_TEST_CASE(files_that_change_while_they_are_open) {
  const TemporaryDirectory directory;
  const fs::path file = directory.path() / "t.h5";
  const auto check = [&](const std::string& text, const auto& change) {
    write_own(file, 1003, 4096);
    const Dataset data = open(file);
    data.stored()->row(0);
    change();
    check_error(ErrorKind::data, {"t.h5", text}, [&] { data.stored()->row(1002); });
  };
  check("was changed while it was read", [&] { change_byte(file, fs::file_size(file) / 2); });
  check("was changed while it was read", [&] { fs::resize_file(file, fs::file_size(file) / 2); });
  // A damaged chunk that was there from the beginning.
  write_own(file, 1003, 4096);
  change_byte(file, fs::file_size(file) / 2, 200);
  const Dataset data = open(file);
  check_error(ErrorKind::data, {"t.h5", "/inputs", "rows ", "damaged"}, [&] { values_of(data); });
}

// Deflate has a checksum of its own; here nothing else would notice.
BOOST_AUTO_TEST_CASE(a_checksum_without_compression_is_looked_at) {
  const TemporaryDirectory directory;
  const fs::path file = directory.path() / "t.h5";
  write(file, {100, 200}, H5T_STD_U8LE, {{100, 200}, false, false, true});
  change_byte(file, fs::file_size(file) - 10'000);
  const Dataset data = open(file);
  check_error(ErrorKind::data, {"rows 0 to 99", "checksum"}, [&] { data.stored()->row(5); });
}

BOOST_AUTO_TEST_CASE(chunks_that_are_missing_or_elsewhere) {
  const TemporaryDirectory directory;
  const fs::path file = directory.path() / "t.h5";
  {
    Hdf5Editor editor(file, Hdf5Editor::Mode::create);
    const Layout chunked{{4, 3}};
    const hid_t creation = chunked.creation();
    const hsize_t shape[2] = {12, 3};
    const hid_t space = H5Screate_simple(2, shape, nullptr);
    H5Dclose(H5Dcreate2(editor.id(), "/inputs", H5T_STD_U8LE, space, H5P_DEFAULT, creation, H5P_DEFAULT));
    H5Sclose(space);
    H5Pclose(creation);
  }
  check_error(ErrorKind::data, {"t.h5", "/inputs", "chunks"}, [&] { open(file); });
  write(file, {400, 30}, H5T_STD_U8LE, {});
  fs::resize_file(file, fs::file_size(file) - 100);
  check_error(ErrorKind::data, {"t.h5"}, [&] { open(file); });
}

BOOST_AUTO_TEST_CASE(infinite_numbers_are_refused_by_row_and_column) {
  const TemporaryDirectory directory;
  const fs::path file = directory.path() / "t.h5";
  std::vector<double> values = numbers(12 * 5);
  values[7 * 5 + 3] = HUGE_VAL;
  values[2] = std::nan("");
  {
    Hdf5Editor editor(file, Hdf5Editor::Mode::create);
    const hid_t creation = Layout{{4, 5}}.creation();
    editor.numbers("/inputs", {12, 5}, values, H5T_IEEE_F64LE, creation);
    H5Pclose(creation);
  }
  check_error(ErrorKind::data, {"t.h5", "row 7, column 3", "infinite"}, [&] { values_of(open(file)); });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace streamed_data_test
