#include "experiments/sweep/halving.hpp"

#include <algorithm>
#include <cmath>

#include "experiments/runs/history_file.hpp"
#include "experiments/sweep/plan/seed_groups.hpp"

namespace dbn::program {

std::optional<double> rung_score(const Halving& halving, const std::filesystem::path& run_directory, Index epochs) {
  std::optional<double> score;
  for (const EpochRecord& record : read_history_file(run_directory / "history.csv")) {
    const double value = record.get(halving.metric);
    if (record.stage == halving.stage && record.epoch < epochs && !std::isnan(value)) score = value;
  }
  return score;
}

std::set<std::string> survivors(const SweepPlan& plan, const std::vector<std::string>& ids,
                                const std::vector<std::optional<double>>& scores) {
  struct Point {
    std::vector<std::string> ids;
    double loss = 0;  ///< sum of what is to be small
    double mean() const { return loss / static_cast<double>(ids.size()); }
  };
  const double sign = plan.halving->goal == MetricGoal::minimize ? 1 : -1;
  std::vector<Point> points;
  for (const SeedGroup& group : seed_groups(plan)) {
    Point point;
    for (const Index run : group.runs) {
      const auto found = std::find(ids.begin(), ids.end(), plan.runs[run].id);
      if (found == ids.end()) continue;
      const auto& score = scores[static_cast<Index>(found - ids.begin())];
      point.ids.push_back(*found);
      point.loss += score && std::isfinite(*score) ? sign * *score : HUGE_VAL;
    }
    if (!point.ids.empty()) points.push_back(std::move(point));
  }
  std::stable_sort(points.begin(), points.end(), [](const Point& a, const Point& b) { return a.mean() < b.mean(); });
  const auto kept = static_cast<Index>(std::ceil(static_cast<double>(points.size()) / plan.halving->factor));
  std::set<std::string> result;
  for (Index i = 0; i < std::min(kept, points.size()); ++i) result.insert(points[i].ids.begin(), points[i].ids.end());
  return result;
}

}  // namespace dbn::program
