// CSV files: rows of numbers, with labels, weights and targets as columns.
#pragma once

#include "libdbn/data/dataset.hpp"
#include "libdbn/data/formats/csv_layout.hpp"

namespace dbn {

/// Numbers separated by commas, semicolons, tabs or blanks, one row a line, plain or gzip; the decimal mark is a point.
/// Fields may be quoted. '#' lines, empty lines and rows of empty fields are skipped; an empty field, `?`, `nan` or
/// `NA` is a missing value; infinities are refused. csv_layout.hpp has the rules for column names and for columns
/// without one, csv_labels.hpp those for labels. `columns.weight` holds the weights of the rows, `columns.targets`
/// finite numbers to be predicted; none of these is looked for by itself, as a column called weight may be a
/// measurement. What was assumed stands in the notes of the data. Throws a data error with file and line.
Dataset read_csv(const std::filesystem::path& file, const CsvColumns& columns = {});

}  // namespace dbn
