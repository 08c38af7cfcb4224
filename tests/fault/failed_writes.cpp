// Saving where the system refuses: the old file stays, nothing is left over, the message gives reason and remedy.
#include <csignal>
#include <functional>

#include <sys/resource.h>
#include <sys/wait.h>

#include "libdbn/io/data/data_file.hpp"
#include "libdbn/io/files/atomic_file.hpp"
#include "libdbn/io/files/guard.hpp"
#include "libdbn/io/model/checkpoint.hpp"
#include "libdbn/io/model/model_file.hpp"
#include "tests/support/checks.hpp"
#include "tests/support/hdf5_editor.hpp"
#include "tests/support/small_models.hpp"

using namespace dbn;
using namespace dbn::test;

namespace failed_writes_test {
namespace {

void save(const std::filesystem::path& file, unsigned seed) {
  save_checkpoint(file, small_model(seed), "", [](Archive&) {});
}

Index files_in(const std::filesystem::path& directory) {
  return static_cast<Index>(std::distance(std::filesystem::directory_iterator(directory), {}));
}

/// The error of `action` in a process that may write files of `bytes` bytes at most.
Failure failure_with_limit(rlim_t bytes, const std::function<void()>& action) {
  return failure_of([&] {
    run_guarded("limited", ErrorKind::internal, [&] {
      signal(SIGXFSZ, SIG_IGN);
      const rlimit limit{bytes, bytes};
      setrlimit(RLIMIT_FSIZE, &limit);
      action();
      return std::string();
    });
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(failed_writes)

// Every limit, so that the writing breaks off at different places.
BOOST_AUTO_TEST_CASE(a_full_disk_keeps_the_old_checkpoint) {
  const TemporaryDirectory directory;
  const auto file = directory.path() / "checkpoint.h5";
  save(file, 1);
  save(file, 2);
  const Index size = std::filesystem::file_size(file);
  for (const Index limit : {Index{0}, Index{1}, size / 3, size - 1}) {
    const Failure failure = failure_with_limit(limit, [&] { save(file, 3); });
    BOOST_CHECK(failure.kind == ErrorKind::model);
    BOOST_CHECK_MESSAGE(failure.names({"checkpoint.h5", "File too large", "ulimit"}), failure.message);
    BOOST_CHECK(same(read_model(file), small_model(2)));
    BOOST_CHECK(same(read_model(directory.path() / "checkpoint.previous.h5"), small_model(1)));
    BOOST_CHECK_EQUAL(files_in(directory.path()), 2);
  }
}

BOOST_AUTO_TEST_CASE(a_device_without_space_gives_the_reason) {
  if (!std::filesystem::exists("/dev/full")) {
    std::printf("SKIPPED: /dev/full is not here\n");
    return;
  }
  check_failure([] { write_text_file("/dev/full", "text"); }, ErrorKind::model, {"No space left", "free some space"});
  check_failure([] { write_model("/dev/full", small_model(1)); }, ErrorKind::model, {"No space left"});
}

BOOST_AUTO_TEST_CASE(places_that_cannot_be_written) {
  const TemporaryDirectory directory;
  const auto file = directory.path() / "file";
  write_text_file(file, "text");
  check_failure([&] { save(file / "checkpoint.h5", 1); }, ErrorKind::model, {"checkpoint.h5", "Not a directory"});
  check_failure([&] { save(directory.path() / "absent" / "checkpoint.h5", 1); }, ErrorKind::model,
                {"absent", "No such file", "create the directory"});
  check_failure([&] { write_model(directory.path(), small_model(1)); }, ErrorKind::model, {"is a directory"});
  BOOST_CHECK_EQUAL(files_in(directory.path()), 1);
  if (geteuid() == 0) return;  // root may write everywhere
  std::filesystem::permissions(directory.path(),
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  check_failure([&] { save(directory.path() / "checkpoint.h5", 1); }, ErrorKind::model, {"Permission denied"});
  std::filesystem::permissions(directory.path(), std::filesystem::perms::owner_all);
}

// A process killed anywhere in a save leaves a good checkpoint under the name.
BOOST_AUTO_TEST_CASE(a_kill_at_any_time_leaves_a_good_checkpoint) {
  const TemporaryDirectory directory;
  const auto file = directory.path() / "checkpoint.h5";
  save(file, 1);
  for (int trial = 0; trial < 30; ++trial) {
    const pid_t child = fork();
    if (child == 0) {
      for (unsigned seed = 1;; ++seed) save(file, seed);
    }
    usleep(static_cast<useconds_t>(2000 + 731 * trial));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    BOOST_CHECK_NO_THROW(read_model(file));
    BOOST_CHECK_NO_THROW(read_config_text(file));
  }
  remove_stale_temporaries(directory.path());
  BOOST_CHECK(files_in(directory.path()) <= 2);  // the checkpoint and, where a save came so far, the previous one
}

// Looked at all the time while another process saves, the name is never without a file.
BOOST_AUTO_TEST_CASE(the_name_never_goes_away) {
  const TemporaryDirectory directory;
  const auto file = directory.path() / "checkpoint.h5";
  save(file, 1);
  const pid_t child = fork();
  if (child == 0) {
    for (unsigned seed = 0; seed < 200; ++seed) save(file, seed);
    _exit(0);
  }
  Index absences = 0;
  int status = 0;
  while (waitpid(child, &status, WNOHANG) == 0) {
    for (int look = 0; look < 1000; ++look) absences += access(file.c_str(), F_OK) == 0 ? 0 : 1;
  }
  BOOST_CHECK_EQUAL(status, 0);
  BOOST_CHECK_EQUAL(absences, 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace failed_writes_test
