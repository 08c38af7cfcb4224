#include "libdbn/io/hdf5/chunk_filters.hpp"

#include <algorithm>
#include <cstring>

#include <zlib.h>

namespace dbn {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr Index checksum_bytes = 4;

bool check_and_cut(Bytes& chunk) {
  if (chunk.size() < checksum_bytes) return false;
  const Index length = chunk.size() - checksum_bytes;
  std::uint32_t stored = 0;
  for (Index i = 0; i < checksum_bytes; ++i) stored |= std::uint32_t{chunk[length + i]} << 8 * i;
  chunk.resize(length);
  return fletcher32(chunk) == stored;
}

// False unless the stream is whole and gives exactly `expected_bytes`, which were checked against the file's size.
bool inflate_whole(Bytes& chunk, Index expected_bytes) {
  Bytes result(expected_bytes);
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return false;
  stream.next_in = chunk.data();
  stream.avail_in = static_cast<uInt>(chunk.size());
  stream.next_out = result.data();
  stream.avail_out = static_cast<uInt>(result.size());
  const int outcome = inflate(&stream, Z_FINISH);
  const bool is_whole = outcome == Z_STREAM_END && stream.total_out == expected_bytes;
  inflateEnd(&stream);
  chunk = std::move(result);
  return is_whole;
}

void gather_bytes(Bytes& chunk, Index element_bytes) {
  if (element_bytes < 2) return;
  const Index elements = chunk.size() / element_bytes;
  Bytes result = chunk;
  for (Index b = 0; b < element_bytes; ++b) {
    const std::uint8_t* plane = chunk.data() + b * elements;
    for (Index i = 0; i < elements; ++i) result[i * element_bytes + b] = plane[i];
  }
  chunk = std::move(result);
}

}  // namespace

std::uint32_t fletcher32(std::span<const std::uint8_t> bytes) {
  // Sums of so many words stay below 2^32.
  constexpr Index words_between_reductions = 360;
  const auto reduced = [](std::uint32_t sum) { return (sum & 0xffff) + (sum >> 16); };
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  const Index words = bytes.size() / 2;
  for (Index i = 0; i < words;) {
    const Index end = std::min(words, i + words_between_reductions);
    for (; i < end; ++i) {
      first += std::uint32_t{bytes[2 * i]} << 8 | bytes[2 * i + 1];
      second += first;
    }
    first = reduced(first);
    second = reduced(second);
  }
  if (bytes.size() % 2 == 1) {
    first = reduced(first + (std::uint32_t{bytes.back()} << 8));
    second = reduced(second + first);
  }
  return reduced(second) << 16 | reduced(first);
}

std::optional<std::string> undo_filters(std::span<const ChunkFilter> filters, std::uint32_t skipped,
                                        Index element_bytes, Index expected_bytes, Bytes& chunk) {
  for (Index i = filters.size(); i-- > 0;) {
    if (skipped >> i & 1) continue;
    switch (filters[i]) {
      case ChunkFilter::fletcher32:
        if (!check_and_cut(chunk)) return "its checksum does not match";
        break;
      case ChunkFilter::deflate:
        if (!inflate_whole(chunk, expected_bytes)) return "its compressed bytes are damaged";
        break;
      case ChunkFilter::shuffle: gather_bytes(chunk, element_bytes); break;
    }
  }
  if (chunk.size() == expected_bytes) return std::nullopt;
  return "it holds " + std::to_string(chunk.size()) + " bytes, expected " + std::to_string(expected_bytes);
}

}  // namespace dbn
