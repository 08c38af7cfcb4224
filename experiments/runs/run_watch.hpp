// State of the run in a directory, seen from another process.
#pragma once

#include <filesystem>
#include <optional>

#include "experiments/runs/history_file.hpp"
#include "experiments/runs/run_state.hpp"
#include "libdbn/base/errors.hpp"

namespace dbn::program {

struct ObservedRun {
  RunState state = RunState::queued;
  std::string stage;            ///< "rbm.0", ..., "finetune", "" before and after the run
  Index epoch = 0;              ///< from 0, the one that the next batch belongs to, at the last checkpoint
  std::optional<Index> epochs;  ///< of the stage, as planned
  Index batch = 0;
  std::vector<EpochRecord> records;
  RunTimes times;

  /// Whether nothing more will come.
  bool ended() const { return state != RunState::queued && state != RunState::running; }
};

/// Looks at a run directory without disturbing the process at work. Throws a config error when `directory` is no
/// directory or one with other things than a run in it.
ObservedRun observe_run(const std::filesystem::path& directory);

/// What was seen, with the keys
///
///     run_directory, state, stage, epoch (from 1), epochs, batch, records, fraction, seconds_left, last
Json observation_json(const std::filesystem::path& directory, const ObservedRun& run);
/// The same in a line or two.
std::string observation_text(const std::filesystem::path& directory, const ObservedRun& run);
/// "40 % done, 12 s left", or nothing where times.csv does not tell.
std::string time_left_text(const ObservedRun& run);
/// How many epochs the stage of a record has, where the config says it.
std::optional<Index> planned_epochs(const std::string& config_text, const std::string& stage);

}  // namespace dbn::program
