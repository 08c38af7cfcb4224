// `dbn sweep run` with successive halving: which runs pass their rungs, on one job and on three.
#include "experiments/sweep/halving.hpp"
#include "tests/support/sweeps.hpp"

namespace sweep_halving_test {
BOOST_AUTO_TEST_SUITE(sweep_halving)

using namespace dbn::program;
using namespace dbn::test;

// Of nine points three pass the first rung and one the second; the same on one and on three jobs, and after a break.
BOOST_FIXTURE_TEST_CASE(successive_halving, SweepFixture) {
  write_sweep(
      "[sweep]\nbase = base.cfg\n[grid]\nfinetune.learning_rate = 0.001 | 0.01 | 0.1\nrbm.learning_rate = 0.001 | 0.05 "
      "| 0.2\n[halving]\nrungs = 1 3\n");
  run_well(here, {"sweep", "run", "s.cfg", "--out", "kept", "--jobs", "3"});
  std::map<std::string, int> counts;
  for (const std::string& state : states("kept")) ++counts[state];
  BOOST_CHECK_EQUAL(counts["finished"], 1);
  BOOST_CHECK_EQUAL(counts["stopped"], 8);
  std::map<std::string, int> rungs;
  double worst_kept = 0;
  double best_stopped = 2;
  for (const std::string& id : ids("kept")) {
    const auto status = nlohmann::json::parse(contents_of(here / "kept/runs" / id / "status.json"));
    const bool passed = status.value("rung", 0) > 1;
    ++rungs[std::to_string(status.value("rung", 0))];
    BOOST_CHECK(std::filesystem::exists(here / "kept/runs" / id / "checkpoint.h5"));
    const Halving halving{"finetune", "validation_error", MetricGoal::minimize, {1, 3}, 3};
    const double score = rung_score(halving, here / "kept/runs" / id, 1).value();
    if (passed) worst_kept = std::max(worst_kept, score);
    if (!passed) best_stopped = std::min(best_stopped, score);
  }
  BOOST_CHECK_EQUAL(rungs["1"], 6);
  BOOST_CHECK_EQUAL(rungs["3"], 3);
  BOOST_CHECK_LE(worst_kept, best_stopped);
  run_well(here, {"sweep", "run", "s.cfg", "--out", "one", "--jobs", "1"});
  check_same_table("one", "kept");
  const auto table = nlohmann::json::parse(contents_of(here / "kept/table.json"));
  BOOST_TEST(!table["best"]["run"].is_null());
  // The run that went through all rungs is the one that never paused.
  const std::string id = table["best"]["run"]["id"];
  const auto& values = table["best"]["run"];
  run_well(here, {"train", "base.cfg", "--out", "alone", "--set",
                  "finetune.learning_rate=" + values["finetune.learning_rate"].get<std::string>(), "--set",
                  "rbm.learning_rate=" + values["rbm.learning_rate"].get<std::string>()});
  for (const char* file : {"model.h5", "history.csv"}) {
    BOOST_CHECK(contents_of(here / "kept/runs" / id / file) == contents_of(here / "alone" / file));
  }
  BOOST_CHECK(run_well(here, {"sweep", "resume", "kept"}).errors.find("runs to do") == std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(halving_by_what_nobody_records, SweepFixture) {
  write_sweep("[sweep]\nbase = base.cfg\nseeds = 2\n[halving]\nrungs = 1\nmetric = validation_eror\n");
  const Outcome outcome = run_program(here, {"sweep", "run", "s.cfg", "--out", "kept"});
  BOOST_CHECK_EQUAL(outcome.exit_code, 2);
  BOOST_CHECK_NE(outcome.errors.find("no run has validation_eror"), std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace sweep_halving_test
