// What transforms are fitted from: moments and range of each column, streamed over the rows.
#pragma once

#include <cmath>
#include <vector>

#include "libdbn/data/dataset.hpp"

namespace dbn {

/// Of the values that are there; `count` is their number.
struct ColumnStatistics {
  double least = HUGE_VAL;
  double greatest = -HUGE_VAL;
  double mean = 0;
  double variance = 0;  ///< the mean squared deviation, sum (x - mean)^2 / count
  double count = 0;
};

/// Of every column, in two passes over the rows by the corrected two-pass algorithm (Chan, Golub & LeVeque 1983,
/// equation 1.7): with m the rounded mean of the first pass,
///
///     mean = m + sum (x - m) / count,   variance = (sum (x - m)^2 - (sum (x - m))^2 / count) / count
///
/// so nothing is lost when the mean is large against the spread, and equal numbers have exactly themselves and 0. NaN
/// is left out. Throws a data error that names row and column of an infinite value.
std::vector<ColumnStatistics> column_statistics(const Dataset& data);

}  // namespace dbn
