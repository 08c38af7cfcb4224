#include "libdbn/data/generated/patches.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/random.hpp"

namespace dbn {
namespace {

// Of an image in patches, so that few patches of an image overlap.
constexpr Index patches_a_side = 16;
constexpr Index patches_of_image = patches_a_side * patches_a_side;
constexpr double least_radius = 1;
// How often a pixel is covered on average: one in 400 shows the background.
constexpr double coverage = 6;
constexpr double noise = 4;  ///< at most, in levels of 255
constexpr double white = 255;

/// A square whose borders meet, so that no disc is cut off.
class Torus {
 public:
  explicit Torus(Index side) : side_(side), pixels_(side * side) {}

  float& at(Index y, Index x) { return pixels_[y * side_ + x]; }
  float at(Index y, Index x) const { return pixels_[y * side_ + x]; }
  Index side() const { return side_; }
  Index wrapped(double place) const {
    const auto period = static_cast<double>(side_);
    return static_cast<Index>(place - period * std::floor(place / period)) % side_;
  }

  void draw_disc(double y, double x, double radius, float grey) {
    for (double row = std::ceil(y - radius); row <= y + radius; ++row) {
      const double half = std::sqrt(std::max(0.0, radius * radius - (row - y) * (row - y)));
      const double first = std::ceil(x - half);
      float* line = &at(wrapped(row), 0);
      Index column = wrapped(first);
      for (auto left = static_cast<std::int64_t>(std::floor(x + half) - first) + 1; left > 0; --left) {
        line[column] = grey;
        if (++column == side_) column = 0;
      }
    }
  }

  /// Each pixel becomes an eighth of both neighbors and three quarters of itself, along rows and then along columns.
  void blur() {
    const auto mix = [](float before, float here, float after) { return (before + 6 * here + after) / 8; };
    std::vector<float> mixed(pixels_.size());
    const auto pass = [&](Index step_y, Index step_x) {
      for (Index y = 0; y < side_; ++y) {
        const Index above = (y + side_ - step_y) % side_;
        const Index below = (y + step_y) % side_;
        for (Index x = 0; x < side_; ++x) {
          const Index left = x >= step_x ? x - step_x : side_ - 1;
          const Index right = x + step_x < side_ ? x + step_x : 0;
          mixed[y * side_ + x] = mix(at(above, left), at(y, x), at(below, right));
        }
      }
      pixels_.swap(mixed);
    };
    pass(0, 1);
    pass(1, 0);
  }

 private:
  Index side_;
  std::vector<float> pixels_;
};

Torus dead_leaves(Index side, const Draws& draws) {
  const double greatest_radius = static_cast<double>(side) / 4;
  const double least = 1 / (least_radius * least_radius);
  const double spread = least - 1 / (greatest_radius * greatest_radius);
  const double mean_area = 2 * std::numbers::pi * std::log(greatest_radius / least_radius) / spread;
  const auto area = static_cast<double>(side * side);
  Torus image(side);
  for (Index d = 0; d < static_cast<Index>(coverage * area / mean_area); ++d) {
    const double y = draws.open_uniform(d, 0) * static_cast<double>(side);
    const double x = draws.open_uniform(d, 1) * static_cast<double>(side);
    const double radius = 1 / std::sqrt(least - draws.open_uniform(d, 2) * spread);
    image.draw_disc(y, x, radius, static_cast<float>(white * draws.open_uniform(d, 3)));
  }
  image.blur();
  return image;
}

class DeadLeavesPatches final : public RowReader {
 public:
  DeadLeavesPatches(Index count, Index size, std::uint64_t seed) : count_(count), size_(size), seed_(seed), image_(0) {}

  Index columns() const override { return size_ * size_; }

  bool next(RowBlock& block) override {
    const Index end = std::min(count_, done_ + rows_of_block(columns(), 1));
    auto& pixels = block.emplace<std::vector<std::uint8_t>>();
    pixels.reserve((end - done_) * columns());
    const bool is_any = done_ < end;
    for (; done_ < end; ++done_) cut(done_, pixels);
    return is_any;
  }

  Dataset beside() override {
    Dataset data;
    data.inputs = ByteMatrix();
    data.image = {size_, size_};
    return data;
  }
  double fraction() const override { return static_cast<double>(done_) / static_cast<double>(count_); }

 private:
  void cut(Index row, std::vector<std::uint8_t>& out) {
    const Index image = row / patches_of_image;
    const Index patch = row % patches_of_image;
    Rng rng(seed_, Purpose::synthesis, image);
    const Draws leaves = rng.next();
    if (image_.side() == 0 || image != image_number_) image_ = dead_leaves(patches_a_side * size_, leaves);
    image_number_ = image;
    const Draws draws = rng.next();
    const auto places = static_cast<double>(image_.side() - size_ + 1);
    const auto top = static_cast<Index>(draws.open_uniform(patch, 0) * places);
    const auto left = static_cast<Index>(draws.open_uniform(patch, 1) * places);
    const Draws grain = rng.next();
    std::array<std::uint32_t, 64> words;
    for (Index y = 0; y < size_; ++y) {
      grain.random_bits(patch * size_ + y, 0, size_, words.data());
      for (Index x = 0; x < size_; ++x) {
        const double level = static_cast<double>(image_.at(top + y, left + x)) + noise * (words[x] * 0x1p-31 - 1);
        out.push_back(static_cast<std::uint8_t>(std::lround(std::clamp(level, 0.0, white))));
      }
    }
  }

  Index count_;
  Index size_;
  std::uint64_t seed_;
  Index done_ = 0;
  Torus image_;  ///< of the last row
  Index image_number_ = 0;
};

}  // namespace

RowReaderPtr dead_leaves_patches(Index count, Index size, std::uint64_t seed) {
  constexpr Index most = 1'000'000'000'000;
  constexpr Index least_size = 4;
  constexpr Index greatest_size = 64;
  if (count < 1 || count > most) {
    throw config_error("patches: a count of " + std::to_string(count) + " is not between 1 and " +
                       std::to_string(most));
  }
  if (size < least_size || size > greatest_size) {
    throw config_error("patches: a size of " + std::to_string(size) + " is not between " + std::to_string(least_size) +
                       " and " + std::to_string(greatest_size));
  }
  return std::make_unique<DeadLeavesPatches>(count, size, seed);
}

}  // namespace dbn
