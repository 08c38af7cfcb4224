// CSV files: rows of numbers, with labels, weights and targets as columns.
#pragma once

#include "libdbn/data/dataset.hpp"

namespace dbn {

/// Columns of a CSV file that are no inputs, each by its name, else by its number from 0; "none" for none.
struct CsvColumns {
  std::string label = "";  ///< also "": the one called label, class or target
  std::string weight = "none";
  std::string targets = "none";  ///< separated by commas; the targets come in this order
};

/// Numbers separated by commas, semicolons or tabs, one row a line, plain or gzip; the decimal mark is a point. Fields
/// may be quoted. '#' lines and empty lines are skipped; an empty field, `nan` or `NA` is a missing value; infinities
/// are refused. A first line that is not numeric is taken as column names. The column called `label`, `class` or
/// `target` (or `columns.label`) holds classes: integers from 0, or words, which become classes in sorted order.
/// `columns.weight` holds the weights of the rows, `columns.targets` finite numbers to be predicted; none of these is
/// looked for by itself, as a column called weight may be a measurement. Throws a data error with file and line.
Dataset read_csv(const std::filesystem::path& file, const CsvColumns& columns = {});

}  // namespace dbn
