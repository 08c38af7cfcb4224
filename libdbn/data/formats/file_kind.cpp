#include "libdbn/data/formats/file_kind.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libdbn/base/errors.hpp"
#include "libdbn/data/formats/byte_stream.hpp"

namespace dbn {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view hdf5_signature = "\x89HDF\r\n\x1a\n"sv;
constexpr std::string_view npy_signature = "\x93NUMPY"sv;
constexpr std::string_view zip_signature = "PK\x03\x04"sv;
constexpr std::uint64_t smallest_user_block = 512;
// A tar archive of an HDF5 file looks like a user block.
constexpr std::string_view tar_mark = "ustar"sv;
constexpr Index tar_place = 257;

constexpr std::string_view as_csv = "save it as CSV (UTF-8)";
constexpr std::string_view as_arrays = "save the numbers by numpy.savez, as CSV or as HDF5";
constexpr std::string_view unpack = "unpack it first";
constexpr std::string_view as_utf8 = "convert it by 'iconv -f UTF-16 -t UTF-8 FILE > NEW', or save it as CSV UTF-8";
constexpr std::string_view pictures = "pictures are rows of pixels here: make an .npy, HDF5 or IDX file of them";

/// What other programs write.
struct Foreign {
  std::string_view magic;
  Index place;
  std::string_view name;
  std::string_view remedy;
};

// The longer of two beginnings comes first.
constexpr Foreign foreign_formats[] = {
    {"\xff\xfe\0\0"sv, 0, "text in UTF-32", "convert it by 'iconv -f UTF-32 -t UTF-8 FILE > NEW'"},
    {"\0\0\xfe\xff"sv, 0, "text in UTF-32", "convert it by 'iconv -f UTF-32 -t UTF-8 FILE > NEW'"},
    {"\xff\xfe"sv, 0, "text in UTF-16", as_utf8},
    {"\xfe\xff"sv, 0, "text in UTF-16", as_utf8},
    {tar_mark, tar_place, "a tar archive", unpack},
    {"PAR1"sv, 0, "a Parquet file", "write it as CSV: pandas.read_parquet(FILE).to_csv(NEW, index=False)"},
    {"ARROW1"sv, 0, "an Arrow (Feather) file", "write it as CSV: pandas.read_feather(FILE).to_csv(NEW, index=False)"},
    {"FEA1"sv, 0, "a Feather file", "write it as CSV: pandas.read_feather(FILE).to_csv(NEW, index=False)"},
    {"\x80\x02"sv, 0, "a Python pickle (loading one can run any command)", as_arrays},
    {"\x80\x03"sv, 0, "a Python pickle (loading one can run any command)", as_arrays},
    {"\x80\x04"sv, 0, "a Python pickle (loading one can run any command)", as_arrays},
    {"\x80\x05"sv, 0, "a Python pickle (loading one can run any command)", as_arrays},
    {"MATLAB 5.0 MAT-file"sv, 0, "a MATLAB file of version 5 to 7", "save it in MATLAB by save(FILE, '-v7.3')"},
    {"MATLAB 7.3 MAT-file"sv, 0, "a MATLAB 7.3 file without HDF5 in it", "it is cut off or damaged, get it again"},
    {"SQLite format 3\0"sv, 0, "an SQLite database", "export the table as CSV: sqlite3 -header -csv FILE 'select ..'"},
    {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv, 0, "an old Office file (.xls)", as_csv},
    {"\x89PNG"sv, 0, "a PNG picture", pictures},
    {"\xff\xd8\xff"sv, 0, "a JPEG picture", pictures},
    {"GIF8"sv, 0, "a GIF picture", pictures},
    {"II*\0"sv, 0, "a TIFF picture", pictures},
    {"MM\0*"sv, 0, "a TIFF picture", pictures},
    {"%PDF-"sv, 0, "a PDF document", as_csv},
    {"CDF\x01"sv, 0, "a netCDF 3 file", "convert it by 'nccopy -k nc4 FILE NEW', which is HDF5"},
    {"CDF\x02"sv, 0, "a netCDF 3 file", "convert it by 'nccopy -k nc4 FILE NEW', which is HDF5"},
    {"RDX2\n"sv, 0, "an R workspace", "write the table by write.csv(x, FILE, row.names = FALSE)"},
    {"RDX3\n"sv, 0, "an R workspace", "write the table by write.csv(x, FILE, row.names = FALSE)"},
    {"X\n\0\0"sv, 0, "an R object (.rds)", "write the table by write.csv(x, FILE, row.names = FALSE)"},
    {"$FL2"sv, 0, "an SPSS file", as_csv},
    {"<stata_dta>"sv, 0, "a Stata file", as_csv},
    {"BZh"sv, 0, "a bzip2 file", "unpack it by bunzip2 (gzip is read as it is)"},
    {"\xfd"
     "7zXZ\0"sv,
     0, "an xz file", "unpack it by unxz (gzip is read as it is)"},
    {"\x28\xb5\x2f\xfd"sv, 0, "a Zstandard file", "unpack it by unzstd (gzip is read as it is)"},
    {"7z\xbc\xaf\x27\x1c"sv, 0, "a 7z archive", unpack},
    {"Rar!\x1a\x07"sv, 0, "a RAR archive", unpack},
    {"\x1f\x8b"sv, 0, "a gzip file within a gzip file", "unpack it once by gunzip"},
    {"<!DOCTYPE html"sv, 0, "a web page", "what was to be downloaded is elsewhere: look at it in a browser"},
    {"<!doctype html"sv, 0, "a web page", "what was to be downloaded is elsewhere: look at it in a browser"},
    {"<html"sv, 0, "a web page", "what was to be downloaded is elsewhere: look at it in a browser"},
    {"version https://git-lfs"sv, 0, "the pointer of Git LFS to a file", "get the file itself by 'git lfs pull'"},
};

bool has_at(std::string_view bytes, Index place, std::string_view magic) {
  return bytes.size() >= place && bytes.substr(place).starts_with(magic);
}

[[noreturn]] void refuse(const std::filesystem::path& file, std::string_view name, std::string_view remedy) {
  throw data_error(file.string() + " is " + std::string(name) + ", which is not read; " + std::string(remedy));
}

/// A zip file of .npy arrays, unless the name of its first entry says otherwise.
void require_arrays(const std::filesystem::path& file, std::string_view first) {
  constexpr Index length_place = 26;
  constexpr Index name_place = 30;
  std::string_view name;
  if (first.size() > name_place) {
    const auto byte = [&](Index i) { return static_cast<Index>(static_cast<unsigned char>(first[i])); };
    name = first.substr(name_place, byte(length_place) | byte(length_place + 1) << 8);
  }
  if (name.ends_with(".npy")) return;
  if (name.starts_with("[Content_Types]") || name.starts_with("_rels/") || name.starts_with("xl/") ||
      name.starts_with("docProps/")) {
    refuse(file, "an Excel workbook or another Office file", as_csv);
  }
  if (name == "mimetype") refuse(file, "an OpenDocument file, e.g. of LibreOffice", as_csv);
  if (name.ends_with("data.pkl")) refuse(file, "a PyTorch file", as_arrays);
  refuse(file, "a zip archive without arrays of numpy", unpack);
}

void refuse_foreign(const std::filesystem::path& file, std::string_view first) {
  for (const Foreign& format : foreign_formats) {
    if (has_at(first, format.place, format.magic)) refuse(file, format.name, format.remedy);
  }
}

/// Text has no zero bytes; UTF-16 of Latin letters has one in every other place.
void refuse_zero_bytes(const std::filesystem::path& file, std::string_view first) {
  std::array<Index, 2> zeros{};
  for (Index i = 0; i < first.size(); ++i) {
    if (first[i] == '\0') ++zeros[i % 2];
  }
  if (zeros[0] + zeros[1] == 0) return;
  const Index most = std::max(zeros[0], zeros[1]);
  if (3 * most > first.size() && 10 * std::min(zeros[0], zeros[1]) < most) {
    refuse(file, "text in UTF-16, without a mark",
           zeros[0] > zeros[1] ? "convert it by 'iconv -f UTF-16BE -t UTF-8 FILE > NEW'"
                               : "convert it by 'iconv -f UTF-16LE -t UTF-8 FILE > NEW'");
  }
  refuse(file, "no text, as there are zero bytes in it, and of no format that is known",
         "give CSV, HDF5, IDX, .npy or .npz");
}

/// The signature stands at 0, 512, 1024, 2048, .. (HDF5 file format, II.A).
bool has_hdf5_behind_user_block(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::error_code ignored;
  const std::uint64_t length = std::filesystem::file_size(file, ignored);
  std::array<char, hdf5_signature.size()> bytes{};
  for (std::uint64_t place = smallest_user_block; stream && !ignored && place + bytes.size() <= length; place *= 2) {
    stream.seekg(static_cast<std::streamoff>(place));
    if (stream.read(bytes.data(), bytes.size()) && std::string_view(bytes.data(), bytes.size()) == hdf5_signature) {
      return true;
    }
  }
  return false;
}

std::string_view characters(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// What begins with one of the signatures, wherever that was found.
std::optional<FileKind> binary_kind(const std::filesystem::path& file, std::string_view first) {
  if (first.starts_with(hdf5_signature)) return FileKind::hdf5;
  if (first.starts_with(npy_signature)) return FileKind::npy;
  if (first.starts_with(zip_signature)) {
    require_arrays(file, first);
    return FileKind::npz;
  }
  return std::nullopt;
}

std::string noun(FileKind kind) {
  switch (kind) {
    case FileKind::hdf5: return "an HDF5 file";
    case FileKind::npz: return "an .npz file";
    case FileKind::npy: return "an .npy file";
    case FileKind::idx: return "an IDX file";
    case FileKind::text: break;
  }
  return "text";
}

}  // namespace

FileKind kind_of(const std::filesystem::path& file) {
  std::vector<std::uint8_t> bytes(first_bytes_of_kind);
  ByteStream stream(file);
  bytes.resize(stream.read(bytes));
  const std::string_view first = characters(bytes);
  if (const auto kind = binary_kind(file, first)) {
    if (stream.is_gzip() && *kind != FileKind::npy) refuse(file, "gzip of " + noun(*kind), "unpack it by gunzip");
    return *kind;
  }
  if (!has_at(first, tar_place, tar_mark) && has_hdf5_behind_user_block(file)) return FileKind::hdf5;
  // IDX begins with two zero bytes and a type code.
  if (first.size() >= 3 && first[0] == '\0' && first[1] == '\0' && !first.starts_with("\0\0\xfe\xff"sv)) {
    return FileKind::idx;
  }
  require_text(file, bytes);
  return FileKind::text;
}

void require_text(const std::filesystem::path& file, std::span<const std::uint8_t> first) {
  const std::string_view text = characters(first).substr(0, first_bytes_of_kind);
  const auto kind = binary_kind(file, text);
  if (kind || (!has_at(text, tar_place, tar_mark) && has_hdf5_behind_user_block(file))) {
    throw data_error(file.string() + " is " + noun(kind.value_or(FileKind::hdf5)) +
                     ", where text is expected; give it as data as it is (--data, data.train)");
  }
  refuse_foreign(file, text);
  refuse_zero_bytes(file, text);
}

}  // namespace dbn
