// IDX files, the format of MNIST: images with their labels.
#pragma once

#include <optional>

#include "libdbn/data/dataset.hpp"

namespace dbn {

/// IDX images or vectors (uint8, rank 2 to 4; rows are flattened), plain or gzip. Magic number, rank, counts and length
/// are checked before memory is taken; a label file given here is named as such. Throws a data error.
Dataset read_idx(const std::filesystem::path& images);
/// IDX images with the labels of the same rows.
Dataset read_idx(const std::filesystem::path& images, const std::filesystem::path& labels);
/// The labels file that lies beside an images file of the usual naming, with or without .gz: train-labels-idx1-ubyte
/// for train-images-idx3-ubyte.gz. Nothing when the name has no "images" in it or there is no such file.
std::optional<std::filesystem::path> labels_beside(const std::filesystem::path& images);

}  // namespace dbn
