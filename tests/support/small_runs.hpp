// Training runs that take a moment, for tests of the program.
#pragma once

#include "tests/support/program.hpp"

namespace dbn::test {

/// Bars and stripes of a 4x4 grid: 32 rows, 2 classes; two layers and fine-tuning.
inline const std::string small_config =
    "[data]\n"
    "train = bars-and-stripes:4x4\n"
    "test = bars-and-stripes:4x4\n"
    "validation = 0.25\n"
    "[dbn]\n"
    "layers = 12 6\n"
    "[rbm]\n"
    "epochs = 6\n"
    "batch_size = 5\n"
    "[rbm.1]\n"
    "estimator = pcd\n"
    "chains = 7\n"
    "[finetune]\n"
    "epochs = 5\n"
    "batch_size = 4\n"
    "[run]\n"
    "checkpoint_minutes = 0\n";

/// One machine, no labels used, so that exact likelihoods exist.
inline const std::string one_machine_config =
    "[data]\n"
    "train = bars-and-stripes:3x3\n"
    "[dbn]\n"
    "layers = 5\n"
    "[rbm]\n"
    "epochs = 20\n"
    "batch_size = 4\n"
    "[finetune]\n"
    "epochs = 0\n";

/// Big-endian IDX bytes.
inline std::string idx_text(const std::vector<std::uint32_t>& shape, const std::vector<std::uint8_t>& values) {
  std::string text{'\0', '\0', '\x08', static_cast<char>(shape.size())};
  for (const std::uint32_t extent : shape) {
    for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>(extent >> shift & 0xff);
  }
  for (const std::uint8_t value : values) text += static_cast<char>(value);
  return text;
}

/// Pictures of 3x4 pixels in two classes: the upper or the lower part is bright. Written as NAME-images-idx3-ubyte and
/// NAME-labels-idx1-ubyte.
inline void write_small_idx(const std::filesystem::path& directory, const std::string& name, std::uint32_t count) {
  std::vector<std::uint8_t> pixels;
  std::vector<std::uint8_t> labels;
  for (std::uint32_t n = 0; n < count; ++n) {
    labels.push_back(static_cast<std::uint8_t>(n % 2));
    for (std::uint32_t i = 0; i < 12; ++i) {
      const bool bright = (i >= 6) == (n % 2 == 1);
      pixels.push_back(static_cast<std::uint8_t>(bright ? 200 + (n * 7 + i * 3) % 56 : (n * 5 + i) % 40));
    }
  }
  write_file(directory / (name + "-images-idx3-ubyte"), idx_text({count, 3, 4}, pixels));
  write_file(directory / (name + "-labels-idx1-ubyte"), idx_text({count}, labels));
}

}  // namespace dbn::test
