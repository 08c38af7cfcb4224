#include "experiments/reproductions/reproduction_context.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>

#include "experiments/reproductions/embedded_configs.hpp"
#include "experiments/runs/run_directory.hpp"
#include "experiments/sweep/local_sweep.hpp"
#include "experiments/sweep/results/sweep_report.hpp"
#include "experiments/terminal/stop_signal.hpp"
#include "experiments/text/format.hpp"
#include "experiments/training/configured_run.hpp"
#include "experiments/training/training_session.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/io/files/atomic_file.hpp"
#include "libdbn/io/model/model_file.hpp"

namespace dbn::program {
namespace {

namespace fs = std::filesystem;

void make_directory(const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) {
    throw config_error(directory.string() + " cannot be made: " + error.message() +
                       "; choose a place you can write to with --out");
  }
}

// The HDF5 library serves one thread at a time.
std::mutex files;

std::unique_ptr<ConfiguredRun> opened(const Config& config) {
  const std::lock_guard<std::mutex> lock(files);
  return std::make_unique<ConfiguredRun>(config, Workers::serial());
}

// One trial from its first batch to its last. The history is written last: where it is, the trial is done.
std::string run_trial(const Config& config, const StopSignal& stop, const fs::path& history, const fs::path& model) {
  const std::unique_ptr<ConfiguredRun> run = opened(config);
  while (!run->training().finished()) {
    run->training().advance();
    if (stop.requested()) throw interrupted_error("interrupted");
  }
  std::string csv = run->training().history().csv();
  const std::lock_guard<std::mutex> lock(files);
  write_model(model, run->training().model());
  write_text_file(history, csv);
  return csv;
}

// Finished trials and the time that the others will take, as lines not too close to each other.
class TrialProgress {
 public:
  TrialProgress(ProgressDisplay& display, std::string name, Index found, Index total)
      : display_(display), name_(std::move(name)), found_(found), done_(found), total_(total) {
    if (found > 0 && found < total) {
      display_.line(name_ + ": " + std::to_string(found) + " trials are done already");
    }
  }

  void one_more() {
    const std::lock_guard<std::mutex> lock(mutex_);
    ++done_;
    const auto now = Clock::now();
    if (now - last_shown_ < std::chrono::seconds(2) && done_ < total_) return;
    last_shown_ = now;
    const double seconds = std::chrono::duration<double>(now - start_).count();
    const double left = seconds * static_cast<double>(total_ - done_) / static_cast<double>(done_ - found_);
    display_.line(name_ + "  trial " + std::to_string(done_) + "/" + std::to_string(total_) + "  " +
                  duration_text(left) + " left");
  }

 private:
  using Clock = std::chrono::steady_clock;

  ProgressDisplay& display_;
  std::string name_;
  Index found_;
  Index done_;
  Index total_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_shown_;
  std::mutex mutex_;
};

}  // namespace

Series series_of(const std::string& csv, std::string_view metric, const fs::path& file) {
  const std::vector<std::string> lines = split(csv, '\n');
  const std::vector<std::string> names = split(lines.empty() ? "" : lines.front(), ',');
  const auto column = static_cast<Index>(std::find(names.begin(), names.end(), metric) - names.begin());
  if (column == names.size()) {
    throw model_error(file.string() + " has no column " + std::string(metric) + "; remove it to run this part again");
  }
  Series series;
  for (Index i = 1; i < lines.size(); ++i) {
    const std::vector<std::string> cells = split(lines[i], ',');
    if (cells.size() != names.size()) continue;
    const auto epoch = parse_integer(cells[1]);
    const auto value = parse_number(cells[column]);
    if (!epoch || !value) continue;
    series.epochs.push_back(static_cast<double>(*epoch + 1));
    series.values.push_back(*value);
  }
  return series;
}

ReproductionContext::ReproductionContext(std::string name, Options options)
    : name_(std::move(name)),
      options_(std::move(options)),
      workers_(thread_count(options_.threads)),
      display_(options_.verbosity) {
  make_directory(options_.directory);
}

Error ReproductionContext::interruption() const {
  return interrupted_error(name_ + " was interrupted; the same command continues it");
}

bool ReproductionContext::wants(std::string_view part) const {
  return options_.parts.empty() ||
         std::find(options_.parts.begin(), options_.parts.end(), part) != options_.parts.end();
}

fs::path ReproductionContext::directory_of(const ReproductionPart& part) const {
  return options_.directory / part.name;
}

std::string_view ReproductionContext::recipe() const {
  return find_in<std::string_view>(embedded_configs(), "reproduction", name_);
}

std::vector<std::string> ReproductionContext::assignments(const ReproductionPart& part) const {
  std::vector<std::string> assignments = part.assignments;
  assignments.insert(assignments.end(), options_.assignments.begin(), options_.assignments.end());
  return assignments;
}

Config ReproductionContext::config(const ReproductionPart& part) const {
  ReproductionPart placed = part;
  placed.assignments.push_back("run.out=" + directory_of(part).string());
  placed.assignments.push_back("run.threads=" + std::to_string(workers_.threads()));
  return Config(recipe(), name_ + ".cfg", assignments(placed));
}

TrainingData ReproductionContext::data(const ReproductionPart& part) const {
  const Config config = this->config(part);
  return TrainingData(config, nullptr, nullptr, config.stack.labels);
}

Model ReproductionContext::train(const ReproductionPart& part) {
  const Config config = this->config(part);
  const fs::path path = directory_of(part);
  const bool begun = is_present(path / "checkpoint.h5") || is_present(path / "resolved.cfg");
  if (begun) {
    require_same_experiment(Config(stored_config_text(path), (path / "resolved.cfg").string(), {}), config, path);
  }
  ConfiguredRun run(config, workers_);
  const RunDirectory directory(path, begun ? RunDirectory::Opening::resume : RunDirectory::Opening::fresh);
  TrainingSession session(config, directory, run.data(), run.training(), display_);
  session.begin(workers_.threads());
  try {
    session.train();
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw interruption();
    throw;
  }
  return run.training().model();
}

std::vector<std::vector<Trial>> ReproductionContext::trials(const std::vector<ReproductionPart>& parts, Index count) {
  struct Task {
    Index part;
    Index number;
    fs::path history;
  };
  std::vector<Config> configs;
  std::vector<Task> missing;
  std::vector<std::vector<Trial>> trials(parts.size(), std::vector<Trial>(count));
  for (Index p = 0; p < parts.size(); ++p) {
    const fs::path directory = directory_of(parts[p]);
    make_directory(directory);
    configs.push_back(config(parts[p]));
    const fs::path stored = directory / "resolved.cfg";
    if (is_present(stored)) {
      require_same_experiment(Config::read(stored, {}), configs.back(), directory);
    } else {
      write_text_file(stored, configs.back().text(Config::Origins::omit));
    }
    for (Index t = 0; t < count; ++t) {
      const std::string seed = std::to_string(configs.back().run.seed + t);
      const fs::path history = directory / ("history-" + seed + ".csv");
      trials[p][t].model = directory / ("model-" + seed + ".h5");
      if (is_present(history)) {
        trials[p][t].history = read_text_file(history, ErrorKind::model);
      } else {
        missing.push_back({p, t, history});
      }
    }
  }
  const StopSignal stop;
  TrialProgress progress(display_, name_, parts.size() * count - missing.size(), parts.size() * count);
  try {
    workers_.run(missing.size(), [&](Index i) {
      const Task& task = missing[i];
      if (stop.requested()) throw interrupted_error("interrupted");
      Config config = configs[task.part];
      config.run.seed += task.number;
      Trial& trial = trials[task.part][task.number];
      trial.history = run_trial(config, stop, task.history, trial.model);
      progress.one_more();
    });
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::interrupted) throw;
    throw interruption();
  }
  return trials;
}

SweepTable ReproductionContext::sweep(const ReproductionPart& part, const SweepFile& file, std::string_view text) {
  const std::vector<std::string> changes = assignments(part);
  const SweepPlan plan = make_plan(file, recipe(), changes);
  const SweepDirectory directory(directory_of(part));
  const RunLock lock = directory.lock();
  directory.write(plan, text, Config(recipe(), name_ + ".cfg", changes));
  const StopSignal stop;
  SweepProgress progress(directory, plan, options_.verbosity);
  try {
    drive_locally(directory, plan, {.jobs = workers_.threads(), .threads = 1}, progress, stop);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw interruption();
    throw;
  }
  SweepResult result = settle(directory, plan);
  if (const std::string failures = failures_text(directory, result.statuses); !failures.empty()) {
    throw Error(ErrorKind::sweep, failures);
  }
  return std::move(result.table);
}

Json ReproductionContext::measured(const ReproductionPart& part, const std::string& name,
                                   const std::function<Json()>& measure) {
  const fs::path file = directory_of(part) / (name + ".json");
  if (is_present(file)) {
    Json stored = Json::parse(read_text_file(file, ErrorKind::model), nullptr, false);
    if (stored.is_object()) return stored;
  }
  Json object = measure();
  write_text_file(file, object.dump(2) + "\n");
  return object;
}

}  // namespace dbn::program
