#include "libdbn/io/files/run_lock.hpp"

#include <optional>

#include <sys/wait.h>

#include "tests/support/checks.hpp"
#include "tests/support/hdf5_editor.hpp"

using namespace dbn;
using namespace dbn::test;

namespace run_lock_test {
BOOST_AUTO_TEST_SUITE(run_lock)

BOOST_AUTO_TEST_CASE(a_second_holder_is_told_who_has_it) {
  const TemporaryDirectory directory;
  std::optional<RunLock> lock(directory.path());
  BOOST_CHECK(lock->held());
  const std::string process = std::to_string(getpid());
  check_failure([&] { RunLock second(directory.path()); }, ErrorKind::config,
                {directory.path().string(), "process " + process});
  lock.reset();
  BOOST_CHECK(RunLock(directory.path()).held());
}

BOOST_AUTO_TEST_CASE(moving_keeps_the_lock) {
  const TemporaryDirectory directory;
  RunLock first(directory.path());
  {
    const RunLock second(std::move(first));
    BOOST_CHECK(second.held());
    check_failure([&] { RunLock third(directory.path()); }, ErrorKind::config, {"in use"});
  }
  BOOST_CHECK(RunLock(directory.path()).held());
}

BOOST_AUTO_TEST_CASE(a_killed_process_leaves_no_lock) {
  const TemporaryDirectory directory;
  int ready[2] = {};
  BOOST_REQUIRE(pipe(ready) == 0);
  const pid_t child = fork();
  if (child == 0) {
    const RunLock lock(directory.path());
    [[maybe_unused]] const ssize_t written = write(ready[1], "x", 1);
    pause();
    _exit(0);
  }
  char mark = 0;
  BOOST_REQUIRE(read(ready[0], &mark, 1) == 1);
  check_failure([&] { RunLock lock(directory.path()); }, ErrorKind::config, {"process " + std::to_string(child)});
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  BOOST_CHECK(RunLock(directory.path()).held());
  close(ready[0]);
  close(ready[1]);
}

BOOST_AUTO_TEST_CASE(a_directory_that_cannot_be_used_is_named) {
  const TemporaryDirectory directory;
  const auto absent = directory.path() / "absent";
  check_failure([&] { RunLock lock(absent); }, ErrorKind::config, {absent.string(), "No such file"});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace run_lock_test
