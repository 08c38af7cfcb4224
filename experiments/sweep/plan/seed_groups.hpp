// Groups of runs that differ only in their seed.
#pragma once

#include "experiments/sweep/plan/plan.hpp"

namespace dbn::program {

struct SeedGroup {
  std::vector<std::string> values;  ///< of the axes but the seed
  std::vector<Index> runs;          ///< their places in the plan
};

/// The axes of a plan but the seed.
std::vector<std::string> axes_without_seed(const SweepPlan& plan);
/// In the order of their first runs.
std::vector<SeedGroup> seed_groups(const SweepPlan& plan);

}  // namespace dbn::program
