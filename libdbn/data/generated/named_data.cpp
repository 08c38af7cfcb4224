#include "libdbn/data/generated/named_data.hpp"

#include <algorithm>
#include <array>

#include "libdbn/base/registry.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/data/formats/idx.hpp"
#include "libdbn/data/generated/shape_images.hpp"
#include "libdbn/data/generated/synthetic.hpp"

namespace dbn {
namespace {

using Directories = std::span<const std::filesystem::path>;
using Reader = Dataset (*)(const std::string& argument, Directories directories);

constexpr std::string_view packaged_fashion_mnist = "/usr/share/datasets/fashion-mnist";

/// The prefix of the files of a split in the naming of MNIST.
std::string split_prefix(std::string_view set, const std::string& argument) {
  static constexpr std::array<Entry<std::string_view>, 2> splits{
      {{"train", "60,000 training images", "train"}, {"test", "10,000 test images", "t10k"}}};
  return std::string(find_in(std::span<const Entry<std::string_view>>(splits), std::string(set) + " split", argument));
}

Dataset read_image_set(const std::string& name, const std::string& prefix, Directories places,
                       const std::string& remedy) {
  std::string sought;
  for (const auto& place : places) {
    sought += (sought.empty() ? "" : ", ") + place.string();
    for (const std::string_view file : {"-images-idx3-ubyte.gz", "-images-idx3-ubyte", "-images.idx3-ubyte"}) {
      const std::filesystem::path images = place / (prefix + std::string(file));
      std::error_code ignored;
      if (!std::filesystem::is_regular_file(images, ignored)) continue;
      const auto labels = labels_beside(images);
      if (!labels) throw data_error(name + ": " + images.string() + " has no labels file beside it; " + remedy);
      Dataset data = read_idx(images, *labels);
      data.name = name;
      return data;
    }
  }
  throw data_error(name + ": sought " + prefix + "-images-idx3-ubyte and " + prefix +
                   "-labels-idx1-ubyte, each with or without .gz, in " + (sought.empty() ? "no directory" : sought) +
                   "; " + remedy);
}

Dataset read_fashion_mnist(const std::string& argument, Directories directories) {
  const std::string prefix = split_prefix("fashion-mnist", argument);
  // Never DIRECTORY itself: MNIST has files of the same names.
  std::vector<std::filesystem::path> places;
  for (const auto& directory : directories) places.push_back(directory / "fashion-mnist");
  places.emplace_back(packaged_fashion_mnist);
  Dataset data = read_image_set("fashion-mnist:" + argument, prefix, places,
                                "install the package dataset-fashion-mnist (apt install dataset-fashion-mnist) or name "
                                "a directory that holds them in a folder fashion-mnist");
  data.class_names = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                      "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};
  return data;
}

Dataset read_mnist(const std::string& argument, Directories directories) {
  const std::string prefix = split_prefix("mnist", argument);
  std::vector<std::filesystem::path> places;
  for (const auto& directory : directories) places.insert(places.end(), {directory, directory / "mnist"});
  Dataset data =
      read_image_set("mnist:" + argument, prefix, places, "fetch the four files of MNIST and name their directory");
  for (char digit = '0'; digit <= '9'; ++digit) data.class_names.emplace_back(1, digit);
  return data;
}

/// FIRSTxSECOND, both from 1.
std::array<Index, 2> two_sizes(const std::string& set, const std::string& argument, const std::string& expected) {
  const std::vector<std::string> sizes = split(argument, 'x');
  const auto size = [&](Index i) { return i < sizes.size() ? parse_integer(sizes[i]).value_or(0) : 0; };
  if (sizes.size() != 2 || size(0) < 1 || size(1) < 1) {
    throw config_error("'" + set + ":" + argument + "': expected " + expected);
  }
  return {static_cast<Index>(size(0)), static_cast<Index>(size(1))};
}

Dataset read_bars_and_stripes(const std::string& argument, Directories) {
  const auto [rows, columns] = two_sizes("bars-and-stripes", argument, "rows x columns, e.g. bars-and-stripes:4x4");
  return bars_and_stripes(rows, columns);
}

Dataset read_shifting_bar(const std::string& argument, Directories) {
  const auto [pixels, bar] = two_sizes("shifting-bar", argument, "pixels x length of the bar, e.g. shifting-bar:9x1");
  return shifting_bar(pixels, bar, BarPixels::on);
}

Dataset read_flipped_shifting_bar(const std::string& argument, Directories) {
  const auto [pixels, bar] =
      two_sizes("flipped-shifting-bar", argument, "pixels x length of the bar, e.g. flipped-shifting-bar:9x1");
  return shifting_bar(pixels, bar, BarPixels::flipped);
}

Dataset read_labeled_shifter(const std::string& argument, Directories) {
  const std::int64_t bits = parse_integer(argument).value_or(0);
  if (bits < 1) {
    throw config_error("'labeled-shifter:" + argument + "': expected a number of bits, e.g. labeled-shifter:8");
  }
  return labeled_shifter(static_cast<Index>(bits));
}

/// How many pictures to make, from which seed.
struct Recipe {
  Index count;
  std::uint64_t seed;
};

/// A split of the published sizes, or COUNT@SEED.
Recipe recipe(const std::string& set, const std::string& argument, std::array<Index, 3> published) {
  const std::vector<std::string> numbers = split(argument, '@');
  if (numbers.size() == 2) {
    const auto count = parse_integer(numbers[0]);
    const auto seed = parse_integer(numbers[1]);
    if (count && seed && *count > 0 && *seed >= 0) {
      return {static_cast<Index>(*count), static_cast<std::uint64_t>(*seed)};
    }
    throw config_error("'" + set + ":" + argument + "': expected COUNT@SEED in whole numbers, e.g. " + set + ":500@7");
  }
  const std::array<Entry<Recipe>, 3> splits{
      {{"train", "", {published[0], 1}}, {"validation", "", {published[1], 2}}, {"test", "", {published[2], 3}}}};
  return find_in(std::span<const Entry<Recipe>>(splits), set + " split", argument);
}

Dataset read_rectangles(const std::string& argument, Directories) {
  const Recipe made = recipe("rectangles", argument, {1000, 200, 50'000});
  Dataset data = rectangles(made.count, made.seed);
  data.name = "rectangles:" + argument;
  return data;
}

Dataset read_convex(const std::string& argument, Directories) {
  const Recipe made = recipe("convex", argument, {6500, 1500, 50'000});
  Dataset data = convex_regions(made.count, made.seed);
  data.name = "convex:" + argument;
  return data;
}

constexpr std::array<Entry<Reader>, 8> sets{
    {{"fashion-mnist", "train or test: 28x28 pictures of clothes in 10 classes", &read_fashion_mnist},
     {"mnist", "train or test: 28x28 handwritten digits", &read_mnist},
     {"bars-and-stripes", "RxC: every bar and every stripe of a small grid", &read_bars_and_stripes},
     {"shifting-bar", "NxB: a bar of B ones at each place of a ring of N", &read_shifting_bar},
     {"flipped-shifting-bar", "NxB: the same with zeros and ones exchanged", &read_flipped_shifting_bar},
     {"labeled-shifter", "N: every pattern of N bits beside its shifts, with the shift's label", &read_labeled_shifter},
     {"rectangles", "train, validation, test or COUNT@SEED: 28x28 outlines, wide or tall", &read_rectangles},
     {"convex", "train, validation, test or COUNT@SEED: 28x28 regions, convex or not", &read_convex}}};

}  // namespace

std::optional<Dataset> read_named_data(const std::string& name, const std::string& argument,
                                       std::span<const std::filesystem::path> directories) {
  const auto found =
      std::find_if(sets.begin(), sets.end(), [&](const Entry<Reader>& entry) { return entry.name == name; });
  if (found == sets.end()) return std::nullopt;
  return found->thing(argument, directories);
}

std::vector<std::string> named_data_sets() { return names_in(std::span<const Entry<Reader>>(sets)); }

std::vector<std::string> named_data_help() {
  std::vector<std::string> lines;
  for (const Entry<Reader>& set : sets) lines.emplace_back(set.help);
  return lines;
}

}  // namespace dbn
