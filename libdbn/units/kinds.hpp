// The makers behind the table of kinds; each is defined in the file named after its kind.
#pragma once

#include <string_view>

#include "libdbn/units/units.hpp"

namespace dbn {

/// `shape` is what follows the colon in a layer's text; makers throw a config error when it does not fit.
UnitsPtr make_bernoulli(std::string_view shape);

/// A positive layer size from text; throws a config error that names the kind.
Index parse_unit_count(std::string_view kind, std::string_view text);

}  // namespace dbn
