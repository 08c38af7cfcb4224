// Training session: batches, progress, checkpoints and stop requests of a run.
#pragma once

#include "experiments/data/training_data.hpp"
#include "experiments/runs/run_directory.hpp"
#include "experiments/terminal/progress.hpp"
#include "libdbn/io/files/atomic_file.hpp"

namespace dbn::program {

/// Where a run is to stop for a while: once `stage` has done this many epochs.
struct Pause {
  std::string stage;
  Index epochs;
};

/// Drives `run` and keeps its directory up to date. Everything it is given must outlive it.
class TrainingSession {
 public:
  TrainingSession(const Config& config, const RunDirectory& directory, const TrainingData& data, TrainingRun& run,
                  ProgressDisplay& display);

  /// Brings the run to where the directory's checkpoint stands, or begins the directory when there is none. `threads`
  /// is for the log. Throws a data or model error when the data or the initial model are not those of the run.
  void begin(Index threads);
  /// The same from an earlier checkpoint, which then takes the place of the last one.
  void go_back_to(const std::filesystem::path& earlier);
  /// Writes a checkpoint, the model and the history. What epochs took goes to times.csv as they end.
  void save();
  /// Trains to the end or to the pause (TrainingRun::finished tells which), saving as the config says. Throws an
  /// interrupted error after a StopSignal, once the batch is done and saved, and a diverged error that tells where the
  /// last good state is.
  void train(const std::optional<Pause>& pause = std::nullopt);

 private:
  using Clock = std::chrono::steady_clock;

  void load(const std::filesystem::path& checkpoint);
  void write_checkpoint(const std::filesystem::path& file, Previous previous);
  void after_epoch(const Progress& before);
  void note_early_stop(const Progress& before);
  void note_time(const Progress& before);
  bool snapshot_is_due(Advance advance, const Progress& before) const;
  void keep_snapshot(const Progress& before);
  bool checkpoint_is_due(Advance advance, const Progress& before) const;

  const Config& config_;
  const RunDirectory& directory_;
  const TrainingData& data_;
  TrainingRun& run_;
  ProgressDisplay& display_;
  Clock::time_point last_saved_ = Clock::now();
  Clock::time_point last_noted_ = Clock::now();
  Clock::duration saving_{};
};

}  // namespace dbn::program
