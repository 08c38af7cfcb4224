// `dbn sweep run`, resume, status, collect, cancel on this machine: what is done, what is passed over, what comes out.
#include <dirent.h>

#include "tests/support/run_log.hpp"
#include "tests/support/sweeps.hpp"

namespace sweep_runs_test {
BOOST_AUTO_TEST_SUITE(sweep_runs)

using namespace dbn::test;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::vector<std::string> of_state(dbn::Index count, const std::string& state) {
  return std::vector<std::string>(count, state);
}

// A point whose second layer diverges; the first one is fine.
const std::string with_a_failure =
    "[sweep]\n"
    "base = base.cfg\n"
    "[zip]\n"
    "dbn.layers = 12 | 12 | 12 8\n"
    "rbm.learning_rate = 0.1 | 1e38 | 0.1\n";

}  // namespace

BOOST_FIXTURE_TEST_CASE(twelve_runs_and_their_table, SweepFixture) {
  write_sweep(twelve_runs);
  const Outcome outcome = run_well(here, {"sweep", "s.cfg", "--jobs", "3", "--threads", "1", "--json"});
  const auto summary = outcome.json();
  BOOST_CHECK_EQUAL(summary["sweep_directory"].get<std::string>(), "sweeps/s");
  BOOST_CHECK_EQUAL(summary["counts"]["finished"].get<int>(), 12);
  BOOST_TEST(contains(outcome.errors, "12 runs to do: 3 runs at a time on this machine, 1 thread each"));
  BOOST_TEST(contains(outcome.errors, "(12 of 12 done)"));
  const auto table = nlohmann::json::parse(contents_of(here / "sweeps/s/table.json"));
  BOOST_CHECK_EQUAL(table["axes"].dump(), R"(["dbn.layers","rbm.learning_rate","run.seed"])");
  BOOST_REQUIRE_EQUAL(table["runs"].size(), 12);
  BOOST_REQUIRE_EQUAL(table["groups"].size(), 4);

  // Every run is a run directory of 'dbn train', with the numbers of the table.
  const auto& first = table["runs"][0];
  const std::string run = "sweeps/s/runs/" + first["id"].get<std::string>();
  const auto status = nlohmann::json::parse(contents_of(here / run / "status.json"));
  BOOST_CHECK_EQUAL(status["state"].get<std::string>(), "finished");
  BOOST_CHECK_EQUAL(status["exit_code"].get<int>(), 0);
  const auto alone = run_well(here, {"train", "base.cfg", "--set", "dbn.layers=12", "--set", "rbm.learning_rate=0.1",
                                     "--set", "run.seed=1", "--out", "alone", "--json"})
                         .json();
  BOOST_CHECK(contents_of(here / run / "model.h5") == contents_of(here / "alone/model.h5"));
  for (const char* metric : {"validation_error", "test_error", "epochs"}) {
    BOOST_CHECK_EQUAL(first[metric].get<double>(), alone[metric].get<double>());
    BOOST_CHECK_EQUAL(status["metrics"][metric].get<double>(), alone[metric].get<double>());
  }
  BOOST_CHECK_EQUAL(nlohmann::json::parse(contents_of(here / "alone/result.json")).dump(), alone.dump());

  // Mean and deviation by their definitions, the best by validation alone.
  double best = 2;
  std::string best_id;
  for (dbn::Index g = 0; g < 4; ++g) {
    double sum = 0;
    double squares = 0;
    for (dbn::Index s = 0; s < 3; ++s) {
      const auto& row = table["runs"][3 * g + s];
      const double error = row["test_error"];
      sum += error;
      squares += error * error;
      if (row["validation_error"].get<double>() < best) {
        best = row["validation_error"];
        best_id = row["id"];
      }
    }
    const auto& spread = table["groups"][g]["test_error"];
    BOOST_CHECK_EQUAL(spread["count"].get<int>(), 3);
    check_close(spread["mean"].get<double>(), sum / 3, 1e-12, "mean");
    check_close(spread["deviation"].get<double>(), std::sqrt((squares - sum * sum / 3) / 2), 1e-7, "deviation");
  }
  BOOST_CHECK_EQUAL(table["best"]["by"].get<std::string>(), "validation_error");
  BOOST_CHECK_EQUAL(table["best"]["run"]["id"].get<std::string>(), best_id);
  BOOST_TEST(table["best"]["run"].contains("test_error"));

  // Finished runs are never repeated, another number of jobs changes nothing, more points leave the others alone.
  const auto written = std::filesystem::last_write_time(here / run / "result.json");
  const Outcome again = run_well(here, {"sweep", "resume", "sweeps/s"});
  BOOST_CHECK(!contains(again.errors, "runs to do"));
  run_well(here, {"sweep", "run", "s.cfg", "--out", "one", "--jobs", "1", "--quiet"});
  check_same_table("one", "sweeps/s");
  write_sweep(twelve_runs + "rbm.momentum = 0.5 | 0.9\n");
  run_well(here, {"sweep", "run", "s.cfg", "--quiet"});
  BOOST_CHECK(std::filesystem::last_write_time(here / run / "result.json") == written);
  BOOST_TEST(states("sweeps/s") == of_state(24, "finished"), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_failed_run_is_passed_over_and_redone, SweepFixture) {
  write_sweep(with_a_failure);
  const std::vector<std::string> words{"sweep", "run", "s.cfg", "--out", "kept", "--jobs", "1", "--json"};
  const Outcome outcome = run_program(here, words);
  BOOST_CHECK_EQUAL(outcome.exit_code, 6);
  BOOST_CHECK_EQUAL(outcome.json()["counts"]["failed"].get<int>(), 1);
  const auto id = ids("kept")[1];
  for (const std::string& part :
       {std::string("1 of 3 runs did not finish"), id, std::string("dbn sweep resume kept")}) {
    BOOST_CHECK_MESSAGE(contains(outcome.errors, part), part << " is not in " << outcome.errors);
  }
  const std::vector<std::string> expected{"finished", "failed", "finished"};
  BOOST_TEST(states("kept") == expected, boost::test_tools::per_element());
  const auto status = nlohmann::json::parse(contents_of(here / "kept/runs" / id / "status.json"));
  BOOST_CHECK_EQUAL(status["exit_code"].get<int>(), 5);
  BOOST_TEST(contains(status["message"].get<std::string>(), "The last good state is in"));
  BOOST_TEST(contains(contents_of(here / "kept/runs" / id / "stderr.txt"), "The last good state is in"));
  const auto table = nlohmann::json::parse(contents_of(here / "kept/table.json"));
  BOOST_CHECK(table["runs"][1]["test_error"].is_null());
  BOOST_CHECK_EQUAL(table["groups"][1]["test_error"]["count"].get<int>(), 0);
  const auto finished = std::filesystem::last_write_time(here / "kept/runs" / ids("kept")[0] / "result.json");
  BOOST_CHECK_EQUAL(run_program(here, {"sweep", "resume", "kept"}).exit_code, 6);
  BOOST_CHECK(std::filesystem::last_write_time(here / "kept/runs" / ids("kept")[0] / "result.json") == finished);
}

// Data that are not there yet: every run fails before it begins, also when there is nothing to halve by, and all are
// done once the data are there.
BOOST_FIXTURE_TEST_CASE(runs_without_their_data, SweepFixture) {
  write_file(here / "base.cfg",
             "[data]\ntrain = pictures.csv\nvalidation = 0.25\n[dbn]\nlayers = 3\n[rbm]\nepochs = 2\n[finetune]\n"
             "epochs = 2\n");
  for (const char* halving : {"", "[halving]\nrungs = 1\n"}) {
    std::filesystem::remove(here / "pictures.csv");
    std::filesystem::remove_all(here / "kept");
    write_sweep(std::string("[sweep]\nbase = base.cfg\nseeds = 2\n") + halving);
    const Outcome outcome = run_program(here, {"sweep", "run", "s.cfg", "--out", "kept", "--quiet"});
    BOOST_CHECK_EQUAL(outcome.exit_code, 6);
    BOOST_TEST(contains(outcome.errors, "pictures.csv"));
    BOOST_TEST(states("kept") == of_state(2, "failed"), boost::test_tools::per_element());
    std::string rows = "a,b,label\n";
    for (const char* row : {"0,0,0\n", "0,1,0\n", "1,0,1\n", "1,1,1\n"}) {
      for (int copy = 0; copy < 5; ++copy) rows += row;
    }
    write_file(here / "pictures.csv", rows);
    run_well(here, {"sweep", "resume", "kept"});
    BOOST_TEST(states("kept") == of_state(2, "finished"), boost::test_tools::per_element());
  }
}

BOOST_FIXTURE_TEST_CASE(a_killed_run_is_redone_from_its_checkpoint, SweepFixture) {
  write_sweep("[sweep]\nbase = base.cfg\nseeds = 2\n");
  const std::vector<std::string> longer{"--set", "finetune.epochs=120", "--set", "run.checkpoint_every=1"};
  const auto words = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"sweep", "run", "s.cfg", "--jobs", "1"});
    more.insert(more.end(), longer.begin(), longer.end());
    return more;
  };
  run_well(here, words({"--out", "whole"}));
  Program sweep(here, words({"--out", "kept"}));
  const auto id = ids("whole")[0];
  BOOST_REQUIRE(Program::wait_until([&] { return epochs_in_log(here / "kept/runs" / id) > 20; }));
  std::ifstream lock(here / "kept/runs" / id / ".lock");
  int process = 0;
  lock >> process;
  BOOST_REQUIRE_GT(process, 1);
  kill(process, SIGKILL);
  const Outcome outcome = sweep.wait();
  BOOST_CHECK_EQUAL(outcome.exit_code, 6);
  const auto status = nlohmann::json::parse(contents_of(here / "kept/runs" / id / "status.json"));
  BOOST_CHECK_EQUAL(status["state"].get<std::string>(), "failed");
  BOOST_CHECK_EQUAL(status["exit_code"].get<int>(), 128 + SIGKILL);
  BOOST_TEST(contains(status["message"].get<std::string>(), "signal 9"));
  const std::vector<std::string> expected{"failed", "finished"};
  BOOST_TEST(states("kept") == expected, boost::test_tools::per_element());
  run_well(here, {"sweep", "resume", "kept"});
  BOOST_TEST(contains(contents_of(here / "kept/runs" / id / "log.txt"), "resumed from checkpoint.h5"));
  check_same_table("kept", "whole");
}

BOOST_FIXTURE_TEST_CASE(interrupted_canceled_and_killed, SweepFixture) {
  write_sweep("[sweep]\nbase = base.cfg\nseeds = 3\n");
  const std::vector<std::string> longer{"--set", "finetune.epochs=150", "--set", "run.checkpoint_every=1", "--jobs",
                                        "2",     "--threads",           "1"};
  const auto words = [&](const std::string& out) {
    std::vector<std::string> result{"sweep", "run", "s.cfg", "--out", out};
    result.insert(result.end(), longer.begin(), longer.end());
    return result;
  };
  run_well(here, words("whole"));
  const auto id = ids("whole");
  const auto wait_for_run = [&](const std::string& run, dbn::Index epochs) {
    BOOST_REQUIRE(Program::wait_until([&] { return epochs_in_log(here / "kept/runs" / run) > epochs; }));
  };
  const auto nothing_is_at_work = [&] {
    for (const std::string& run : id) {
      const auto state = here / "kept/runs" / run;
      if (!std::filesystem::exists(state)) continue;
      if (run_well(here, {"watch", state.string(), "--once", "--json"}).json()["state"] == "running") return false;
    }
    return true;
  };
  {
    Program sweep(here, words("kept"));
    wait_for_run(id[0], 10);
    wait_for_run(id[1], 10);
    const Outcome second = run_program(here, {"sweep", "resume", "kept"});
    BOOST_CHECK_EQUAL(second.exit_code, 2);
    BOOST_TEST(contains(second.errors, "in use by process"));
    BOOST_CHECK_EQUAL(states("kept")[0], "running");
    sweep.send(SIGINT);
    const Outcome stopped = sweep.wait();
    BOOST_CHECK_EQUAL(stopped.exit_code, 130);
    BOOST_TEST(contains(stopped.errors, "dbn sweep resume kept"));
    BOOST_CHECK(nothing_is_at_work());
    const std::vector<std::string> expected{"interrupted", "interrupted", "queued"};
    BOOST_TEST(states("kept") == expected, boost::test_tools::per_element());
  }
  {
    Program sweep(here, {"sweep", "resume", "kept", "--jobs", "2"});
    wait_for_run(id[0], 50);
    BOOST_TEST(contains(run_well(here, {"sweep", "cancel", "kept"}).output, "was asked to stop"));
    BOOST_CHECK_EQUAL(sweep.wait().exit_code, 130);
    BOOST_CHECK(nothing_is_at_work());
  }
  {
    // Its runs end with it, with a checkpoint.
    Program sweep(here, {"sweep", "resume", "kept", "--jobs", "2"});
    wait_for_run(id[0], 90);
    sweep.send(SIGKILL);
    sweep.wait();
    BOOST_REQUIRE(Program::wait_until(nothing_is_at_work));
    const auto status = nlohmann::json::parse(contents_of(here / "kept/runs" / id[0] / "status.json"));
    BOOST_CHECK_EQUAL(status["state"].get<std::string>(), "interrupted");
    BOOST_TEST(contains(status["message"].get<std::string>(), "interrupted at finetune"));
  }
  run_well(here, {"sweep", "resume", "kept", "--jobs", "2"});
  BOOST_CHECK(nothing_is_at_work());
  BOOST_TEST(contains(run_well(here, {"sweep", "cancel", "kept"}).output, "no process"));
  BOOST_TEST(states("kept") == of_state(3, "finished"), boost::test_tools::per_element());
  check_same_table("kept", "whole");
}

BOOST_FIXTURE_TEST_CASE(one_command_for_each_run, SweepFixture) {
  write_sweep(twelve_runs);
  std::istringstream lines(run_well(here, {"sweep", "plan", "s.cfg", "--commands", "--out", "kept"}).output);
  dbn::Index commands = 0;
  for (std::string line; std::getline(lines, line); ++commands) {
    BOOST_REQUIRE_MESSAGE(std::system(("cd '" + here.string() + "' && " + line).c_str()) == 0, line);
  }
  BOOST_CHECK_EQUAL(commands, 12);
  run_well(here, {"sweep", "collect", "kept"});
  run_well(here, {"sweep", "run", "s.cfg", "--out", "whole"});
  check_same_table("kept", "whole");
  BOOST_CHECK_EQUAL(run_well(here, {"sweep", "plan", "s.cfg", "--commands", "--out", "kept"}).output, "");
}

// Many runs leave no process, descriptor or memory behind: the sweep's own are counted while it works.
BOOST_FIXTURE_TEST_CASE(two_hundred_runs, SweepFixture) {
  write_sweep("[sweep]\nbase = base.cfg\nseeds = 200\n");
  Program sweep(here, {"sweep", "run", "s.cfg", "--out", "kept", "--quiet", "--set", "rbm.epochs=1", "--set",
                       "finetune.epochs=1", "--set", "run.checkpoint_every=0", "--jobs", "2", "--threads", "1"});
  const auto holder = [&] {
    int process = 0;
    std::ifstream(here / "kept/.lock") >> process;
    return process;
  };
  BOOST_REQUIRE(Program::wait_until([&] { return holder() > 0; }));
  const std::filesystem::path own = "/proc/" + std::to_string(holder());
  std::size_t most_files = 0;
  std::size_t most_children = 0;
  long first_memory = 0;
  long last_memory = 0;
  const auto look = [&] {
    std::error_code gone;
    std::size_t files = 0;
    for (std::filesystem::directory_iterator entry(own / "fd", gone), end; !gone && entry != end; entry.increment(gone))
      ++files;
    if (files == 0) return;
    most_files = std::max(most_files, files);
    std::ifstream children(own / "task" / own.filename() / "children");
    std::size_t count = 0;
    for (int child; children >> child;) ++count;
    most_children = std::max(most_children, count);
    long size = 0;
    long resident = 0;
    std::ifstream(own / "statm") >> size >> resident;
    if (resident > 0) last_memory = resident;
    if (first_memory == 0) first_memory = resident;
  };
  BOOST_REQUIRE(Program::wait_until([&] {
    look();
    return !std::filesystem::exists(own / "statm") || last_memory == 0 ||
           std::filesystem::exists(here / "kept/table.json");
  }));
  BOOST_CHECK_EQUAL(sweep.wait().exit_code, 0);
  BOOST_TEST(states("kept") == of_state(200, "finished"), boost::test_tools::per_element());
  // Standard streams, the lock, and what a look at a file needs for a moment.
  BOOST_CHECK_LE(most_files, 12);
  BOOST_CHECK_LE(most_children, 2);
  BOOST_CHECK_GE(most_children, 1);
  // Pages: 16 MiB would be 80 KiB for each run.
  BOOST_CHECK_LE(last_memory - first_memory, 4096 * slowdown);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace sweep_runs_test
