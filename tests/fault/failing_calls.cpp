// System calls that lie or fail at the worst moment: what is good stays, and what is left can be continued from.
#include <sys/syscall.h>

#include "experiments/commands/commands.hpp"
#include "libdbn/io/model/checkpoint.hpp"
#include "tests/support/hdf5_editor.hpp"
#include "tests/support/small_models.hpp"
#include "tests/support/small_runs.hpp"

namespace failing_calls_test {
namespace {

bool writes_change_a_bit = false;
int good_renames_of_checkpoints = -1;  // negative: all

}  // namespace

// These take the place of the C library's in this program.
extern "C" ssize_t write(int file, const void* bytes, size_t count) {
  if (!writes_change_a_bit || count < 1000) return syscall(SYS_write, file, bytes, count);
  std::string changed(static_cast<const char*>(bytes), count);
  changed[count / 2] = static_cast<char>(changed[count / 2] ^ 1);
  return syscall(SYS_write, file, changed.data(), count);
}

extern "C" int rename(const char* from, const char* to) noexcept {
  if (std::string_view(to).ends_with("/checkpoint.h5") && good_renames_of_checkpoints >= 0 &&
      good_renames_of_checkpoints-- == 0) {
    errno = EIO;
    return -1;
  }
  return static_cast<int>(syscall(SYS_rename, from, to));
}

using namespace dbn;
using namespace dbn::test;

BOOST_AUTO_TEST_SUITE(failing_calls)

// It is read back before it takes the name.
BOOST_AUTO_TEST_CASE(a_disk_that_changes_a_bit) {
  const TemporaryDirectory directory;
  const auto file = directory.path() / "checkpoint.h5";
  const auto save = [&](std::int64_t step) {
    save_checkpoint(file, small_model(3), "[run]\n", [&](Archive& archive) { archive.field("step", step); });
  };
  save(1);
  const std::string before = contents_of(file);
  writes_change_a_bit = true;
  const Failure failure = failure_of([&] { save(2); });
  writes_change_a_bit = false;
  BOOST_CHECK(failure.kind == ErrorKind::model && failure.names({file.string()}));
  BOOST_CHECK(contents_of(file) == before);
  BOOST_CHECK_EQUAL(std::distance(std::filesystem::directory_iterator(directory.path()), {}), 1);
}

// A run that ends between the two goes through the epoch again and makes up for the snapshot; the other way round one
// would be missing.
BOOST_AUTO_TEST_CASE(a_snapshot_is_there_before_the_checkpoint_of_its_epoch) {
  const TemporaryDirectory directory;
  const auto run = directory.path() / "run";
  write_file(directory.path() / "t.cfg", small_config);
  good_renames_of_checkpoints = 1;
  check_failure(
      [&] {
        program::run_command({"train", (directory.path() / "t.cfg").string(), "--out", run.string(), "--quiet",
                              "--threads", "1", "--set", "run.snapshots=doubling"});
      },
      ErrorKind::model, {"checkpoint.h5"});
  good_renames_of_checkpoints = -1;
  BOOST_TEST(std::filesystem::exists(run / "snapshots/rbm.0.00001.h5"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace failing_calls_test
