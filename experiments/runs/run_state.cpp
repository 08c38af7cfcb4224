#include "experiments/runs/run_state.hpp"

#include <algorithm>
#include <array>

#include "experiments/runs/run_directory.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/io/files/atomic_file.hpp"

namespace dbn::program {
namespace {

namespace fs = std::filesystem;

// Rows in the order of RunState, columns in the order of Spelling.
constexpr std::array<std::array<std::string_view, 3>, 8> spellings{{
    {"not begun", "queued", "not begun"},
    {"running", "running", "running"},
    {"finished", "finished", "done"},
    {"interrupted", "interrupted", "interrupted"},
    {"failed", "failed", "failed"},
    {"stopped", "stopped", "stopped"},
    {"diverged", "failed", "diverged"},
    {"ended without a word", "interrupted", "gone"},
}};

// An object, empty when the file is absent or was damaged.
Json object_in(const fs::path& file) {
  if (!is_present(file)) return Json::object();
  Json object = Json::parse(read_text_file(file, ErrorKind::config), nullptr, false);
  return object.is_object() ? object : Json::object();
}

// The first state of that name; queued where the word is that of another version.
RunState state_in(const Json& status) {
  const std::string word = status.value("state", name_of(RunState::queued, Spelling::sweep));
  for (Index i = 0; i < spellings.size(); ++i) {
    const auto state = static_cast<RunState>(i);
    if (word == name_of(state, Spelling::sweep)) return state;
  }
  return RunState::queued;
}

}  // namespace

std::string name_of(RunState state, Spelling spelling) {
  return std::string(spellings.at(static_cast<Index>(state)).at(static_cast<Index>(spelling)));
}

bool RunStatus::has_metric(const std::string& name) const {
  return std::any_of(metrics.begin(), metrics.end(), [&](const auto& metric) { return metric.first == name; });
}

std::vector<std::pair<std::string, double>> metrics_of(const Json& result) {
  std::vector<std::pair<std::string, double>> metrics;
  for (const auto& [name, value] : result.items()) {
    if (value.is_number() && !name.ends_with("_rows")) metrics.emplace_back(name, value.get<double>());
  }
  return metrics;
}

RunStatus read_run_status(const fs::path& run_directory, const std::string& id) {
  RunStatus status;
  status.id = id;
  const Json stored = object_in(run_directory / sweep_status_name);
  try {
    status.state = state_in(stored);
    if (stored.contains("exit_code") && !stored["exit_code"].is_null())
      status.exit_code = stored["exit_code"].get<int>();
    status.message = stored.value("message", "");
    status.rung = stored.value("rung", Index(0));
  } catch (const Json::exception&) {
    // Written by someone else: the run is done again as far as its directory does not show that it is finished.
    status = {};
    status.id = id;
  }
  const Json result = object_in(run_directory / "result.json");
  if (!result.empty()) {
    status.state = RunState::finished;
    status.exit_code = 0;
    status.message.clear();
    status.metrics = metrics_of(result);
  } else if (status.state == RunState::finished) {
    status.state = RunState::queued;
  }
  return status;
}

void write_run_status(const fs::path& run_directory, const RunStatus& status) {
  Json object{{"id", status.id}, {"state", name_of(status.state, Spelling::sweep)}};
  object["exit_code"] = status.exit_code ? Json(*status.exit_code) : Json(nullptr);
  object["message"] = status.message;
  if (status.rung > 0) object["rung"] = status.rung;
  object["metrics"] = Json::object();
  for (const auto& [name, value] : status.metrics) object["metrics"][name] = value;
  std::error_code ignored;
  fs::create_directories(run_directory, ignored);
  write_text_file(run_directory / sweep_status_name, object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

RunStatus settled_status(const fs::path& run_directory, const std::string& id) {
  RunStatus status = read_run_status(run_directory, id);
  if (status.state != RunState::running || is_in_use(run_directory)) return status;
  // It may have ended between the two looks.
  status = read_run_status(run_directory, id);
  if (status.state != RunState::running) return status;
  status.state = RunState::interrupted;
  status.message = "its process ended without a record: killed, or its machine went down";
  return status;
}

}  // namespace dbn::program
