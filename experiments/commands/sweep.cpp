#include <csignal>
#include <iostream>
#include <utility>

#include "experiments/commands/commands.hpp"
#include "experiments/commands/result_format.hpp"
#include "experiments/config/shared_options.hpp"
#include "experiments/sweep/engines/single_run.hpp"
#include "experiments/sweep/engines/slurm_arrays.hpp"
#include "experiments/sweep/local_sweep.hpp"
#include "experiments/sweep/results/sweep_report.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/registry.hpp"

namespace dbn::program {
namespace {

namespace fs = std::filesystem;

class Sweep final : public Invocation {
 public:
  Syntax syntax() override {
    return {operand("VERB", verb_, "plan, run, status, resume, collect, cancel or keys; 'dbn sweep FILE' runs",
                    Takes::operand, verbs()),
            operand("FILE_OR_DIR", target_, "a sweep file, or the directory of a sweep", Takes::optional_operand),
            output_directory_argument(out_, "sweeps/NAME for NAME.cfg"),
            assignments_argument(assignments_),
            {Takes::value, integer_option("jobs", pool_.jobs, between(0, 4096),
                                          "runs at a time on this machine; 0 for what the cores have room for. With "
                                          "--threads 0 they share the cores")},
            threads_argument(pool_.threads),
            flag("dry-run", dry_run_, "print the plan, or with --slurm the script, and start nothing"),
            flag("commands", commands_, "plan: prepare the directory and print one shell command for each run to do"),
            flag("slurm", slurm_, "run as job arrays of Slurm"),
            text(Takes::value, "partition", cluster_.partition, "a name", "Slurm: where to run"),
            text(Takes::value, "time", cluster_.time, "a time limit as sbatch takes it",
                 "Slurm: of one run; one that needs longer is saved in time, and goes on in a new place"),
            text(Takes::value, "memory", cluster_.memory, "a size as sbatch takes it", "Slurm: of one run"),
            {Takes::value, integer_option("throttle", cluster_.throttle, between(0, 1e6),
                                          "Slurm: most runs at a time; 0 for no limit")},
            list("slurm-option", cluster_.more, "an option of sbatch", "Slurm: e.g. --account=x; may be repeated"),
            flag("detach", detach_, "Slurm: return once everything is submitted; a last job collects"),
            text(Takes::value, "only", only_, "an id", "do this one run, in this process: what other engines call"),
            {Takes::value, integer_option("rung", rung_, between(0, 1e9),
                                          "with --only: pause after so many epochs of the halving's stage")},
            {Takes::value, integer_option("passed", passed_, between(0, 1e9),
                                          "with --detach: the last rung that was tried; the last job says it")},
            quiet_argument(quiet_),
            format_.argument()};
  }

  void run() override {
    if (verb_ == "plan") return plan();
    if (verb_ == "run" || verb_ == "resume") return only_.empty() ? work() : single_run();
    if (verb_ == "status") return status();
    if (verb_ == "collect") return collect();
    if (verb_ == "cancel") return cancel();
    if (verb_ == "keys") return keys();
    std::error_code ignored;
    if (target_.empty() && fs::exists(verb_, ignored)) {
      target_ = std::exchange(verb_, "run");
      return run();
    }
    throw config_error("dbn sweep: " + unknown_name_message("verb, and no file,", verb_, verbs()));
  }

 private:
  /// A sweep as the command line names it.
  struct Place {
    SweepDirectory directory;
    SweepPlan plan;
    std::string text;            ///< of the sweep file; empty for a directory
    std::optional<Config> base;  ///< of a file
  };

  static std::vector<std::string> verbs() { return {"plan", "run", "status", "resume", "collect", "cancel", "keys"}; }

  bool names_directory() const {
    std::error_code ignored;
    return fs::is_directory(target_, ignored);
  }

  SweepDirectory directory() const {
    if (target_.empty()) throw config_error("dbn sweep " + verb_ + ": FILE_OR_DIR is missing");
    if (names_directory()) return SweepDirectory(target_);
    return SweepDirectory(out_.empty() ? fs::path("sweeps") / fs::path(target_).stem() : fs::path(out_));
  }

  Place place() const {
    const SweepDirectory directory = this->directory();
    if (names_directory()) {
      if (!out_.empty() || !assignments_.empty()) {
        throw config_error("dbn sweep " + verb_ + ": --out and --set go with a sweep file; " + target_ +
                           " is a directory, whose plan is made");
      }
      return {directory, directory.read(), "", std::nullopt};
    }
    if (verb_ == "resume" && !directory.holds_sweep()) {
      throw config_error(directory.path().string() +
                         ": there is no sweep to resume here; start it with 'dbn sweep run " + target_ + "'");
    }
    std::string text = read_config_source(target_);
    const SweepFile file(text, target_);
    const fs::path base_file = base_path(file);
    try {
      const std::string base_text = read_config_source(base_file);
      return {directory, make_plan(file, base_text, assignments_), std::move(text),
              Config(base_text, base_file.string(), assignments_)};
    } catch (const Error& error) {
      const std::string message = error.what();
      if (!message.starts_with(base_file.string() + ": cannot be read")) throw;
      throw config_error(file.base_origin.text() + ": sweep.base: " + message);
    }
  }

  static void prepare(const Place& place) {
    if (place.base) place.directory.write(place.plan, place.text, *place.base);
  }

  void plan() {
    const Place place = this->place();
    if (commands_) {
      const RunLock lock = place.directory.lock();
      prepare(place);
      std::string lines;
      for (const PlannedRun& run : place.plan.runs) {
        if (read_run_status(place.directory.run(run.id), run.id).state == RunState::finished) continue;
        lines += shell_quoted(own_program().string()) + " sweep run " +
                 shell_quoted(fs::absolute(place.directory.path()).string()) + " --only " + run.id + "\n";
      }
      return print_text(lines);
    }
    format_.print(plan_json(place.plan), plan_text(place.plan));
  }

  void work() {
    require_slurm_options();
    Place place = this->place();
    if (dry_run_) return slurm_ ? print_script(place) : format_.print(plan_json(place.plan), plan_text(place.plan));
    const RunLock lock = place.directory.lock();
    prepare(place);
    const SweepDirectory& directory = place.directory;
    const StopSignal stop;
    SweepProgress progress(directory, place.plan, quiet_ ? Verbosity::quiet : Verbosity::normal);
    if (slurm_) {
      SlurmArrays engine(directory, place.plan.name, slurm_options());
      if (detach_) return detach(place, engine);
      drive_sweep(directory, place.plan, engine, progress, stop);
    } else {
      drive_locally(directory, place.plan, pool_, progress, stop);
    }
    finish(place);
  }

  // What is left is said by the table and the exit code.
  void finish(const Place& place) {
    const auto [statuses, table] = settle(place.directory, place.plan);
    format_.print(summary_json(place.directory, statuses, table),
                  table_text(table) + "table  " + (place.directory.path() / "table.csv").string() + "\n");
    std::cout.flush();
    if (const std::string failures = failures_text(place.directory, statuses); !failures.empty()) {
      throw Error(ErrorKind::sweep, failures);
    }
  }

  void detach(const Place& place, SlurmArrays& engine) {
    const Remainder rest = remainder(place.directory, place.plan, passed_);
    std::vector<std::string> last{"sweep", "collect", fs::absolute(place.directory.path()).string()};
    if (rest.rung > 0) {
      last = {"sweep",
              "resume",
              fs::absolute(place.directory.path()).string(),
              "--slurm",
              "--detach",
              "--passed",
              std::to_string(rest.rung)};
      const std::vector<std::string> options = slurm_words();
      last.insert(last.end(), options.begin(), options.end());
    }
    if (!rest.ids.empty()) engine.submit(rest.ids, rest.rung);
    engine.submit_last(last);
    format_.print({{"sweep_directory", place.directory.path().string()}, {"submitted", rest.ids.size()}},
                  std::to_string(rest.ids.size()) + " runs submitted: " + engine.describe() +
                      "\nlook with 'dbn sweep status " + place.directory.path().string() + "'\n");
  }

  void single_run() const { run_single(directory(), {only_, std::max<Index>(1, pool_.threads), rung_}); }

  void status() {
    const SweepDirectory directory = this->directory();
    const SweepPlan plan = directory.read();
    const std::vector<RunStatus> statuses = observe_runs(directory, plan);
    format_.print(status_json(directory, plan, statuses), status_text(directory, plan, statuses));
  }

  void collect() {
    const SweepDirectory directory = this->directory();
    const SweepPlan plan = directory.read();
    const SweepTable table = settle(directory, plan).table;
    format_.print(table_json(table), table_text(table));
  }

  void cancel() {
    const SweepDirectory directory = this->directory();
    const SweepPlan plan = directory.read();
    cancel_arrays(directory);
    const auto process = lock_holder(directory.path());
    if (process) kill(static_cast<pid_t>(*process), SIGTERM);
    const std::string text = process ? "process " + std::to_string(*process) + " was asked to stop its runs\n"
                                     : "no process of this machine is at the sweep\n";
    format_.print(
        {{"sweep_directory", directory.path().string()}, {"process", process ? Json(*process) : Json(nullptr)}}, text);
  }

  void keys() const {
    std::string text;
    for (auto& [section, options] : sweep_reference()) {
      text += "[" + section + "]\n" + describe_options(options) + "\n";
    }
    print_text(text + axes_help());
  }

  SlurmOptions slurm_options() const {
    SlurmOptions options = cluster_;
    options.threads = std::max<Index>(1, pool_.threads);
    return options;
  }

  // The options that a job needs to submit others like it.
  std::vector<std::string> slurm_words() const {
    std::vector<std::string> words{"--threads", std::to_string(std::max<Index>(1, pool_.threads)), "--throttle",
                                   std::to_string(cluster_.throttle)};
    const auto add = [&](const std::string& name, const std::string& value) {
      if (!value.empty()) words.push_back("--" + name + "=" + value);
    };
    add("partition", cluster_.partition);
    add("time", cluster_.time);
    add("memory", cluster_.memory);
    for (const std::string& option : cluster_.more) add("slurm-option", option);
    return words;
  }

  void require_slurm_options() const {
    const bool any = !cluster_.partition.empty() || !cluster_.time.empty() || !cluster_.memory.empty() ||
                     cluster_.throttle > 0 || !cluster_.more.empty() || detach_;
    if (any && !slurm_) {
      throw config_error("dbn sweep " + verb_ +
                         ": --partition, --time, --memory, --throttle, --slurm-option and --detach go with --slurm");
    }
  }

  void print_script(const Place& place) const {
    const SweepDirectory& directory = place.directory;
    const Remainder rest = remainder(directory, place.plan, passed_);
    print_text(array_script(directory, place.plan.name, slurm_options(), directory.slurm() / "1.ids",
                            std::max<Index>(1, rest.ids.size()), rest.rung));
  }

  std::string verb_;
  std::string target_;
  std::string out_;
  std::vector<std::string> assignments_;
  PoolSize pool_;
  SlurmOptions cluster_;
  bool slurm_ = false;
  bool detach_ = false;
  bool dry_run_ = false;
  bool commands_ = false;
  std::string only_;
  Index rung_ = 0;
  Index passed_ = 0;
  bool quiet_ = false;
  ResultFormat format_;
};

}  // namespace

extern const Command sweep_command{
    .name = "sweep",
    .summary = "many runs of a config that differ in some options, and the best of them",
    .page =
        "A sweep file names a base config, and keys of it with the values that they take in turn; 'dbn sweep keys' "
        "explains it. Every value is checked before anything starts. Each run is a process with a directory of its "
        "own, DIR/runs/ID, where ID follows from the options that decide results: values that are added later leave "
        "finished runs as they are. A run that fails is passed over, and the exit code is 6 at the end; 'resume' does "
        "what is left, from checkpoints. Ctrl-C stops all runs with a checkpoint. 'collect' makes one table "
        "(table.csv, .json, .h5, .html; groups.csv over seeds), which 'run' does at the end; the best run is chosen by "
        "validation data alone.",
    .examples = {"dbn sweep plan configs/sweeps/bars_and_stripes.cfg",
                 "dbn sweep run configs/sweeps/bars_and_stripes.cfg --jobs 2",
                 "dbn sweep status sweeps/bars_and_stripes",
                 "dbn sweep resume sweeps/bars_and_stripes --slurm --partition long --time 4:00:00 --throttle 20",
                 "dbn sweep plan configs/sweeps/bars_and_stripes.cfg --commands | parallel -j2"},
    .make = make_invocation<Sweep>,
};

}  // namespace dbn::program
