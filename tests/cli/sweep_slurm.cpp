// Sweeps through a Slurm of two nodes that is started for the test: the same table as on this machine, and nothing lost
// or done twice when tasks are preempted or requeued, the controller is killed or a node is drained.
#include "tests/support/throwaway_slurm.hpp"

namespace sweep_slurm_test {
BOOST_AUTO_TEST_SUITE(sweep_slurm)

using namespace dbn::test;

// Arrays here have at most 8 tasks, so that twelve runs are two of them.
BOOST_FIXTURE_TEST_CASE(the_same_table_whatever_happens, SlurmFixture) {
  if (!slurm.is_here()) return;
  write_sweep(twelve_runs);
  const auto words = [&](std::vector<std::string> more, const std::string& checkpoint_every) {
    more.insert(more.begin(), {"sweep", "run", "s.cfg", "--set", "finetune.epochs=400"});
    more.insert(more.end(), {"--set", "run.checkpoint_every=" + checkpoint_every});
    return more;
  };
  run_well(here, words({"--out", "near", "--quiet"}, "0"));

  Program sweep(here, words({"--out", "far", "--slurm", "--partition", "low", "--throttle", "4"}, "20"));
  BOOST_REQUIRE(wait_for_state("running", 2));
  // A task is put back into the queue while it runs.
  const std::string running = output_of("squeue -h -r -t R -o %i");
  BOOST_REQUIRE(!running.empty());
  BOOST_CHECK_EQUAL(shell("scontrol requeue " + running.substr(0, running.find('\n'))), 0);
  // A job of higher rank wants both nodes for a moment.
  write_file(here / "high.sh",
             "#!/bin/bash\n#SBATCH --partition=high --nodes=2 --exclusive --output=/dev/null\nsleep 1\n");
  BOOST_CHECK_EQUAL(shell("sbatch --parsable '" + (here / "high.sh").string() + "' > /dev/null"), 0);
  BOOST_CHECK(Program::wait_until([&] { return output_of("squeue -h -p high").empty(); }));
  // The controller ends and comes back.
  BOOST_CHECK_EQUAL(slurm.call("end-controller"), 0);
  BOOST_CHECK_EQUAL(states("far").size(), 12);
  BOOST_REQUIRE_EQUAL(slurm.call("controller"), 0);
  // One node is left for what is queued.
  BOOST_CHECK_EQUAL(shell("scontrol update nodename=n2 state=drain reason=test"), 0);
  const Outcome outcome = sweep.wait();
  BOOST_CHECK_MESSAGE(outcome.exit_code == 0, outcome.errors);
  check_same_table("far", "near");
  dbn::Index resumed = 0;
  for (const std::string& id : ids("far")) {
    BOOST_CHECK_EQUAL(lines_in_log(id, "training data: "), 1);
    BOOST_CHECK_EQUAL(lines_in_log(id, "  finished\n"), 1);
    resumed += lines_in_log(id, "resumed from");
  }
  BOOST_CHECK_GE(resumed, 1);
  BOOST_CHECK_EQUAL(output_of("squeue -h"), "");
}

// Rung after rung by jobs that submit the next ones, and a last job that collects.
BOOST_FIXTURE_TEST_CASE(without_anybody_watching, SlurmFixture) {
  if (!slurm.is_here()) return;
  write_sweep(twelve_runs + "[halving]\nrungs = 2\nfactor = 2\n");
  run_well(here, {"sweep", "run", "s.cfg", "--out", "near", "--quiet"});
  const auto submitted =
      run_well(here, {"sweep", "run", "s.cfg", "--out", "far", "--slurm", "--detach", "--json"}).json();
  BOOST_CHECK_EQUAL(submitted["submitted"].get<int>(), 12);
  BOOST_REQUIRE(Program::wait_until([&] { return std::filesystem::exists(here / "far/table.json"); }));
  check_same_table("far", "near");
}

BOOST_FIXTURE_TEST_CASE(canceled_and_continued_here, SlurmFixture) {
  if (!slurm.is_here()) return;
  write_sweep("[sweep]\nbase = base.cfg\nseeds = 6\n");
  const std::string longer = "finetune.epochs=1000";
  run_well(here,
           {"sweep", "run", "s.cfg", "--out", "near", "--quiet", "--set", longer, "--set", "run.checkpoint_every=0"});
  run_well(here, {"sweep", "run", "s.cfg", "--out", "far", "--slurm", "--detach", "--set", longer});
  BOOST_REQUIRE(wait_for_state("running", 2));
  run_well(here, {"sweep", "cancel", "far"});
  BOOST_REQUIRE(Program::wait_until([&] { return output_of("squeue -h").empty(); }));
  const auto found = states("far");
  BOOST_CHECK_EQUAL(std::count(found.begin(), found.end(), "running"), 0);
  BOOST_CHECK_GE(std::count(found.begin(), found.end(), "interrupted"), 1);
  run_well(here, {"sweep", "resume", "far", "--quiet"});
  check_same_table("far", "near");
}

BOOST_AUTO_TEST_CASE(without_slurm) {
  const SweepFixture fixture;
  fixture.write_sweep(twelve_runs);
  const std::string path = std::getenv("PATH");
  setenv("PATH", "/nowhere", 1);
  check_fails(fixture.here, {"sweep", "run", "s.cfg", "--slurm"}, 2, {"there is no sbatch here", "leave --slurm out"});
  setenv("PATH", path.c_str(), 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace sweep_slurm_test
