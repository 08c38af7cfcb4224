#include "libdbn/data/image_sets.hpp"

#include <algorithm>
#include <array>

#include "libdbn/base/registry.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/data/sources.hpp"

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

Dataset read_bars_and_stripes(const std::string& argument, Directories) {
  const std::vector<std::string> sides = split(argument, 'x');
  const auto side = [&](Index i) { return i < sides.size() ? parse_integer(sides[i]).value_or(0) : 0; };
  if (sides.size() != 2 || side(0) < 1 || side(1) < 1) {
    throw config_error("'bars-and-stripes:" + argument + "': expected rows x columns, e.g. bars-and-stripes:4x4");
  }
  return bars_and_stripes(static_cast<Index>(side(0)), static_cast<Index>(side(1)));
}

constexpr std::array<Entry<Reader>, 3> sets{
    {{"fashion-mnist", "train or test: 28x28 pictures of clothes in 10 classes", &read_fashion_mnist},
     {"mnist", "train or test: 28x28 handwritten digits", &read_mnist},
     {"bars-and-stripes", "RxC: every bar and every stripe of a small grid", &read_bars_and_stripes}}};

}  // namespace

std::optional<Dataset> read_named_data(const std::string& name, const std::string& argument,
                                       std::span<const std::filesystem::path> directories) {
  const auto found =
      std::find_if(sets.begin(), sets.end(), [&](const Entry<Reader>& entry) { return entry.name == name; });
  if (found == sets.end()) return std::nullopt;
  return found->thing(argument, directories);
}

std::vector<std::string> named_data_sets() { return names_in(std::span<const Entry<Reader>>(sets)); }

}  // namespace dbn
