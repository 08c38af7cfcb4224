#include <chrono>
#include <iostream>
#include <map>
#include <optional>
#include <thread>

#include "experiments/commands/commands.hpp"
#include "experiments/commands/result_format.hpp"
#include "experiments/runs/run_directory.hpp"
#include "experiments/runs/run_watch.hpp"
#include "experiments/terminal/progress.hpp"
#include "experiments/terminal/stop_signal.hpp"

namespace dbn::program {
namespace {

namespace fs = std::filesystem;

class Watch final : public Invocation {
 public:
  Syntax syntax() override {
    return {operand("RUN_DIR", directory_, "the directory of a run"),
            flag("once", once_, "say how the run stands now, and end"),
            {Takes::value, number_option("interval", interval_, between(0.05, 3600), "seconds between two looks")},
            format_.argument()};
  }

  void run() override {
    if (once_) return show(observe_run(directory_));
    const StopSignal stop;
    ObservedRun run = observe_run(directory_);
    if (!format_.json()) begin(run);
    const bool was_over = run.ended();
    while (!run.ended()) {
      wait(stop);
      run = observe_run(directory_);
      if (!format_.json()) print_new(run);
    }
    if (format_.json() || (run.state == RunState::finished && !was_over)) show(run);
    std::cout.flush();
    report_end(run);
  }

 private:
  void show(const ObservedRun& run) {
    std::string text = observation_text(directory_, run);
    if (once_ && !run.records.empty()) text += "last epoch  " + line_of(run.records.back()) + "\n";
    format_.print(observation_json(directory_, run), text);
  }

  // What was there before the watching began is one line.
  void begin(const ObservedRun& run) {
    print_text(observation_text(directory_, run));
    printed_ = run.records.empty() ? 0 : run.records.size() - 1;
    print_new(run);
  }

  void print_new(const ObservedRun& run) {
    // A run that was resumed from an older checkpoint has fewer records than were seen.
    printed_ = std::min(printed_, run.records.size());
    for (; printed_ < run.records.size(); ++printed_) {
      const bool is_last = printed_ + 1 == run.records.size();
      const std::string left = is_last ? time_left_text(run) : "";
      print_text(line_of(run.records[printed_]) + (left.empty() ? "" : "  (" + left + ")") + "\n");
    }
    std::cout.flush();
  }

  std::string line_of(const EpochRecord& record) { return epoch_line(record, epochs_of(record.stage)); }

  // The config of a run never changes: it is read once for each stage, not for each line.
  std::optional<Index> epochs_of(const std::string& stage) {
    if (const auto found = epochs_.find(stage); found != epochs_.end()) return found->second;
    std::error_code ignored;
    const fs::path directory(directory_);
    if (!fs::exists(directory / "resolved.cfg", ignored)) return std::nullopt;
    return epochs_[stage] = planned_epochs(stored_config_text(directory), stage);
  }

  void wait(const StopSignal& stop) const {
    using Clock = std::chrono::steady_clock;
    const auto until = Clock::now() + std::chrono::duration<double>(interval_);
    while (Clock::now() < until) {
      if (stop.requested())
        throw interrupted_error("the watching was interrupted; the run in " + directory_ + " was not");
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }

  void report_end(const ObservedRun& run) const {
    const std::string resume = "; continue it with: dbn train --resume --out " + directory_;
    switch (run.state) {
      case RunState::interrupted: throw interrupted_error(directory_ + ": the run was interrupted" + resume);
      case RunState::diverged:
        throw diverged_error(directory_ + ": the run diverged; " + (fs::path(directory_) / "log.txt").string() +
                             " says where");
      case RunState::lost:
        throw Error(ErrorKind::internal, directory_ +
                                             ": no process on this machine is at the run, and it did not say how it "
                                             "ended; it was killed, or runs elsewhere (then look with --once)" +
                                             resume);
      case RunState::queued:
      case RunState::running:
      case RunState::finished:
      case RunState::failed:
      case RunState::stopped: break;
    }
  }

  std::string directory_;
  bool once_ = false;
  double interval_ = 1;
  Index printed_ = 0;
  std::map<std::string, std::optional<Index>> epochs_;
  ResultFormat format_;
};

}  // namespace

extern const Command watch_command{
    .name = "watch",
    .summary = "progress of a run that another process is at",
    .page =
        "Prints the epochs of a run as they are saved, where it stands and how long it will take, until it ends: with "
        "0 when it is done, 130 when it was interrupted, 5 when it diverged, 1 when its process is gone without a "
        "word. Ctrl-C ends the watching, not the run. --once says how it is now and exits with 0.",
    .examples = {"dbn watch runs/fashion_mnist", "dbn watch runs/fashion_mnist --once --json"},
    .make = make_invocation<Watch>,
};

}  // namespace dbn::program
