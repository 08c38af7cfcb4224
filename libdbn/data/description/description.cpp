#include "libdbn/data/description/description.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace dbn {
namespace {

constexpr Index most_hashed_rows = Index{1} << 22;
constexpr double greatest_distinct = 16;

bool is_whole(double value) { return value == std::floor(value); }

}  // namespace

Lengths lengths_of(std::span<Index> lengths) {
  if (lengths.empty()) return {};
  const auto middle = lengths.begin() + static_cast<std::ptrdiff_t>((lengths.size() - 1) / 2);
  std::nth_element(lengths.begin(), middle, lengths.end());
  return {*std::min_element(lengths.begin(), lengths.end()), *middle,
          *std::max_element(lengths.begin(), lengths.end())};
}

void DuplicateCounter::add(std::span<const std::byte> row) {
  if (++rows_ > most_hashed_rows) return;
  hashes_.push_back(std::hash<std::string_view>()({reinterpret_cast<const char*>(row.data()), row.size()}));
}

std::optional<Index> DuplicateCounter::count() {
  if (rows_ > most_hashed_rows) return std::nullopt;
  std::sort(hashes_.begin(), hashes_.end());
  return static_cast<Index>(hashes_.end() - std::unique(hashes_.begin(), hashes_.end()));
}

template <class Value>
void DenseDescription::add(std::span<const Value> rows) {
  const Index columns = columns_.size();
  for (; !rows.empty(); rows = rows.subspan(columns)) {
    const auto row = rows.first(columns);
    Index nonzero = 0;
    for (Index j = 0; j < columns; ++j) {
      const auto value = static_cast<double>(row[j]);
      if (std::isnan(value)) {
        ++total_.missing;
        continue;
      }
      columns_[j].add(value);
      total_.values.add(value);
      nonzero += value != 0 ? 1 : 0;
      total_.whole = total_.whole && is_whole(value);
      if (value >= 0 && value <= greatest_distinct && is_whole(value)) {
        occurring_[j] |= Occurring{1} << static_cast<unsigned>(value);
      } else {
        many_values_ = true;
      }
    }
    total_.nonzero += nonzero;
    total_.zero_rows += nonzero == 0 ? 1 : 0;
    ++total_.rows;
    duplicates_.add(std::as_bytes(row));
  }
}

void DenseDescription::add_rows(std::span<const std::uint8_t> rows) { add(rows); }
void DenseDescription::add_rows(std::span<const real> rows) { add(rows); }

Description DenseDescription::finish() {
  total_.columns = columns_.size();
  total_.constant_columns = static_cast<Index>(std::count_if(
      columns_.begin(), columns_.end(), [](const Moments& column) { return column.least() == column.greatest(); }));
  total_.duplicate_rows = duplicates_.count();
  return total_;
}

Index DenseDescription::unstandardized_columns() const {
  return static_cast<Index>(
      std::count_if(columns_.begin(), columns_.end(), [](const Moments& column) { return !column.are_standard(); }));
}

std::optional<Index> DenseDescription::distinct_values() const {
  if (many_values_) return std::nullopt;
  int most = 0;
  for (const Occurring values : occurring_) most = std::max(most, __builtin_popcount(values));
  return static_cast<Index>(most);
}

void SparseDescription::add_row(const SparseRow& row) {
  Index nonzero = 0;
  for (Index i = 0; i < row.columns.size(); ++i) {
    ++column_lengths_[row.columns[i]];
    double value = static_cast<double>(row.values[i]);
    if (table_.kind == SparseKind::ratings) {
      const auto level = static_cast<Index>(row.values[i]);
      ++level_counts_[level];
      value = table_.levels[level];
    }
    total_.values.add(value);
    total_.whole = total_.whole && is_whole(value);
    nonzero += value != 0 ? 1 : 0;
  }
  const bool ratings = table_.kind == SparseKind::ratings;
  total_.nonzero += nonzero;
  total_.zero_rows += (ratings ? row.columns.empty() : nonzero == 0) ? 1 : 0;
  if (ratings) total_.missing += table_.columns - row.columns.size();
  ++total_.rows;
  row_lengths_.push_back(row.columns.size());
  // One hash of both lists, as rows with equal columns may differ in their values.
  std::vector<std::byte> both;
  for (const auto part : {std::as_bytes(row.columns), std::as_bytes(row.values)}) {
    both.insert(both.end(), part.begin(), part.end());
  }
  duplicates_.add(both);
}

Description SparseDescription::finish() {
  total_.columns = table_.columns;
  total_.constant_columns = static_cast<Index>(std::count(column_lengths_.begin(), column_lengths_.end(), Index{0}));
  total_.duplicate_rows = duplicates_.count();
  of_rows_ = lengths_of(row_lengths_);
  of_columns_ = lengths_of(column_lengths_);
  return total_;
}

std::vector<Index> class_counts(const Labels& labels, Index named_classes) {
  std::vector<Index> counts(named_classes);
  for (const std::int32_t label : labels) {
    if (label == missing_label) continue;
    const auto place = static_cast<Index>(label);
    if (place >= counts.size()) counts.resize(place + 1);
    ++counts[place];
  }
  return counts;
}

}  // namespace dbn
