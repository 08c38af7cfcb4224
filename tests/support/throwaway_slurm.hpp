// A Slurm of two nodes for one test, and a sweep that runs on it in the directory `far`.
#pragma once

#include "libdbn/io/files/run_lock.hpp"
#include "tests/support/sweeps.hpp"

namespace dbn::test {

inline constexpr int cannot_be = 77;

inline int shell(const std::string& command) {
  const int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// Its daemons end with it, also when a check fails.
class ThrowawaySlurm {
 public:
  explicit ThrowawaySlurm(std::filesystem::path place) : place_(std::move(place)) {
    code_ = call("start");
    if (code_ == cannot_be) std::printf("SKIPPED: no Slurm can be started here\n");
    setenv("SLURM_CONF", (place_ / "slurm.conf").c_str(), 1);
  }
  ~ThrowawaySlurm() {
    if (code_ == 0) call("stop");
    unsetenv("SLURM_CONF");
  }
  ThrowawaySlurm(const ThrowawaySlurm&) = delete;
  ThrowawaySlurm& operator=(const ThrowawaySlurm&) = delete;

  bool is_here() const {
    BOOST_REQUIRE(code_ == 0 || code_ == cannot_be);
    return code_ == 0;
  }
  int call(const std::string& command) const {
    const auto script = std::filesystem::path(DBN_SOURCE_DIR) / "tests/support/throwaway_slurm.sh";
    return shell("bash '" + script.string() + "' " + command + " '" + place_.string() + "'");
  }
  const std::filesystem::path& place() const { return place_; }

 private:
  std::filesystem::path place_;
  int code_;
};

struct SlurmFixture : SweepFixture {
  ThrowawaySlurm slurm{here / "slurm"};

  bool wait_for_state(const std::string& state, dbn::Index count) const {
    return Program::wait_until([&] {
      if (!std::filesystem::exists(here / "far/plan.json")) return false;
      const auto found = states("far");
      return static_cast<dbn::Index>(std::count(found.begin(), found.end(), state)) >= count;
    });
  }

  /// The processes that are at the runs: what a lock says of one that has ended may by now be true of another program.
  std::vector<pid_t> processes() const {
    std::vector<pid_t> found;
    for (const std::string& id : ids("far")) {
      if (const auto process = lock_holder(here / "far/runs" / id)) found.push_back(static_cast<pid_t>(*process));
    }
    return found;
  }

  /// Lines of a run's log that say that its training began, from scratch or from a checkpoint.
  dbn::Index lines_in_log(const std::string& id, const std::string& part) const {
    const std::string log = contents_of(here / "far/runs" / id / "log.txt");
    dbn::Index count = 0;
    for (auto at = log.find(part); at != std::string::npos; at = log.find(part, at + 1)) ++count;
    return count;
  }

  std::string output_of(const std::string& command) const {
    const auto file = here / ".captured";
    BOOST_CHECK_EQUAL(shell(command + " > '" + file.string() + "'"), 0);
    return contents_of(file);
  }
};

}  // namespace dbn::test
