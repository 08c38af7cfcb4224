#include "experiments/data/data_source.hpp"

#include <array>

#include "experiments/data/file_list.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/registry.hpp"
#include "libdbn/data/formats/byte_stream.hpp"
#include "libdbn/data/formats/csv.hpp"
#include "libdbn/data/formats/idx.hpp"
#include "libdbn/data/generated/named_data.hpp"
#include "libdbn/io/data/data_file.hpp"

namespace dbn::program {
namespace {

namespace fs = std::filesystem;

bool exists(const fs::path& file) {
  std::error_code ignored;
  return !file.empty() && fs::exists(file, ignored);
}

/// A directory is no data, and may be called as a known data set is.
bool holds_bytes(const fs::path& file) {
  std::error_code ignored;
  const fs::file_status status = fs::status(file, ignored);
  return fs::exists(status) && !fs::is_directory(status);
}

enum class FileFormat { hdf5, idx, csv };

// HDF5 begins with its signature, IDX with two zero bytes and a type code; text has neither.
FileFormat format_of(const fs::path& file) {
  std::array<std::uint8_t, 4> first{};
  const Index count = ByteStream(file).read(first);
  constexpr std::array<std::uint8_t, 4> hdf5_signature{0x89, 'H', 'D', 'F'};
  if (count == first.size() && first == hdf5_signature) return FileFormat::hdf5;
  if (count >= 3 && first[0] == 0 && first[1] == 0) return FileFormat::idx;
  return FileFormat::csv;
}

void require_no_directory(const fs::path& file) {
  std::error_code ignored;
  if (!fs::is_directory(file, ignored)) return;
  throw data_error(file.string() + " is a directory; expected a data file (IDX, CSV or HDF5)");
}

/// A file and what lies in it, where a SPEC names a HDF5 file.
std::optional<Hdf5Place> hdf5_place(const std::string& spec) {
  if (exists(spec)) {
    require_no_directory(spec);
    return format_of(spec) == FileFormat::hdf5 ? std::optional(Hdf5Place{spec, ""}) : std::nullopt;
  }
  const auto colon = spec.rfind(':');
  const std::string before = spec.substr(0, colon);
  if (colon == std::string::npos || !holds_bytes(before)) return std::nullopt;
  return Hdf5Place{before, spec.substr(colon + 1)};
}

Dataset read_set(const std::vector<std::string>& files, const DataPlace& place) {
  std::vector<Hdf5Place> places;
  for (const std::string& file : files) {
    const auto found = hdf5_place(file);
    if (!found) throw data_error(file + ": expected an HDF5 file, as only these can be several that are one set");
    places.push_back(*found);
  }
  return read_hdf5_data(places, place.streaming);
}

Dataset read_file(const fs::path& file, const DataPlace& place) {
  require_no_directory(file);
  switch (format_of(file)) {
    case FileFormat::hdf5: return read_set({file.string()}, place);
    case FileFormat::idx:
      if (const auto labels = labels_beside(file)) return read_idx(file, *labels);
      return read_idx(file);
    case FileFormat::csv: break;
  }
  return read_csv(file, place.csv.wanted());
}

bool looks_like_file(const std::string& text) { return text.find_first_of("./\\") != std::string::npos; }

}  // namespace

Dataset read_data(const std::string& spec, const DataPlace& place) {
  Dataset data;
  const auto colon = spec.rfind(':');
  const std::string before = spec.substr(0, colon);
  const std::vector<std::string> files = listed_files(spec);
  if (files != std::vector{spec}) {
    data = read_set(files, place);
  } else if (exists(spec)) {
    data = read_file(spec, place);
  } else if (colon == std::string::npos) {
    const std::string set = nearest_name(spec, named_data_sets());
    throw data_error(
        spec + ": no such file" +
        (set.empty() ? "; expected FILE, FILE.h5:/group or NAME:split" : "; did you mean '" + set + ":...'?"));
  } else if (holds_bytes(before)) {
    data = read_set({spec}, place);
  } else if (looks_like_file(before)) {
    require_no_directory(before);
    throw data_error(before + ": no such file");
  } else {
    const std::array<fs::path, 1> directories{place.directory};
    auto named = read_named_data(before, spec.substr(colon + 1), directories);
    if (!named) throw config_error(unknown_name_message("data set", before, named_data_sets()));
    data = std::move(*named);
  }
  data.name = spec;
  if (data.rows() == 0 || data.columns() == 0) throw data_error(spec + " has no rows");
  return data;
}

bool is_hdf5(const fs::path& file) { return holds_bytes(file) && format_of(file) == FileFormat::hdf5; }

std::unique_ptr<SparseFile> open_sparse_rows(const std::string& spec) {
  const auto place = hdf5_place(spec);
  if (!place || !holds_sparse_rows(place->file, place->group)) return nullptr;
  return std::make_unique<SparseFile>(place->file, place->group);
}

RowReaderPtr open_rows(const std::string& spec, const DataPlace& place) {
  if (const auto hdf5 = hdf5_place(spec)) return hdf5_rows(hdf5->file, hdf5->group);
  if (!exists(spec)) {
    DataPlace streamed = place;
    streamed.streaming.streaming = Streaming::automatic;
    return rows_of(read_data(spec, streamed));
  }
  if (format_of(spec) == FileFormat::idx) return idx_rows(spec, labels_beside(spec));
  return csv_rows(spec, place.csv.wanted());
}

}  // namespace dbn::program
