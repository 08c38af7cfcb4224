// Gray pictures read back.
#pragma once

#include <filesystem>
#include <vector>

#include <png.h>

#include "tests/support/checks.hpp"

namespace dbn::test {

struct GrayPicture {
  Index width = 0;
  Index height = 0;
  std::vector<png_byte> pixels;

  int at(Index row, Index column) const { return pixels.at(row * width + column); }
};

inline GrayPicture read_png(const std::filesystem::path& file) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  BOOST_REQUIRE(png_image_begin_read_from_file(&image, file.c_str()) != 0);
  image.format = PNG_FORMAT_GRAY;
  GrayPicture picture{image.width, image.height, std::vector<png_byte>(PNG_IMAGE_SIZE(image))};
  BOOST_REQUIRE(png_image_finish_read(&image, nullptr, picture.pixels.data(), 0, nullptr) != 0);
  return picture;
}

}  // namespace dbn::test
