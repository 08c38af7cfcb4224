// Report page of a sweep.
#pragma once

#include <filesystem>
#include <string>

namespace dbn::program {

/// Whether a directory has the plan of a sweep in it.
bool holds_sweep(const std::filesystem::path& directory);

/// The page as HTML; the same directory gives the same bytes. Throws a config error for a plan or a table that is none.
std::string sweep_page(const std::filesystem::path& directory);

}  // namespace dbn::program
