#include "libdbn/data/transforms/column_statistics.hpp"

#include <algorithm>

#include "libdbn/base/errors.hpp"

namespace dbn {
namespace {

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

}  // namespace

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

}  // namespace dbn
