// Plan of a sweep: every run with its id and values, known before the first run starts.
#pragma once

#include "experiments/config/config.hpp"
#include "experiments/sweep/plan/sweep_file.hpp"
#include "experiments/text/format.hpp"

namespace dbn::program {

struct PlannedRun {
  std::string id;
  std::vector<std::string> values;  ///< of the plan's axes, in their order, as the config spells them
};

/// Successive halving (Jamieson & Talwalkar 2016) in rungs at which all runs wait for each other.
struct Halving {
  std::string stage;
  std::string metric;
  MetricGoal goal = MetricGoal::minimize;
  std::vector<Index> rungs;
  double factor = 3;
};

struct SweepPlan {
  std::string name;
  std::string base;  ///< as the sweep file spells it
  std::vector<std::string> axes;
  std::string metric;
  MetricGoal goal = MetricGoal::minimize;
  std::optional<Halving> halving;
  std::vector<PlannedRun> runs;

  /// Throws a config error for an id that the plan does not have.
  const PlannedRun& run(const std::string& id) const;
  /// The assignments of a run, for messages and commands: "rbm.learning_rate=0.1".
  std::vector<std::string> assignments(const PlannedRun& run) const;
};

std::string goal_name(MetricGoal goal);

/// The file that [sweep] base names, seen from the sweep file.
std::filesystem::path base_path(const SweepFile& file);

/// The runs in the order of the file: grid keys first, the first one slowest, then [zip], [random] and the seeds. Runs
/// that are the same are one. `base_text` is that of base_path, over which `assignments` win. Throws a config error for
/// a value that its key does not take in any of the runs, with the line of the sweep file.
SweepPlan make_plan(const SweepFile& file, std::string_view base_text, const std::vector<std::string>& assignments);

/// plan.json, and the plan that it tells. Reading throws a config error that names `file`.
Json plan_json(const SweepPlan& plan);
SweepPlan read_plan(const std::string& text, const std::filesystem::path& file);

}  // namespace dbn::program
