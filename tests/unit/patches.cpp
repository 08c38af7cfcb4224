#include "libdbn/data/generated/patches.hpp"

#include <cmath>
#include <cstring>

#include "tests/support/data_files.hpp"

using namespace dbn;
using namespace dbn::test;

namespace patches_test {
namespace {

std::vector<std::uint8_t> pixels_of(Index count, Index size, std::uint64_t seed) {
  const RowReaderPtr reader = dead_leaves_patches(count, size, seed);
  std::vector<std::uint8_t> all;
  RowBlock block;
  while (reader->next(block)) {
    const auto& pixels = std::get<std::vector<std::uint8_t>>(block);
    all.insert(all.end(), pixels.begin(), pixels.end());
  }
  BOOST_CHECK_EQUAL(reader->fraction(), 1);
  return all;
}

/// The correlation of pixels that are `distance` apart in a row.
double correlation(const std::vector<std::uint8_t>& pixels, Index size, Index distance) {
  double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
  for (Index line = 0; line + size <= pixels.size(); line += size) {
    for (Index i = 0; i + distance < size; ++i) {
      const double a = pixels[line + i];
      const double b = pixels[line + i + distance];
      n += 1;
      x += a;
      y += b;
      xx += a * a;
      yy += b * b;
      xy += a * b;
    }
  }
  return (xy / n - x / n * (y / n)) / std::sqrt((xx / n - x * x / n / n) * (yy / n - y * y / n / n));
}

/// The mean power of the frequency `k` of lines of pixels.
double power(const std::vector<std::uint8_t>& pixels, Index size, Index k) {
  double sum = 0;
  for (Index line = 0; line + size <= pixels.size(); line += size) {
    double real_part = 0, imaginary = 0;
    for (Index i = 0; i < size; ++i) {
      // A window without edges, as patches do not end where they begin.
      const double place = static_cast<double>(i) + 0.5;
      const double weight = std::pow(std::sin(M_PI * place / static_cast<double>(size)), 2);
      const double angle = 2 * M_PI * static_cast<double>(k) * place / static_cast<double>(size);
      real_part += weight * (pixels[line + i] - 128.0) * std::cos(angle);
      imaginary += weight * (pixels[line + i] - 128.0) * std::sin(angle);
    }
    sum += real_part * real_part + imaginary * imaginary;
  }
  return sum;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(patches)

BOOST_AUTO_TEST_CASE(a_row_depends_on_the_seed_and_its_number) {
  const std::vector<std::uint8_t> few = pixels_of(300, 8, 3);
  const std::vector<std::uint8_t> more = pixels_of(1000, 8, 3);
  BOOST_REQUIRE_EQUAL(few.size(), 300 * 64);
  BOOST_REQUIRE_EQUAL(more.size(), 1000 * 64);
  BOOST_CHECK(std::memcmp(few.data(), more.data(), few.size()) == 0);
  BOOST_CHECK(pixels_of(300, 8, 4) != few);
  // Also over the border of blocks: 1 MiB is 4096 rows of 16 x 16.
  const std::vector<std::uint8_t> many = pixels_of(4100, 16, 3);
  BOOST_REQUIRE_EQUAL(many.size(), 4100 * 256);
  BOOST_CHECK(std::memcmp(many.data() + 4097 * 256, many.data() + 4098 * 256, 256) != 0);
}

BOOST_AUTO_TEST_CASE(they_look_like_pieces_of_pictures) {
  constexpr Index size = 16;
  const std::vector<std::uint8_t> pixels = pixels_of(5000, size, 1);
  double sum = 0;
  for (const std::uint8_t pixel : pixels) sum += pixel;
  const double mean = sum / static_cast<double>(pixels.size());
  BOOST_CHECK_GT(mean, 115);
  BOOST_CHECK_LT(mean, 140);
  // Neighbors resemble each other, and less so the farther they are.
  const double near = correlation(pixels, size, 1);
  const double middle = correlation(pixels, size, 4);
  const double far = correlation(pixels, size, 12);
  BOOST_CHECK_GT(near, 0.85);
  BOOST_CHECK_GT(near, middle + 0.1);
  BOOST_CHECK_GT(middle, far + 0.1);
  BOOST_CHECK_GT(far, 0.05);
  // The power of a line falls like 1/f^2 for an image of amplitude spectrum 1/f: between 1 and 3 in powers of f.
  const double slope = std::log(power(pixels, size, 2) / power(pixels, size, 4)) / std::log(2.0);
  BOOST_CHECK_GT(slope, 1);
  BOOST_CHECK_LT(slope, 3);
  // Noise: no column is constant, and few neighbors are equal, which they would be inside a leaf.
  Index equal = 0;
  for (Index i = 1; i < pixels.size(); ++i) equal += pixels[i] == pixels[i - 1] ? 1 : 0;
  BOOST_CHECK_LT(equal, pixels.size() / 4);
}

BOOST_AUTO_TEST_CASE(what_cannot_be) {
  check_error(ErrorKind::config, {"count of 0"}, [] { dead_leaves_patches(0, 16, 1); });
  check_error(ErrorKind::config, {"size of 3", "4"}, [] { dead_leaves_patches(1, 3, 1); });
  check_error(ErrorKind::config, {"size of 65", "64"}, [] { dead_leaves_patches(1, 65, 1); });
  const RowReaderPtr reader = dead_leaves_patches(1, 64, 1);
  RowBlock block;
  BOOST_CHECK(reader->next(block));
  BOOST_CHECK(!reader->next(block));
  BOOST_CHECK_EQUAL(reader->beside().image.width, 64);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace patches_test
