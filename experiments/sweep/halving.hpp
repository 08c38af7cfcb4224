// Successive halving: the runs that continue after a rung.
#pragma once

#include <set>

#include "experiments/sweep/directory/sweep_directory.hpp"

namespace dbn::program {

/// The last value of the metric in history.csv of a run after at most `epochs` epochs of the halving's stage; nothing
/// when there is none.
std::optional<double> rung_score(const Halving& halving, const std::filesystem::path& run_directory, Index epochs);

/// The ids that go on of `ids`, whose scores are `scores`. Seeds of a point go together, by their mean; points with a
/// run that has no score come last; of equal ones the first in the plan. ceil(points / factor) points go on.
std::set<std::string> survivors(const SweepPlan& plan, const std::vector<std::string>& ids,
                                const std::vector<std::optional<double>>& scores);

}  // namespace dbn::program
