#include "experiments/sweep/expected_work.hpp"

#include <algorithm>
#include <cmath>

namespace dbn::program {
namespace {

// The first rung that not every run has reached; the number of rungs where all have.
Index next_rung(const std::vector<Index>& rungs, const std::vector<RunWork>& runs) {
  Index next = rungs.size();
  for (const RunWork& run : runs) {
    if (run.is_over) continue;
    const auto reached = std::upper_bound(rungs.begin(), rungs.end(), run.rung);
    next = std::min(next, static_cast<Index>(reached - rungs.begin()));
  }
  return next;
}

}  // namespace

std::optional<double> expected_work(const std::optional<Halving>& halving, const std::vector<RunWork>& runs) {
  const std::vector<Index> rungs = halving ? halving->rungs : std::vector<Index>();
  const Index next = next_rung(rungs, runs);
  const bool ahead = next < rungs.size();
  const auto has_reached = [&](const RunWork& run) { return ahead && run.rung >= rungs[next]; };
  double at_rung = 0;
  Index there = 0;
  for (const RunWork& run : runs) {
    if (!has_reached(run)) continue;
    at_rung += run.fraction;
    ++there;
  }
  if (there > 0) at_rung /= static_cast<double>(there);
  if (ahead && next == 0 && there == 0) return std::nullopt;
  const double goes_on = ahead ? std::pow(halving->factor, -static_cast<double>(rungs.size() - next)) : 1;
  double work = 0;
  for (const RunWork& run : runs) {
    const double fraction = run.is_over || has_reached(run) ? run.fraction : std::max(run.fraction, at_rung);
    work += run.is_over ? fraction : fraction + goes_on * (1 - fraction);
  }
  return work;
}

}  // namespace dbn::program
