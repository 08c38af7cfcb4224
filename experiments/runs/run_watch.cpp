#include "experiments/runs/run_watch.hpp"

#include "experiments/runs/checkpoint_progress.hpp"
#include "experiments/runs/run_directory.hpp"
#include "experiments/terminal/progress.hpp"
#include "experiments/text/format.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/io/files/run_lock.hpp"

namespace dbn::program {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view layer_stage = "rbm.";
constexpr std::string_view updown_stage = "updown";
constexpr std::string_view finetune_stage = "finetune";

// Nothing for the config of another version.
std::optional<Config> understood(const std::string& config_text) {
  try {
    return Config(config_text, "resolved.cfg", {});
  } catch (const Error&) {
    return std::nullopt;
  }
}

// Behind the layers come up-down learning and fine-tuning, as far as the config has them.
std::string stage_of(const CheckpointProgress& progress) {
  if (progress.stage < progress.layers) return std::string(layer_stage) + std::to_string(progress.stage);
  const std::optional<Config> config = understood(progress.config);
  const bool has_updown = config && config->updown.epochs > 0;
  return std::string(has_updown && progress.stage == progress.layers ? updown_stage : finetune_stage);
}

void look_at_checkpoint(const fs::path& checkpoint, ObservedRun& run, bool& finished) {
  std::error_code ignored;
  if (!fs::exists(checkpoint, ignored)) return;
  const CheckpointProgress progress = read_checkpoint_progress(checkpoint);
  finished = progress.finished;
  if (finished) return;
  run.stage = stage_of(progress);
  run.epoch = progress.epoch;
  run.batch = progress.batch;
  run.epochs = planned_epochs(progress.config, run.stage);
}

}  // namespace

std::optional<Index> planned_epochs(const std::string& config_text, const std::string& stage) {
  // What is watched is worth seeing without this number.
  const std::optional<Config> config = understood(config_text);
  if (!config) return std::nullopt;
  if (stage == updown_stage) return config->updown.epochs;
  if (stage == finetune_stage) return config->finetune.epochs;
  if (!stage.starts_with(layer_stage)) return std::nullopt;
  const auto layer = parse_integer(std::string_view(stage).substr(layer_stage.size()));
  if (!layer || *layer < 0) return std::nullopt;
  return config->layer(static_cast<Index>(*layer)).epochs;
}

ObservedRun observe_run(const fs::path& directory) {
  std::error_code ignored;
  if (!fs::is_directory(directory, ignored)) {
    throw config_error(directory.string() + ": found no directory; expected that of a run ('dbn train CONFIG --out " +
                       directory.string() + "' makes one)");
  }
  ObservedRun run;
  // Before the files: what a process wrote last can be seen once it is known to be gone.
  const bool in_use = is_in_use(directory);
  if (!holds_run(directory)) {
    const std::string entry = other_entry_in(directory);
    if (!entry.empty() && !holds_run(directory)) {
      throw config_error(directory.string() + ": is no run directory: found " + entry +
                         ", expected checkpoint.h5, history.csv, ... or an empty directory where a run will begin");
    }
    return run;
  }
  bool finished = false;
  look_at_checkpoint(directory / "checkpoint.h5", run, finished);
  run.records = read_history_file(directory / "history.csv");
  run.times = read_times_file(directory / "times.csv");
  const RunState end = logged_end(directory);
  if (in_use && end != RunState::finished) {
    run.state = RunState::running;
  } else {
    run.state = finished ? RunState::finished : end;
  }
  return run;
}

std::string time_left_text(const ObservedRun& run) {
  if (!run.times.allow_estimate()) return "";
  std::string text = short_text(100 * run.times.fraction, 3) + " % done";
  if (run.state == RunState::running) text += ", " + duration_text(run.times.seconds_left()) + " left";
  return text;
}

Json observation_json(const fs::path& directory, const ObservedRun& run) {
  Json object{{"run_directory", directory.string()}, {"state", name_of(run.state, Spelling::watch)}};
  object["stage"] = run.stage.empty() ? Json(nullptr) : Json(run.stage);
  object["epoch"] = run.stage.empty() ? Json(nullptr) : Json(run.epoch + 1);
  object["epochs"] = run.epochs ? Json(*run.epochs) : Json(nullptr);
  object["batch"] = run.batch;
  object["records"] = run.records.size();
  const bool is_finished = run.state == RunState::finished;
  const bool known = run.times.allow_estimate();
  object["fraction"] = is_finished ? Json(1) : known ? Json(run.times.fraction) : Json(nullptr);
  const bool counts = known && run.state == RunState::running;
  object["seconds_left"] = is_finished ? Json(0) : counts ? Json(run.times.seconds_left()) : Json(nullptr);
  object["last"] = nullptr;
  if (!run.records.empty()) {
    const EpochRecord& record = run.records.back();
    Json last{{"stage", record.stage}, {"epoch", record.epoch + 1}};
    for (const auto& [metric, value] : record.values) last[metric] = value;
    object["last"] = std::move(last);
  }
  return object;
}

std::string observation_text(const fs::path& directory, const ObservedRun& run) {
  std::string text = directory.string() + "  " + name_of(run.state, Spelling::watch);
  if (!run.stage.empty()) {
    text += "  " + run.stage + ", epoch " + std::to_string(run.epoch + 1);
    if (run.epochs) text += " of " + std::to_string(*run.epochs);
    if (run.batch > 0) text += ", batch " + std::to_string(run.batch);
  }
  if (const std::string left = time_left_text(run); !left.empty()) text += "  " + left;
  return text + "\n";
}

}  // namespace dbn::program
