// Zip files of less than 4 GiB, as numpy writes and reads them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libdbn/base/errors.hpp"

namespace dbn {

struct ZipEntry {
  std::string name;
  std::string bytes;
};

/// The bytes of a zip file (APPNOTE 6.3, PKWARE) with the entries stored, not compressed; the same bytes for the same
/// entries. `where` and `kind` are for the error when it would reach 4 GiB.
std::string zip_bytes(const std::vector<ZipEntry>& entries, const std::string& where, ErrorKind kind);

/// The entries of a zip file, stored or deflated, with their checksums verified. Sizes are checked against the file
/// before memory is taken; all entries together may take 4 GiB. Throws an error of `kind` that begins with `where` and
/// names the entry.
std::vector<ZipEntry> read_zip(std::string_view file, const std::string& where, ErrorKind kind);

}  // namespace dbn
