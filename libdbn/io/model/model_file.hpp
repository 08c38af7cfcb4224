// Models in HDF5 files.
#pragma once

#include <filesystem>

#include "libdbn/dbn/model.hpp"

namespace dbn {

/// Replaces `file` by one that holds the model (layout: model_layout.hpp), atomically. Throws a model error.
void write_model(const std::filesystem::path& file, const Model& model);

/// The model in a model file or in a checkpoint. Files made by other programs need no more than the attributes format,
/// version and kind and the layers; float32 and float64 are converted. Everything is checked before memory is taken:
/// shapes against units, sigma > 0, all numbers finite. Throws a model error that names file and object.
Model read_model(const std::filesystem::path& file);

}  // namespace dbn
