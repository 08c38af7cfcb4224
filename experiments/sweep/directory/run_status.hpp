// Status of a run of a sweep, kept in its own directory.
#pragma once

#include <filesystem>
#include <optional>

#include "experiments/text/format.hpp"

namespace dbn::program {

/// stopped: left behind by successive halving. A run that waits at a rung is queued.
enum class RunFate { queued, running, finished, failed, interrupted, stopped };
std::string fate_name(RunFate fate);

struct RunStatus {
  std::string id;
  RunFate fate = RunFate::queued;
  std::optional<int> exit_code;  ///< of its last process; 128 + the signal that ended it
  std::string message;
  std::vector<std::pair<std::string, double>> metrics;  ///< of a finished run
  Index rung = 0;                                       ///< epochs of the halving's stage after which it last waited

  bool has_metric(const std::string& name) const;
};

/// What status.json of a run says. A run with results is finished, whatever the status says, and one without a status
/// is queued. A running one may have lost its process: see settled_status.
RunStatus read_run_status(const std::filesystem::path& run_directory, const std::string& id);
void write_run_status(const std::filesystem::path& run_directory, const RunStatus& status);

/// The status where it is known that no queue holds the run: a running one that no process is at was interrupted.
RunStatus settled_status(const std::filesystem::path& run_directory, const std::string& id);

/// The numbers of result.json apart from counts of rows.
std::vector<std::pair<std::string, double>> metrics_of(const Json& result);

}  // namespace dbn::program
