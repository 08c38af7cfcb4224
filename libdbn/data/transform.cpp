#include "libdbn/data/transform.hpp"

#include <algorithm>
#include <cmath>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/errors.hpp"

namespace dbn {
namespace {

constexpr double largest_pixel = 255;

struct ColumnStatistics {
  double least = HUGE_VAL;
  double greatest = -HUGE_VAL;
  double mean = 0;
  double variance = 0;
  double count = 0;
};

/// Calls visit(row, column, value) for every value that is there, row by row.
template <class Visit>
void for_values(const Dataset& data, const Visit& visit) {
  data.for_each_row([&, columns = data.columns()](Index i, const auto* row) {
    for (Index j = 0; j < columns; ++j) {
      const double value = static_cast<double>(row[j]);
      if (value == value) visit(i, j, value);
    }
  });
}

// The corrected two-pass algorithm (Chan, Golub & LeVeque 1983): the second pass mends the rounding of the first mean,
// so nothing is lost when the mean is large against the spread, and equal numbers have exactly themselves and 0.
std::vector<ColumnStatistics> column_statistics(const Dataset& data) {
  std::vector<ColumnStatistics> columns(data.columns());
  for_values(data, [&](Index row, Index column, double value) {
    if (std::isinf(value)) {
      throw data_error(data.name + ": row " + std::to_string(row) + ", column " + std::to_string(column) +
                       " is infinite; expected finite numbers, or NaN for a missing value");
    }
    ColumnStatistics& c = columns[column];
    c.least = std::min(c.least, value);
    c.greatest = std::max(c.greatest, value);
    c.mean += value;
    c.count += 1;
  });
  for (ColumnStatistics& c : columns) c.mean /= std::max(1.0, c.count);
  std::vector<double> corrections(columns.size(), 0.0);
  for_values(data, [&](Index, Index column, double value) {
    const double deviation = value - columns[column].mean;
    corrections[column] += deviation;
    columns[column].variance += deviation * deviation;
  });
  for (Index j = 0; j < columns.size(); ++j) {
    ColumnStatistics& c = columns[j];
    const double count = std::max(1.0, c.count);
    c.variance = (c.variance - corrections[j] * corrections[j] / count) / count;
    c.mean += corrections[j] / count;
  }
  return columns;
}

bool holds_pixels(const Dataset& data) {
  if (!data.is_bytes()) return false;
  const auto is_pixel = [](auto byte) { return byte > 1; };
  const StoredRows* stored = data.stored();
  if (stored == nullptr) {
    const auto& bytes = std::get<ByteMatrix>(data.inputs);
    return std::any_of(bytes.begin(), bytes.end(), is_pixel);
  }
  bool found = false;
  for (Index n = 0; n < stored->rows() && !found; ++n) {
    stored->row(n).visit(
        [&](const auto* elements) { found = std::any_of(elements, elements + stored->columns(), is_pixel); });
  }
  return found;
}

/// Shift and scale of each column as `rule(statistics, shift, scale)` sets them.
template <class Rule>
void fit_columns(const Dataset& data, const Rule& rule, InputTransform& transform) {
  const std::vector<ColumnStatistics> columns = column_statistics(data);
  transform.shift = Vector({columns.size()}, real(0));
  transform.scale = Vector({columns.size()}, real(1));
  for (Index j = 0; j < columns.size(); ++j) {
    if (columns[j].count == 0) continue;
    const auto [shift, scale] = rule(columns[j]);
    transform.shift(j) = static_cast<real>(shift);
    // Also keeps 1 where the spread is too small for a real.
    if (static_cast<real>(scale) > 0) transform.scale(j) = static_cast<real>(scale);
  }
}

}  // namespace

std::vector<std::string> transform_kinds() { return {"automatic", "none", "scale", "standardize"}; }

void InputTransform::apply(MatrixView rows) const {
  const auto for_columns = [&rows](const Vector& numbers, const auto& change) {
    if (numbers.size() == 0) return;
    require_columns("InputTransform::apply", rows, numbers.size());
    for (Index i = 0; i < rows.rows; ++i) {
      real* row = rows.row(i);
      for (Index j = 0; j < rows.columns; ++j) change(row[j], numbers.data()[j]);
    }
  };
  for_columns(shift, [](real& value, real number) { value -= number; });
  for_columns(scale, [](real& value, real number) { value /= number; });
}

InputTransform fit_transform(TransformKind kind, const Dataset& training) {
  using Pair = std::pair<double, double>;
  InputTransform transform;
  switch (kind) {
    case TransformKind::none: return transform;
    case TransformKind::automatic:
      if (!holds_pixels(training)) return transform;
      transform.scale = Vector({training.columns()}, static_cast<real>(largest_pixel));
      break;
    case TransformKind::scale:
      fit_columns(
          training, [](const ColumnStatistics& c) { return Pair(c.least, c.greatest - c.least); }, transform);
      break;
    case TransformKind::standardize:
      fit_columns(
          training, [](const ColumnStatistics& c) { return Pair(c.mean, std::sqrt(c.variance)); }, transform);
      break;
  }
  transform.kind = transform_kinds()[static_cast<Index>(kind)];
  return transform;
}

}  // namespace dbn
