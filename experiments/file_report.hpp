// What is in an HDF5 file, as JSON and as text.
#pragma once

#include <filesystem>

#include "experiments/output.hpp"

namespace dbn::program {

/// An object with the keys
///
///     file, attributes (of the root), objects: [{path, type, shape, bytes, attributes, statistics}]
///
/// where statistics (count, nan, min, mean, max, std, norm) are those of numeric datasets. Reads in a guarded child
/// process, so that a damaged file ends in a model error.
Json file_report(const std::filesystem::path& file);

std::string report_text(const Json& report);

}  // namespace dbn::program
