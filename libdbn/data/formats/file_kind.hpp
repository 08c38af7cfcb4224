// What a file is, told by its first bytes: formats that are read, and foreign ones by their name with a remedy.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

namespace dbn {

enum class FileKind { text, hdf5, idx, npy, npz };

/// HDF5 also behind a user block of 512, 1024, 2048, .. bytes, as in MATLAB 7.3 files; the others may be gzip. Throws a
/// data error for a foreign format (spreadsheets, Parquet, pickles, pictures, archives, UTF-16, ..) that names it and
/// says what to do, and for a file that cannot be read.
FileKind kind_of(const std::filesystem::path& file);

/// Throws that data error unless `first`, the bytes that the file begins with, may begin a text in UTF-8 or another
/// encoding with ASCII in it.
void require_text(const std::filesystem::path& file, std::span<const std::uint8_t> first);

/// How many bytes these need.
inline constexpr std::size_t first_bytes_of_kind = 4096;

}  // namespace dbn
