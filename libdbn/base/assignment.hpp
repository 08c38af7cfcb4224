// Assignment problem: the cheapest matching of n rows with n columns.
#pragma once

#include <vector>

#include "libdbn/base/types.hpp"

namespace dbn {

/// The permutation p that makes sum_i costs[i n + p(i)] least, by shortest augmenting paths with dual variables
/// (Kuhn 1955; Jonker & Volgenant 1987). `costs` is (n, n), row by row; O(n^3) time, of any sign but finite. Throws an
/// internal error when it is not n * n values.
std::vector<Index> least_cost_assignment(const std::vector<double>& costs, Index n);

}  // namespace dbn
