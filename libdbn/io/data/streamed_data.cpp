#include "libdbn/io/data/streamed_data.hpp"

#include <algorithm>

#include "libdbn/data/formats/row_reader.hpp"
#include "libdbn/data/streaming/block_cache.hpp"
#include "libdbn/io/data/data_file.hpp"
#include "libdbn/io/data/data_parts.hpp"
#include "libdbn/io/files/guard.hpp"
#include "libdbn/io/hdf5/chunked_file.hpp"

namespace dbn {
namespace {

constexpr Index most_bytes_in_memory = Index{512} << 20;
constexpr Index least_block_bytes = Index{256} << 10;

/// One place, with its inputs still in the file.
struct Part {
  Dataset beside;
  Index rows = 0;
  Index columns = 0;
  bool are_bytes = true;
  std::shared_ptr<ChunkedFile> file;
  std::string why_not;  ///< it cannot be streamed, else empty

  Index bytes_in_memory() const { return rows * columns * (are_bytes ? 1 : sizeof(real)); }
};

/// Nothing where there are sparse rows. What makes the HDF5 library crash does so in the child.
std::optional<Part> open_part(const Hdf5Place& place) {
  const auto open = [&]() -> std::optional<Part> {
    auto file = std::make_shared<ChunkedFile>(place.file);
    const auto opened = open_inputs(place.file, place.group);
    if (!opened) return std::nullopt;
    Part part{opened->beside, opened->rows, opened->columns, opened->are_bytes, std::move(file), {}};
    if (opened->are_transposed) {
      part.why_not = "its columns are stored as rows";
    } else if (auto chunks = hdf5::chunk_map(opened->inputs, part.why_not)) {
      part.file->map(std::move(*chunks), opened->inputs.path());
    }
    return part;
  };
  run_guarded(place.file, ErrorKind::data, [&] {
    open();
    return std::string();
  });
  return open();
}

/// Consecutive bands of one file.
struct Bands {
  Index part;
  Index first;
  Index end;
};

class StreamedInputs {
 public:
  explicit StreamedInputs(const std::vector<Part>& parts) : are_bytes_(parts.front().are_bytes) {
    for (Index p = 0; p < parts.size(); ++p) {
      files_.push_back(parts[p].file);
      const hdf5::ChunkMap& chunks = parts[p].file->chunks();
      const Index band_bytes = chunks.rows_per_band * chunks.columns * chunks.element_bytes;
      const Index together = std::max<Index>(1, least_block_bytes / band_bytes);
      for (Index first = 0; first < chunks.bands(); first += together) {
        const Index end = std::min(chunks.bands(), first + together);
        blocks_.push_back({p, first, end});
        starts_.push_back(starts_.back() + std::min(chunks.rows, end * chunks.rows_per_band) -
                          first * chunks.rows_per_band);
      }
    }
  }

  const std::vector<Index>& starts() const { return starts_; }

  RowBlock read(Index block) const {
    if (are_bytes_) return read_as<std::uint8_t>(block);
    return read_as<real>(block);
  }

 private:
  template <class Value>
  RowBlock read_as(Index block) const {
    const Bands& bands = blocks_[block];
    const ChunkedFile& file = *files_[bands.part];
    std::vector<Value> values;
    values.reserve((starts_[block + 1] - starts_[block]) * file.chunks().columns);
    file.append_bands(bands.first, bands.end, values);
    return values;
  }

  bool are_bytes_;
  std::vector<std::shared_ptr<const ChunkedFile>> files_;
  std::vector<Bands> blocks_;
  std::vector<Index> starts_{0};
};

StoredRowsPtr stream(const std::vector<Part>& parts, Index buffer_bytes) {
  const Part& first = parts.front();
  const auto inputs = std::make_shared<const StreamedInputs>(parts);
  RowBlocks blocks(inputs->starts(), first.columns * (first.are_bytes ? 1 : sizeof(real)), buffer_bytes);
  return std::make_shared<CachedRows>(first.columns, first.are_bytes, std::move(blocks), ReadAhead::by_thread,
                                      [inputs](Index block) { return inputs->read(block); });
}

void require_alike(const Part& part, const Part& first) {
  const auto refuse = [&](const std::string& found, const std::string& expected) {
    return data_error(part.beside.name + ": has " + found + ", but " + first.beside.name + " has " + expected +
                      "; files that are one set have the same columns and the same arrays beside them");
  };
  const auto number = [](Index count, const std::string& what) { return std::to_string(count) + " " + what; };
  if (part.columns != first.columns) throw refuse(number(part.columns, "columns"), number(first.columns, "columns"));
  if (part.are_bytes != first.are_bytes) {
    throw refuse(part.are_bytes ? "bytes" : "real numbers", first.are_bytes ? "bytes" : "real numbers");
  }
  const auto require_both = [&](const std::string& what, bool here, bool there) {
    if (here != there) throw refuse((here ? "" : "no ") + what, (there ? "" : "no ") + what);
  };
  require_both("labels", !part.beside.labels.empty(), !first.beside.labels.empty());
  require_both("weights", !part.beside.weights.empty(), !first.beside.weights.empty());
  const Index targets = part.beside.targets.shape(1);
  const Index expected = first.beside.targets.shape(1);
  if (targets != expected) throw refuse(number(targets, "targets"), number(expected, "targets"));
  if (part.beside.column_names != first.beside.column_names) throw refuse("other column names", "its own");
  if (part.beside.class_names != first.beside.class_names) throw refuse("other class names", "its own");
  if (part.beside.target_names != first.beside.target_names) throw refuse("other target names", "its own");
}

/// All but the inputs, of all parts one after the other.
Dataset joined(const std::vector<Part>& parts) {
  Dataset all = parts.front().beside;
  Index rows = 0;
  for (const Part& part : parts) rows += part.rows;
  const bool has_targets = all.targets.size() > 0;
  if (has_targets) all.targets = Matrix::from_shape({rows, all.targets.shape(1)});
  Index first = 0;
  for (Index p = 0; p < parts.size(); ++p) {
    const Dataset& beside = parts[p].beside;
    if (has_targets) copy(beside.targets, MatrixView(all.targets).row_range(first, parts[p].rows));
    first += parts[p].rows;
    if (p == 0) continue;
    all.labels.insert(all.labels.end(), beside.labels.begin(), beside.labels.end());
    all.weights.insert(all.weights.end(), beside.weights.begin(), beside.weights.end());
  }
  return all;
}

std::string unstreamable(const Part& part) {
  return part.beside.name + ": its inputs cannot be streamed: " + part.why_not +
         "; store them again, e.g. by 'dbn data import'";
}

}  // namespace

std::vector<std::string> streamings() { return {"automatic", "never", "always"}; }

Dataset read_hdf5_data(std::span<const Hdf5Place> places, const StreamingChoice& choice) {
  const bool is_one = places.size() == 1;
  if (is_one && choice.streaming == Streaming::never) return read_hdf5_data(places[0].file, places[0].group);
  std::vector<Part> parts;
  Index bytes = 0;
  std::string why_not;
  for (const Hdf5Place& place : places) {
    std::optional<Part> part = open_part(place);
    if (!part && is_one && choice.streaming == Streaming::automatic) return read_hdf5_data(place.file, place.group);
    if (!part) throw data_error(name_of(place.file, place.group) + ": holds sparse rows, expected dense ones");
    if (!parts.empty()) require_alike(*part, parts.front());
    bytes += part->bytes_in_memory();
    if (!part->why_not.empty() && why_not.empty()) why_not = unstreamable(*part);
    parts.push_back(std::move(*part));
  }
  const bool is_wanted = choice.streaming == Streaming::always ||
                         (choice.streaming == Streaming::automatic && bytes > most_bytes_in_memory);
  if (is_one && (!is_wanted || (!why_not.empty() && choice.streaming == Streaming::automatic))) {
    return read_hdf5_data(places[0].file, places[0].group);
  }
  if (!why_not.empty()) throw data_error(why_not);
  Dataset data = joined(parts);
  data.inputs = stream(parts, choice.buffer_bytes);
  return is_wanted ? std::move(data) : gather(*rows_of(std::move(data)));
}

}  // namespace dbn
