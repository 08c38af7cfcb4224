// Summary statistics of data, for the choice of units. One pass over the rows.
#pragma once

#include <optional>
#include <span>

#include "libdbn/data/description/moments.hpp"
#include "libdbn/data/sparse/sparse_rows.hpp"

namespace dbn {

/// Least, median and greatest of some lengths; the median of an even number of them is the lower of the two.
struct Lengths {
  Index least = 0;
  Index median = 0;
  Index greatest = 0;
};
/// Reorders them.
Lengths lengths_of(std::span<Index> lengths);

/// What can be said of data of any form.
struct Description {
  Index rows = 0;
  Index columns = 0;
  Moments values;              ///< of all that are present; of ratings their levels' values
  Index nonzero = 0;           ///< elements that are present and not 0
  Index missing = 0;           ///< elements
  bool whole = true;           ///< every value is
  Index zero_rows = 0;         ///< rows of which nothing is present and not 0
  Index constant_columns = 0;  ///< columns whose present values are all equal; of sparse rows those without an entry
  std::optional<Index> duplicate_rows;  ///< equal to an earlier row; unknown of more than 4 million rows

  double elements() const { return static_cast<double>(rows) * static_cast<double>(columns); }
};

/// Counts rows that were there before, by 64-bit hashes: 8 bytes a row, for at most 4 million of them.
class DuplicateCounter {
 public:
  void add(std::span<const std::byte> row);
  std::optional<Index> count();

 private:
  std::vector<std::uint64_t> hashes_;
  Index rows_ = 0;
};

/// Of dense rows. Memory: some numbers a column, and 8 bytes a row.
class DenseDescription {
 public:
  explicit DenseDescription(Index columns) : columns_(columns), occurring_(columns) {}

  /// Whole rows one behind the other.
  void add_rows(std::span<const std::uint8_t> rows);
  void add_rows(std::span<const real> rows);

  Description finish();
  /// The columns that are not as gaussian units want them.
  Index unstandardized_columns() const;
  /// The greatest number of different values in a column, or nothing where some has more than 16 or
  /// values that are not whole numbers from 0.
  std::optional<Index> distinct_values() const;

 private:
  /// Of the whole numbers from 0 to 16, which occur in a column.
  using Occurring = std::uint32_t;

  template <class Value>
  void add(std::span<const Value> rows);

  std::vector<Moments> columns_;
  std::vector<Occurring> occurring_;
  Description total_;
  bool many_values_ = false;
  DuplicateCounter duplicates_;
};

/// Of sparse rows. Memory: 8 bytes a column and 16 a row.
class SparseDescription {
 public:
  explicit SparseDescription(const SparseTable& table)
      : table_(table), column_lengths_(table.columns), level_counts_(table.levels.size()) {}

  void add_row(const SparseRow& row);

  Description finish();
  /// After finish: entries of a row, and of a column.
  const Lengths& row_lengths() const { return of_rows_; }
  const Lengths& column_lengths() const { return of_columns_; }
  const std::vector<Index>& level_counts() const { return level_counts_; }

 private:
  const SparseTable& table_;
  std::vector<Index> column_lengths_;
  std::vector<Index> row_lengths_;
  std::vector<Index> level_counts_;
  Lengths of_rows_;
  Lengths of_columns_;
  Description total_;
  DuplicateCounter duplicates_;
};

/// How often each class occurs, from 0; missing labels are not counted.
std::vector<Index> class_counts(const Labels& labels, Index named_classes);

}  // namespace dbn
