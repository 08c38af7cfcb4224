#include "libdbn/io/data/data_file.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "libdbn/base/text.hpp"
#include "libdbn/data/labels.hpp"
#include "libdbn/io/data/data_parts.hpp"
#include "libdbn/io/data/sparse_file.hpp"
#include "libdbn/io/files/atomic_file.hpp"
#include "libdbn/io/files/guard.hpp"
#include "libdbn/io/hdf5/arrays.hpp"
#include "libdbn/io/hdf5/tree.hpp"
#include "libdbn/io/model/model_layout.hpp"

namespace dbn {
namespace {

/// Where the parts of a data set lie, found and checked but not yet read.
struct DataParts {
  hdf5::Group group;
  hdf5::StoredArray inputs;
};

/// Nothing where there are sparse rows instead.
std::optional<DataParts> find_parts(const std::filesystem::path& file, const std::string& path) {
  hdf5::Group group = hdf5::open_file(file, ErrorKind::data);
  const std::vector<std::string> steps = split(path, '/');
  for (Index i = 0; i < steps.size(); ++i) {
    if (steps[i].empty()) continue;
    const bool is_last = i + 1 == steps.size();
    if (is_last && group.has(steps[i]) && group.kind_of(steps[i]) == hdf5::ObjectKind::dataset) {
      return DataParts{group, group.array(steps[i])};
    }
    group = group.group(steps[i]);
  }
  for (const char* name : {"inputs", "samples", "x"}) {
    if (group.has(name)) return DataParts{group, group.array(name)};
  }
  if (group.has("indptr")) return std::nullopt;
  throw group.error("holds no data: expected a dataset 'inputs' (rows, columns), also called 'samples' or 'x'");
}

Index attribute_or_zero(const hdf5::Location& object, std::string_view name) {
  if (!object.has_attribute(name)) return 0;
  const std::int64_t value = object.integer_attribute(name);
  if (value < 0) throw object.error("attribute '" + std::string(name) + "' is negative; expected pixels");
  return static_cast<Index>(value);
}

ImageShape image_shape(const hdf5::Location& object, Index columns) {
  const Index height = attribute_or_zero(object, "height");
  const Index width = attribute_or_zero(object, "width");
  if (height == 0 && width == 0) return {};
  if (height > columns || width > columns || height * width != columns) {
    throw object.error("attributes height = " + std::to_string(height) + " and width = " + std::to_string(width) +
                       " do not make the " + std::to_string(columns) + " columns of the inputs");
  }
  return {height, width};
}

ImageShape image_shape(const DataParts& parts, Index columns) {
  const auto& shape = parts.inputs.shape();
  if (shape.size() == 3 || (shape.size() == 4 && shape[3] == 1)) return {shape[1], shape[2]};
  const ImageShape own = image_shape(parts.inputs, columns);
  if (own.height != 0 || shape.size() != 2) return own;
  return image_shape(parts.group, columns);
}

void require_no_infinity(const hdf5::StoredArray& inputs, ConstMatrixView values, Index first_row = 0) {
  for (Index i = 0; i < values.rows; ++i) {
    for (Index j = 0; j < values.columns; ++j) {
      if (std::isinf(static_cast<double>(values(i, j)))) {
        throw inputs.error("row " + std::to_string(first_row + i) + ", column " + std::to_string(j) +
                           " is infinite, or too large; expected numbers, with NaN where a value is missing");
      }
    }
  }
}

Index column_count(const hdf5::StoredArray& inputs) {
  if (!inputs.type().is_number()) throw inputs.error("found text, expected numbers");
  if (inputs.rank() < 2) {
    throw inputs.error("found shape " + hdf5::shape_text(inputs.shape()) + ", expected (rows, columns)");
  }
  if (inputs.count() == 0) throw inputs.error("is empty: its shape is " + hdf5::shape_text(inputs.shape()));
  return inputs.count() / inputs.shape()[0];
}

bool holds_bytes(const hdf5::ElementType& type) {
  return type.element_class == hdf5::ElementClass::boolean ||
         (type.element_class == hdf5::ElementClass::integer && type.bytes == 1 && !type.is_signed);
}

decltype(Dataset::inputs) read_inputs(const hdf5::StoredArray& inputs, Index columns) {
  if (holds_bytes(inputs.type())) {
    ByteMatrix bytes = xt::empty<std::uint8_t>({inputs.shape()[0], columns});
    inputs.read(bytes.data());
    return bytes;
  }
  Matrix values;
  reshape(values, inputs.shape()[0], columns);
  inputs.read(values.data());
  require_no_infinity(inputs, values);
  return values;
}

/// Names called `array`, or none; `expected` of them where that is known.
std::vector<std::string> read_names(const hdf5::Group& group, const std::string& name, std::optional<Index> expected,
                                    const std::string& what) {
  if (!group.has(name)) return {};
  const hdf5::StoredArray array = group.array(name);
  if (!expected || array.count() == *expected) return array.read_texts();
  throw array.error("found " + std::to_string(array.count()) + " names, expected " + std::to_string(*expected) +
                    ", one for each " + what);
}

/// The array that has one `what` for each row; nothing when there is none.
std::optional<hdf5::StoredArray> find_row_numbers(const DataParts& parts, const std::string& name,
                                                  const std::string& what, Index rows) {
  if (!parts.group.has(name) || parts.inputs.path() == parts.group.path_of(name)) return std::nullopt;
  hdf5::StoredArray array = parts.group.array(name);
  if (array.count() != rows || (array.rank() > 1 && array.shape()[0] != rows && array.shape()[1] != rows)) {
    throw array.error("found shape " + hdf5::shape_text(array.shape()) + ", expected (" + std::to_string(rows) +
                      "), one " + what + " for each row of " + parts.inputs.path());
  }
  return array;
}

std::vector<double> read_weights(const DataParts& parts, Index rows) {
  const auto found = find_row_numbers(parts, "weights", "weight", rows);
  if (!found) return {};
  std::vector<double> weights = hdf5::read_doubles(*found);
  for (Index i = 0; i < rows; ++i) {
    if (is_row_weight(weights[i])) continue;
    throw found->error("the weight of row " + std::to_string(i) + " is " + to_text(weights[i]) +
                       "; expected a finite number >= 0");
  }
  if (all_zero(weights)) throw found->error("all weights are 0; at least one row must count");
  return weights;
}

Matrix read_targets(const DataParts& parts, Index rows) {
  constexpr std::string_view name = "targets";
  if (!parts.group.has(name) || parts.inputs.path() == parts.group.path_of(name)) return {};
  const hdf5::StoredArray array = parts.group.array(name);
  if (array.rank() < 1 || array.rank() > 2 || array.shape()[0] != rows || array.count() == 0) {
    throw array.error("found shape " + hdf5::shape_text(array.shape()) + ", expected (" + std::to_string(rows) +
                      ", targets), one row for each row of " + parts.inputs.path());
  }
  Matrix targets = zeros(rows, array.count() / rows);
  array.read(targets.data());
  for (Index i = 0; i < rows; ++i) {
    for (Index j = 0; j < targets.shape(1); ++j) {
      if (std::isfinite(targets(i, j))) continue;
      throw array.error("row " + std::to_string(i) + ", column " + std::to_string(j) + " is " +
                        to_text(static_cast<double>(targets(i, j))) +
                        "; expected a finite number: fill missing targets in, or leave the rows out");
    }
  }
  return targets;
}

/// All but the inputs, which are large.
Dataset read_beside_inputs(const DataParts& parts) {
  Dataset data;
  const Index columns = column_count(parts.inputs);
  data.image = image_shape(parts, columns);
  data.column_names = read_names(parts.group, "column_names", columns, "column");
  data.class_names = read_names(parts.group, "class_names", std::nullopt, "class");
  const auto labels = find_row_numbers(parts, "labels", "label", parts.inputs.shape()[0]);
  if (labels) data.labels = hdf5::read_labels(*labels, data.class_names.size());
  data.weights = read_weights(parts, parts.inputs.shape()[0]);
  data.targets = read_targets(parts, parts.inputs.shape()[0]);
  const Index targets = data.targets.shape(1);
  if (targets > 0) data.target_names = read_names(parts.group, "target_names", targets, "target");
  take_plus_minus(data.labels, data.class_names);
  if (auto note = note_of_unknown_labels(data.labels)) data.notes.push_back(std::move(*note));
  return data;
}

// Block by block, as inputs may need more memory than a guard grants.
void try_reading(const std::filesystem::path& file, const hdf5::StoredArray& inputs) {
  try {
    for_each_block(file, inputs.path(), [](const double*, Index) {});
  } catch (const Error& error) {
    throw data_error(error.what());
  }
}

template <class Write>
void write_file(const std::filesystem::path& file, ErrorKind kind, const Write& write) {
  hdf5::MemoryFile image(file.string(), kind);
  write(image.root());
  write_text_file(file, image.finish(), kind);
}

struct EntryWriter {
  const hdf5::Group& group;
  const TableEntry& entry;

  void operator()(const std::vector<std::string>* texts) const { group.write_array(entry.name, *texts); }
  void operator()(const Labels* labels) const {
    group.write_array(entry.name, labels->data(), {labels->size()}, entry.axes);
  }
  void operator()(const std::vector<double>* numbers) const {
    group.write_array(entry.name, numbers->data(), {numbers->size()}, entry.axes);
  }
  template <class Tensor>
  void operator()(const Tensor* tensor) const {
    const std::vector<Index> shape(tensor->shape().begin(), tensor->shape().end());
    group.write_array(entry.name, tensor->data(), shape, entry.axes);
  }
};

void write_entry(const hdf5::Group& group, const TableEntry& entry) {
  std::visit(EntryWriter{group, entry}, entry.values);
}

}  // namespace

namespace {

/// Nothing where there are sparse rows. What makes the HDF5 library crash does so in the child. Chunks whose index has
/// checksums are read but once.
std::optional<DataParts> guarded_parts(const std::filesystem::path& file, const std::string& group) {
  run_guarded(file, ErrorKind::data, [&] {
    const std::optional<DataParts> parts = find_parts(file, group);
    if (parts) {
      read_beside_inputs(*parts);
      if (!hdf5::has_own_layout(file, ErrorKind::data)) try_reading(file, parts->inputs);
    }
    return std::string();
  });
  return find_parts(file, group);
}

class Hdf5Rows final : public RowReader {
 public:
  Hdf5Rows(DataParts parts, const std::string& name)
      : inputs_(parts.inputs), columns_(column_count(inputs_)), data_(read_beside_inputs(parts)) {
    data_.name = name;
  }

  Index columns() const override { return columns_; }

  bool next(RowBlock& block) override {
    if (holds_bytes(inputs_.type())) return read(block.emplace<std::vector<std::uint8_t>>());
    auto& values = block.emplace<std::vector<real>>();
    if (!read(values)) return false;
    const Index rows = values.size() / columns_;
    require_no_infinity(inputs_, {values.data(), rows, columns_, columns_}, done_ - rows);
    return true;
  }

  Dataset beside() override { return std::move(data_); }
  double fraction() const override { return static_cast<double>(done_) / static_cast<double>(inputs_.shape()[0]); }

 private:
  template <class Value>
  bool read(std::vector<Value>& values) {
    const Index rows = std::min(rows_of_block(columns_, sizeof(Value)), inputs_.shape()[0] - done_);
    if (rows == 0) return false;
    std::vector<Index> first(inputs_.rank(), 0);
    std::vector<Index> extent = inputs_.shape();
    first[0] = done_;
    extent[0] = rows;
    values.resize(rows * columns_);
    inputs_.read_block(first, extent, values.data());
    done_ += rows;
    return true;
  }

  hdf5::StoredArray inputs_;
  Index columns_;
  Dataset data_;
  Index done_ = 0;
};

}  // namespace

std::string name_of(const std::filesystem::path& file, const std::string& group) {
  return file.string() + (group.empty() || group == "/" ? "" : ":" + group);
}

std::optional<OpenedInputs> open_inputs(const std::filesystem::path& file, const std::string& group) {
  const std::optional<DataParts> parts = find_parts(file, group);
  if (!parts) return std::nullopt;
  OpenedInputs opened{read_beside_inputs(*parts), parts->inputs, column_count(parts->inputs),
                      holds_bytes(parts->inputs.type())};
  opened.beside.name = name_of(file, group);
  return opened;
}

Dataset read_hdf5_data(const std::filesystem::path& file, const std::string& group) {
  const std::optional<DataParts> parts = guarded_parts(file, group);
  if (!parts) return dense_rows(read_sparse_rows(file, group));
  Dataset data = read_beside_inputs(*parts);
  data.name = name_of(file, group);
  data.inputs = read_inputs(parts->inputs, column_count(parts->inputs));
  return data;
}

std::vector<std::string> read_names_of(const std::filesystem::path& file, const std::string& name) {
  const auto read = [&] {
    const hdf5::Group root = hdf5::open_file(file, ErrorKind::data);
    const hdf5::Group group = root.has("data") ? root.group("data") : root;
    if (!group.has(name))
      throw data_error(file.string() + ": has no " + name + "; expected a model or data with names");
    return group.array(name).read_texts();
  };
  run_guarded(file, ErrorKind::data, [&] {
    read();
    return std::string();
  });
  return read();
}

RowReaderPtr hdf5_rows(const std::filesystem::path& file, const std::string& group) {
  const std::optional<DataParts> parts = guarded_parts(file, group);
  if (!parts) throw data_error(name_of(file, group) + ": holds sparse rows, expected dense ones");
  return std::make_unique<Hdf5Rows>(*parts, name_of(file, group));
}

namespace {

constexpr std::string_view input_axes = "rows,columns";

void write_beside_inputs(const hdf5::Group& root, const Dataset& data) {
  if (!data.labels.empty()) write_entry(root, {"labels", &data.labels, "rows"});
  if (!data.weights.empty()) write_entry(root, {"weights", &data.weights, "rows"});
  if (!data.column_names.empty()) write_entry(root, {"column_names", &data.column_names, ""});
  if (!data.class_names.empty()) write_entry(root, {"class_names", &data.class_names, ""});
  if (data.targets.size() > 0) write_entry(root, {"targets", &data.targets, "rows,targets"});
  if (!data.target_names.empty()) write_entry(root, {"target_names", &data.target_names, ""});
  if (data.image.height == 0) return;
  root.write_attribute("height", static_cast<std::int64_t>(data.image.height));
  root.write_attribute("width", static_cast<std::int64_t>(data.image.width));
}

}  // namespace

void write_hdf5_data(const std::filesystem::path& file, const Dataset& data) {
  write_file(file, ErrorKind::data, [&](const hdf5::Group& root) {
    write_file_identity(root, "data");
    if (const auto* bytes = std::get_if<ByteMatrix>(&data.inputs)) {
      write_entry(root, {"inputs", bytes, std::string(input_axes)});
    } else {
      write_entry(root, {"inputs", &std::get<Matrix>(data.inputs), std::string(input_axes)});
    }
    write_beside_inputs(root, data);
  });
}

void write_hdf5_rows(const std::filesystem::path& file, RowReader& rows, const ImportWatch& watch) {
  replace_file(file, ErrorKind::data, [&](const std::filesystem::path& temporary) {
    hdf5::DiskFile disk(temporary, file.string(), ErrorKind::data);
    const hdf5::Group root = disk.root();
    write_file_identity(root, "data");
    RowBlock block;
    Index done = 0;
    const auto write_all = [&]<class Value>(const std::vector<Value>&) {
      hdf5::GrowingArray<Value> inputs(root, "inputs", rows.columns(), input_axes);
      do {
        const auto& values = std::get<std::vector<Value>>(block);
        inputs.append(values);
        done += values.size() / rows.columns();
        if (watch) watch({"reading", done, rows.fraction()});
      } while (rows.next(block));
      inputs.finish();
    };
    if (rows.next(block)) std::visit(write_all, block);
    write_beside_inputs(root, rows.beside());
    disk.finish();
  });
}

void write_hdf5_table(const std::filesystem::path& file, const std::vector<TableEntry>& entries) {
  write_file(file, ErrorKind::data, [&](const hdf5::Group& root) {
    write_file_identity(root, "table");
    for (const TableEntry& entry : entries) write_entry(root, entry);
  });
}

}  // namespace dbn
