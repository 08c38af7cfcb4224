// The table of unit kinds, and what their files share. A new kind is a file here, named after it, and a line below.
#pragma once

#include <string_view>

#include "libdbn/units/units.hpp"

namespace dbn {

/// The table of kinds, one line each: NAME, which specs and files use, and what help says. The file NAME.cpp defines
/// make_NAME(shape).
#define DBN_UNIT_KINDS(KIND)                                                                           \
  KIND(bernoulli, "binary units, bernoulli:N")                                                         \
  KIND(gaussian, "real units with a standard deviation, gaussian:N")                                   \
  KIND(softmax, "G groups of K of which one is on, softmax:GxK")                                       \
  KIND(multinomial, "counts over K words, multinomial:K, or multinomial:KxD for D draws in every row") \
  KIND(relu, "rectified gaussian units, x >= 0, relu:N")

/// `shape` is what follows the colon in a layer's text; makers throw a config error when it does not fit.
#define DBN_DECLARE(name, help) UnitsPtr make_##name(std::string_view shape);
DBN_UNIT_KINDS(DBN_DECLARE)
#undef DBN_DECLARE

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
