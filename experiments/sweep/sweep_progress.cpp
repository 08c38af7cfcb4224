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

bool is_over(RunFate fate) { return fate == RunFate::finished || fate == RunFate::failed || fate == RunFate::stopped; }

double done_by(const std::vector<RunShare>& runs) {
  return std::accumulate(runs.begin(), runs.end(), 0.0, [](double sum, const RunShare& run) { return sum + run.done; });
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
    const RunFate fate = read_run_status(directory.run(run.id), run.id).fate;
    if (fate == RunFate::finished || fate == RunFate::stopped) over_[run.id] = fate;
  }
  first_work_ = done_by(shares());
}

SweepProgress::~SweepProgress() { erase(); }

void SweepProgress::ended(const RunStatus& status) {
  if (is_over(status.fate)) over_[status.id] = status.fate;
  if (verbosity_ == Verbosity::quiet) return;
  line(status.id + "  " + values_text(plan_, plan_.run(status.id)) + "  " + fate_name(status.fate) +
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
    if (lines > most_lines || read_run_status(directory_.run(id), id).fate != RunFate::running) continue;
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
  if (over != over_.end() && over->second == RunFate::finished) return 1;
  return read_times_file(directory_.run(run.id) / "times.csv").fraction;
}

std::vector<RunShare> SweepProgress::shares() const {
  std::vector<RunShare> result;
  for (const PlannedRun& run : plan_.runs) {
    const RunStatus status = read_run_status(directory_.run(run.id), run.id);
    result.push_back({fraction_of(run), over_.contains(run.id) || status.fate == RunFate::stopped, status.rung});
  }
  return result;
}

std::string SweepProgress::total() const {
  const auto count = [this](RunFate fate) {
    return std::count_if(over_.begin(), over_.end(), [&](const auto& entry) { return entry.second == fate; });
  };
  std::string text = std::to_string(count(RunFate::finished)) + " of " + std::to_string(plan_.runs.size()) + " done";
  for (const RunFate fate : {RunFate::failed, RunFate::stopped}) {
    if (count(fate) > 0) text += ", " + std::to_string(count(fate)) + " " + fate_name(fate);
  }
  const std::vector<RunShare> runs = shares();
  const double done = done_by(runs);
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
