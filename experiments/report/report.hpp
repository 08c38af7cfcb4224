// Reports: one HTML file about a run or a sweep.
#pragma once

#include <filesystem>

#include "libdbn/base/workers.hpp"

namespace dbn::program {

/// Where the report of a directory goes unless another place is wanted.
std::filesystem::path report_file(const std::filesystem::path& directory);

/// Replaces `file` by the report of the run or the sweep in `directory`; when anything fails the old file stays.
/// Nothing else in the directory changes, and another process may be at work there. Throws a config error for a
/// directory that is neither and for a place that cannot be written, and a model error for a damaged checkpoint or
/// model.
void write_report(const std::filesystem::path& directory, const std::filesystem::path& file, Workers& workers);

}  // namespace dbn::program
