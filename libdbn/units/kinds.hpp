// Makers behind the table of unit kinds; each is defined in the file named after its kind.
#pragma once

#include <string_view>

#include "libdbn/units/units.hpp"

namespace dbn {

/// `shape` is what follows the colon in a layer's text; makers throw a config error when it does not fit.
UnitsPtr make_bernoulli(std::string_view shape);
UnitsPtr make_gaussian(std::string_view shape);
UnitsPtr make_softmax(std::string_view shape);
UnitsPtr make_multinomial(std::string_view shape);
UnitsPtr make_relu(std::string_view shape);

/// Several layers side by side as one: see blocks.cpp.
UnitsPtr make_blocks(std::vector<UnitsPtr> parts);

/// A positive layer size from text; throws a config error that names the kind.
Index parse_unit_count(std::string_view kind, std::string_view text);

/// Appends the columns of `row` (1, N) that are not missing, counted from `first_column`; returns how many there are.
Index append_present(ConstMatrixView row, Index first_column, std::vector<Index>& kept);
/// Throws the config error of continuous units that are asked for a list of their states.
[[noreturn]] void refuse_enumeration(const Units& units);
/// Throws a data error: `what`: row `row`, column `column` is `value`, but `rule`.
[[noreturn]] void refuse_state(std::string_view what, Index row, Index column, real value, std::string_view rule);

}  // namespace dbn
