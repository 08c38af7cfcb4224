// kill -9 at a hundred random moments: the run directory can always be resumed, and what comes out in the end is, byte
// for byte, what an undisturbed run makes.
#include <random>

#include "tests/support/small_runs.hpp"

namespace killed_runs_test {
BOOST_AUTO_TEST_SUITE(killed_runs)

using namespace dbn::test;

namespace {

constexpr int kills = 100;
constexpr int most_milliseconds = 60;

bool holds_a_run(const std::filesystem::path& directory) {
  return std::filesystem::exists(directory / "resolved.cfg") || std::filesystem::exists(directory / "checkpoint.h5");
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_hundred_times_at_any_moment) {
  TemporaryDirectory directory;
  const auto& here = directory.path();
  write_file(here / "t.cfg", small_config);
  // Long enough that most moments fall into training, with a checkpoint after every epoch.
  const std::vector<std::string> longer{"--set", "rbm.epochs=60", "--set", "finetune.epochs=60"};
  const auto words = [&](const std::string& run) {
    std::vector<std::string> result{"train", "t.cfg", "--out", run};
    result.insert(result.end(), longer.begin(), longer.end());
    return result;
  };
  run_well(here, words("whole"));
  std::mt19937 random(11);
  int killed = 0;
  for (int round = 0; killed < kills; ++round) {
    const std::string run = "run" + std::to_string(round);
    bool finished = false;
    while (!finished && killed < kills) {
      const bool resumes = holds_a_run(here / run);
      Program program(here, resumes ? std::vector<std::string>{"train", "--resume", "--out", run} : words(run));
      std::this_thread::sleep_for(std::chrono::microseconds(random() % (1000 * most_milliseconds)));
      program.send(SIGKILL);
      const Outcome outcome = program.wait();
      finished = outcome.exit_code == 0;
      if (finished) break;
      ++killed;
      BOOST_REQUIRE_MESSAGE(outcome.exit_code == 128 + SIGKILL,
                            "after " << killed << " kills: exit code " << outcome.exit_code << ": " << outcome.errors);
    }
    if (!finished)
      run_well(here,
               holds_a_run(here / run) ? std::vector<std::string>{"train", "--resume", "--out", run} : words(run));
    for (const char* file : {"model.h5", "history.csv"}) {
      const bool same = contents_of(here / run / file) == contents_of(here / "whole" / file);
      BOOST_CHECK_MESSAGE(same, run << "/" << file << " differs");
    }
    for (const auto& entry : std::filesystem::directory_iterator(here / run)) {
      BOOST_CHECK_MESSAGE(entry.path().string().find(".tmp.") == std::string::npos, entry.path() << " was left behind");
    }
  }
  BOOST_TEST_MESSAGE(killed << " kills");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace killed_runs_test
