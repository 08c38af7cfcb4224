// Named arrays in .npz files: zip files of .npy files, as numpy.savez and numpy.load have them.
#pragma once

#include <filesystem>

#include "libdbn/base/errors.hpp"
#include "libdbn/io/exchange/named_array.hpp"

namespace dbn {

/// Replaces `file`, atomically. The same arrays give the same bytes. Throws an error of `kind`.
void write_npz(const std::filesystem::path& file, const std::vector<NamedArray>& arrays, ErrorKind kind);

/// Every array in the file. Reads what zip.hpp and npy.hpp say; throws an error of `kind`.
std::vector<NamedArray> read_npz(const std::filesystem::path& file, ErrorKind kind);

}  // namespace dbn
