#include "libdbn/io/model/checkpoint.hpp"

#include "libdbn/base/blas.hpp"
#include "libdbn/base/linalg.hpp"
#include "libdbn/base/version.hpp"
#include "libdbn/io/files/atomic_file.hpp"
#include "libdbn/io/files/run_lock.hpp"
#include "libdbn/io/model/model_file.hpp"
#include "tests/support/checks.hpp"
#include "tests/support/hdf5_editor.hpp"
#include "tests/support/small_models.hpp"

using namespace dbn;
using namespace dbn::test;

namespace checkpoint_test {
namespace {

struct Directory {
  TemporaryDirectory directory;
  std::filesystem::path file = directory.path() / "checkpoint.h5";
  std::filesystem::path previous = directory.path() / "checkpoint.previous.h5";

  void save(std::int64_t step) {
    save_checkpoint(file, small_model(static_cast<unsigned>(step)), "[run]\nseed = 1\n",
                    [&](Archive& archive) { archive.field("step", step); });
  }
  static std::int64_t step_in(const std::filesystem::path& checkpoint) {
    std::int64_t step = -1;
    load_checkpoint(checkpoint, [&](Archive& archive) { archive.field("step", step); });
    return step;
  }
  Index files() const {
    return static_cast<Index>(std::distance(std::filesystem::directory_iterator(directory.path()), {}));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(checkpoint, Directory)

BOOST_AUTO_TEST_CASE(state_and_config_come_back) {
  save(17);
  BOOST_CHECK_EQUAL(step_in(file), 17);
  BOOST_CHECK_EQUAL(read_config_text(file), "[run]\nseed = 1\n");
  const CheckpointOrigin origin = read_checkpoint_origin(file);
  BOOST_CHECK_EQUAL(origin.library, std::string(library_version()));
  BOOST_CHECK_EQUAL(origin.blas, blas_description());
  BOOST_CHECK_EQUAL(origin.tile_plan, tile_plan());
  BOOST_CHECK_EQUAL(files(), 1);
}

BOOST_AUTO_TEST_CASE(the_one_before_is_kept) {
  for (const std::int64_t step : {1, 2, 3}) save(step);
  BOOST_CHECK_EQUAL(step_in(file), 3);
  BOOST_CHECK_EQUAL(step_in(previous), 2);
  BOOST_CHECK_EQUAL(files(), 2);
}

BOOST_AUTO_TEST_CASE(of_another_program_is_none) {
  {
    Hdf5Editor editor(file, Hdf5Editor::Mode::create);
    editor.foreign_model(H5T_IEEE_F64LE);
    editor.text_attribute("/", "kind", "checkpoint");
    editor.group("/state");
    editor.number_attribute("/state", "step", 3, H5T_STD_I64LE);
  }
  check_failure([&] { step_in(file); }, ErrorKind::model, {file.string(), "another program"});
}

// As after a kill between giving the present file its second name and renaming the new one.
BOOST_AUTO_TEST_CASE(a_previous_that_is_the_same_file_is_no_obstacle) {
  save(1);
  std::filesystem::create_hard_link(file, previous);
  save(2);
  BOOST_CHECK_EQUAL(step_in(file), 2);
  BOOST_CHECK_EQUAL(step_in(previous), 1);
  BOOST_CHECK_EQUAL(files(), 2);
}

// Whoever may write to the directory may put links where a temporary file could be expected.
BOOST_AUTO_TEST_CASE(links_in_the_way_are_not_followed) {
  const auto victim = directory.path() / "victim";
  write_text_file(victim, "x");
  for (const auto& name : {file, previous}) {
    std::filesystem::create_symlink(victim, name.string() + ".tmp." + std::to_string(getpid()));
  }
  save(1);
  save(2);
  BOOST_CHECK_EQUAL(read_text_file(victim, ErrorKind::model), "x");
  BOOST_CHECK_EQUAL(step_in(file), 2);
  std::string seen;
  std::string again;
  for (std::string* name : {&seen, &again}) {
    replace_file(directory.path() / "t", ErrorKind::model, [&](const std::filesystem::path& temporary) {
      *name = temporary.string();
      BOOST_CHECK(is_temporary(temporary));
      BOOST_CHECK(std::filesystem::symlink_status(temporary).type() == std::filesystem::file_type::regular);
      write_bytes(temporary, "t", ErrorKind::model);
    });
  }
  BOOST_CHECK_NE(seen, again);
  // A lock as well.
  std::filesystem::create_symlink(victim, directory.path() / ".lock");
  check_failure([&] { const RunLock lock(directory.path()); }, ErrorKind::config, {"cannot be used"});
  BOOST_CHECK_EQUAL(read_text_file(victim, ErrorKind::model), "x");
}

BOOST_AUTO_TEST_CASE(a_failing_state_changes_nothing) {
  save(1);
  const auto fail = [](Archive&) { throw model_error("no"); };
  check_failure([&] { save_checkpoint(file, small_model(2), "", fail); }, ErrorKind::model, {"no"});
  BOOST_CHECK_EQUAL(step_in(file), 1);
  BOOST_CHECK_EQUAL(files(), 1);
}

BOOST_AUTO_TEST_CASE(a_model_file_is_no_checkpoint) {
  write_model(file, small_model(1));
  check_failure([&] { step_in(file); }, ErrorKind::model, {file.string(), "\"model\"", "\"checkpoint\""});
}

BOOST_AUTO_TEST_CASE(what_is_no_checkpoint_is_named) {
  check_failure([&] { step_in(file); }, ErrorKind::model, {file.string(), "No such file"});
  write_text_file(file, "text");
  check_failure([&] { step_in(file); }, ErrorKind::model, {file.string(), "not an HDF5 file"});
  Hdf5Editor(file, Hdf5Editor::Mode::create).foreign_model(H5T_IEEE_F64LE);
  check_failure([&] { step_in(file); }, ErrorKind::model, {file.string(), "\"model\"", "cannot be resumed"});
}

BOOST_AUTO_TEST_CASE(temporaries_of_dead_processes_are_removed_and_nothing_else) {
  save(1);
  const std::string secret = "-0123456789abcdef0123456789abcdef";
  const std::string own = "model.h5.tmp." + std::to_string(getpid()) + secret;
  for (const std::string& name :
       {"checkpoint.h5.tmp.999999999" + secret, "a.tmp.1" + secret, own, std::string("notes.tmp.2"),
        std::string("notes.tmp.txt"), ".tmp.5" + secret, "x.tmp." + secret, "x.tmp.12" + secret + "0",
        std::string("x.tmp.12-0123456789ABCDEF0123456789abcdef")}) {
    write_text_file(directory.path() / name, "x");
  }
  std::filesystem::create_directory(directory.path() / ("d.tmp.7" + secret));
  std::filesystem::create_symlink("notes.tmp.2", directory.path() / ("l.tmp.7" + secret));
  BOOST_CHECK_EQUAL(remove_stale_temporaries(directory.path()), 2);
  BOOST_CHECK(!std::filesystem::exists(directory.path() / ("checkpoint.h5.tmp.999999999" + secret)));
  BOOST_CHECK(std::filesystem::exists(directory.path() / own));
  BOOST_CHECK(std::filesystem::exists(directory.path() / "notes.tmp.2"));
  BOOST_CHECK_EQUAL(files(), 10);
  BOOST_CHECK_EQUAL(remove_stale_temporaries(directory.path() / "absent"), 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace checkpoint_test
