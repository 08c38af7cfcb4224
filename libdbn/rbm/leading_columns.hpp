// Visible units with the greatest weights of each hidden unit.
#pragma once

#include "libdbn/base/types.hpp"

namespace dbn {

/// Which end of a hidden unit's weights.
enum class WeightEnd { greatest, least };

/// For each hidden unit the `count` visible units, or all where there are fewer, whose weights are at that end, the
/// outermost first and equal ones by their number. (V, H) -> H lists. Where visible units compete, as the words of
/// documents do, only differences of weights within a list mean anything: a constant may be added to all.
std::vector<std::vector<Index>> leading_columns(ConstMatrixView weights, Index count, WeightEnd end);

}  // namespace dbn
