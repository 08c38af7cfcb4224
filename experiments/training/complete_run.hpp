// Completion of a run: from the state of its directory to its results.
#pragma once

#include "experiments/text/format.hpp"
#include "experiments/training/configured_run.hpp"
#include "experiments/training/training_session.hpp"

namespace dbn::program {

/// What a finished run tells: one JSON object, kept as result.json in its directory, and the same as lines.
struct RunResult {
  Json object;
  std::string lines;
};

/// Where a run starts and pauses, and how much it prints.
struct RunControls {
  std::filesystem::path from;  ///< the checkpoint to go back to; empty: the last one, or the beginning
  std::optional<Pause> pause;
  Verbosity verbosity = Verbosity::normal;
};

/// Trains, measures the model on the validation and test rows, and keeps the results; nothing when the run came to its
/// pause instead. Throws what TrainingSession throws.
std::optional<RunResult> complete_run(const Config& config, const RunDirectory& directory, ConfiguredRun& run,
                                      Workers& workers, const RunControls& controls);

}  // namespace dbn::program
