#include "libdbn/io/data/sparse_file.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/registry.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/data/labels.hpp"
#include "libdbn/io/files/guard.hpp"
#include "libdbn/io/hdf5/arrays.hpp"

namespace dbn {
namespace {

constexpr Index entries_at_a_time = Index{1} << 20;
constexpr double most_columns = 2147483647;
constexpr Index most_columns_without_entries = Index{1} << 24;
constexpr std::int64_t most_levels = 256;

hdf5::Group group_at(const std::filesystem::path& file, const std::string& path) {
  hdf5::Group group = hdf5::open_file(file, ErrorKind::data);
  for (const std::string& step : split(path, '/')) {
    if (!step.empty()) group = group.group(step);
  }
  return group;
}

Index integer_in(const hdf5::Group& group, std::string_view name, std::int64_t least, double greatest) {
  const std::int64_t value = group.integer_attribute(name);
  if (value >= least && static_cast<double>(value) <= greatest) return static_cast<Index>(value);
  throw group.error("attribute '" + std::string(name) + "' is " + std::to_string(value) +
                    "; expected a whole number from " + std::to_string(least) + " to " + to_text(greatest));
}

/// A list of `count` numbers whose type and length are right.
hdf5::StoredArray list_in(const hdf5::Group& group, std::string_view name, Index count, const std::string& of_what) {
  hdf5::StoredArray list = group.array(name);
  if (!list.type().is_number()) throw list.error("found " + list.type().text() + ", expected numbers");
  if (list.rank() == 1 && list.count() == count) return list;
  throw list.error("found shape " + hdf5::shape_text(list.shape()) + ", expected (" + std::to_string(count) + "), " +
                   of_what);
}

void require_integers(const hdf5::StoredArray& list) {
  if (list.type().element_class == hdf5::ElementClass::integer) return;
  throw list.error("found " + list.type().text() + ", expected integers");
}

std::vector<std::string> names_in(const hdf5::Group& group, std::string_view name, std::optional<Index> count) {
  if (!group.has(name)) return {};
  const hdf5::StoredArray array = group.array(name);
  if (!count || array.count() == *count) return hdf5::read_plain_texts(array);
  throw array.error("found " + std::to_string(array.count()) + " names, expected " + std::to_string(*count));
}

SparseKind kind_in(const hdf5::Group& group) {
  const std::string name = group.text_attribute("sparse_kind");
  const auto names = sparse_kinds();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<SparseKind>(found - names.begin());
  throw group.error("attribute 'sparse_kind': " + unknown_name_message("kind of rows", name, names));
}

std::vector<double> levels_in(const hdf5::Group& group) {
  const hdf5::StoredArray array = list_in(
      group, "level_values", integer_in(group, "levels", 2, static_cast<double>(most_levels)), "one for each level");
  std::vector<double> levels(array.count());
  array.read(levels.data());
  for (Index k = 0; k < levels.size(); ++k) {
    if (std::isfinite(levels[k]) && (k == 0 || levels[k] > levels[k - 1])) continue;
    throw array.error("the value of level " + std::to_string(k) + " is " + to_text(levels[k]) +
                      "; expected finite numbers that rise");
  }
  return levels;
}

std::vector<Index> starts_in(const hdf5::StoredArray& array, Index entries) {
  std::vector<std::int64_t> numbers(array.count());
  array.read(numbers.data());
  std::vector<Index> starts(numbers.size());
  for (Index n = 0; n < numbers.size(); ++n) {
    const std::int64_t least = n == 0 ? 0 : numbers[n - 1];
    const bool is_last = n + 1 == numbers.size();
    const bool good = numbers[n] >= least && static_cast<Index>(numbers[n]) <= entries && (n != 0 || numbers[n] == 0) &&
                      (!is_last || static_cast<Index>(numbers[n]) == entries);
    if (!good) {
      throw array.error("element " + std::to_string(n) + " is " + std::to_string(numbers[n]) +
                        "; expected 0 first, then numbers that do not fall, and " + std::to_string(entries) +
                        ", the number of entries, last");
    }
    starts[n] = static_cast<Index>(numbers[n]);
  }
  return starts;
}

// Memory is taken for columns, too.
void require_use_of_columns(const hdf5::Group& group, Index columns, Index entries) {
  if (columns <= std::max(entries, most_columns_without_entries)) return;
  throw group.error("attribute 'columns' is " + std::to_string(columns) + ", but there are " + std::to_string(entries) +
                    " entries; more than " + std::to_string(most_columns_without_entries) +
                    " columns need as many entries at least: number the columns that occur");
}

}  // namespace

struct SparseFile::Parts {
  hdf5::Group group;
  SparseTable table;
  hdf5::StoredArray positions;
  hdf5::StoredArray values;
  std::vector<Index> starts;

  static Parts open(const std::filesystem::path& file, const std::string& path);
  Index rows_together(Index first) const;
  void for_each_row(const std::function<void(Index, const SparseRow&)>& visit) const;
  std::vector<std::uint32_t> read_positions(Index first, Index count) const;
  std::vector<float> read_values(Index first, Index count) const;
  void require_rising(Index row, std::span<const std::uint32_t> columns) const;
};

// The order matters: what is small is read and checked before what it says is believed.
SparseFile::Parts SparseFile::Parts::open(const std::filesystem::path& file, const std::string& path) {
  const hdf5::Group group = group_at(file, path);
  SparseTable table;
  table.name = file.string() + (path.empty() || path == "/" ? "" : ":" + path);
  table.kind = kind_in(group);
  table.columns = integer_in(group, "columns", 1, most_columns);
  const Index rows = integer_in(group, "rows", 1, 0x1p53);
  if (table.kind == SparseKind::ratings) table.levels = levels_in(group);
  for (const std::string_view figure : generator_figures()) {
    if (group.has_attribute(figure)) table.generator.emplace_back(figure, group.number_attribute(figure));
  }
  hdf5::StoredArray values = group.array("values");
  hdf5::StoredArray positions =
      list_in(group, "indices", values.count(), "one column for each element of " + values.path());
  values = list_in(group, "values", values.count(), "one dimension");
  require_use_of_columns(group, table.columns, values.count());
  const hdf5::StoredArray indptr = list_in(group, "indptr", rows + 1, "one more than there are rows");
  require_integers(positions);
  require_integers(indptr);
  std::vector<Index> starts = starts_in(indptr, values.count());
  table.class_names = names_in(group, "class_names", std::nullopt);
  table.row_names = names_in(group, "row_names", rows);
  table.column_names = names_in(group, "column_names", table.columns);
  if (group.has("labels")) {
    const hdf5::StoredArray labels = list_in(group, "labels", rows, "one label for each row");
    table.labels = hdf5::read_labels(labels, table.class_names.size());
    take_plus_minus(table.labels, table.class_names);
  }
  return {group, std::move(table), std::move(positions), std::move(values), std::move(starts)};
}

Index SparseFile::Parts::rows_together(Index first) const {
  const auto limit = std::upper_bound(starts.begin() + static_cast<std::ptrdiff_t>(first), starts.end(),
                                      starts[first] + entries_at_a_time);
  return std::max<Index>(1, static_cast<Index>(limit - starts.begin()) - 1 - first);
}

// Through double, which holds every number that is right exactly and shows any that is wrong as it is.
std::vector<std::uint32_t> SparseFile::Parts::read_positions(Index first, Index count) const {
  std::vector<double> numbers(count);
  if (count > 0) positions.read_block({first}, {count}, numbers.data());
  std::vector<std::uint32_t> columns(count);
  for (Index i = 0; i < count; ++i) {
    if (!(numbers[i] >= 0) || numbers[i] >= static_cast<double>(table.columns)) {
      throw positions.error("element " + std::to_string(first + i) + " is " + to_text(numbers[i]) +
                            "; expected a column from 0 to " + std::to_string(table.columns - 1));
    }
    columns[i] = static_cast<std::uint32_t>(numbers[i]);
  }
  return columns;
}

std::vector<float> SparseFile::Parts::read_values(Index first, Index count) const {
  std::vector<double> numbers(count);
  if (count > 0) values.read_block({first}, {count}, numbers.data());
  const bool ratings = table.kind == SparseKind::ratings;
  std::vector<float> found(count);
  for (Index i = 0; i < count; ++i) {
    const double value = numbers[i];
    found[i] = static_cast<float>(value);
    const bool is_level = value < static_cast<double>(table.levels.size()) && value == std::floor(value);
    if (value >= 0 && (ratings ? is_level : std::isfinite(found[i]))) continue;
    throw values.error("element " + std::to_string(first + i) + " is " + to_text(value) + "; expected " +
                       (ratings ? "the number of a level from 0 to " + std::to_string(table.levels.size() - 1)
                                : "a finite count >= 0"));
  }
  return found;
}

void SparseFile::Parts::require_rising(Index row, std::span<const std::uint32_t> columns) const {
  for (Index i = 1; i < columns.size(); ++i) {
    if (columns[i] > columns[i - 1]) continue;
    throw positions.error("row " + std::to_string(row) + " has column " + std::to_string(columns[i]) + " after " +
                          std::to_string(columns[i - 1]) + "; expected columns that rise within each row");
  }
}

void SparseFile::Parts::for_each_row(const std::function<void(Index, const SparseRow&)>& visit) const {
  const Index rows = starts.size() - 1;
  for (Index first = 0; first < rows;) {
    const Index end = first + rows_together(first);
    const Index begin = starts[first];
    const std::vector<std::uint32_t> columns = read_positions(begin, starts[end] - begin);
    const std::vector<float> row_values = read_values(begin, starts[end] - begin);
    for (; first < end; ++first) {
      const Index count = starts[first + 1] - starts[first];
      const SparseRow row{std::span(columns).subspan(starts[first] - begin, count),
                          std::span(row_values).subspan(starts[first] - begin, count)};
      require_rising(first, row.columns);
      visit(first, row);
    }
  }
}

bool holds_sparse_rows(const std::filesystem::path& file, const std::string& group) {
  return run_guarded(file, ErrorKind::data, [&]() -> std::string {
           hdf5::Group at = hdf5::open_file(file, ErrorKind::data);
           for (const std::string& step : split(group, '/')) {
             if (step.empty()) continue;
             if (!at.has(step) || at.kind_of(step) != hdf5::ObjectKind::group) return "";
             at = at.group(step);
           }
           return at.has("indptr") ? "sparse" : "";
         }) == "sparse";
}

SparseFile::SparseFile(const std::filesystem::path& file, const std::string& group) {
  // What makes the HDF5 library crash does so in the child. Chunks whose index has checksums are read but once.
  run_guarded(file, ErrorKind::data, [&] {
    const Parts parts = Parts::open(file, group);
    if (!hdf5::has_own_layout(file, ErrorKind::data)) parts.for_each_row([](Index, const SparseRow&) {});
    return std::string();
  });
  parts_ = std::make_unique<Parts>(Parts::open(file, group));
}

SparseFile::~SparseFile() = default;

const SparseTable& SparseFile::table() const { return parts_->table; }
Index SparseFile::rows() const { return parts_->starts.size() - 1; }
Index SparseFile::entries() const { return parts_->starts.back(); }

bool SparseFile::values_are_bytes() const {
  const hdf5::ElementType& type = parts_->values.type();
  const bool byte = type.element_class == hdf5::ElementClass::integer && type.bytes == 1 && !type.is_signed;
  return byte || parts_->table.kind == SparseKind::ratings;
}

void SparseFile::for_each_row(const std::function<void(Index, const SparseRow&)>& visit) const {
  parts_->for_each_row(visit);
}

SparseRows read_sparse_rows(const std::filesystem::path& file, const std::string& group) {
  const SparseFile source(file, group);
  SparseRows rows;
  static_cast<SparseTable&>(rows) = source.table();
  if (!source.values_are_bytes()) rows.values = std::vector<float>();
  rows.starts.reserve(source.rows() + 1);
  rows.positions.reserve(source.entries());
  std::visit([&](auto& values) { values.reserve(source.entries()); }, rows.values);
  source.for_each_row([&](Index, const SparseRow& row) { rows.add_row(row); });
  return rows;
}

}  // namespace dbn
