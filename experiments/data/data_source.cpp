#include "experiments/data/data_source.hpp"

#include "experiments/data/file_list.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/registry.hpp"
#include "libdbn/data/formats/csv.hpp"
#include "libdbn/data/formats/file_kind.hpp"
#include "libdbn/data/formats/idx.hpp"
#include "libdbn/data/generated/named_data.hpp"
#include "libdbn/io/data/data_file.hpp"
#include "libdbn/io/exchange/npy_rows.hpp"
#include "libdbn/io/exchange/npz_data.hpp"

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

void require_no_directory(const fs::path& file) {
  std::error_code ignored;
  if (!fs::is_directory(file, ignored)) return;
  throw data_error(file.string() + " is a directory; expected a data file (CSV, HDF5, IDX, .npy or .npz)");
}

/// A file and what lies in it.
struct Place {
  fs::path file;
  std::string member;
  FileKind kind;
};

/// The file that a SPEC names, by itself or as FILE:MEMBER; nothing where there is none.
std::optional<Place> place_of(const std::string& spec) {
  if (exists(spec)) {
    require_no_directory(spec);
    return Place{spec, "", kind_of(spec)};
  }
  const auto colon = spec.rfind(':');
  const std::string before = spec.substr(0, colon);
  if (colon == std::string::npos || !holds_bytes(before)) return std::nullopt;
  const FileKind kind = kind_of(before);
  if (kind != FileKind::hdf5 && kind != FileKind::npz) {
    throw data_error(spec + ": expected an HDF5 or .npz file before ':', as only these have parts");
  }
  return Place{before, spec.substr(colon + 1), kind};
}

/// Where a SPEC names an HDF5 file.
std::optional<Hdf5Place> hdf5_place(const std::string& spec) {
  const auto place = place_of(spec);
  return place && place->kind == FileKind::hdf5 ? std::optional(Hdf5Place{place->file, place->member}) : std::nullopt;
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

RowReaderPtr rows_in(const Place& found, const DataPlace& place) {
  switch (found.kind) {
    case FileKind::hdf5: return hdf5_rows(found.file, found.member);
    case FileKind::npz: return rows_of(read_npz_data(found.file, found.member));
    case FileKind::npy: return npy_rows(found.file, std::nullopt);
    case FileKind::idx: return idx_rows(found.file, labels_beside(found.file));
    case FileKind::text: break;
  }
  return csv_rows(found.file, place.csv.wanted());
}

Dataset read_file(const Place& found, const std::string& spec, const DataPlace& place) {
  switch (found.kind) {
    case FileKind::hdf5: return read_set({spec}, place);
    case FileKind::npz: return read_npz_data(found.file, found.member);
    case FileKind::idx:
      if (const auto labels = labels_beside(found.file)) return read_idx(found.file, *labels);
      return read_idx(found.file);
    case FileKind::npy:
    case FileKind::text: break;
  }
  return gather(*rows_in(found, place));
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
  } else if (const auto found = place_of(spec)) {
    data = read_file(*found, spec, place);
  } else if (colon == std::string::npos) {
    const std::string set = nearest_name(spec, named_data_sets());
    throw data_error(spec + ": no such file" +
                     (set.empty() ? "; expected FILE, FILE.h5:/group, FILE.npz:array or NAME:split"
                                  : "; did you mean '" + set + ":...'?"));
  } else if (looks_like_file(before)) {
    require_no_directory(before);
    throw data_error(before + ": no such file");
  } else {
    const std::vector<fs::path> directories{place.directory};
    auto named = read_named_data(before, spec.substr(colon + 1), directories);
    if (!named) throw config_error(unknown_name_message("data set", before, named_data_sets()));
    data = std::move(*named);
  }
  data.name = spec;
  if (data.rows() == 0 || data.columns() == 0) throw data_error(spec + " has no rows");
  return data;
}

bool is_hdf5(const fs::path& file) { return holds_bytes(file) && kind_of(file) == FileKind::hdf5; }

std::unique_ptr<SparseFile> open_sparse_rows(const std::string& spec) {
  const auto place = hdf5_place(spec);
  if (!place || !holds_sparse_rows(place->file, place->group)) return nullptr;
  return std::make_unique<SparseFile>(place->file, place->group);
}

RowReaderPtr open_rows(const std::string& spec, const DataPlace& place) {
  if (const auto found = place_of(spec)) return rows_in(*found, place);
  DataPlace streamed = place;
  streamed.streaming.streaming = Streaming::automatic;
  return rows_of(read_data(spec, streamed));
}

}  // namespace dbn::program
