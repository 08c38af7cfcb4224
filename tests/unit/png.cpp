#include "libdbn/io/png.hpp"

#include <png.h>

#include "tests/support/checks.hpp"
#include "tests/support/hdf5_editor.hpp"

using namespace dbn;
using namespace dbn::test;

namespace png_test {
BOOST_AUTO_TEST_SUITE(png)

BOOST_AUTO_TEST_CASE(a_picture_reads_back) {
  const TemporaryDirectory directory;
  const auto file = directory.path() / "picture.png";
  const ByteMatrix gray{{0, 1, 2}, {127, 128, 255}};
  write_png(file, gray);
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  BOOST_REQUIRE(png_image_begin_read_from_file(&image, file.c_str()) != 0);
  BOOST_CHECK_EQUAL(image.width, 3);
  BOOST_CHECK_EQUAL(image.height, 2);
  image.format = PNG_FORMAT_GRAY;
  ByteMatrix found = xt::zeros<std::uint8_t>({2, 3});
  BOOST_REQUIRE(png_image_finish_read(&image, nullptr, found.data(), 0, nullptr) != 0);
  BOOST_CHECK(found == gray);
}

BOOST_AUTO_TEST_CASE(a_place_that_is_not_there_is_named) {
  check_failure([] { write_png("/nowhere/at/all.png", ByteMatrix{{1}}); }, ErrorKind::config,
                {"/nowhere/at/all.png", "No such file"});
  check_failure([] { write_png("empty.png", ByteMatrix(ByteMatrix::shape_type{0, 3})); }, ErrorKind::config, {"pixel"});
}

// Three tiles of 1 x 2 pixels lie two across, so the grid is 2 (1 + 1) + 1 high and 2 (2 + 1) + 1 wide.
BOOST_AUTO_TEST_CASE(tiles_lie_in_reading_order_with_borders) {
  const Matrix rows{{0, 1}, {real(0.5), 2}, {-1, real(NAN)}};
  constexpr std::uint8_t b = 64;
  const ByteMatrix expected{{b, b, b, b, b, b, b},
                            {b, 0, 255, b, 128, 255, b},
                            {b, b, b, b, b, b, b},
                            {b, 0, 0, b, b, b, b},
                            {b, b, b, b, b, b, b}};
  BOOST_CHECK(tile_images(rows, {1, 2}, TileScaling::zero_to_one) == expected);
}

BOOST_AUTO_TEST_CASE(symmetric_tiles_are_scaled_one_by_one_about_mid_gray) {
  const Matrix rows{{-4, 2}, {real(0.5), real(NAN)}, {0, 0}};
  const ByteMatrix found = tile_images(rows, {2, 1}, TileScaling::symmetric);
  BOOST_CHECK_EQUAL(found(1, 1), 1);
  BOOST_CHECK_EQUAL(found(2, 1), 192);  // 128 + 63.5
  BOOST_CHECK_EQUAL(found(1, 3), 255);
  BOOST_CHECK_EQUAL(found(2, 3), 128);
  BOOST_CHECK_EQUAL(found(4, 1), 128);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace png_test
