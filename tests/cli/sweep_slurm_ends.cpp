// Ends that nobody asked for: of Slurm's controller, and of the time that a job has.
#include <limits>

#include "tests/support/processes.hpp"
#include "tests/support/throwaway_slurm.hpp"

namespace sweep_slurm_ends_test {
BOOST_AUTO_TEST_SUITE(sweep_slurm_ends)

using namespace dbn::test;

namespace {

void send_all(const std::vector<pid_t>& processes, int signal) {
  for (const pid_t process : processes) kill(process, signal);
}

/// Three runs on Slurm that stand still in the middle of their work.
struct HeldRuns : SlurmFixture {
  static constexpr dbn::Index runs = 3;
  const std::string longer = "finetune.epochs=4000";
  std::vector<pid_t> held;

  /// Starts the sweep with more words, and holds its runs.
  std::unique_ptr<Program> begin(const std::vector<std::string>& more) {
    write_sweep("[sweep]\nbase = base.cfg\nseeds = 3\n");
    run_well(here, {"sweep", "run", "s.cfg", "--out", "near", "--quiet", "--set", longer});
    std::vector<std::string> words{"sweep", "run", "s.cfg", "--out", "far", "--slurm", "--set", longer};
    words.insert(words.end(), more.begin(), more.end());
    auto sweep = std::make_unique<Program>(here, words);
    BOOST_REQUIRE(Program::wait_until([&] { return hold_all(); }));
    return sweep;
  }

  // One by one as they come: the first may end before the last one begins.
  bool hold_all() {
    if (!std::filesystem::exists(here / "far/plan.json")) return false;
    for (const pid_t process : processes()) {
      const bool is_held = std::find(held.begin(), held.end(), process) != held.end();
      if (!is_held && kill(process, SIGSTOP) == 0) held.push_back(process);
    }
    return held.size() == runs;
  }

  void check_end(Program& sweep) const {
    send_all(held, SIGCONT);
    const Outcome outcome = sweep.wait();
    BOOST_CHECK_MESSAGE(outcome.exit_code == 0, outcome.errors);
    check_same_table("far", "near");
    for (const std::string& id : ids("far")) {
      BOOST_CHECK_EQUAL(lines_in_log(id, "training data: "), 1);
      BOOST_CHECK_EQUAL(lines_in_log(id, "  finished\n"), 1);
    }
  }

  dbn::Index least_resumptions() const {
    dbn::Index least = std::numeric_limits<dbn::Index>::max();
    for (const std::string& id : ids("far")) least = std::min(least, lines_in_log(id, "resumed from"));
    return least;
  }
};

}  // namespace

// By SIGKILL; the runs go on, and their ends are told to the next controller.
BOOST_FIXTURE_TEST_CASE(a_killed_controller, HeldRuns) {
  if (!slurm.is_here()) return;
  const auto sweep = begin({});
  BOOST_REQUIRE_EQUAL(slurm.call("kill-controller"), 0);
  BOOST_REQUIRE_EQUAL(slurm.call("controller"), 0);
  check_end(*sweep);
}

// Slurm looks every half minute at whom a notice is due: 120 seconds before the end, or half a minute sooner. Of three
// minutes that is half a minute after the beginning at the earliest, when all runs are held, and the time is up long
// after that. Slurm lets a process that is held go on, so that it may be at its end before it is looked at again; where
// it does not, the notice waits. The runs answer with a checkpoint and go back into the queue.
BOOST_FIXTURE_TEST_CASE(time_that_is_up, HeldRuns) {
  if (!slurm.is_here()) return;
  const auto sweep = begin({"--time", "3", "--set", "run.checkpoint_every=0"});
  BOOST_REQUIRE(Program::wait_until([&] {
    return std::all_of(held.begin(), held.end(), [](pid_t p) { return has_ended(p) || is_pending(p, SIGUSR1); });
  }));
  check_end(*sweep);
  BOOST_CHECK_GE(least_resumptions(), 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace sweep_slurm_ends_test
