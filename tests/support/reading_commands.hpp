// The commands that read models and data, as steps for tests of what they do with a file that is not as it should be.
#pragma once

#include "tests/support/confined.hpp"

namespace dbn::test {

/// Has temporary directories made in memory where there is such a place: disks are not what is tested.
struct MemoryForFiles {
  MemoryForFiles() {
    if (access("/dev/shm", W_OK) == 0) setenv("TMPDIR", "/dev/shm", 0);
  }
};

/// A file in question and what the commands need beside it.
struct Reading {
  enum class Role { model, data };

  std::filesystem::path file;
  Role role;
  std::string partner;            ///< data for a model, a model for data
  std::filesystem::path whole;    ///< another file like it, for `diff`
  std::filesystem::path begun;    ///< directory of a run that needs the file and is not at its end
  std::filesystem::path scratch;  ///< where the commands may write
  std::string method = "exact";   ///< of `likelihood`
};

/// Goes on with a copy of the run in `begun`. With `checkpoint` that takes the place of the run's own.
inline ConfinedStep resuming_step(const std::filesystem::path& begun, const std::filesystem::path& scratch,
                                  const std::vector<std::string>& more_words = {},
                                  const std::filesystem::path& checkpoint = {}) {
  const std::filesystem::path run = scratch / "resumed";
  std::vector<std::string> words{"train", "--resume", "--out", run.string(), "--quiet", "--threads", "1"};
  words.insert(words.end(), more_words.begin(), more_words.end());
  const ConfinedStep command = command_step(words, {run / "model.h5", run / "history.csv", run / "checkpoint.h5"});
  return {"train --resume", [=] {
            namespace fs = std::filesystem;
            fs::remove_all(run);
            fs::copy(begun, run);
            if (!checkpoint.empty())
              fs::copy_file(checkpoint, run / "checkpoint.h5", fs::copy_options::overwrite_existing);
            return command.work();
          }};
}

/// Trains anew by the config of the run in `begun`, as begin_run left it.
inline ConfinedStep training_step(const std::filesystem::path& begun, const std::filesystem::path& scratch) {
  const std::filesystem::path run = scratch / "fresh";
  const ConfinedStep command =
      command_step({"train", begun.string() + ".cfg", "--out", run.string(), "--threads", "1", "--quiet"},
                   {run / "model.h5", run / "history.csv"});
  return {"train", [=] {
            std::filesystem::remove_all(run);
            return command.work();
          }};
}

/// Commands for ratings beyond those for all data: the file as what is known, and as what is to be predicted.
inline std::vector<ConfinedStep> rating_steps(const Reading& reading) {
  const std::string file = reading.file.string();
  const std::string whole = reading.whole.string();
  const std::filesystem::path out = reading.scratch / "out.csv";
  const auto step = [&](std::vector<std::string> words, const std::string& known, const std::string& held_out,
                        const std::vector<std::filesystem::path>& files) {
    words.insert(words.end(), {reading.partner, "--data", known, "--held-out", held_out, "--threads", "1"});
    if (!files.empty()) words.insert(words.end(), {"--force", "--out", files.front().string()});
    return command_step(words, files);
  };
  return {step({"evaluate"}, file, whole, {}),          step({"evaluate"}, whole, file, {}),
          step({"evaluate"}, file, file, {}),           step({"predict"}, file, whole, {out}),
          step({"predict"}, whole, file, {out}),        command_step({"data", "describe", file, "--json"}),
          training_step(reading.begun, reading.scratch)};
}

/// Every command that reads what the file in question is, in a table of one line each; the last two of them read any
/// file and show of it what can be shown.
inline std::vector<ConfinedStep> reading_steps(const Reading& reading, const ConfinedStep& resuming) {
  const std::string file = reading.file.string();
  const bool is_model = reading.role == Reading::Role::model;
  const std::string model = is_model ? file : reading.partner;
  const std::string data = is_model ? reading.partner : file;
  const std::filesystem::path out = reading.scratch / "out.h5";
  const std::string written = out.string();
  std::vector<ConfinedStep> steps{
      command_step({"likelihood", model, "--data", data, "--method", reading.method, "--threads", "1"}),
      command_step({"evaluate", model, "--data", data, "--threads", "1"}),
      command_step({"transform", model, "--data", data, "--threads", "1", "--force", "--out", written}, {out}),
      resuming,
      command_step({"diff", file, reading.whole.string(), "--json"}),
      command_step({"inspect", file, "--json"}),
  };
  if (is_model) {
    steps.push_back(command_step(
        {"sample", model, "--count", "3", "--steps", "2", "--threads", "1", "--force", "--out", written}, {out}));
  }
  return steps;
}

inline std::vector<ConfinedStep> reading_steps(const Reading& reading) {
  return reading_steps(reading, resuming_step(reading.begun, reading.scratch));
}

/// Leaves in `directory` a run of `config` as `snapshot` has it, e.g. "rbm.0.00001".
inline void begin_run(const std::filesystem::path& directory, const std::string& config, const std::string& snapshot) {
  namespace fs = std::filesystem;
  const fs::path whole = directory.string() + ".whole";
  const fs::path file = directory.string() + ".cfg";
  write_file(file, config);
  run_well(directory.parent_path(),
           {"train", file.string(), "--out", whole.string(), "--threads", "1", "--quiet", "--set",
            "run.snapshots=doubling", "--set", "run.checkpoint_every=0", "--set", "run.checkpoint_minutes=0"});
  fs::create_directories(directory);
  fs::copy_file(whole / "snapshots" / (snapshot + ".h5"), directory / "checkpoint.h5");
}

}  // namespace dbn::test
