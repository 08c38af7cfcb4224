#include "tests/support/data_files.hpp"

#include "libdbn/data/formats/idx.hpp"

using namespace dbn;
using namespace dbn::test;

namespace idx_files_test {
namespace {

struct Fixture {
  TemporaryDirectory directory;
  std::filesystem::path file(const std::string& bytes) const { return write_file(directory.path() / "data", bytes); }
  std::filesystem::path packed(const std::string& bytes) const {
    return write_gzip(directory.path() / "data.gz", bytes);
  }
  void refuses(const std::filesystem::path& path, std::initializer_list<std::string> words) const {
    check_error(ErrorKind::data, {path.string()}, [&] { read_idx(path); });
    check_error(ErrorKind::data, words, [&] { read_idx(path); });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(idx_files, Fixture)

BOOST_AUTO_TEST_CASE(absent_files_and_directories) {
  refuses(directory.path() / "nowhere", {"no such file"});
  refuses(directory.path(), {"not a regular file"});
}

BOOST_AUTO_TEST_CASE(not_idx) {
  refuses(file(""), {"too short", "header"});
  refuses(file(std::string(3, '\0')), {"too short"});
  refuses(file("P5 28 28 255 ..."), {"not an IDX file", "50 35 20 32", "00 00 08"});
  refuses(packed("P5 28 28 255 ..."), {"not an IDX file"});
  refuses(file(std::string("\x00\x01\x08\x03", 4) + std::string(20, 'x')), {"not an IDX file"});
  refuses(file(idx_header({1, 1}, 13) + "abcd"), {"type 0x0d", "unsigned bytes (0x08)"});
  refuses(file(idx_header({})), {"0 dimensions", "2, 3 or 4"});
  refuses(file(idx_header({1, 1, 1, 1, 1}) + "a"), {"5 dimensions", "2, 3 or 4"});
}

BOOST_AUTO_TEST_CASE(images_and_labels_swapped) {
  const auto images = write_file(directory.path() / "images", idx_header({2, 1, 1}) + "ab");
  const auto labels = write_file(directory.path() / "labels", idx_header({2}) + "ab");
  refuses(labels, {"label file", "images are expected", "swapped"});
  check_error(ErrorKind::data, {images.string(), "image file (3 dimensions)", "labels are expected", "swapped"},
              [&] { read_idx(labels, images); });
  check_error(ErrorKind::data, {images.string(), "swapped"}, [&] { read_idx(images, images); });
  check_error(ErrorKind::data, {labels.string(), "swapped"}, [&] { read_idx(labels, labels); });
  check_error(ErrorKind::data, {"9 dimensions", "expected 1"}, [&] {
    read_idx(images, file(idx_header({1, 1, 1, 1, 1, 1, 1, 1, 1}) + "a"));
  });
}

BOOST_AUTO_TEST_CASE(row_counts_differ) {
  const auto images = write_file(directory.path() / "images", idx_header({2, 1, 1}) + "ab");
  const auto labels = write_file(directory.path() / "labels", idx_header({3}) + "abc");
  check_error(ErrorKind::data, {images.string(), labels.string(), "2 rows", "3 labels"},
              [&] { read_idx(images, labels); });
}

BOOST_AUTO_TEST_CASE(lengths_that_do_not_fit) {
  const std::string whole = idx_header({2, 2, 2}) + "abcdefgh";
  for (Index length = 4; length < 16; ++length) refuses(file(whole.substr(0, length)), {"cut off", "header"});
  for (Index length = 16; length < whole.size(); ++length) {
    refuses(file(whole.substr(0, length)), {"2 x 2 x 2", "at most " + std::to_string(length - 16), "cut off"});
  }
  refuses(file(whole + "x"), {"trailing bytes", "8"});
  refuses(packed(whole + "x"), {"trailing bytes", "8"});
  refuses(packed(whole.substr(0, 20)), {"cut off", "4 of the 8"});
  refuses(file(idx_header({0, 2, 2})), {"no data", "dimension 0"});
  refuses(file(idx_header({2, 0, 2})), {"no data", "dimension 1"});
}

BOOST_AUTO_TEST_CASE(huge_claims_take_no_memory) {
  constexpr std::uint32_t most = 0xffffffffU;
  const std::string claim = idx_header({most, most, most, most});
  refuses(file(claim), {"announces 4294967295 x 4294967295", "at most 0"});
  refuses(packed(claim), {"announces", "cut off or damaged"});
  refuses(file(idx_header({0x10000U, 0x10000U, 0x10000U, 0x10000U})), {"announces 65536 x"});
  refuses(file(idx_header({most, 28, 28})), {"announces", "at most 0"});
  check_error(ErrorKind::data, {"announces 4294967295", "at most 0"}, [&] {
    read_idx(file(idx_header({1, 1}) + "a"), write_file(directory.path() / "l", idx_header({most})));
  });
}

BOOST_AUTO_TEST_CASE(gzip_cut_off_anywhere_or_damaged) {
  std::string payload;
  for (int i = 0; i < 400; ++i) payload += static_cast<char>((i * i * 7 + i) % 251);
  const std::string whole = file_bytes(packed(idx_header({100, 2, 2}) + payload));
  BOOST_CHECK_EQUAL(read_idx(file(whole)).rows(), 100);
  for (Index length = 0; length < whole.size(); ++length) refuses(file(whole.substr(0, length)), {"data"});
  refuses(file(whole.substr(0, whole.size() / 2)), {"cut off", "get it again"});
  refuses(file(whole.substr(0, whole.size() - 1)), {"cut off", "get it again"});
  std::string wrong_checksum = whole;
  wrong_checksum[whole.size() - 6] = static_cast<char>(~wrong_checksum[whole.size() - 6]);
  refuses(file(wrong_checksum), {"cannot be read", "damaged"});
  std::string wrong_middle = whole;
  for (Index i = 40; i < 80; ++i) wrong_middle[i] = static_cast<char>(~wrong_middle[i]);
  refuses(file(wrong_middle), {"data"});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idx_files_test
