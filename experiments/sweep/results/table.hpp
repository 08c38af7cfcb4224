// Result tables of a sweep: all runs, points averaged over seeds, and the best run.
#pragma once

#include "experiments/runs/run_state.hpp"
#include "experiments/sweep/plan/seed_groups.hpp"

namespace dbn::program {

/// Mean, deviation and count over the seeds that have a metric.
struct Spread {
  Index count = 0;
  double mean = 0;       ///< NaN when count is 0
  double deviation = 0;  ///< the estimate with count - 1; NaN below two
};
Spread spread_of(const std::vector<double>& values);

struct SweepTable {
  struct Run {
    std::string id;
    RunState state;
    std::vector<std::string> values;  ///< of the axes
    std::vector<double> metrics;      ///< NaN where the run has none
  };
  struct Group {
    std::vector<std::string> values;  ///< of group_axes
    Index runs = 0;
    std::vector<Spread> metrics;
  };
  /// The run that is best by the plan's metric, and the point whose mean over all its seeds is. Both by validation
  /// data: where the metric is missing there is no best, and `reason` says why.
  struct Best {
    std::optional<Index> run;
    std::optional<Index> group;
    std::string reason;
  };

  std::string name;
  std::string metric;
  MetricGoal goal = MetricGoal::minimize;
  std::vector<std::string> axes;
  std::vector<std::string> group_axes;  ///< the axes but the seed
  std::vector<std::string> metrics;
  std::vector<Run> runs;      ///< in the order of the plan
  std::vector<Group> groups;  ///< in the order of their first runs
  Best best;
};

/// Follows from the plan and the states alone: the order in which runs ended leaves no trace.
SweepTable make_table(const SweepPlan& plan, const std::vector<RunStatus>& statuses);

Json table_json(const SweepTable& table);
std::string runs_csv(const SweepTable& table);
std::string groups_csv(const SweepTable& table);
std::string table_html(const SweepTable& table);
/// The groups and the best, aligned, for people.
std::string table_text(const SweepTable& table);

/// Writes table.json, table.csv, groups.csv, table.h5 and table.html.
void write_table(const SweepTable& table, const std::filesystem::path& directory);

}  // namespace dbn::program
