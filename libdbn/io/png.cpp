#include "libdbn/io/png.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include <png.h>

#include "libdbn/base/checks.hpp"
#include "libdbn/io/files/atomic_file.hpp"

namespace dbn {
namespace {

constexpr std::uint8_t border_gray = 64;
constexpr double mid_gray = 128;

std::uint8_t gray_of(double value) { return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0, 255.0))); }

double greatest_magnitude(const real* values, Index count) {
  double greatest = 0;
  for (Index i = 0; i < count; ++i) {
    const double magnitude = std::abs(static_cast<double>(values[i]));
    if (std::isfinite(magnitude)) greatest = std::max(greatest, magnitude);
  }
  return greatest;
}

}  // namespace

std::string encode_png(const ByteMatrix& gray) {
  if (gray.size() == 0) throw config_error("cannot be written: a picture needs at least one pixel");
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(gray.shape(1));
  image.height = static_cast<png_uint_32>(gray.shape(0));
  image.format = PNG_FORMAT_GRAY;
  const auto encode = [&](void* memory, png_alloc_size_t* bytes) {
    if (png_image_write_to_memory(&image, memory, bytes, 0, gray.data(), 0, nullptr) != 0) return;
    const std::string reason = image.message;
    png_image_free(&image);
    throw config_error("cannot be encoded as PNG: " + reason);
  };
  png_alloc_size_t bytes = 0;
  encode(nullptr, &bytes);
  std::string encoded(bytes, '\0');
  encode(encoded.data(), &bytes);
  encoded.resize(bytes);
  return encoded;
}

void write_png(const std::filesystem::path& file, const ByteMatrix& gray) {
  std::string encoded;
  try {
    encoded = encode_png(gray);
  } catch (const Error& error) {
    throw Error(error.kind(), file.string() + ": " + error.what());
  }
  write_text_file(file, encoded, ErrorKind::config);
}

ByteMatrix tile_images(ConstMatrixView rows, ImageShape image, TileScaling scaling, Index across) {
  require_columns("tile_images", rows, image.height * image.width);
  if (across == 0) across = static_cast<Index>(std::ceil(std::sqrt(static_cast<double>(rows.rows))));
  across = std::max<Index>(1, across);
  const Index down = (rows.rows + across - 1) / across;
  ByteMatrix picture = xt::empty<std::uint8_t>({down * (image.height + 1) + 1, across * (image.width + 1) + 1});
  picture.fill(border_gray);
  for (Index n = 0; n < rows.rows; ++n) {
    const real* values = rows.row(n);
    const double greatest = greatest_magnitude(values, rows.columns);
    const double scale = scaling == TileScaling::zero_to_one ? 255 : (greatest > 0 ? 127 / greatest : 0);
    const double zero = scaling == TileScaling::zero_to_one ? 0 : mid_gray;
    const Index top = (n / across) * (image.height + 1) + 1;
    const Index left = (n % across) * (image.width + 1) + 1;
    for (Index i = 0; i < rows.columns; ++i) {
      const auto value = static_cast<double>(values[i]);
      picture(top + i / image.width, left + i % image.width) = gray_of(zero + scale * (std::isnan(value) ? 0 : value));
    }
  }
  return picture;
}

}  // namespace dbn
