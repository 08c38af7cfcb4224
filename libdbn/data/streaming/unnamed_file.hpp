// Unnamed temporary file, removed by the system however the process ends.
#pragma once

#include <filesystem>
#include <string>

#include "libdbn/base/types.hpp"

namespace dbn {

/// Lies in a directory without a name there. Reading is thread-safe; writing is not.
class UnnamedFile {
 public:
  /// `contents` is what messages call it, in the plural: "entries that are being sorted". The directory is asked for
  /// with the first bytes.
  UnnamedFile(std::filesystem::path directory, std::string contents);
  ~UnnamedFile();
  UnnamedFile(const UnnamedFile&) = delete;
  UnnamedFile& operator=(const UnnamedFile&) = delete;

  /// Both throw a data error with the system's reason.
  void append(const void* bytes, Index count);
  void read(Index place, void* bytes, Index count) const;

  bool is_empty() const { return file_ < 0; }

 private:
  std::filesystem::path directory_;
  std::string contents_;
  int file_ = -1;
};

}  // namespace dbn
