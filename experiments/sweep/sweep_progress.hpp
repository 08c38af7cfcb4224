// Progress of a sweep on standard error: a live block on a terminal, plain lines elsewhere.
#pragma once

#include <chrono>
#include <map>

#include "experiments/runs/run_state.hpp"
#include "experiments/sweep/directory/sweep_directory.hpp"
#include "experiments/sweep/expected_work.hpp"
#include "experiments/terminal/progress.hpp"

namespace dbn::program {

/// A line of text about the values of a run: "rbm.learning_rate=0.1 run.seed=2".
std::string values_text(const SweepPlan& plan, const PlannedRun& run);

class SweepProgress {
 public:
  SweepProgress(const SweepDirectory& directory, const SweepPlan& plan, Verbosity verbosity);
  ~SweepProgress();
  SweepProgress(const SweepProgress&) = delete;
  SweepProgress& operator=(const SweepProgress&) = delete;

  /// A run of which no more will come for now.
  void ended(const RunStatus& status);
  void line(const std::string& text);
  /// Draws the runs that the engine has, at most some times a second, on a terminal only.
  void tick(const std::vector<std::string>& active);

 private:
  using Clock = std::chrono::steady_clock;

  double fraction_of(const PlannedRun& run) const;
  std::vector<RunWork> work() const;
  std::string total() const;
  void erase();

  const SweepDirectory& directory_;
  const SweepPlan& plan_;
  Verbosity verbosity_;
  bool live_;
  Index drawn_lines_ = 0;
  std::map<std::string, RunState> over_;  ///< what is not expected to go on
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_drawn_;
  double first_work_ = 0;  ///< done before this object was there
};

}  // namespace dbn::program
