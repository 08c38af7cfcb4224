// Decoding of HDF5 chunk filters without the HDF5 library, on any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "libdbn/base/types.hpp"

namespace dbn {

/// deflate: a zlib stream. shuffle: first all first bytes of the elements, then all second ones ... fletcher32: a
/// checksum behind the chunk.
enum class ChunkFilter { deflate, shuffle, fletcher32 };

/// Fletcher's checksum over 16-bit words as HDF5 has it: the first byte of a word is the high one, an odd byte at the
/// end is a word with 0 (Fletcher 1982).
std::uint32_t fletcher32(std::span<const std::uint8_t> bytes);

/// Takes the filters back, the last one first; those whose bit i is set in `skipped` were not applied. `chunk` then
/// holds `expected_bytes`. Gives what is wrong with the chunk, or nothing.
std::optional<std::string> undo_filters(std::span<const ChunkFilter> filters, std::uint32_t skipped,
                                        Index element_bytes, Index expected_bytes, std::vector<std::uint8_t>& chunk);

}  // namespace dbn
