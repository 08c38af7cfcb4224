// Data sets in .npz files.
#pragma once

#include <filesystem>
#include <string>

#include "libdbn/data/dataset.hpp"

namespace dbn {

/// The array `member` ("": the one called as array_parts.hpp says, else the only one of two to four dimensions) as
/// inputs, and beside it labels, targets, weights, column_names, class_names and target_names, as in an HDF5 file
/// (data_file.hpp). Another array with as many rows is named in a note. Throws a data error that names file and array.
Dataset read_npz_data(const std::filesystem::path& file, const std::string& member = "");

}  // namespace dbn
