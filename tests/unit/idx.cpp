#include "tests/support/data_files.hpp"

#include "libdbn/data/formats/idx.hpp"

using namespace dbn;
using namespace dbn::test;

namespace idx_test {
BOOST_AUTO_TEST_SUITE(idx)

BOOST_AUTO_TEST_CASE(rank_three_is_rows_of_pictures) {
  const TemporaryDirectory directory;
  const std::string bytes = idx_header({2, 2, 3}) + std::string("\x00\x01\x02\x03\x04\x05\xff\x80\x7f\x10\x20\x30", 12);
  for (const auto& file :
       {write_file(directory.path() / "plain", bytes), write_gzip(directory.path() / "packed", bytes)}) {
    const Dataset data = read_idx(file);
    BOOST_REQUIRE_EQUAL(data.rows(), 2);
    BOOST_REQUIRE_EQUAL(data.columns(), 6);
    BOOST_CHECK(data.is_bytes());
    BOOST_CHECK_EQUAL(data.image.height, 2);
    BOOST_CHECK_EQUAL(data.image.width, 3);
    BOOST_TEST(row_of(data, 0) == (std::vector<double>{0, 1, 2, 3, 4, 5}), boost::test_tools::per_element());
    BOOST_TEST(row_of(data, 1) == (std::vector<double>{255, 128, 127, 16, 32, 48}), boost::test_tools::per_element());
    BOOST_CHECK(data.labels.empty());
    BOOST_CHECK_EQUAL(data.classes(), 0);
    BOOST_CHECK_EQUAL(data.name, file.string());
  }
}

BOOST_AUTO_TEST_CASE(other_ranks_are_flattened) {
  const TemporaryDirectory directory;
  const Dataset vectors = read_idx(write_file(directory.path() / "two", idx_header({3, 2}) + "abcdef"));
  BOOST_CHECK_EQUAL(vectors.rows(), 3);
  BOOST_CHECK_EQUAL(vectors.columns(), 2);
  BOOST_CHECK_EQUAL(vectors.image.height, 0);
  const Dataset volumes = read_idx(write_file(directory.path() / "four", idx_header({2, 1, 2, 2}) + "abcdefgh"));
  BOOST_CHECK_EQUAL(volumes.rows(), 2);
  BOOST_TEST(row_of(volumes, 1) == (std::vector<double>{'e', 'f', 'g', 'h'}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(sizes_are_read_highest_byte_first) {
  const TemporaryDirectory directory;
  const Dataset data = read_idx(write_file(directory.path() / "wide", idx_header({2, 259}) + std::string(518, 'x')));
  BOOST_CHECK_EQUAL(data.rows(), 2);
  BOOST_CHECK_EQUAL(data.columns(), 259);
}

BOOST_AUTO_TEST_CASE(labels_go_with_the_rows) {
  const TemporaryDirectory directory;
  const auto images = write_file(directory.path() / "images", idx_header({3, 1}) + "abc");
  const auto labels = write_gzip(directory.path() / "labels", idx_header({3}) + std::string("\x02\xff\x00", 3));
  const Dataset data = read_idx(images, labels);
  BOOST_TEST(data.labels == (Labels{2, 255, 0}), boost::test_tools::per_element());
  BOOST_CHECK_EQUAL(data.classes(), 256);
}

BOOST_AUTO_TEST_CASE(labels_are_found_beside_the_images) {
  const TemporaryDirectory directory;
  const auto in = [&](const char* name) { return directory.path() / name; };
  BOOST_CHECK(!labels_beside(in("train-images-idx3-ubyte")));
  write_file(in("train-labels-idx1-ubyte.gz"), "");
  BOOST_CHECK(labels_beside(in("train-images-idx3-ubyte.gz")) == in("train-labels-idx1-ubyte.gz"));
  BOOST_CHECK(labels_beside(in("train-images-idx3-ubyte")) == in("train-labels-idx1-ubyte.gz"));
  write_file(in("t10k-labels.idx1-ubyte"), "");
  BOOST_CHECK(labels_beside(in("t10k-images.idx3-ubyte")) == in("t10k-labels.idx1-ubyte"));
  BOOST_CHECK(labels_beside(in("t10k-images.idx3-ubyte.gz")) == in("t10k-labels.idx1-ubyte"));
  BOOST_CHECK(!labels_beside(in("pictures-idx3-ubyte")));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idx_test
