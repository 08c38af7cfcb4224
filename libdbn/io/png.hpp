// PNG files of gray images: filters, samples.
#pragma once

#include <filesystem>
#include <string>

#include "libdbn/data/dataset.hpp"

namespace dbn {

/// The bytes of an 8-bit gray PNG file. Throws a config error without pixels.
std::string encode_png(const ByteMatrix& gray);
/// Writes such a file, atomically. Throws a config error when the place is not writable.
void write_png(const std::filesystem::path& file, const ByteMatrix& gray);

/// How values become gray: zero_to_one clamps to [0, 1]; symmetric makes 0 mid-gray and scales each tile by its own
/// largest absolute value.
enum class TileScaling { zero_to_one, symmetric };

/// Rows as pictures in a grid with a border of one pixel around each, `across` of them side by side; 0: about as many
/// as below each other. (n, V) with V = height * width -> (grid pixels). NaN is drawn as 0.
ByteMatrix tile_images(ConstMatrixView rows, ImageShape image, TileScaling scaling, Index across = 0);

}  // namespace dbn
