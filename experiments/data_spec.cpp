#include "experiments/data_spec.hpp"

#include <array>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/registry.hpp"
#include "libdbn/data/byte_stream.hpp"
#include "libdbn/data/image_sets.hpp"
#include "libdbn/data/sources.hpp"
#include "libdbn/io/data_file.hpp"

namespace dbn::program {
namespace {

namespace fs = std::filesystem;

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

bool exists(const fs::path& file) {
  std::error_code ignored;
  return !file.empty() && fs::exists(file, ignored);
}

Dataset read_file(const fs::path& file, const DataPlace& place) {
  std::error_code ignored;
  if (fs::is_directory(file, ignored)) {
    throw data_error(file.string() + " is a directory; expected a data file (IDX, CSV or HDF5)");
  }
  switch (format_of(file)) {
    case FileFormat::hdf5: return read_hdf5_data(file);
    case FileFormat::idx:
      if (const auto labels = labels_beside(file)) return read_idx(file, *labels);
      return read_idx(file);
    case FileFormat::csv: break;
  }
  return read_csv(file, {.label = place.label_column == "automatic" ? "" : place.label_column,
                         .weight = place.weight_column,
                         .targets = place.target_columns});
}

bool looks_like_file(const std::string& text) { return text.find_first_of("./\\") != std::string::npos; }

}  // namespace

Dataset read_data(const std::string& spec, const DataPlace& place) {
  Dataset data;
  const auto colon = spec.rfind(':');
  const std::string before = spec.substr(0, colon);
  if (exists(spec)) {
    data = read_file(spec, place);
  } else if (colon == std::string::npos) {
    const std::string set = nearest_name(spec, named_data_sets());
    throw data_error(
        spec + ": no such file" +
        (set.empty() ? "; expected FILE, FILE.h5:/group or NAME:split" : "; did you mean '" + set + ":...'?"));
  } else if (exists(before)) {
    data = read_hdf5_data(before, spec.substr(colon + 1));
  } else if (looks_like_file(before)) {
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

}  // namespace dbn::program
