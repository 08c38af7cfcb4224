#include "experiments/sweep/results/sweep_report.hpp"

#include <algorithm>

#include "experiments/runs/history_file.hpp"

namespace dbn::program {
namespace {

constexpr Index most_named = 3;

Json counts_json(const std::vector<RunStatus>& statuses) {
  Json counts = Json::object();
  for (const RunState state : {RunState::queued, RunState::running, RunState::finished, RunState::failed,
                               RunState::interrupted, RunState::stopped}) {
    counts[name_of(state, Spelling::sweep)] =
        std::count_if(statuses.begin(), statuses.end(), [&](const RunStatus& s) { return s.state == state; });
  }
  return counts;
}

std::string counts_text(const std::vector<RunStatus>& statuses) {
  std::string text = std::to_string(statuses.size()) + " runs:";
  std::string separator = " ";
  const Json counts = counts_json(statuses);
  for (const auto& [name, count] : counts.items()) {
    if (count == 0) continue;
    text += separator + std::to_string(count.get<Index>()) + " " + name;
    separator = ", ";
  }
  return text + "\n";
}

double fraction_of(const SweepDirectory& directory, const RunStatus& status) {
  if (status.state == RunState::finished) return 1;
  return read_times_file(directory.run(status.id) / "times.csv").fraction;
}

}  // namespace

std::string plan_text(const SweepPlan& plan) {
  std::vector<std::vector<std::string>> rows{{"id"}};
  rows[0].insert(rows[0].end(), plan.axes.begin(), plan.axes.end());
  for (const PlannedRun& run : plan.runs) {
    rows.push_back({run.id});
    rows.back().insert(rows.back().end(), run.values.begin(), run.values.end());
  }
  return aligned(rows) + std::to_string(plan.runs.size()) + (plan.runs.size() == 1 ? " run\n" : " runs\n");
}

Json status_json(const SweepDirectory& directory, const SweepPlan& plan, const std::vector<RunStatus>& statuses) {
  Json object{{"sweep_directory", directory.path().string()},
              {"name", plan.name},
              {"counts", counts_json(statuses)},
              {"runs", Json::array()}};
  for (Index i = 0; i < statuses.size(); ++i) {
    const RunStatus& status = statuses[i];
    Json run{{"id", status.id}, {"state", name_of(status.state, Spelling::sweep)}};
    run["exit_code"] = status.exit_code ? Json(*status.exit_code) : Json(nullptr);
    run["message"] = status.message;
    run["fraction"] = fraction_of(directory, status);
    for (Index j = 0; j < plan.axes.size(); ++j) run[plan.axes[j]] = plan.runs[i].values[j];
    object["runs"].push_back(std::move(run));
  }
  return object;
}

std::string status_text(const SweepDirectory& directory, const SweepPlan& plan,
                        const std::vector<RunStatus>& statuses) {
  std::vector<std::vector<std::string>> rows{{"id", "state", "done"}};
  rows[0].insert(rows[0].end(), plan.axes.begin(), plan.axes.end());
  std::string messages;
  for (Index i = 0; i < statuses.size(); ++i) {
    const RunStatus& status = statuses[i];
    rows.push_back({status.id, name_of(status.state, Spelling::sweep),
                    short_text(100 * fraction_of(directory, status), 3) + " %"});
    rows.back().insert(rows.back().end(), plan.runs[i].values.begin(), plan.runs[i].values.end());
    if (!status.message.empty()) messages += status.id + "  " + status.message + "\n";
  }
  return aligned(rows) + messages + counts_text(statuses);
}

Json summary_json(const SweepDirectory& directory, const std::vector<RunStatus>& statuses, const SweepTable& table) {
  return {{"sweep_directory", directory.path().string()},
          {"runs", statuses.size()},
          {"counts", counts_json(statuses)},
          {"best", table_json(table)["best"]}};
}

std::string failures_text(const SweepDirectory& directory, const std::vector<RunStatus>& statuses) {
  std::vector<RunStatus> failures = statuses;
  std::erase_if(failures, [](const RunStatus& status) {
    return status.state == RunState::finished || status.state == RunState::stopped;
  });
  if (failures.empty()) return "";
  std::string text =
      std::to_string(failures.size()) + " of " + std::to_string(statuses.size()) + " runs did not finish";
  for (Index i = 0; i < std::min(failures.size(), most_named); ++i) {
    text += (i == 0 ? ": " : "; ") + failures[i].id + ": " +
            (failures[i].message.empty() ? name_of(failures[i].state, Spelling::sweep) : failures[i].message);
  }
  if (failures.size() > most_named) text += "; ...";
  return text + ". 'dbn sweep status " + directory.path().string() + "' lists them, 'dbn sweep resume " +
         directory.path().string() + "' tries them again";
}

std::string axes_help() {
  return "[grid]     keys of the config with values between bars; every value goes with every value of the others:\n"
         "             rbm.learning_rate = 0.1 | 0.05 | 0.01\n"
         "             dbn.layers = 500 | 500 500\n"
         "[zip]      the same, but first values go together, second values together, and so on\n"
         "[random]   keys with a distribution of which sweep.points points are drawn:\n"
         "             rbm.learning_rate = log-uniform(1e-3, 1e-1)\n"
         "             rbm.momentum = uniform(0, 0.9)\n"
         "             rbm.gibbs_steps = int(1, 10)\n"
         "             rbm.estimator = choice(cd | pcd)\n"
         "'dbn config --keys' lists the keys.\n";
}

}  // namespace dbn::program
