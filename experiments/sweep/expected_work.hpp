// Remaining work of a sweep, for estimates of its remaining time.
#pragma once

#include <optional>
#include <vector>

#include "experiments/sweep/plan/plan.hpp"

namespace dbn::program {

/// How far a run is. `fraction` is what is done of its whole work, from 0 to 1; `rung` as in RunStatus.
struct RunWork {
  double fraction = 0;
  bool is_over = false;
  Index rung = 0;
};

/// The work of all runs together when the sweep ends, in runs from beginning to end. A run that is over has done its
/// work. With halving, a run that has m rungs to pass reaches the next one, and goes on to its end with probability
/// factor^-m. How much work a rung is, the runs that have reached it tell; nothing before one has reached the first.
std::optional<double> expected_work(const std::optional<Halving>& halving, const std::vector<RunWork>& runs);

}  // namespace dbn::program
