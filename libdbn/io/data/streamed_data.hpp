// Streamed dense data: HDF5 files larger than memory, read chunk by chunk during training.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "libdbn/data/dataset.hpp"

namespace dbn {

/// Whether inputs stay in their files. automatic: where they would take more than 512 MiB of memory and are stored in a
/// way that allows it.
enum class Streaming { automatic, never, always };
/// Names in a config, in the order of Streaming.
std::vector<std::string> streamings();

struct StreamingChoice {
  Streaming streaming = Streaming::never;
  Index buffer_bytes = Index{64} << 20;  ///< of rows in memory: half are trained on while the others are read
};

/// A file and the group or dataset in it, as read_hdf5_data takes them.
struct Hdf5Place {
  std::filesystem::path file;
  std::string group;
};

/// The rows of all places one after the other, as one set. Labels, weights and targets are in memory in any case. Rows
/// that stay in their files are read by pread and zlib, never by the HDF5 library, so that another thread may be in it;
/// uint8, little-endian float32 and float64 in chunks of at most 64 MiB a band, or in one piece, can be streamed.
/// Throws data errors: where the places do not have the same columns and the same things beside them, and for inputs
/// that are `always` to be streamed and cannot be. A file that is damaged or changes later is a data error when rows
/// are read.
Dataset read_hdf5_data(std::span<const Hdf5Place> places, const StreamingChoice& choice);

}  // namespace dbn
