// Rows of a chunked dataset read by file offset, without the HDF5 library.
#pragma once

#include <filesystem>

#include "libdbn/data/streaming/stored_rows.hpp"
#include "libdbn/io/hdf5/hdf5_chunks.hpp"

namespace dbn {

/// Holds the file open, so that it may be removed or replaced meanwhile. Reading is thread-safe.
class ChunkedFile {
 public:
  /// Opens the file before its chunks were mapped, to notice when it is changed from then on. Throws a data error, as
  /// every function here does.
  explicit ChunkedFile(const std::filesystem::path& file);
  ~ChunkedFile();
  ChunkedFile(const ChunkedFile&) = delete;
  ChunkedFile& operator=(const ChunkedFile&) = delete;

  /// `dataset` is what messages call it. Throws when the file is no longer what was opened.
  void map(hdf5::ChunkMap chunks, std::string dataset);
  const hdf5::ChunkMap& chunks() const { return chunks_; }

  /// Puts the rows of the bands first .. end - 1 behind what `out` holds, converted to its type. Infinite numbers are
  /// refused.
  void append_bands(Index first, Index end, std::vector<std::uint8_t>& out) const;
  void append_bands(Index first, Index end, std::vector<real>& out) const;

 private:
  struct Version {
    std::uint64_t device = 0;
    std::uint64_t node = 0;
    std::int64_t bytes = 0;
    std::int64_t seconds = 0;
    std::int64_t nanoseconds = 0;

    bool operator==(const Version&) const = default;
  };

  Version version() const;
  void require_unchanged() const;
  std::vector<std::uint8_t> read_chunk(Index band, Index chunk) const;
  /// The bytes of a band, row by row.
  std::vector<std::uint8_t> read_band(Index band) const;
  Error error(Index band, const std::string& text) const;

  std::filesystem::path path_;
  int file_ = -1;
  Version opened_;
  hdf5::ChunkMap chunks_;
  std::string dataset_;
};

}  // namespace dbn
