#include "experiments/sweep/sweep_driver.hpp"

#include <algorithm>
#include <set>
#include <thread>

#include "experiments/sweep/engines/slurm_arrays.hpp"
#include "experiments/sweep/halving.hpp"
#include "libdbn/base/errors.hpp"

namespace dbn::program {
namespace {

constexpr auto between_looks = std::chrono::milliseconds(20);

RunStatus status_of(const SweepDirectory& directory, const std::string& id) {
  return read_run_status(directory.run(id), id);
}

// After it a status that says running is a lie that nobody will correct.
RunStatus last_status(const SweepDirectory& directory, const std::string& id) {
  const RunStatus status = settled_status(directory.run(id), id);
  if (status.state == RunState::interrupted) write_run_status(directory.run(id), status);
  return status;
}

Error interruption(const SweepDirectory& directory, const Engine& engine) {
  const std::string path = directory.path().string();
  if (engine.needs_this_process()) {
    return interrupted_error("the sweep was interrupted; continue it with: dbn sweep resume " + path);
  }
  return interrupted_error("watching was interrupted, the runs continue in " + engine.describe() +
                           "; look with 'dbn sweep status " + path + "', end them with 'dbn sweep cancel " + path +
                           "'");
}

// Gives the ids and waits until the engine is done with them.
void wait_for(std::vector<std::string> outstanding, const SweepDirectory& directory, Engine& engine,
              SweepProgress& progress, const StopSignal& stop) {
  bool canceled = false;
  for (;;) {
    const std::vector<std::string> active = engine.poll();
    const std::set<std::string> present(active.begin(), active.end());
    std::erase_if(outstanding, [&](const std::string& id) {
      if (present.contains(id)) return false;
      const RunStatus status = last_status(directory, id);
      if (!canceled || status.state != RunState::queued) progress.ended(status);
      return true;
    });
    if (stop.requested() && !canceled) {
      if (!engine.needs_this_process()) throw interruption(directory, engine);
      progress.line("stopping: each run finishes its batch and writes a checkpoint");
      engine.cancel();
      canceled = true;
    }
    if (outstanding.empty()) break;
    progress.tick(active);
    std::this_thread::sleep_for(between_looks);
  }
  if (canceled) throw interruption(directory, engine);
}

// The rungs of a plan, and 0 for the end.
std::vector<Index> all_rungs(const SweepPlan& plan) {
  std::vector<Index> rungs = plan.halving ? plan.halving->rungs : std::vector<Index>();
  rungs.push_back(0);
  return rungs;
}

// A controller of Slurm that dies forgets what it was given last; what never began is given to it again.
constexpr int most_submissions = 3;

std::vector<std::string> not_begun(const SweepDirectory& directory, const std::vector<std::string>& ids, Index rung) {
  std::vector<std::string> missing = due_at(directory, ids, rung);
  std::erase_if(missing, [&](const std::string& id) { return status_of(directory, id).state != RunState::queued; });
  return missing;
}

bool has_failed(const SweepDirectory& directory, const std::string& id) {
  const RunState state = status_of(directory, id).state;
  return state == RunState::failed || state == RunState::interrupted;
}

}  // namespace

std::vector<std::string> ids_of(const SweepPlan& plan) {
  std::vector<std::string> ids;
  for (const PlannedRun& run : plan.runs) ids.push_back(run.id);
  return ids;
}

std::vector<RunStatus> observe_runs(const SweepDirectory& directory, const SweepPlan& plan) {
  const auto queued = ids_in_queue(directory);
  std::vector<RunStatus> statuses;
  for (const PlannedRun& run : plan.runs) {
    // Of what Slurm still has, or may have, only Slurm knows whether its process is gone.
    const bool may_be_elsewhere = !queued || std::find(queued->begin(), queued->end(), run.id) != queued->end();
    statuses.push_back(may_be_elsewhere ? status_of(directory, run.id) : settled_status(directory.run(run.id), run.id));
  }
  return statuses;
}

std::vector<std::string> due_at(const SweepDirectory& directory, const std::vector<std::string>& ids, Index rung) {
  std::vector<std::string> due;
  for (const std::string& id : ids) {
    const RunStatus status = status_of(directory, id);
    if (status.state != RunState::finished && (rung == 0 || status.rung < rung)) due.push_back(id);
  }
  return due;
}

std::vector<std::string> pass_rung(const SweepDirectory& directory, const SweepPlan& plan,
                                   const std::vector<std::string>& ids, Index rung) {
  const Halving& halving = *plan.halving;
  std::vector<std::optional<double>> scores;
  for (const std::string& id : ids) scores.push_back(rung_score(halving, directory.run(id), rung));
  // Where every run has failed, their own messages say why.
  if (std::all_of(ids.begin(), ids.end(), [&](const auto& id) { return has_failed(directory, id); })) return {};
  if (std::none_of(scores.begin(), scores.end(), [](const auto& s) { return s.has_value(); })) {
    throw config_error(directory.path().string() + ": no run has " + halving.metric + " in its history.csv after " +
                       std::to_string(rung) + " epochs of " + halving.stage +
                       "; name a column that is there with halving.metric, or have it recorded");
  }
  const std::set<std::string> kept = survivors(plan, ids, scores);
  std::vector<std::string> alive;
  for (Index i = 0; i < ids.size(); ++i) {
    if (kept.contains(ids[i])) {
      alive.push_back(ids[i]);
      continue;
    }
    RunStatus status = status_of(directory, ids[i]);
    if (status.state == RunState::finished || status.state == RunState::failed) continue;
    status.state = RunState::stopped;
    status.message = "stopped after " + std::to_string(rung) + " epochs of " + halving.stage + ": " + halving.metric +
                     " " + (scores[i] ? short_text(*scores[i]) : std::string("unknown"));
    write_run_status(directory.run(ids[i]), status);
  }
  return alive;
}

void drive_sweep(const SweepDirectory& directory, const SweepPlan& plan, Engine& engine, SweepProgress& progress,
                 const StopSignal& stop) {
  std::vector<std::string> alive = ids_of(plan);
  std::set<std::string> failed;
  for (const Index rung : all_rungs(plan)) {
    std::vector<std::string> due = due_at(directory, alive, rung);
    std::erase_if(due, [&](const std::string& id) { return failed.contains(id); });
    std::vector<std::string> missing = due;
    for (int i = 0; i < most_submissions && !missing.empty(); ++i) {
      engine.submit(missing, rung);
      progress.line(std::to_string(missing.size()) + " runs to do: " + engine.describe());
      wait_for(missing, directory, engine, progress, stop);
      missing = not_begun(directory, missing, rung);
    }
    for (const std::string& id : due) {
      if (has_failed(directory, id)) failed.insert(id);
    }
    if (rung > 0) alive = pass_rung(directory, plan, alive, rung);
  }
}

Remainder remainder(const SweepDirectory& directory, const SweepPlan& plan, Index passed) {
  std::vector<std::string> alive = ids_of(plan);
  for (const Index rung : all_rungs(plan)) {
    const bool was_tried = rung > 0 && rung <= passed;
    std::vector<std::string> due = was_tried ? std::vector<std::string>() : due_at(directory, alive, rung);
    if (passed > 0) std::erase_if(due, [&](const std::string& id) { return has_failed(directory, id); });
    if (!due.empty() || rung == 0) return {due, rung};
    alive = pass_rung(directory, plan, alive, rung);
  }
  return {};
}

}  // namespace dbn::program
