// Directory of CSV files, one per named array.
#pragma once

#include <filesystem>

#include "libdbn/base/errors.hpp"
#include "libdbn/io/exchange/named_array.hpp"

namespace dbn {

/// Makes `directory` with a file for each array ("layers.0.weights.csv"): a line for each row of a matrix, one value a
/// line for a list, no header; the shortest digits that read back as the same number. What has no shape, the
/// attributes, goes to attributes.csv as lines "name,value". The directory appears complete or not at all; throws an
/// error of `kind`, also when there is something of this name that is not an empty directory.
void write_csv_directory(const std::filesystem::path& directory, const std::vector<NamedArray>& arrays, ErrorKind kind);

}  // namespace dbn
