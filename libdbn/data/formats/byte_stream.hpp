// Byte stream of a file, plain or gzip.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "libdbn/base/types.hpp"

struct gzFile_s;

namespace dbn {

/// Reads a regular file from front to back and inflates it on the way if it is gzip. Every failure is a data error
/// that names the file.
class ByteStream {
 public:
  explicit ByteStream(const std::filesystem::path& file);

  /// Fills `out`; returns fewer bytes only at the end of the file. A gzip file that is cut off or whose checksum is
  /// wrong throws.
  Index read(std::span<std::uint8_t> out);

  /// The stream is never longer than this: the length of a plain file, or 1032 times that of a gzip file, the most
  /// that deflate can expand (Deutsch 1996, RFC 1951: at best 258 bytes from 2 bits).
  std::uint64_t longest() const { return longest_; }

  /// Bytes of the file, as it lies on the disk, that were taken from it so far.
  std::uint64_t position() const;
  /// True for what is inflated on the way.
  bool is_gzip() const { return is_gzip_; }

 private:
  struct Close {
    void operator()(gzFile_s* stream) const;
  };

  std::filesystem::path file_;
  std::unique_ptr<gzFile_s, Close> stream_;
  std::uint64_t longest_ = 0;
  bool is_gzip_ = false;
};

}  // namespace dbn
