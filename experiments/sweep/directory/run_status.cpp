#include "experiments/sweep/directory/run_status.hpp"

#include <algorithm>
#include <array>

#include "experiments/runs/run_directory.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/io/files/atomic_file.hpp"

namespace dbn::program {
namespace {

namespace fs = std::filesystem;

const std::array<std::string, 6> names{"queued", "running", "finished", "failed", "interrupted", "stopped"};

// An object, empty when the file is absent or was damaged.
Json object_in(const fs::path& file) {
  if (!is_present(file)) return Json::object();
  Json object = Json::parse(read_text_file(file, ErrorKind::config), nullptr, false);
  return object.is_object() ? object : Json::object();
}

RunFate fate_in(const Json& status) {
  const auto found = std::find(names.begin(), names.end(), status.value("state", names.front()));
  return found == names.end() ? RunFate::queued : static_cast<RunFate>(found - names.begin());
}

}  // namespace

std::string fate_name(RunFate fate) { return names.at(static_cast<Index>(fate)); }

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
    status.fate = fate_in(stored);
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
    status.fate = RunFate::finished;
    status.exit_code = 0;
    status.message.clear();
    status.metrics = metrics_of(result);
  } else if (status.fate == RunFate::finished) {
    status.fate = RunFate::queued;
  }
  return status;
}

void write_run_status(const fs::path& run_directory, const RunStatus& status) {
  Json object{{"id", status.id}, {"state", fate_name(status.fate)}};
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
  if (status.fate != RunFate::running || is_in_use(run_directory)) return status;
  // It may have ended between the two looks.
  status = read_run_status(run_directory, id);
  if (status.fate != RunFate::running) return status;
  status.fate = RunFate::interrupted;
  status.message = "its process ended without a record: killed, or its machine went down";
  return status;
}

}  // namespace dbn::program
