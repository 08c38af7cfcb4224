// Named data sets: NAME:ARGUMENT in a config or on the command line.
#pragma once

#include "libdbn/data/dataset.hpp"

namespace dbn {

/// The data set NAME:ARGUMENT, or nothing when no set has this name:
///
///     fashion-mnist:train|test   Xiao, Rasul & Vollgraf 2017; DIRECTORY/fashion-mnist, else the place of the Debian
///                                package dataset-fashion-mnist
///     mnist:train|test           LeCun, Cortes & Burges 1998; DIRECTORY or DIRECTORY/mnist
///     bars-and-stripes:RxC       see bars_and_stripes
///     shifting-bar:NxB, flipped-shifting-bar:NxB     see shifting_bar
///     labeled-shifter:N          see labeled_shifter
///     rectangles:train|validation|test, convex:train|validation|test     see rectangles and convex_regions; the sizes
///                                are those of Larochelle et al. 2007: 1,000, 200 and 50,000 rectangles, 6,500, 1,500
///                                and 50,000 regions, made from the seeds 1, 2 and 3; other numbers as COUNT@SEED
///
/// where DIRECTORY is each of `directories` in turn. Throws a data error that says which files were sought where, and a
/// config error for an argument that the set does not have.
std::optional<Dataset> read_named_data(const std::string& name, const std::string& argument,
                                       std::span<const std::filesystem::path> directories);

/// The names that read_named_data knows.
std::vector<std::string> named_data_sets();
/// One line of help per set, in the order of the names: what its argument may be and what it holds.
std::vector<std::string> named_data_help();

}  // namespace dbn
