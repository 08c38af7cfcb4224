#include "experiments/report/sweep/sweep_report_input.hpp"

#include <algorithm>
#include <cmath>

#include "libdbn/base/errors.hpp"
#include "libdbn/io/files/atomic_file.hpp"

namespace dbn::program {
namespace {

namespace fs = std::filesystem;

// A cell of an axis as people write it, whether the file has it as text or as a number.
std::string cell_text(const Json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

Json parsed(const fs::path& file) { return Json::parse(read_text_file(file, ErrorKind::config)); }

// Missing for runs that have not begun; a file that another process is at counts as missing, too.
Json status_of(const fs::path& run) {
  if (!is_present(run / "status.json")) return Json::object();
  Json status = Json::parse(read_text_file(run / "status.json", ErrorKind::config), nullptr, false);
  return status.is_object() ? status : Json::object();
}

void add_metrics(const Json& object, const std::vector<std::string>& names, SweepRun& run) {
  run.metrics.clear();
  for (const std::string& name : names) {
    if (object.contains(name) && object[name].is_number()) run.metrics.emplace_back(name, object[name].get<double>());
  }
}

SweepRun planned_run(const Json& entry, const std::vector<std::string>& axes, const fs::path& directory) {
  SweepRun run;
  run.id = entry.at("id").get<std::string>();
  // It is the name of a directory.
  if (run.id.empty() || run.id.find_first_of("/\\") != std::string::npos || run.id.front() == '.') {
    throw config_error((directory / "plan.json").string() + ": '" + run.id + "' is not the id of a run");
  }
  for (const std::string& axis : axes) run.values.push_back(cell_text(entry.at("values").at(axis)));
  const fs::path place = directory / "runs" / run.id;
  const Json status = status_of(place);
  run.state = status.value("state", "queued");
  run.message = status.value("message", "");
  if (status.contains("metrics") && status["metrics"].is_object()) {
    std::vector<std::string> names;
    for (const auto& [name, value] : status["metrics"].items()) names.push_back(name);
    add_metrics(status["metrics"], names, run);
  }
  run.records = read_history_file(place / "history.csv");
  return run;
}

void read_table(const fs::path& file, SweepReportInput& sweep) {
  const Json table = parsed(file);
  const auto names = table.at("metrics").get<std::vector<std::string>>();
  for (const Json& entry : table.at("runs")) {
    const std::string id = entry.at("id").get<std::string>();
    const auto run = std::find_if(sweep.runs.begin(), sweep.runs.end(), [&](const SweepRun& r) { return r.id == id; });
    if (run == sweep.runs.end()) continue;
    run->state = entry.at("state").get<std::string>();
    add_metrics(entry, names, *run);
  }
  sweep.groups = table.at("groups");
  const Json& best = table.at("best");
  sweep.best_reason = best.value("reason", "");
  if (!best.contains("run") || !best["run"].is_object()) return;
  const std::string id = best["run"].at("id").get<std::string>();
  for (std::size_t i = 0; i < sweep.runs.size(); ++i) {
    if (sweep.runs[i].id == id) sweep.best = i;
  }
}

}  // namespace

double SweepRun::metric(std::string_view name) const {
  const auto found = std::find_if(metrics.begin(), metrics.end(), [&](const auto& m) { return m.first == name; });
  return found == metrics.end() ? std::nan("") : found->second;
}

bool SweepReportInput::better(const SweepRun& a, const SweepRun& b) const {
  const double first = a.metric(metric);
  const double second = b.metric(metric);
  if (std::isnan(first) || std::isnan(second)) return !std::isnan(first) && std::isnan(second);
  return minimizes ? first < second : first > second;
}

SweepReportInput read_sweep(const fs::path& directory) {
  const fs::path plan_file = directory / "plan.json";
  const fs::path table_file = directory / "table.json";
  fs::path at = plan_file;
  try {
    const Json plan = parsed(plan_file);
    SweepReportInput sweep;
    sweep.name = plan.at("name").get<std::string>();
    sweep.base = plan.value("base", "");
    sweep.axes = plan.at("axes").get<std::vector<std::string>>();
    sweep.metric = plan.at("metric").at("name").get<std::string>();
    sweep.minimizes = !plan.at("metric").at("goal").get<std::string>().starts_with("max");
    for (const Json& entry : plan.at("runs")) sweep.runs.push_back(planned_run(entry, sweep.axes, directory));
    at = table_file;
    if (is_present(table_file)) {
      read_table(table_file, sweep);
    } else {
      sweep.best_reason = "the sweep has no table yet";
    }
    for (const SweepRun& run : sweep.runs) {
      for (const auto& [name, value] : run.metrics) {
        if (std::find(sweep.metrics.begin(), sweep.metrics.end(), name) == sweep.metrics.end())
          sweep.metrics.push_back(name);
      }
    }
    return sweep;
  } catch (const Json::exception& error) {
    throw config_error(at.string() + ": is not a file of 'dbn sweep': " + error.what() +
                       "; make it anew with 'dbn sweep collect'");
  }
}

bool are_spaced_by_factors(std::vector<double> values) {
  constexpr double two_values_apart = 5;
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  if (values.size() < 2 || !(values.front() > 0)) return false;
  if (values.size() == 2) return values[1] >= two_values_apart * values[0];
  // The relative spread of the steps, which is 0 where they are even.
  const auto unevenness = [&](const auto& place) {
    double sum = 0;
    double squares = 0;
    for (std::size_t i = 1; i < values.size(); ++i) {
      const double step = place(values[i]) - place(values[i - 1]);
      sum += step;
      squares += step * step;
    }
    return squares / (sum * sum);
  };
  return unevenness([](double x) { return std::log(x); }) < unevenness([](double x) { return x; });
}

}  // namespace dbn::program
