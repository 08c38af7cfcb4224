// File offsets of a dataset's chunks, so that they can be read without the HDF5 library, which lets only one
// thread in at a time.
#pragma once

#include <optional>

#include "libdbn/io/hdf5/chunk_filters.hpp"
#include "libdbn/io/hdf5/hdf5.hpp"

namespace dbn::hdf5 {

/// Bytes of the file as stored, through the filters that were not skipped.
struct StoredChunk {
  std::uint64_t place = 0;
  std::uint64_t bytes = 0;
  std::uint32_t skipped_filters = 0;  ///< bit i: filter i was not applied
};

/// A dataset of N rows in bands of `rows_per_band` rows; the last band may be shorter than it is stored. Each band is
/// one chunk a row's width, or several side by side.
struct ChunkMap {
  Index rows = 0;
  Index columns = 0;
  Index element_bytes = 0;
  Index rows_per_band = 0;
  Index columns_per_chunk = 0;
  bool is_stored_whole = true;  ///< the last band has the size of the others, as chunks have
  std::vector<ChunkFilter> filters;
  std::vector<StoredChunk> chunks;  ///< band by band, from left to right

  Index bands() const { return (rows + rows_per_band - 1) / rows_per_band; }
  Index chunks_per_band() const { return (columns + columns_per_chunk - 1) / columns_per_chunk; }
};

/// Nothing, with the reason in `why_not`, where the dataset is stored in a way that takes the library to read.
std::optional<ChunkMap> chunk_map(const StoredArray& array, std::string& why_not);

}  // namespace dbn::hdf5
