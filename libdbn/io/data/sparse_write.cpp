#include <algorithm>

#include "libdbn/base/errors.hpp"
#include "libdbn/io/data/sparse_file.hpp"
#include "libdbn/io/files/atomic_file.hpp"
#include "libdbn/io/model/model_layout.hpp"

namespace dbn {
namespace {

// Readers take no more texts than this.
constexpr Index most_names = 1'000'000;
constexpr Index rows_between_words = Index{1} << 12;

void write_names(const hdf5::Group& root, std::string_view name, const std::vector<std::string>& names) {
  if (!names.empty() && names.size() <= most_names) root.write_array(name, names);
}

/// The arrays of entries, which grow row by row.
template <class Value>
class RowWriter {
 public:
  explicit RowWriter(const hdf5::Group& root)
      : starts_(root, "indptr", 0, "rows"),
        positions_(root, "indices", 0, "entries"),
        values_(root, "values", 0, "entries") {
    starts_.append(0);
  }

  void add(const SparseRow& row) {
    columns_.assign(row.columns.begin(), row.columns.end());
    row_values_.clear();
    for (const float value : row.values) row_values_.push_back(static_cast<Value>(value));
    positions_.append(columns_);
    values_.append(row_values_);
    entries_ += static_cast<std::int64_t>(row.columns.size());
    starts_.append(entries_);
    ++rows_;
  }

  std::int64_t finish() {
    starts_.finish();
    positions_.finish();
    values_.finish();
    return rows_;
  }

 private:
  hdf5::GrowingArray<std::int64_t> starts_;
  hdf5::GrowingArray<std::int32_t> positions_;
  hdf5::GrowingArray<Value> values_;
  std::vector<std::int32_t> columns_;
  std::vector<Value> row_values_;
  std::int64_t entries_ = 0;
  std::int64_t rows_ = 0;
};

template <class Value>
std::int64_t write_entries(const hdf5::Group& root,
                           const std::function<void(const std::function<void(const SparseRow&)>&)>& write_rows) {
  RowWriter<Value> writer(root);
  write_rows([&](const SparseRow& row) { writer.add(row); });
  return writer.finish();
}

/// Makes rows of sorted entries and hands each on when it is complete.
class RowAssembly {
 public:
  RowAssembly(const SparseListing& listing, const InputLines& lines, const std::function<void(const SparseRow&)>& add)
      : listing_(listing), lines_(lines), add_(add) {}

  void take(const SparseEntry& entry) {
    const Index row = place_in(listing_.row_ids, entry.row);
    if (row == row_ && !columns_.empty() && last_.column == entry.column) throw twice(entry);
    finish_rows_before(row);
    columns_.push_back(static_cast<std::uint32_t>(place_in(listing_.column_ids, entry.column)));
    values_.push_back(stored(entry.value));
    last_ = entry;
  }
  /// Also the rows of which there are no entries.
  void finish_rows_before(Index row) {
    for (; row_ < row; ++row_) {
      add_({columns_, values_});
      columns_.clear();
      values_.clear();
    }
  }

 private:
  static Index place_in(const std::vector<std::uint32_t>& ids, std::uint32_t id) {
    if (ids.empty()) return id;
    return static_cast<Index>(std::lower_bound(ids.begin(), ids.end(), id) - ids.begin());
  }
  float stored(float value) const {
    const auto& levels = listing_.table.levels;
    if (levels.empty()) return value;
    return static_cast<float>(std::lower_bound(levels.begin(), levels.end(), static_cast<double>(value)) -
                              levels.begin());
  }
  Error twice(const SparseEntry& entry) const {
    return data_error(lines_.place_of(entry.line) + ": " + listing_.row_word + " and " + listing_.column_word +
                      " are those of " + lines_.place_of(last_.line) +
                      "; expected one line for each pair: keep the one that counts");
  }

  const SparseListing& listing_;
  const InputLines& lines_;
  const std::function<void(const SparseRow&)>& add_;
  std::vector<std::uint32_t> columns_;
  std::vector<float> values_;
  SparseEntry last_;
  Index row_ = 0;
};

}  // namespace

void write_sparse_file(const std::filesystem::path& file, const SparseTable& table, SparseValues values,
                       const std::function<void(const std::function<void(const SparseRow&)>& add_row)>& write_rows) {
  replace_file(file, ErrorKind::data, [&](const std::filesystem::path& temporary) {
    hdf5::DiskFile disk(temporary, file.string(), ErrorKind::data);
    const hdf5::Group root = disk.root();
    write_file_identity(root, "data");
    root.write_attribute("sparse_kind", sparse_kinds()[static_cast<Index>(table.kind)]);
    root.write_attribute("columns", static_cast<std::int64_t>(table.columns));
    if (table.kind == SparseKind::ratings) {
      root.write_attribute("levels", static_cast<std::int64_t>(table.levels.size()));
      root.write_array("level_values", table.levels.data(), {table.levels.size()}, "levels");
    }
    const std::int64_t rows = values == SparseValues::bytes ? write_entries<std::uint8_t>(root, write_rows)
                                                            : write_entries<float>(root, write_rows);
    root.write_attribute("rows", rows);
    for (const auto& [name, value] : table.generator) root.write_attribute(name, value);
    if (!table.labels.empty()) root.write_array("labels", table.labels.data(), {table.labels.size()}, "rows");
    write_names(root, "row_names", table.row_names);
    write_names(root, "column_names", table.column_names);
    write_names(root, "class_names", table.class_names);
    disk.finish();
  });
}

void write_sparse_rows(const std::filesystem::path& file, const SparseRows& rows) {
  const bool bytes = std::holds_alternative<std::vector<std::uint8_t>>(rows.values);
  write_sparse_file(file, rows, bytes ? SparseValues::bytes : SparseValues::reals, [&](const auto& add_row) {
    std::vector<float> row_values;
    for (Index n = 0; n < rows.rows(); ++n) {
      const Index first = rows.starts[n];
      const Index count = rows.starts[n + 1] - first;
      std::visit(
          [&](const auto& values) {
            const auto begin = values.begin() + static_cast<std::ptrdiff_t>(first);
            row_values.assign(begin, begin + static_cast<std::ptrdiff_t>(count));
          },
          rows.values);
      add_row({std::span(rows.positions).subspan(first, count), row_values});
    }
  });
}

void write_listing(const std::filesystem::path& file, const SparseListing& listing, EntrySorter& entries,
                   const InputLines& lines, const ImportWatch& watch) {
  const bool bytes = listing.table.kind == SparseKind::ratings || entries.fits_bytes();
  const auto all = static_cast<double>(std::max<Index>(1, entries.count()));
  write_sparse_file(file, listing.table, bytes ? SparseValues::bytes : SparseValues::reals, [&](const auto& add_row) {
    RowAssembly rows(listing, lines, add_row);
    Index done = 0;
    entries.for_each([&](const SparseEntry& entry) {
      rows.take(entry);
      if (++done % rows_between_words == 0 && watch) watch({"writing", done, static_cast<double>(done) / all});
    });
    rows.finish_rows_before(listing.rows);
    if (watch) watch({"writing", done, 1});
  });
}

}  // namespace dbn
