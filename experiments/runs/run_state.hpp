// The state of a run: one enum for every command, and the status that a run of a sweep keeps in status.json.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "experiments/text/format.hpp"

namespace dbn::program {

enum class RunState {
  queued,       ///< not begun, or waiting at a rung of successive halving
  running,      ///< a process is at work
  finished,     ///< trained to the end
  interrupted,  ///< asked to stop and saved; can be resumed
  failed,       ///< ended with an error
  stopped,      ///< left behind by successive halving
  diverged,     ///< ended with an error: numbers that are not finite
  lost,         ///< no process is at work, and the log does not say how the last one ended
};

/// Where a state is spelled. Scripts read these words, so each place keeps its own:
///
///     place                           queued       finished   diverged   lost
///     log (log.txt, report pages)     not begun    finished   diverged   ended without a word
///     sweep (status.json, tables)     queued       finished   failed     interrupted
///     watch (dbn watch, its --json)   not begun    done       diverged   gone
///
/// The other states are spelled as in RunState everywhere.
enum class Spelling { log, sweep, watch };
std::string name_of(RunState state, Spelling spelling);

/// What status.json says of a run of a sweep.
struct RunStatus {
  std::string id;
  RunState state = RunState::queued;
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
