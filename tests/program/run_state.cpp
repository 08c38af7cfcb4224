// The state of a run: the words that scripts read, and status.json as it was written by every version.
#include "experiments/runs/run_state.hpp"
#include "experiments/runs/run_directory.hpp"
#include "experiments/runs/run_watch.hpp"
#include "tests/support/program.hpp"

namespace run_state_test {
BOOST_AUTO_TEST_SUITE(run_state)

using namespace dbn;
using namespace dbn::program;
using namespace dbn::test;

namespace {

constexpr std::array states{RunState::queued, RunState::running, RunState::finished, RunState::interrupted,
                            RunState::failed, RunState::stopped, RunState::diverged, RunState::lost};

std::vector<std::string> names(Spelling spelling) {
  std::vector<std::string> words;
  for (const RunState state : states) words.push_back(name_of(state, spelling));
  return words;
}

using Words = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_CASE(words_that_scripts_read) {
  BOOST_TEST(names(Spelling::log) == (Words{"not begun", "running", "finished", "interrupted", "failed", "stopped",
                                            "diverged", "ended without a word"}),
             boost::test_tools::per_element());
  BOOST_TEST(names(Spelling::sweep) ==
                 (Words{"queued", "running", "finished", "interrupted", "failed", "stopped", "failed", "interrupted"}),
             boost::test_tools::per_element());
  BOOST_TEST(names(Spelling::watch) ==
                 (Words{"not begun", "running", "done", "interrupted", "failed", "stopped", "diverged", "gone"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(status_files) {
  const TemporaryDirectory directory;
  const std::filesystem::path& run = directory.path();
  const auto state_of = [&](const std::string& text) {
    write_file(run / "status.json", text);
    return read_run_status(run, "x").state;
  };
  BOOST_CHECK(read_run_status(run, "x").state == RunState::queued);
  for (const RunState state :
       {RunState::queued, RunState::running, RunState::interrupted, RunState::failed, RunState::stopped}) {
    write_run_status(run, {"x", state, 3, "why", {}, 2});
    const RunStatus status = read_run_status(run, "x");
    BOOST_CHECK(status.state == state);
    BOOST_CHECK_EQUAL(status.exit_code.value(), 3);
    BOOST_CHECK_EQUAL(status.message, "why");
    BOOST_CHECK_EQUAL(status.rung, 2);
  }
  // As the first version wrote them, without a rung.
  const std::string first = R"({"id": "x", "state": "failed", "exit_code": 1, "message": "", "metrics": {}})";
  BOOST_CHECK(state_of(first) == RunState::failed);
  BOOST_CHECK(state_of(R"({"state": "gone"})") == RunState::queued);
  BOOST_CHECK(state_of(R"({"state": 7})") == RunState::queued);
  BOOST_CHECK(state_of("{") == RunState::queued);
  // Only results make a run finished.
  BOOST_CHECK(state_of(R"({"state": "finished"})") == RunState::queued);
  write_file(run / "result.json", R"({"test_error": 0.5, "test_rows": 8})");
  BOOST_CHECK(state_of(first) == RunState::finished);
}

BOOST_AUTO_TEST_CASE(ends_in_the_log) {
  const TemporaryDirectory directory;
  const auto end = [&](const std::string& last) {
    write_file(directory.path() / "log.txt", "2026-01-01 00:00:00  dbn 1\n" + last);
    return logged_end(directory.path());
  };
  BOOST_CHECK(logged_end(directory.path()) == RunState::lost);
  BOOST_CHECK(end("") == RunState::lost);
  BOOST_CHECK(end("2026-01-01 00:00:01  finished\ntest error  0.5\n") == RunState::finished);
  BOOST_CHECK(end("2026-01-01 00:00:01  interrupted at rbm.0\n") == RunState::interrupted);
  BOOST_CHECK(end("2026-01-01 00:00:01  diverged: infinite\n") == RunState::diverged);
  BOOST_CHECK(end("2026-01-01 00:00:01  finished\n2026-01-01 00:00:02  resumed\n") == RunState::lost);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace run_state_test
