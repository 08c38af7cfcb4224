#include "libdbn/io/exchange/zip.hpp"

#include <cstdint>
#include <limits>

#include <zlib.h>

#include "libdbn/base/types.hpp"

namespace dbn {
namespace {

constexpr std::uint32_t local_mark = 0x04034b50;
constexpr std::uint32_t central_mark = 0x02014b50;
constexpr std::uint32_t end_mark = 0x06054b50;
constexpr Index local_bytes = 30;
constexpr Index central_bytes = 46;
constexpr Index end_bytes = 22;
constexpr Index greatest_comment = 65535;
constexpr Index greatest_count = 10'000;
constexpr std::uint64_t greatest_size = std::numeric_limits<std::uint32_t>::max();
// Deflate cannot shrink by more than 1032 to 1; a little beyond that for what is almost empty.
constexpr std::uint64_t greatest_compression = 1032;
constexpr std::uint16_t stored = 0;
constexpr std::uint16_t deflated = 8;
constexpr std::uint16_t encrypted_flag = 1;
// The first day that the format knows: times would make the same contents different files.
constexpr std::uint16_t no_date = 1 << 5 | 1;

template <class Number>
void put(std::string& bytes, Number value) {
  for (Index i = 0; i < sizeof value; ++i)
    bytes += static_cast<char>(static_cast<std::uint64_t>(value) >> 8 * i & 0xff);
}

std::uint32_t checksum(std::string_view bytes) {
  return static_cast<std::uint32_t>(crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

// What the local and the central header share, from the version to the length of the extra field.
void put_shared(std::string& out, const ZipEntry& entry, std::uint32_t sum) {
  put<std::uint16_t>(out, 20);  // the version that reading needs
  put<std::uint16_t>(out, 0);
  put<std::uint16_t>(out, stored);
  put<std::uint16_t>(out, 0);
  put<std::uint16_t>(out, no_date);
  put(out, sum);
  put(out, static_cast<std::uint32_t>(entry.bytes.size()));
  put(out, static_cast<std::uint32_t>(entry.bytes.size()));
  put(out, static_cast<std::uint16_t>(entry.name.size()));
  put<std::uint16_t>(out, 0);
}

class Reader {
 public:
  Reader(std::string_view file, const std::string& where, ErrorKind kind) : file_(file), where_(where), kind_(kind) {}

  std::vector<ZipEntry> entries() {
    const Index end = end_of_directory();
    const Index count = number<std::uint16_t>(end + 10);
    if (count > greatest_count) throw refuse("claims " + std::to_string(count) + " entries; expected at most 10000");
    Index at = number<std::uint32_t>(end + 16);
    if (at > end) throw refuse("its directory is said to begin behind its end: the file is cut off or damaged");
    std::vector<ZipEntry> entries;
    for (Index i = 0; i < count; ++i) entries.push_back(next_entry(at));
    if (at != end) throw refuse("its directory has other entries than its end says: the file is damaged");
    return entries;
  }

 private:
  Error refuse(const std::string& text) const { return {kind_, where_ + ": " + text}; }

  std::string_view part(Index first, Index count) const {
    if (first > file_.size() || count > file_.size() - first) {
      throw refuse("found " + std::to_string(file_.size()) + " bytes, expected at least " +
                   std::to_string(first + count) + ": the file is cut off or damaged");
    }
    return file_.substr(first, count);
  }

  template <class Number>
  Number number(Index at) const {
    std::uint64_t value = 0;
    const std::string_view bytes = part(at, sizeof(Number));
    for (Index i = sizeof(Number); i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return static_cast<Number>(value);
  }

  Index end_of_directory() const {
    for (Index back = end_bytes; back <= file_.size() && back <= end_bytes + greatest_comment; ++back) {
      if (number<std::uint32_t>(file_.size() - back) == end_mark) return file_.size() - back;
    }
    throw refuse("found no zip directory at the end: it is no .npz file, or it is cut off");
  }

  ZipEntry next_entry(Index& at) {
    if (number<std::uint32_t>(at) != central_mark) throw refuse("its directory is damaged");
    const Index name_bytes = number<std::uint16_t>(at + 28);
    ZipEntry entry{std::string(part(at + central_bytes, name_bytes)), {}};
    const auto flags = number<std::uint16_t>(at + 8);
    const auto method = number<std::uint16_t>(at + 10);
    const auto sum = number<std::uint32_t>(at + 16);
    const std::uint64_t packed = number<std::uint32_t>(at + 20);
    const std::uint64_t size = number<std::uint32_t>(at + 24);
    const Index local = number<std::uint32_t>(at + 42);
    at += central_bytes + name_bytes + number<std::uint16_t>(at + 30) + number<std::uint16_t>(at + 32);
    const auto refuse_entry = [&](const std::string& text) { return refuse("entry '" + entry.name + "' " + text); };
    if (packed == greatest_size || size == greatest_size || local == greatest_size) {
      throw refuse_entry("has 4 GiB or more, which is not read; give it as HDF5");
    }
    if ((flags & encrypted_flag) != 0) throw refuse_entry("is encrypted");
    total_ += size;
    if (total_ > greatest_size) throw refuse("its entries claim more than 4 GiB together");
    if (number<std::uint32_t>(local) != local_mark) throw refuse_entry("is not where the directory says");
    // No checksum covers the names: a damaged one would be that of another array.
    const Index local_name_bytes = number<std::uint16_t>(local + 26);
    if (part(local + local_bytes, local_name_bytes) != entry.name) throw refuse_entry("has another name in its header");
    // numpy pads local headers, so that their lengths are not those in the directory.
    const Index begin = local + local_bytes + local_name_bytes + number<std::uint16_t>(local + 28);
    const std::string_view contents = part(begin, packed);
    if (method == stored && packed == size) {
      entry.bytes = contents;
    } else if (method == deflated && size <= greatest_compression * (packed + 1)) {
      entry.bytes = inflated(contents, size, refuse_entry);
    } else if (method == stored || method == deflated) {
      throw refuse_entry("claims " + std::to_string(size) + " bytes but has " + std::to_string(packed) + " stored");
    } else {
      throw refuse_entry("is compressed by method " + std::to_string(method) + "; expected stored or deflated");
    }
    if (checksum(entry.bytes) != sum) throw refuse_entry("does not have its checksum: the file is damaged");
    return entry;
  }

  template <class Refuse>
  static std::string inflated(std::string_view packed, std::uint64_t size, const Refuse& refuse_entry) {
    std::string bytes(size, '\0');
    z_stream stream = {};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) throw refuse_entry("cannot be decompressed");
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
    stream.avail_out = static_cast<uInt>(size);
    const int result = inflate(&stream, Z_FINISH);
    const bool complete = result == Z_STREAM_END && stream.avail_out == 0;
    inflateEnd(&stream);
    if (!complete) throw refuse_entry("cannot be decompressed: the file is damaged");
    return bytes;
  }

  std::string_view file_;
  std::string where_;
  ErrorKind kind_;
  std::uint64_t total_ = 0;
};

}  // namespace

std::string zip_bytes(const std::vector<ZipEntry>& entries, const std::string& where, ErrorKind kind) {
  std::string out;
  std::string directory;
  std::uint64_t total = end_bytes;
  for (const ZipEntry& entry : entries)
    total += local_bytes + central_bytes + 2 * entry.name.size() + entry.bytes.size();
  if (total >= greatest_size || entries.size() > greatest_count) {
    throw Error(kind, where + ": would have " + std::to_string(total) + " bytes in " + std::to_string(entries.size()) +
                          " entries; a zip file of this kind has less than 4 GiB: write CSV files instead");
  }
  out.reserve(total);
  for (const ZipEntry& entry : entries) {
    const std::uint32_t sum = checksum(entry.bytes);
    const auto offset = static_cast<std::uint32_t>(out.size());
    put(out, local_mark);
    put_shared(out, entry, sum);
    out += entry.name;
    out += entry.bytes;
    put(directory, central_mark);
    put<std::uint16_t>(directory, 20);
    put_shared(directory, entry, sum);
    put<std::uint16_t>(directory, 0);  // comment
    put<std::uint16_t>(directory, 0);  // disk
    put<std::uint16_t>(directory, 0);  // attributes
    put<std::uint32_t>(directory, 0);
    put(directory, offset);
    directory += entry.name;
  }
  const auto begin = static_cast<std::uint32_t>(out.size());
  const auto count = static_cast<std::uint16_t>(entries.size());
  out += directory;
  put(out, end_mark);
  put<std::uint32_t>(out, 0);  // disks
  put(out, count);
  put(out, count);
  put(out, static_cast<std::uint32_t>(directory.size()));
  put(out, begin);
  put<std::uint16_t>(out, 0);
  return out;
}

std::vector<ZipEntry> read_zip(std::string_view file, const std::string& where, ErrorKind kind) {
  return Reader(file, where, kind).entries();
}

}  // namespace dbn
