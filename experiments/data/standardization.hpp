// Check that data are standardized, as gaussian units need.
#pragma once

#include <optional>
#include <string>

#include "libdbn/data/dataset.hpp"
#include "libdbn/units/units.hpp"

namespace dbn::program {

/// A warning with the remedy when columns that gaussian units see are far from mean 0 and standard deviation 1: a mean
/// beyond -1 .. 1, or a deviation outside 1/2 .. 2. Columns that are constant at a number in -1 .. 1 are passed over
/// (the border of pictures). Looks at the first 10,000 rows. Nothing for layers without gaussian units.
std::optional<std::string> standardization_warning(const Units& visible, const RowSource& rows,
                                                   const std::string& name);

}  // namespace dbn::program
