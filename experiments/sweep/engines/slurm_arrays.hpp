// Slurm engine: runs as job arrays.
#pragma once

#include <chrono>

#include "experiments/sweep/directory/sweep_directory.hpp"
#include "experiments/sweep/engines/engine.hpp"
#include "experiments/sweep/engines/slurm_commands.hpp"

namespace dbn::program {

struct SlurmOptions {
  std::string partition;
  std::string time;    ///< of one run, as sbatch takes it
  std::string memory;  ///< of one run, as sbatch takes it
  Index throttle = 0;  ///< runs at a time; 0: as many as Slurm likes
  Index threads = 1;
  std::vector<std::string> more;  ///< further options of sbatch
};

/// A text as one word of a shell.
std::string shell_quoted(const std::string& text);

/// The script of one array, whose tasks are the lines of `ids_file`.
std::string array_script(const SweepDirectory& directory, const std::string& name, const SlurmOptions& options,
                         const std::filesystem::path& ids_file, Index count, Index rung);

/// The ids of runs that are in the queue of Slurm; nothing when its controller does not answer.
std::optional<std::vector<std::string>> ids_in_queue(const SweepDirectory& directory);
/// Ends every array of a sweep that is in the queue.
void cancel_arrays(const SweepDirectory& directory);

class SlurmArrays final : public Engine {
 public:
  SlurmArrays(SweepDirectory directory, std::string name, SlurmOptions options);

  void submit(const std::vector<std::string>& ids, Index rung) override;
  std::vector<std::string> poll() override;
  void cancel() override;
  bool needs_this_process() const override { return false; }
  std::string describe() const override;

  /// A job that runs `words` of this program once all arrays are over, whatever came of them.
  void submit_last(const std::vector<std::string>& words);

 private:
  using Clock = std::chrono::steady_clock;

  void submit_array(const std::vector<std::string>& ids, Index rung);

  SweepDirectory directory_;
  std::string name_;
  SlurmOptions options_;
  std::vector<std::string> jobs_;  ///< submitted here
  std::vector<std::string> known_;
  Clock::time_point last_look_;
};

}  // namespace dbn::program
