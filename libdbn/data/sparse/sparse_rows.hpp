// Sparse rows as lists of entries: ratings of items, counts of words.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "libdbn/data/dataset.hpp"

namespace dbn {

/// What an entry of a sparse row is, and with it what the absent ones are: unknown beside ratings, 0 beside counts.
enum class SparseKind { ratings, counts };
/// Names in files, in the order of SparseKind.
std::span<const std::string> sparse_kinds();

/// Of made-up rows: how good the model that made them is on them, by the names of generator_figures().
using GeneratorFigures = std::vector<std::pair<std::string, double>>;
/// What may be known of them: names of attributes in files and of keys in reports.
std::span<const std::string_view> generator_figures();

/// All of sparse rows but the rows themselves.
struct SparseTable {
  std::string name;  ///< what messages call it
  SparseKind kind = SparseKind::counts;
  Index columns = 0;                      ///< items or words
  std::vector<double> levels;             ///< of ratings: the K values a rating can have, rising; empty of counts
  Labels labels;                          ///< one per row, or empty; missing_label where unknown
  std::vector<std::string> row_names;     ///< one per row where the source names them
  std::vector<std::string> column_names;  ///< one per column where the source names them
  std::vector<std::string> class_names;   ///< one per class where the source names them
  GeneratorFigures generator;

  /// The number of that name, where the rows have it.
  std::optional<double> generator_figure(std::string_view name) const;
};

/// The entries of one row: columns rise; a value is the number of a level from 0, or a count.
struct SparseRow {
  std::span<const std::uint32_t> columns;
  std::span<const float> values;
};

/// Sparse rows in memory, for 5 or 8 bytes an entry.
struct SparseRows : SparseTable {
  std::vector<Index> starts{0};          ///< N + 1: the entries of row n are starts[n] .. starts[n + 1] - 1
  std::vector<std::uint32_t> positions;  ///< columns of the entries
  std::variant<std::vector<std::uint8_t>, std::vector<float>> values;  ///< bytes wherever all values are

  Index rows() const { return starts.size() - 1; }
  Index entries() const { return positions.size(); }
  Index bytes() const;
  void add_row(const SparseRow& row);
};

/// Whether every value of such a row can be kept as a byte.
bool fits_byte(float value);

/// The rows as dense ones: counts among zeros; of ratings one group of K columns for each item, one-hot where it is
/// rated and NaN where it is not, as softmax:GxK takes them. Throws a data error that says both sizes when they would
/// take more than `most_bytes`.
Dataset dense_rows(const SparseRows& rows, Index most_bytes = Index{1} << 30);

}  // namespace dbn
