// Readers of data files that need no HDF5, and data sets that are made by rule.
#pragma once

#include "libdbn/data/dataset.hpp"

namespace dbn {

/// IDX images or vectors (uint8, rank 2 to 4; rows are flattened), plain or gzip. Magic number, rank, counts and length
/// are checked before memory is taken; a label file given here is named as such. Throws a data error.
Dataset read_idx(const std::filesystem::path& images);
/// IDX images with the labels of the same rows.
Dataset read_idx(const std::filesystem::path& images, const std::filesystem::path& labels);
/// The labels file that lies beside an images file of the usual naming, with or without .gz: train-labels-idx1-ubyte
/// for train-images-idx3-ubyte.gz. Nothing when the name has no "images" in it or there is no such file.
std::optional<std::filesystem::path> labels_beside(const std::filesystem::path& images);

/// Numbers separated by commas, semicolons or tabs, one row a line, plain or gzip; the decimal mark is a point. Fields
/// may be quoted. '#' lines and empty lines are skipped; an empty field, `nan` or `NA` is a missing value; infinities
/// are refused. A first line that is not numeric is taken as column names. The column called `label`, `class` or
/// `target` (or the one that `label_column` names or numbers from 0; "none" for no labels) holds classes: integers from
/// 0, or words, which become classes in sorted order. Throws a data error with file and line.
Dataset read_csv(const std::filesystem::path& file, const std::string& label_column = "");

/// All 2^R row patterns and all 2^C column patterns of an R x C grid, each with weight one, so that all-off and all-on
/// come twice (MacKay 2003, section 43; the 16 rows of 3x3 as in Fischer & Igel 2010). Labels: 0 rows, 1 columns. Both
/// sides are from 1 to 16, else a config error.
Dataset bars_and_stripes(Index rows, Index columns);

}  // namespace dbn
