// dbn watch: a run seen from another process, before, while and after it runs.
#include "tests/support/program.hpp"
#include "tests/support/small_runs.hpp"

namespace watch_test {
BOOST_AUTO_TEST_SUITE(watch)

using namespace dbn::test;

namespace {

struct Fixture {
  TemporaryDirectory directory;
  const std::filesystem::path& here = directory.path();
  Fixture() { write_file(here / "t.cfg", small_config); }

  nlohmann::json once(const std::string& run) const {
    return run_well(here, {"watch", run, "--once", "--json"}).json();
  }
  // So many epochs that the run lasts until it is told to stop.
  std::vector<std::string> long_run() const {
    return {"train",
            "t.cfg",
            "--out",
            "run",
            "--quiet",
            "--threads",
            "1",
            "--set",
            "rbm.1.epochs=1000000",
            "--set",
            "rbm.1.monitor_every=50",
            "--set",
            "run.checkpoint_every=50"};
  }
  bool wait_for(const std::filesystem::path& file, const std::string& text) const {
    return Program::wait_until([&] {
      return std::filesystem::exists(here / file) && contents_of(here / file).find(text) != std::string::npos;
    });
  }
  // Whether a program running here has printed the text.
  bool wait_for_output(const std::string& text) const {
    return Program::wait_until([&] {
      for (const auto& entry : std::filesystem::directory_iterator(here)) {
        if (!entry.path().filename().string().starts_with(".stdout.")) continue;
        if (contents_of(entry.path()).find(text) != std::string::npos) return true;
      }
      return false;
    });
  }
};

dbn::Index lines_with(const std::string& text, const std::string& part) {
  dbn::Index count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_finished_run, Fixture) {
  run_well(here, {"train", "t.cfg", "--out", "run", "--quiet", "--threads", "1"});
  const auto object = once("run");
  BOOST_CHECK_EQUAL(object["state"].get<std::string>(), "done");
  BOOST_CHECK_EQUAL(object["records"].get<int>(), 17);
  BOOST_CHECK_EQUAL(object["fraction"].get<double>(), 1);
  BOOST_CHECK_EQUAL(object["seconds_left"].get<double>(), 0);
  BOOST_CHECK_EQUAL(object["last"]["stage"].get<std::string>(), "finetune");
  BOOST_CHECK_EQUAL(object["last"]["epoch"].get<int>(), 5);
  // Its last cell of the column is the number in the file.
  std::istringstream history(contents_of(here / "run/history.csv"));
  std::string header;
  std::string line;
  std::getline(history, header);
  for (std::string next; std::getline(history, next);) line = next;
  std::istringstream names(header);
  std::istringstream values(line);
  std::string name;
  std::string value;
  while (std::getline(names, name, ',') && std::getline(values, value, ',') && name != "validation_loss") continue;
  BOOST_CHECK_EQUAL(object["last"]["validation_loss"].get<double>(), std::stod(value));

  const Outcome watched = run_well(here, {"watch", "run"});
  BOOST_TEST(watched.output.find("run  done") != std::string::npos);
  BOOST_TEST(watched.output.find("finetune  epoch 5/5") != std::string::npos);
  BOOST_CHECK_EQUAL(lines_with(watched.output, "finetune  epoch"), 1);
  BOOST_CHECK_EQUAL(run_well(here, {"watch", "run", "--json"}).json()["state"].get<std::string>(), "done");
}

BOOST_FIXTURE_TEST_CASE(from_before_the_beginning_to_the_interruption, Fixture) {
  std::filesystem::create_directory(here / "run");
  BOOST_CHECK_EQUAL(once("run")["state"].get<std::string>(), "not begun");
  BOOST_TEST(once("run")["last"].is_null());
  Program watching(here, {"watch", "run", "--interval", "0.05"});
  BOOST_REQUIRE(wait_for_output("run  not begun"));
  Program training(here, long_run());
  BOOST_REQUIRE(wait_for("run/history.csv", "rbm.1,99,"));
  const auto running = once("run");
  BOOST_CHECK_EQUAL(running["state"].get<std::string>(), "running");
  BOOST_CHECK_EQUAL(running["stage"].get<std::string>(), "rbm.1");
  BOOST_CHECK_EQUAL(running["epochs"].get<int>(), 1000000);
  BOOST_TEST(running["epoch"].get<int>() > 100);
  BOOST_TEST(running["seconds_left"].get<double>() > 0);
  BOOST_TEST(running["fraction"].get<double>() < 0.5);
  BOOST_REQUIRE(wait_for_output("rbm.1  epoch 100/1000000"));
  training.send(SIGTERM);
  BOOST_CHECK_EQUAL(training.wait().exit_code, 130);
  const Outcome watched = watching.wait();
  BOOST_CHECK_EQUAL(watched.exit_code, 130);
  BOOST_TEST(watched.errors.find("was interrupted; continue it with: dbn train --resume --out run") !=
             std::string::npos);
  // Every record once.
  for (const int epoch : {50, 100})
    BOOST_CHECK_EQUAL(lines_with(watched.output, "rbm.1  epoch " + std::to_string(epoch) + "/1000000"), 1);
  BOOST_CHECK_EQUAL(once("run")["state"].get<std::string>(), "interrupted");
}

BOOST_FIXTURE_TEST_CASE(a_killed_run, Fixture) {
  Program training(here, long_run());
  BOOST_REQUIRE(wait_for("run/history.csv", "rbm.1,49,"));
  training.send(SIGKILL);
  training.wait();
  BOOST_CHECK_EQUAL(once("run")["state"].get<std::string>(), "gone");
  const Outcome watched = run_program(here, {"watch", "run"});
  BOOST_CHECK_EQUAL(watched.exit_code, 1);
  BOOST_TEST(watched.errors.find("no process on this machine is at the run") != std::string::npos);
  // Lines that a dying process left behind.
  std::ofstream(here / "run/history.csv", std::ios::app) << "rbm.1,99,0.5\nrbm.1,149,0.";
  std::ofstream(here / "run/times.csv", std::ios::app) << "rbm.1,149";
  const auto object = once("run");
  BOOST_CHECK_EQUAL(object["last"]["epoch"].get<int>() % 50, 0);
  BOOST_CHECK_EQUAL(object["last"]["stage"].get<std::string>(), "rbm.1");
  BOOST_TEST(object["last"].contains("reconstruction_error"));
}

BOOST_FIXTURE_TEST_CASE(a_diverged_run, Fixture) {
  BOOST_CHECK_EQUAL(run_program(here, {"train", "t.cfg", "--out", "run", "--quiet", "--threads", "1", "--set",
                                       "rbm.1.learning_rate=step(0.1, 1e38@5)"})
                        .exit_code,
                    5);
  BOOST_CHECK_EQUAL(once("run")["state"].get<std::string>(), "diverged");
  const Outcome watched = run_program(here, {"watch", "run"});
  BOOST_CHECK_EQUAL(watched.exit_code, 5);
  BOOST_TEST(watched.errors.find("log.txt says where") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(ending_the_watching_leaves_the_run_alone, Fixture) {
  Program training(here, long_run());
  BOOST_REQUIRE(wait_for("run/history.csv", "rbm.1,49,"));
  Program watching(here, {"watch", "run", "--interval", "0.05"});
  BOOST_REQUIRE(wait_for_output("run  running"));
  watching.send(SIGINT);
  const Outcome watched = watching.wait();
  BOOST_CHECK_EQUAL(watched.exit_code, 130);
  BOOST_TEST(watched.errors.find("the run in run was not") != std::string::npos);
  BOOST_CHECK_EQUAL(once("run")["state"].get<std::string>(), "running");
}

BOOST_FIXTURE_TEST_CASE(what_is_no_run, Fixture) {
  check_fails(here, {"watch", "absent"}, 2, {"absent: found no directory", "dbn train CONFIG --out absent"});
  check_fails(here, {"watch", "t.cfg"}, 2, {"t.cfg"});
  check_fails(here, {"watch", "."}, 2, {".: is no run directory: found "});
  check_fails(here, {"watch", ".", "--interval", "0"}, 2, {"interval"});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace watch_test
