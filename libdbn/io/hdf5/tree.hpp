// Object tree of any HDF5 file, with statistics of its numbers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "libdbn/base/types.hpp"

namespace dbn {

/// One object of a file.
struct TreeNode {
  std::string path;
  bool is_group = false;
  std::vector<std::uint64_t> shape;                             ///< of a dataset, as claimed by its header
  std::string type;                                             ///< "group", "float32", "text", "soft link" ...
  std::vector<std::pair<std::string, std::string>> attributes;  ///< printable text, shortened when long
  std::uint64_t bytes = 0;                                      ///< stored bytes of a dataset
};

/// Whether the node is a dataset of numbers.
bool is_numeric(const TreeNode& node);

/// The objects in the order of their paths, groups before their members, to a depth of 16 and at most 10,000 of them;
/// links that are not hard are listed and not followed. Reads headers only. A file whose damage makes the HDF5 library
/// crash does so here as well: use run_guarded (guard.hpp) for files of unknown origin. Throws a model error.
std::vector<TreeNode> read_tree(const std::filesystem::path& file);

/// Statistics of a numeric dataset over the elements that are not NaN; the standard deviation is that of the
/// population.
struct Statistics {
  Index count = 0;  ///< all elements
  Index nan_count = 0;
  double minimum = 0;
  double mean = 0;
  double maximum = 0;
  double deviation = 0;
  double norm = 0;  ///< Euclidean
};
/// Statistics of a numeric dataset, read in blocks; what is said of damaged files at read_tree holds here too.
Statistics statistics(const std::filesystem::path& file, const std::string& dataset);

/// Calls `piece(values, count)` on blocks of at most about a million elements until all were seen; for histograms.
void for_each_block(const std::filesystem::path& file, const std::string& dataset,
                    const std::function<void(const double* values, Index count)>& piece);

/// The elements of a dataset of texts.
std::vector<std::string> texts_in(const std::filesystem::path& file, const std::string& dataset);

}  // namespace dbn
