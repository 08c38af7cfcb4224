#include "experiments/runs/run_watch.hpp"

#include <array>

#include "experiments/runs/run_directory.hpp"
#include "experiments/runs/run_standing.hpp"
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

RunPhase phase_of(RunEnd end) {
  switch (end) {
    case RunEnd::finished: return RunPhase::done;
    case RunEnd::interrupted: return RunPhase::interrupted;
    case RunEnd::diverged: return RunPhase::diverged;
    case RunEnd::unknown: break;
  }
  return RunPhase::gone;
}

// Nothing for the config of another version.
std::optional<Config> understood(const std::string& config_text) {
  try {
    return Config(config_text, "resolved.cfg", {});
  } catch (const Error&) {
    return std::nullopt;
  }
}

// Behind the layers come up-down learning and fine-tuning, as far as the config has them.
std::string stage_of(const RunStanding& standing) {
  if (standing.stage < standing.layers) return std::string(layer_stage) + std::to_string(standing.stage);
  const std::optional<Config> config = understood(standing.config);
  const bool has_updown = config && config->updown.epochs > 0;
  return std::string(has_updown && standing.stage == standing.layers ? updown_stage : finetune_stage);
}

void look_at_checkpoint(const fs::path& checkpoint, RunState& state, bool& finished) {
  std::error_code ignored;
  if (!fs::exists(checkpoint, ignored)) return;
  const RunStanding standing = read_standing(checkpoint);
  finished = standing.finished;
  if (finished) return;
  state.stage = stage_of(standing);
  state.epoch = standing.epoch;
  state.batch = standing.batch;
  state.epochs = planned_epochs(standing.config, state.stage);
}

}  // namespace

std::string phase_name(RunPhase phase) {
  static const std::array<std::string, 6> names{"not begun", "running", "done", "interrupted", "diverged", "gone"};
  return names.at(static_cast<Index>(phase));
}

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

RunState observe_run(const fs::path& directory) {
  std::error_code ignored;
  if (!fs::is_directory(directory, ignored)) {
    throw config_error(directory.string() + ": found no directory; expected that of a run ('dbn train CONFIG --out " +
                       directory.string() + "' makes one)");
  }
  RunState state;
  // Before the files: what a process wrote last can be seen once it is known to be gone.
  const bool in_use = is_in_use(directory);
  if (!holds_run(directory)) {
    const std::string entry = other_entry_in(directory);
    if (!entry.empty() && !holds_run(directory)) {
      throw config_error(directory.string() + ": is no run directory: found " + entry +
                         ", expected checkpoint.h5, history.csv, ... or an empty directory where a run will begin");
    }
    return state;
  }
  bool finished = false;
  look_at_checkpoint(directory / "checkpoint.h5", state, finished);
  state.records = read_history_file(directory / "history.csv");
  state.times = read_times_file(directory / "times.csv");
  const RunEnd end = run_end(directory);
  if (in_use && end != RunEnd::finished) {
    state.phase = RunPhase::running;
  } else {
    state.phase = finished ? RunPhase::done : phase_of(end);
  }
  return state;
}

std::string time_left_text(const RunState& state) {
  if (!state.times.allow_estimate()) return "";
  std::string text = short_text(100 * state.times.fraction, 3) + " % done";
  if (state.phase == RunPhase::running) text += ", " + duration_text(state.times.seconds_left()) + " left";
  return text;
}

Json state_report(const fs::path& directory, const RunState& state) {
  Json object{{"run_directory", directory.string()}, {"state", phase_name(state.phase)}};
  object["stage"] = state.stage.empty() ? Json(nullptr) : Json(state.stage);
  object["epoch"] = state.stage.empty() ? Json(nullptr) : Json(state.epoch + 1);
  object["epochs"] = state.epochs ? Json(*state.epochs) : Json(nullptr);
  object["batch"] = state.batch;
  object["records"] = state.records.size();
  const bool is_done = state.phase == RunPhase::done;
  const bool known = state.times.allow_estimate();
  object["fraction"] = is_done ? Json(1) : known ? Json(state.times.fraction) : Json(nullptr);
  const bool counts = known && state.phase == RunPhase::running;
  object["seconds_left"] = is_done ? Json(0) : counts ? Json(state.times.seconds_left()) : Json(nullptr);
  object["last"] = nullptr;
  if (!state.records.empty()) {
    const EpochRecord& record = state.records.back();
    Json last{{"stage", record.stage}, {"epoch", record.epoch + 1}};
    for (const auto& [metric, value] : record.values) last[metric] = value;
    object["last"] = std::move(last);
  }
  return object;
}

std::string state_text(const fs::path& directory, const RunState& state) {
  std::string text = directory.string() + "  " + phase_name(state.phase);
  if (!state.stage.empty()) {
    text += "  " + state.stage + ", epoch " + std::to_string(state.epoch + 1);
    if (state.epochs) text += " of " + std::to_string(*state.epochs);
    if (state.batch > 0) text += ", batch " + std::to_string(state.batch);
  }
  if (const std::string left = time_left_text(state); !left.empty()) text += "  " + left;
  return text + "\n";
}

}  // namespace dbn::program
