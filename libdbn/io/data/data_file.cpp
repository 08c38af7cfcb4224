// The reading half of data files.
#include "libdbn/io/data/data_file.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "libdbn/base/characters.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/data/array_parts.hpp"
#include "libdbn/data/labels.hpp"
#include "libdbn/io/data/data_parts.hpp"
#include "libdbn/io/data/sparse_file.hpp"
#include "libdbn/io/files/guard.hpp"
#include "libdbn/io/hdf5/arrays.hpp"
#include "libdbn/io/hdf5/tree.hpp"

namespace dbn {
namespace {

/// Which dimension of the stored inputs is that of the rows: the first, or the last, as MATLAB writes arrays.
enum class RowDimension { first, last };

/// Where the parts of a data set lie, found and checked but not yet read.
struct DataParts {
  hdf5::Group group;
  hdf5::StoredArray inputs;
  RowDimension row_dimension = RowDimension::first;

  bool is_transposed() const { return row_dimension == RowDimension::last; }
  Index rows() const { return is_transposed() ? inputs.shape().back() : inputs.shape().front(); }
};

/// The array of that name where there is one beside the inputs.
std::optional<hdf5::StoredArray> array_beside(const DataParts& parts, std::string_view name) {
  if (!parts.group.has(name) || parts.inputs.path() == parts.group.path_of(name)) return std::nullopt;
  if (parts.group.kind_of(name) == hdf5::ObjectKind::group) return std::nullopt;
  return parts.group.array(name);
}

/// Whether a dimension of an array is as long as there are rows in the stored order, or in the other one.
RowDimension row_dimension_of(const DataParts& parts) {
  const std::vector<Index>& shape = parts.inputs.shape();
  if (shape.size() < 2) return RowDimension::first;
  bool first_fits = false;
  bool last_fits = false;
  std::vector<std::string_view> names(label_names().begin(), label_names().end());
  names.insert(names.end(), {"weights", "targets"});
  for (const std::string_view name : names) {
    const auto array = array_beside(parts, name);
    if (!array) continue;
    const auto fits = [&](Index rows) {
      return std::find(array->shape().begin(), array->shape().end(), rows) != array->shape().end();
    };
    first_fits = first_fits || fits(shape.front());
    last_fits = last_fits || fits(shape.back());
  }
  const bool is_matlab = parts.inputs.has_attribute("MATLAB_class");
  if (is_matlab) return first_fits && !last_fits ? RowDimension::first : RowDimension::last;
  return shape.size() == 2 && last_fits && !first_fits ? RowDimension::last : RowDimension::first;
}

/// Nothing where there are sparse rows.
std::optional<DataParts> find_arrays(const std::filesystem::path& file, const std::string& path) {
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
  for (const std::string_view name : input_names()) {
    if (group.has(name)) return DataParts{group, group.array(name)};
  }
  if (group.has("indptr")) return std::nullopt;
  throw group.error(
      "holds no data: expected a dataset 'inputs' (rows, columns), also called 'samples' or 'x'; name "
      "another one by FILE:/name");
}

/// Nothing where there are sparse rows instead.
std::optional<DataParts> find_parts(const std::filesystem::path& file, const std::string& path) {
  std::optional<DataParts> parts = find_arrays(file, path);
  if (parts) parts->row_dimension = row_dimension_of(*parts);
  return parts;
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
  std::vector<Index> shape = parts.inputs.shape();
  if (parts.is_transposed()) std::reverse(shape.begin(), shape.end());
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

Index column_count(const DataParts& parts) {
  const hdf5::StoredArray& inputs = parts.inputs;
  if (!inputs.type().is_number()) throw inputs.error("found text, expected numbers");
  if (inputs.rank() < 2) {
    throw inputs.error("found shape " + hdf5::shape_text(inputs.shape()) + ", expected (rows, columns)");
  }
  if (inputs.count() == 0) throw inputs.error("is empty: its shape is " + hdf5::shape_text(inputs.shape()));
  return inputs.count() / parts.rows();
}

bool holds_bytes(const hdf5::ElementType& type) {
  return type.element_class == hdf5::ElementClass::boolean ||
         (type.element_class == hdf5::ElementClass::integer && type.bytes == 1 && !type.is_signed);
}

/// Where element `n`, counted in the order of `shape`, lies in that of the reversed shape.
Index reversed_place(Index n, std::span<const Index> shape) {
  Index place = 0;
  for (Index d = shape.size(); d-- > 0; n /= shape[d]) place = place * shape[d] + n % shape[d];
  return place;
}

/// `count` rows from `first` on, each in one piece.
template <class Value>
void read_rows(const DataParts& parts, Index first, Index count, Value* out) {
  const hdf5::StoredArray& inputs = parts.inputs;
  std::vector<Index> start(inputs.rank(), 0);
  std::vector<Index> extent = inputs.shape();
  (parts.is_transposed() ? start.back() : start.front()) = first;
  (parts.is_transposed() ? extent.back() : extent.front()) = count;
  if (!parts.is_transposed()) return inputs.read_block(start, extent, out);
  const Index columns = inputs.count() / parts.rows();
  const auto dimensions = std::span(inputs.shape()).first(inputs.rank() - 1);
  std::vector<Value> values(count * columns);
  inputs.read_block(start, extent, values.data());
  for (Index j = 0; j < columns; ++j) {
    const Index column = reversed_place(j, dimensions);
    for (Index i = 0; i < count; ++i) out[i * columns + column] = values[j * count + i];
  }
}

/// In pieces, as turned rows lie in memory twice.
template <class Value>
void read_all_rows(const DataParts& parts, Index columns, Value* out) {
  constexpr Index elements_of_piece = Index{1} << 24;
  if (!parts.is_transposed()) return parts.inputs.read(out);
  const Index most = std::max<Index>(1, elements_of_piece / columns);
  for (Index first = 0; first < parts.rows(); first += most) {
    read_rows(parts, first, std::min(most, parts.rows() - first), out + first * columns);
  }
}

decltype(Dataset::inputs) read_inputs(const DataParts& parts) {
  const Index columns = column_count(parts);
  if (holds_bytes(parts.inputs.type())) {
    ByteMatrix bytes = xt::empty<std::uint8_t>({parts.rows(), columns});
    read_all_rows(parts, columns, bytes.data());
    return bytes;
  }
  Matrix values;
  reshape(values, parts.rows(), columns);
  read_all_rows(parts, columns, values.data());
  require_no_infinity(parts.inputs, values);
  return values;
}

/// Names called `array`, or none; `expected` of them where that is known.
std::vector<std::string> read_names(const hdf5::Group& group, const std::string& name, std::optional<Index> expected,
                                    const std::string& what) {
  if (!group.has(name)) return {};
  const hdf5::StoredArray array = group.array(name);
  if (!expected || array.count() == *expected) return hdf5::read_plain_texts(array);
  throw array.error("found " + std::to_string(array.count()) + " names, expected " + std::to_string(*expected) +
                    ", one for each " + what);
}

/// The array that has one `what` for each row; nothing when there is none.
std::optional<hdf5::StoredArray> find_row_numbers(const DataParts& parts, const std::string& name,
                                                  const std::string& what, Index rows) {
  auto array = array_beside(parts, name);
  if (!array) return array;
  if (array->count() != rows || (array->rank() > 1 && array->shape()[0] != rows && array->shape()[1] != rows)) {
    throw array->error("found shape " + hdf5::shape_text(array->shape()) + ", expected (" + std::to_string(rows) +
                       "), one " + what + " for each row of " + parts.inputs.path());
  }
  return array;
}

PlainArray plain(const hdf5::StoredArray& array) {
  PlainArray result{array.context().file_name + ": " + array.path(), array.shape(), {}, {}};
  if (array.type().element_class == hdf5::ElementClass::text) {
    result.texts = array.read_texts();
  } else {
    result.numbers = hdf5::read_doubles(array);
  }
  return result;
}

/// Of (rows, K) with rows in the last dimension, the other way round.
PlainArray rows_first(PlainArray array, Index rows) {
  const bool is_turned = array.shape.size() == 2 && array.shape[0] != rows && array.shape[1] == rows;
  return is_turned ? transposed(std::move(array)) : array;
}

/// The name of the array that labels or targets were taken from, or nothing.
std::optional<std::string_view> take_labels_beside(const DataParts& parts, Dataset& data) {
  for (const std::string_view name : label_names()) {
    const auto array = array_beside(parts, name);
    if (!array || !may_be_labels(array->shape(), name, parts.rows())) continue;
    require_label_shape(array->context().file_name + ": " + array->path(), array->shape(), parts.rows());
    take_labels(data, rows_first(plain(*array), parts.rows()), name, parts.rows());
    return name;
  }
  return std::nullopt;
}

/// What has as many rows and might be thought to be used.
void note_unused(const DataParts& parts, std::optional<std::string_view> labels, Dataset& data) {
  constexpr Index most_names = 1000;
  constexpr std::string_view used[] = {"weights", "targets", "column_names", "class_names", "target_names"};
  for (const std::string& name : parts.group.names(most_names)) {
    if (name == labels || parts.group.path_of(name) == parts.inputs.path()) continue;
    if (std::find(std::begin(used), std::end(used), name) != std::end(used)) continue;
    if (parts.group.kind_of(name) != hdf5::ObjectKind::dataset) continue;
    const auto shape = hdf5::array_header(parts.group, name).shape;
    const bool has_rows = !shape.empty() && (shape.front() == parts.rows() || shape.back() == parts.rows());
    if (has_rows) data.notes.push_back("'" + printable(name) + "' has as many rows and is not used");
  }
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
  const auto array = array_beside(parts, "targets");
  if (!array) return {};
  const auto& shape = array->shape();
  const bool is_turned = parts.is_transposed() && shape.size() == 2 && shape[0] != rows && shape[1] == rows;
  const bool of_rows = is_turned || (!shape.empty() && shape[0] == rows);
  if (shape.empty() || shape.size() > 2 || !of_rows || array->count() == 0) {
    throw array->error("found shape " + hdf5::shape_text(shape) + ", expected (" + std::to_string(rows) +
                       ", targets), one row for each row of " + parts.inputs.path());
  }
  Matrix targets = zeros(rows, array->count() / rows);
  array->read(targets.data());
  if (is_turned) {
    const Matrix stored = targets;
    for (Index i = 0; i < stored.size(); ++i) targets(i % rows, i / rows) = stored.data()[i];
  }
  for (Index i = 0; i < rows; ++i) {
    for (Index j = 0; j < targets.shape(1); ++j) {
      if (std::isfinite(targets(i, j))) continue;
      throw array->error("row " + std::to_string(i) + ", column " + std::to_string(j) + " is " +
                         to_text(static_cast<double>(targets(i, j))) +
                         "; expected a finite number: fill missing targets in, or leave the rows out");
    }
  }
  return targets;
}

/// All but the inputs, which are large.
Dataset read_beside_inputs(const DataParts& parts) {
  Dataset data;
  const Index columns = column_count(parts);
  const Index rows = parts.rows();
  if (parts.is_transposed()) {
    data.notes.push_back(parts.inputs.path() + " is stored as " + hdf5::shape_text(parts.inputs.shape()) +
                         ", columns first as MATLAB writes: read as " + std::to_string(rows) + " rows of " +
                         std::to_string(columns) + " columns");
  }
  data.image = image_shape(parts, columns);
  data.column_names = read_names(parts.group, "column_names", columns, "column");
  data.class_names = read_names(parts.group, "class_names", std::nullopt, "class");
  data.weights = read_weights(parts, rows);
  data.targets = read_targets(parts, rows);
  const auto labels = take_labels_beside(parts, data);
  const Index targets = data.targets.shape(1);
  if (targets > 0) data.target_names = read_names(parts.group, "target_names", targets, "target");
  note_unused(parts, labels, data);
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
      : parts_(std::move(parts)), columns_(column_count(parts_)), data_(read_beside_inputs(parts_)) {
    data_.name = name;
  }

  Index columns() const override { return columns_; }

  bool next(RowBlock& block) override {
    if (holds_bytes(parts_.inputs.type())) return read(block.emplace<std::vector<std::uint8_t>>());
    auto& values = block.emplace<std::vector<real>>();
    if (!read(values)) return false;
    const Index rows = values.size() / columns_;
    require_no_infinity(parts_.inputs, {values.data(), rows, columns_, columns_}, done_ - rows);
    return true;
  }

  Dataset beside() override { return std::move(data_); }
  double fraction() const override { return static_cast<double>(done_) / static_cast<double>(parts_.rows()); }

 private:
  template <class Value>
  bool read(std::vector<Value>& values) {
    const Index rows = std::min(rows_of_block(columns_, sizeof(Value)), parts_.rows() - done_);
    if (rows == 0) return false;
    values.resize(rows * columns_);
    read_rows(parts_, done_, rows, values.data());
    done_ += rows;
    return true;
  }

  DataParts parts_;
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
  OpenedInputs opened{read_beside_inputs(*parts),        parts->inputs,         parts->rows(), column_count(*parts),
                      holds_bytes(parts->inputs.type()), parts->is_transposed()};
  opened.beside.name = name_of(file, group);
  return opened;
}

Dataset read_hdf5_data(const std::filesystem::path& file, const std::string& group) {
  const std::optional<DataParts> parts = guarded_parts(file, group);
  if (!parts) return dense_rows(read_sparse_rows(file, group));
  Dataset data = read_beside_inputs(*parts);
  data.name = name_of(file, group);
  data.inputs = read_inputs(*parts);
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

}  // namespace dbn
