// Run directory: the files of a run.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "experiments/config/config.hpp"
#include "experiments/runs/run_state.hpp"
#include "libdbn/io/files/run_lock.hpp"

namespace dbn::program {

class RunDirectory {
 public:
  enum class Opening { fresh, resume };
  /// Creates the directory if need be, locks it for this process and removes what a killed process left half-written.
  /// Throws a config error when a fresh run finds files of another one, another process holds the lock, or the
  /// directory cannot be made.
  RunDirectory(std::filesystem::path path, Opening opening);

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path config() const { return path_ / "resolved.cfg"; }
  std::filesystem::path checkpoint() const { return path_ / "checkpoint.h5"; }
  /// The checkpoint that stays after `epochs` epochs of a stage.
  std::filesystem::path snapshot(const std::string& stage, Index epochs) const;
  std::filesystem::path model() const { return path_ / "model.h5"; }
  std::filesystem::path history() const { return path_ / "history.csv"; }
  std::filesystem::path times() const { return path_ / "times.csv"; }
  std::filesystem::path log_file() const { return path_ / "log.txt"; }
  /// What --json prints at the end of the run; it is there once the run is finished and measured.
  std::filesystem::path result() const { return path_ / "result.json"; }

  bool has_checkpoint() const;

  /// Makes an earlier checkpoint the one to continue from; checkpoint.h5 is replaced as a whole.
  void restore(const std::filesystem::path& earlier) const;

  /// Adds a line with the time of day to log.txt. The log is for people, its failures are ignored, and of its lines
  /// only the word that an ended run leaves (logged_end) is read again.
  void log(const std::string& line) const;

 private:
  std::filesystem::path path_;
  std::optional<RunLock> lock_;
};

/// Files that a sweep keeps in the directory of a run, also before the run begins.
inline constexpr std::string_view sweep_status_name = "status.json";
inline constexpr std::string_view sweep_errors_name = "stderr.txt";

/// Whether `file` is one that a run keeps in its directory, there or to come: by the directory that the path leads to.
bool is_file_of_run(const std::filesystem::path& file);
/// Whether a directory has a file of a run in it.
bool holds_run(const std::filesystem::path& directory);
/// The name of something in a directory that could not come from a run in its first moments, or nothing.
std::string other_entry_in(const std::filesystem::path& directory);

/// How the last process at a run ended, by the last line of the log: finished, interrupted or diverged, lost where the
/// log does not say. Lines about an end begin with name_of(state, Spelling::log).
RunState logged_end(const std::filesystem::path& run_directory);

/// The config text of a run to be resumed: that in the checkpoint (`from`, or the last one when that is empty), else
/// resolved.cfg. Throws a config error when the directory holds no run, and a model error when the checkpoint is
/// damaged that names an earlier one where there is one.
std::string stored_config_text(const std::filesystem::path& run_directory, const std::filesystem::path& from = {});

/// The role that the declaration of a config key gives it; keys of one layer decide results.
KeyRole role_of(std::string_view key);

/// Throws a config error that lists the options that decide results and differ between the run and the present config.
/// Where data lie, threads, output and checkpoint intervals may differ.
void require_same_experiment(const Config& of_run, const Config& now, const std::filesystem::path& run_directory);

}  // namespace dbn::program
