// Pictures of shapes with a class that only the whole shape tells: outlines of rectangles, convex regions.
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numbers>
#include <optional>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/random.hpp"
#include "libdbn/data/generated/shape_images.hpp"

namespace dbn {
namespace {

constexpr int side = 28;
constexpr Index most_images = 1'000'000;
constexpr int least_difference = 3;
constexpr int least_area = 24;
constexpr std::uint8_t white_pixel = 255;

using Image = std::array<std::uint8_t, Index(side) * side>;

Index place(int row, int column) { return static_cast<Index>(row) * side + static_cast<Index>(column); }
std::uint8_t& pixel(Image& image, int row, int column) { return image[place(row, column)]; }
bool is_white(const Image& image, int row, int column) { return image[place(row, column)] != 0; }

/// The random numbers of one image, one after another.
class Chances {
 public:
  Chances(const Draws& draws, Index image) : draws_(draws), image_(image) {}

  /// On (0, 1).
  double uniform() { return draws_.open_uniform(image_, taken_++); }
  /// From `least` to `greatest`, both included.
  int integer(int least, int greatest) {
    return least + static_cast<int>(uniform() * static_cast<double>(greatest - least + 1));
  }

 private:
  const Draws& draws_;
  Index image_;
  Index taken_ = 0;
};

bool draw_rectangle(Chances& chances, Image& image) {
  int height = 0;
  int width = 0;
  while (std::abs(height - width) < least_difference) {
    height = chances.integer(1, side);
    width = chances.integer(1, side);
  }
  const int top = chances.integer(0, side - height);
  const int left = chances.integer(0, side - width);
  for (int row = top; row < top + height; ++row)
    pixel(image, row, left) = pixel(image, row, left + width - 1) = white_pixel;
  for (int column = left; column < left + width; ++column) {
    pixel(image, top, column) = pixel(image, top + height - 1, column) = white_pixel;
  }
  return height > width;
}

/// a column + b row >= c. In whole numbers, so that what is cut out of the grid is convex without any rounding.
struct HalfPlane {
  int a;
  int b;
  int c;
};

HalfPlane draw_half_plane(Chances& chances) {
  constexpr double length = 1024;
  const double angle = 2 * std::numbers::pi * chances.uniform();
  const int a = static_cast<int>(std::lround(length * std::cos(angle)));
  const int b = static_cast<int>(std::lround(length * std::sin(angle)));
  const double column = side * chances.uniform() - 0.5;
  const double row = side * chances.uniform() - 0.5;
  return {a, b, static_cast<int>(std::lround(a * column + b * row))};
}

/// The intersection of that many half planes, drawn until it is large enough.
Image draw_intersection(Chances& chances, int least_planes, int most_planes) {
  Image image{};
  do {
    image.fill(white_pixel);
    for (int left = chances.integer(least_planes, most_planes); left > 0; --left) {
      const HalfPlane plane = draw_half_plane(chances);
      for (int row = 0; row < side; ++row) {
        for (int column = 0; column < side; ++column) {
          if (plane.a * column + plane.b * row < plane.c) pixel(image, row, column) = 0;
        }
      }
    }
  } while (std::count(image.begin(), image.end(), white_pixel) < least_area);
  return image;
}

/// first and last white column of a row.
struct Extent {
  int first;
  int last;
};

std::array<std::optional<Extent>, side> extents(const Image& image) {
  std::array<std::optional<Extent>, side> result;
  for (int row = 0; row < side; ++row) {
    std::optional<Extent>& extent = result[static_cast<Index>(row)];
    for (int column = 0; column < side; ++column) {
      if (is_white(image, row, column)) extent = {extent ? extent->first : column, column};
    }
  }
  return result;
}

// Within a row the convex hull reaches from the least to the greatest column on a line between two rows' extents.
bool is_convex(const Image& image) {
  const auto extent = extents(image);
  for (int row = 0; row < side; ++row) {
    int first = side;
    int last = -1;
    for (int above = 0; above <= row; ++above) {
      const auto& a = extent[static_cast<Index>(above)];
      for (int below = row; a && below < side; ++below) {
        const auto& b = extent[static_cast<Index>(below)];
        if (!b) continue;
        const int rows = std::max(1, below - above);
        const int share = below == above ? 1 : below - row;  // of `a`, out of `rows`
        const int left = a->first * share + b->first * (rows - share);
        first = std::min(first, (left + rows - 1) / rows);
        last = std::max(last, (a->last * share + b->last * (rows - share)) / rows);
      }
    }
    for (int column = first; column <= last; ++column) {
      if (!is_white(image, row, column)) return false;
    }
  }
  return true;
}

bool draw_region(Chances& chances, Image& image) {
  if (chances.uniform() < 0.5) {
    image = draw_intersection(chances, 2, 3);
    return true;
  }
  do {
    image.fill(0);
    for (int left = chances.integer(2, 3); left > 0; --left) {
      const Image part = draw_intersection(chances, 5, 7);
      std::transform(image.begin(), image.end(), part.begin(), image.begin(), std::bit_or<>());
    }
  } while (is_convex(image));
  return false;
}

using DrawImage = bool (*)(Chances& chances, Image& image);

Dataset draw_images(const std::string& set, Index count, std::uint64_t seed, DrawImage draw) {
  Dataset data;
  data.name = set + ":" + std::to_string(count) + "@" + std::to_string(seed);
  if (count < 1 || count > most_images) {
    throw config_error(data.name + ": expected from 1 to " + std::to_string(most_images) + " pictures");
  }
  data.image = {side, side};
  ByteMatrix pixels = ByteMatrix::from_shape({count, Index(side) * side});
  const Draws draws = Rng(seed, Purpose::synthesis).next();
  for (Index n = 0; n < count; ++n) {
    Chances chances(draws, n);
    Image image{};
    data.labels.push_back(draw(chances, image) ? 1 : 0);
    std::copy(image.begin(), image.end(), pixels.data() + n * image.size());
  }
  data.inputs = std::move(pixels);
  return data;
}

}  // namespace

Dataset rectangles(Index count, std::uint64_t seed) {
  Dataset data = draw_images("rectangles", count, seed, draw_rectangle);
  data.class_names = {"wide", "tall"};
  return data;
}

Dataset convex_regions(Index count, std::uint64_t seed) {
  Dataset data = draw_images("convex", count, seed, draw_region);
  data.class_names = {"not convex", "convex"};
  return data;
}

}  // namespace dbn
