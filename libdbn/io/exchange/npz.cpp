#include "libdbn/io/exchange/npz.hpp"

#include "libdbn/base/characters.hpp"
#include "libdbn/io/exchange/npy.hpp"
#include "libdbn/io/exchange/zip.hpp"
#include "libdbn/io/files/atomic_file.hpp"

namespace dbn {
namespace {

constexpr std::string_view extension = ".npy";

}  // namespace

void write_npz(const std::filesystem::path& file, const std::vector<NamedArray>& arrays, ErrorKind kind) {
  std::vector<ZipEntry> entries;
  for (const NamedArray& array : arrays) entries.push_back({array.name + std::string(extension), npy_bytes(array)});
  write_text_file(file, zip_bytes(entries, file.string(), kind), kind);
}

std::vector<NamedArray> read_npz(const std::filesystem::path& file, ErrorKind kind) {
  std::vector<NamedArray> arrays;
  for (ZipEntry& entry : read_zip(read_text_file(file, kind), file.string(), kind)) {
    std::string name = entry.name;
    if (name.ends_with(extension)) name.resize(name.size() - extension.size());
    arrays.push_back(read_npy(entry.bytes, printable(name), file.string(), kind));
    entry.bytes = std::string();
  }
  return arrays;
}

}  // namespace dbn
