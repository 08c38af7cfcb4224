#include "experiments/sweep/engines/single_run.hpp"

#include <csignal>

#include "experiments/runs/run_state.hpp"
#include "experiments/sweep/engines/slurm_commands.hpp"
#include "experiments/terminal/failure.hpp"
#include "experiments/terminal/stop_signal.hpp"
#include "experiments/training/complete_run.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/io/files/atomic_file.hpp"

namespace dbn::program {
namespace {

namespace fs = std::filesystem;

bool has_begun(const fs::path& run_directory) {
  return is_present(run_directory / "checkpoint.h5") || is_present(run_directory / "resolved.cfg");
}

std::string paused_text(const Pause& pause) {
  return "waits after " + std::to_string(pause.epochs) + " epochs of " + pause.stage;
}

// What is left of the run, in its locked directory.
void work(const Config& config, const RunDirectory& directory, const std::optional<Pause>& pause, RunStatus& status) {
  Workers workers(thread_count(config.run.threads));
  workers.set_sparse_products(config.run.sparse);
  ConfiguredRun run(config, workers);
  const auto result = complete_run(config, directory, run, workers, {{}, pause, Verbosity::quiet});
  status.exit_code = 0;
  if (result) {
    status.state = RunState::finished;
    status.metrics = metrics_of(result->object);
  } else {
    status.state = RunState::queued;
    status.rung = pause->epochs;
    status.message = paused_text(*pause);
  }
}

}  // namespace

void run_single(const SweepDirectory& sweep, const SingleRunOptions& options) {
  // A notice that comes before training waits for it; one that comes after it leaves time to measure.
  std::signal(SIGUSR1, SIG_IGN);
  StopSignal::hold_notices();
  const SweepPlan plan = sweep.read();
  Config config = sweep.config(plan, plan.run(options.id));
  config.run.threads = options.threads;
  std::optional<Pause> pause;
  if (options.rung > 0 && plan.halving) pause = Pause{plan.halving->stage, options.rung};

  const fs::path path = sweep.run(options.id);
  const bool resumes = has_begun(path);
  const RunDirectory directory(path, resumes ? RunDirectory::Opening::resume : RunDirectory::Opening::fresh);
  RunStatus status = read_run_status(path, options.id);
  if (status.state == RunState::finished) return write_run_status(path, status);
  status.state = RunState::running;
  status.exit_code.reset();
  status.message.clear();
  write_run_status(path, status);
  try {
    if (resumes) require_same_experiment(Config(stored_config_text(path), "resolved.cfg", {}), config, path);
    work(config, directory, pause, status);
  } catch (...) {
    const Failure failure = failure_of(std::current_exception());
    const bool interrupted = failure.kind == ErrorKind::interrupted;
    status.state = interrupted ? RunState::interrupted : RunState::failed;
    status.exit_code = exit_code(failure.kind);
    status.message = failure.message;
    write_run_status(path, status);
    if (interrupted && StopSignal::was_notice()) requeue_own_task();
    throw;
  }
  write_run_status(path, status);
}

}  // namespace dbn::program
