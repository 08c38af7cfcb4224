// Contents of an HDF5 file as JSON and text.
#pragma once

#include <filesystem>

#include "experiments/text/format.hpp"

namespace dbn::program {

enum class Detail { statistics, histograms };

/// An object with the keys
///
///     file, attributes (of the root), objects: [{path, type, shape, bytes, attributes, statistics, histogram}]
///
/// where statistics (count, nan, min, mean, max, std, norm) are those of numeric datasets. A histogram {edges (n + 1),
/// counts (n), outside} has round edges from the least to the greatest value, the last bin with its upper edge;
/// `outside` are NaN and infinite values. There is one of each numeric dataset but a run's state. Reads in a guarded
/// child process, so that a damaged file ends in a model error.
Json file_report(const std::filesystem::path& file, Detail detail = Detail::statistics);

std::string report_text(const Json& report);
/// The histograms of a report as bars.
std::string histograms_text(const Json& report);

}  // namespace dbn::program
