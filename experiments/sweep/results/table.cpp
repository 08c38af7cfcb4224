#include "experiments/sweep/results/table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace dbn::program {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string> metric_names(const std::vector<RunStatus>& statuses) {
  std::vector<std::string> names;
  for (const RunStatus& status : statuses) {
    for (const auto& [name, value] : status.metrics) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  return names;
}

double value_of(const RunStatus& status, const std::string& metric) {
  for (const auto& [name, value] : status.metrics) {
    if (name == metric) return value;
  }
  return missing;
}

// The place of the least loss that is a number, or nothing.
template <class Loss>
std::optional<Index> least(Index count, const Loss& loss) {
  std::optional<Index> best;
  for (Index i = 0; i < count; ++i) {
    if (!std::isnan(loss(i)) && (!best || loss(i) < loss(*best))) best = i;
  }
  return best;
}

SweepTable::Best best_of(const SweepTable& table) {
  const auto place = std::find(table.metrics.begin(), table.metrics.end(), table.metric);
  const bool any = std::any_of(table.runs.begin(), table.runs.end(),
                               [](const SweepTable::Run& run) { return run.state == RunState::finished; });
  if (!any) return {std::nullopt, std::nullopt, "no run is finished"};
  if (place == table.metrics.end()) {
    const bool validated = std::any_of(table.metrics.begin(), table.metrics.end(),
                                       [](const std::string& name) { return name.starts_with("validation_"); });
    return {std::nullopt, std::nullopt,
            "no finished run has " + table.metric +
                (validated ? "; sweep.metric must be one of the metrics here that begin with validation_"
                           : "; the runs have no validation rows, and by test data nothing is chosen: set "
                             "data.validation in the base")};
  }
  const auto m = static_cast<Index>(place - table.metrics.begin());
  const double sign = table.goal == MetricGoal::minimize ? 1 : -1;
  SweepTable::Best best;
  best.run = least(table.runs.size(), [&](Index i) { return sign * table.runs[i].metrics[m]; });
  // Means over some seeds of one point and all of another would favor points at which bad seeds fail.
  best.group = least(table.groups.size(), [&](Index i) {
    const SweepTable::Group& group = table.groups[i];
    return group.metrics[m].count == group.runs ? sign * group.metrics[m].mean : missing;
  });
  return best;
}

}  // namespace

Spread spread_of(const std::vector<double>& values) {
  Spread spread{values.size(), missing, missing};
  const auto n = static_cast<double>(values.size());
  if (values.empty()) return spread;
  spread.mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  if (values.size() < 2) return spread;
  double sum = 0;
  for (const double value : values) sum += (value - spread.mean) * (value - spread.mean);
  spread.deviation = std::sqrt(sum / (n - 1));
  return spread;
}

SweepTable make_table(const SweepPlan& plan, const std::vector<RunStatus>& statuses) {
  SweepTable table;
  table.name = plan.name;
  table.metric = plan.metric;
  table.goal = plan.goal;
  table.axes = plan.axes;
  table.group_axes = axes_without_seed(plan);
  table.metrics = metric_names(statuses);
  for (Index i = 0; i < plan.runs.size(); ++i) {
    SweepTable::Run run{plan.runs[i].id, statuses[i].state, plan.runs[i].values, {}};
    for (const std::string& metric : table.metrics) run.metrics.push_back(value_of(statuses[i], metric));
    table.runs.push_back(std::move(run));
  }
  for (const SeedGroup& seeds : seed_groups(plan)) {
    SweepTable::Group group{seeds.values, seeds.runs.size(), {}};
    for (Index m = 0; m < table.metrics.size(); ++m) {
      std::vector<double> values;
      for (const Index run : seeds.runs) {
        if (!std::isnan(table.runs[run].metrics[m])) values.push_back(table.runs[run].metrics[m]);
      }
      group.metrics.push_back(spread_of(values));
    }
    table.groups.push_back(std::move(group));
  }
  table.best = best_of(table);
  return table;
}

}  // namespace dbn::program
