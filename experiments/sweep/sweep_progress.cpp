#include "experiments/sweep/sweep_progress.hpp"

#include <algorithm>
#include <iostream>
#include <numeric>

#include <unistd.h>

#include "experiments/runs/history_file.hpp"
#include "experiments/text/format.hpp"

namespace dbn::program {
namespace {

constexpr auto redraw_interval = std::chrono::milliseconds(500);
constexpr Index most_lines = 16;

bool is_over(RunState state) {
  return state == RunState::finished || state == RunState::failed || state == RunState::stopped;
}

double total_of(const std::vector<RunWork>& runs) {
  return std::accumulate(runs.begin(), runs.end(), 0.0,
                         [](double sum, const RunWork& run) { return sum + run.fraction; });
}

std::string outcome_text(const SweepPlan& plan, const RunStatus& status) {
  for (const auto& [name, value] : status.metrics) {
    if (name == plan.metric) return "  " + name + " " + short_text(value);
  }
  return status.message.empty() ? "" : "  " + status.message;
}

}  // namespace

std::string values_text(const SweepPlan& plan, const PlannedRun& run) {
  std::string text;
  for (const std::string& assignment : plan.assignments(run)) text += (text.empty() ? "" : "  ") + assignment;
  return text;
}

SweepProgress::SweepProgress(const SweepDirectory& directory, const SweepPlan& plan, Verbosity verbosity)
    : directory_(directory),
      plan_(plan),
      verbosity_(verbosity),
      live_(verbosity == Verbosity::normal && isatty(STDERR_FILENO) == 1) {
  for (const PlannedRun& run : plan.runs) {
    const RunState state = read_run_status(directory.run(run.id), run.id).state;
    if (state == RunState::finished || state == RunState::stopped) over_[run.id] = state;
  }
  first_work_ = total_of(work());
}

SweepProgress::~SweepProgress() { erase(); }

void SweepProgress::ended(const RunStatus& status) {
  if (is_over(status.state)) over_[status.id] = status.state;
  if (verbosity_ == Verbosity::quiet) return;
  line(status.id + "  " + values_text(plan_, plan_.run(status.id)) + "  " + name_of(status.state, Spelling::sweep) +
       outcome_text(plan_, status) + "  (" + total() + ")");
}

void SweepProgress::line(const std::string& text) {
  if (verbosity_ == Verbosity::quiet) return;
  erase();
  std::cerr << text << std::endl;
}

void SweepProgress::tick(const std::vector<std::string>& active) {
  const auto now = Clock::now();
  if (!live_ || now - last_drawn_ < redraw_interval) return;
  last_drawn_ = now;
  std::string text = total() + "\n";
  Index lines = 1;
  for (const std::string& id : active) {
    const PlannedRun& run = plan_.run(id);
    const double done = fraction_of(run);
    if (lines > most_lines || read_run_status(directory_.run(id), id).state != RunState::running) continue;
    std::string line = "  " + id + "  " + short_text(100 * done, 3) + " %  " + values_text(plan_, run);
    line.resize(std::min(line.size(), terminal_width() - 1));
    text += line + "\n";
    ++lines;
  }
  erase();
  std::cerr << text << std::flush;
  drawn_lines_ = lines;
}

double SweepProgress::fraction_of(const PlannedRun& run) const {
  const auto over = over_.find(run.id);
  if (over != over_.end() && over->second == RunState::finished) return 1;
  return read_times_file(directory_.run(run.id) / "times.csv").fraction;
}

std::vector<RunWork> SweepProgress::work() const {
  std::vector<RunWork> result;
  for (const PlannedRun& run : plan_.runs) {
    const RunStatus status = read_run_status(directory_.run(run.id), run.id);
    result.push_back({fraction_of(run), over_.contains(run.id) || status.state == RunState::stopped, status.rung});
  }
  return result;
}

std::string SweepProgress::total() const {
  const auto count = [this](RunState state) {
    return std::count_if(over_.begin(), over_.end(), [&](const auto& entry) { return entry.second == state; });
  };
  std::string text = std::to_string(count(RunState::finished)) + " of " + std::to_string(plan_.runs.size()) + " done";
  for (const RunState state : {RunState::failed, RunState::stopped}) {
    if (count(state) > 0) text += ", " + std::to_string(count(state)) + " " + name_of(state, Spelling::sweep);
  }
  const std::vector<RunWork> runs = work();
  const double done = total_of(runs);
  const auto expected = expected_work(plan_.halving, runs);
  if (expected && done > first_work_ && done < *expected) {
    const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
    text += ", " + duration_text(seconds * (*expected - done) / (done - first_work_)) + " left";
  }
  return text;
}

void SweepProgress::erase() {
  if (drawn_lines_ > 0) std::cerr << "\x1b[" << drawn_lines_ << "A\r\x1b[J" << std::flush;
  drawn_lines_ = 0;
}

}  // namespace dbn::program
