// Inputs of a sweep's report page: plan.json, table.json and the directories of the runs.
#pragma once

#include <filesystem>
#include <optional>

#include "experiments/runs/history_file.hpp"
#include "experiments/text/format.hpp"

namespace dbn::program {

struct SweepRun {
  std::string id;
  std::string state;
  std::string message;
  std::vector<std::string> values;                      ///< of the axes
  std::vector<std::pair<std::string, double>> metrics;  ///< those that it has
  std::vector<EpochRecord> records;

  /// NaN where the run has none.
  double metric(std::string_view name) const;
};

struct SweepReportInput {
  std::string name;
  std::string base;
  std::vector<std::string> axes;
  std::string metric;  ///< by which the best is chosen
  bool minimizes = true;
  std::vector<SweepRun> runs;        ///< in the order of the plan
  std::vector<std::string> metrics;  ///< of all runs, in the order of their first appearance
  Json groups = Json::array();       ///< as table.json has them
  std::optional<std::size_t> best;   ///< a run's place
  std::string best_reason;           ///< why there is none

  /// Whether a run is better than another by the metric; runs without it are worst.
  bool better(const SweepRun& a, const SweepRun& b) const;
};

/// Throws a config error that names the file where plan.json or table.json is not what it should be.
SweepReportInput read_sweep(const std::filesystem::path& directory);

/// Whether numbers lie more evenly on a logarithmic axis: positive, and their ratios vary less than their differences.
bool are_spaced_by_factors(std::vector<double> values);

}  // namespace dbn::program
