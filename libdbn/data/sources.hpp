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

/// All 2^R row patterns and all 2^C column patterns of an R x C grid, each with weight one, so that all-off and all-on
/// come twice (MacKay 2003, section 43; the 16 rows of 3x3 as in Fischer & Igel 2010). Labels: 0 rows, 1 columns. Both
/// sides are from 1 to 16, else a config error.
Dataset bars_and_stripes(Index rows, Index columns);

/// A bar of `bar` neighboring ones on a ring of `pixels`, at each of its `pixels` places: the rows are equally likely
/// and differ, so the greatest mean log-likelihood is -log(pixels) (Melchior, Fischer & Wiskott 2016).
/// `flipped` has zeros in place of ones, which centered learning must not notice. 1 <= bar < pixels <= 4096, else a
/// config error.
enum class BarPixels { on, flipped };
Dataset shifting_bar(Index pixels, Index bar, BarPixels kind);

/// Every pattern of `bits` bits, beside it the same pattern shifted cyclically one to the left, not at all, or one to
/// the right, and a one-hot group of 3 that says which (Hinton & Sejnowski 1986; as a likelihood benchmark Fischer &
/// Igel 2010): 3 2^bits rows of 2 bits + 3 columns, row 3 p + s for pattern p and shift s. Labels: 0 left, 1 none, 2
/// right. The groups make all rows differ, so the greatest mean log-likelihood is -log(3 2^bits); 768 rows for 8 bits.
/// From 2 to 16 bits, else a config error.
Dataset labeled_shifter(Index bits);

/// `count` pictures of 28x28 pixels, bytes of 0 or 255, made after Larochelle et al. 2007; their own files
/// differ in the random numbers. Row n depends only on `seed` and n. 1 <= count <= 1,000,000, else a config error.
///
/// rectangles: the outline of one rectangle; sides are uniform from 1 to 28 and drawn again until they differ by 3 or
/// more, the place is uniform. Labels: 0 wide, 1 tall.
Dataset rectangles(Index count, std::uint64_t seed);
/// convex: white regions, half of them convex: the intersection of 2 or 3 half planes, each bounded by a line through a
/// uniform point in a uniform direction. The others are unions of 2 or 3 such intersections of 5 to 7 half planes,
/// drawn again until they are not convex. Each intersection has at least 24 pixels; with these numbers both classes
/// have the same mean area, 217 pixels. Convex means: every pixel whose center lies in the convex hull of white pixels'
/// centers is white. Labels: 0 not convex, 1 convex.
Dataset convex_regions(Index count, std::uint64_t seed);

}  // namespace dbn
