// Text formats of numbers, durations and tables, and JSON.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "libdbn/base/types.hpp"

namespace dbn::program {

/// An object whose keys stay in the order in which they were set.
using Json = nlohmann::ordered_json;

/// `value` with this many significant digits.
std::string short_text(double value, int digits = 4);
/// A fraction as percent, e.g. "1.83 %".
std::string percent(double fraction);
/// "3 s", "4 min 05 s", "2 h 07 min".
std::string duration_text(double seconds);

/// Rows of cells with aligned columns: the first column to the left, the others to the right.
std::string aligned(const std::vector<std::vector<std::string>>& rows);

/// `paragraph` broken into lines of at most `width` columns, each after `indent` spaces.
std::string wrapped(const std::string& paragraph, Index indent, Index width = 100);

}  // namespace dbn::program
