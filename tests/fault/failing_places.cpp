// Places that fill up, cannot be written or go away, for everything that the program writes: an exit code of its own, a
// message with reason and remedy, the last good file as it was, and nothing half-written.
#include <sched.h>
#include <sys/mount.h>

#include "tests/support/run_log.hpp"
#include "tests/support/small_runs.hpp"

namespace failing_places_test {
BOOST_AUTO_TEST_SUITE(failing_places)

using namespace dbn::test;

namespace {

namespace fs = std::filesystem;

const std::string grid = "bars-and-stripes:4x4";

/// A command that writes the file OUT, and the exit code when it cannot.
struct Writer {
  std::vector<std::string> words;
  std::string out;
  int exit_code;
};

std::vector<Writer> writers(const std::string& model) {
  return {
      {{"transform", model, "--force", "--data", grid, "--out"}, "hidden.h5", 3},
      {{"predict", model, "--force", "--data", grid, "--out"}, "classes.h5", 3},
      {{"predict", model, "--force", "--data", grid, "--out"}, "classes.csv", 3},
      {{"sample", model, "--force", "--count", "9", "--steps", "2", "--out"}, "samples.h5", 3},
      {{"sample", model, "--force", "--count", "9", "--steps", "2", "--out"}, "samples.png", 2},
      {{"likelihood", model, "--force", "--data", grid, "--method", "bound", "--rows-out"}, "rows.h5", 3},
      {{"inspect", model, "--force", "--filters"}, "filters.png", 2},
  };
}

struct Fixture {
  TemporaryDirectory directory;
  const fs::path& here = directory.path();

  Fixture() {
    write_file(here / "t.cfg", small_config);
    run_well(here, {"train", "t.cfg", "--out", "good"});
  }

  void check_no_leftovers(const fs::path& place) const {
    for (const auto& entry : fs::recursive_directory_iterator(place)) {
      BOOST_CHECK_MESSAGE(entry.path().string().find(".tmp.") == std::string::npos, entry.path() << " was left behind");
    }
  }

  /// The program fails as `writer` says with a message that has all of `texts`, and the file is as it was.
  void check_writer_fails(const Writer& writer, const fs::path& out, const std::vector<std::string>& texts,
                          rlim_t largest_file = Program::no_limit) const {
    const bool was_there = fs::exists(out);
    const std::string before = was_there ? contents_of(out) : "";
    std::vector<std::string> words = writer.words;
    words.push_back(out.string());
    const Outcome outcome = run_program(here, words, largest_file);
    const std::string what = writer.words.front() + " " + out.string() + ": ";
    BOOST_CHECK_MESSAGE(outcome.exit_code == writer.exit_code, what << outcome.exit_code << ": " << outcome.errors);
    BOOST_CHECK_MESSAGE(outcome.output.empty(), what << "printed " << outcome.output);
    for (const std::string& text : texts) {
      BOOST_CHECK_MESSAGE(outcome.errors.find(text) != std::string::npos, what << outcome.errors);
    }
    BOOST_CHECK_MESSAGE(fs::exists(out) == was_there && (!was_there || contents_of(out) == before),
                        what << "the file is not as it was");
    if (fs::exists(out.parent_path())) check_no_leftovers(out.parent_path());
  }
};

/// A file system of its own in memory, seen by this process and its children only and gone with them.
class SmallDisk {
 public:
  SmallDisk(const fs::path& place, const std::string& options) : place_(place) {
    fs::create_directories(place);
    available_ = unshare(CLONE_NEWNS) == 0 && mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                 mount("tmpfs", place.c_str(), "tmpfs", 0, options.c_str()) == 0;
    if (!available_) std::printf("SKIPPED: file systems cannot be mounted here\n");
  }
  ~SmallDisk() {
    if (available_) umount2(place_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool available() const { return available_; }
  void change(unsigned long flags, const std::string& options) const {
    BOOST_REQUIRE(mount("tmpfs", place_.c_str(), "tmpfs", MS_REMOUNT | flags, options.c_str()) == 0);
  }

 private:
  fs::path place_;
  bool available_ = false;
};

}  // namespace

// At every length a write can break off; what was there before stays.
BOOST_FIXTURE_TEST_CASE(files_that_may_not_grow, Fixture) {
  for (const Writer& writer : writers("good/model.h5")) {
    const fs::path out = here / writer.out;
    std::vector<std::string> words = writer.words;
    words.push_back(writer.out);
    run_well(here, words);
    const auto size = static_cast<rlim_t>(fs::file_size(out));
    for (const rlim_t limit : {rlim_t{0}, rlim_t{1}, size / 2, size - 1}) {
      // The program's own messages go to files as well.
      if (limit < 400) continue;
      check_writer_fails(writer, out, {writer.out, "File too large", "ulimit -f"}, limit);
      fs::remove(out);
      check_writer_fails(writer, out, {writer.out, "File too large", "ulimit -f"}, limit);
      run_well(here, words);
    }
  }
}

BOOST_FIXTURE_TEST_CASE(directories_that_are_absent, Fixture) {
  for (const Writer& writer : writers("good/model.h5")) {
    Writer unwritten = writer;
    unwritten.exit_code = 2;  // found before anything is computed
    check_writer_fails(unwritten, here / "absent" / writer.out, {writer.out, "there is no directory", "create it"});
    BOOST_TEST(!fs::exists(here / "absent"));
  }
}

BOOST_FIXTURE_TEST_CASE(disks_that_are_full_or_read_only, Fixture) {
  const fs::path place = here / "disk";
  const SmallDisk disk(place, "size=64k");
  if (!disk.available()) return;
  for (const Writer& writer : writers("good/model.h5")) write_file(place / writer.out, "");
  std::ofstream(place / "ballast") << std::string(256 * 1024, 'x');  // as much of it as fits
  for (const Writer& writer : writers("good/model.h5")) {
    check_writer_fails(writer, place / writer.out, {writer.out, "No space left", "free some space"});
  }
  disk.change(MS_RDONLY, "size=64k");
  for (const Writer& writer : writers("good/model.h5")) {
    check_writer_fails(writer, place / writer.out, {writer.out, "Read-only file system", "may write to"});
  }
  check_fails(here, {"train", "t.cfg", "--out", "disk/run"}, 2, {"disk/run", "Read-only file system", "--out"});
}

// Snapshots fill the disk by themselves; with more room the run goes on as if nothing had been.
// What the HDF5 library holds back until a file is closed is lost there, and said nowhere else.
BOOST_FIXTURE_TEST_CASE(data_that_a_full_disk_cannot_hold, Fixture) {
  const fs::path place = here / "disk";
  const SmallDisk disk(place, "size=3m");
  if (!disk.available()) return;
  const auto patches = [](const std::string& count) {
    return std::vector<std::string>{"data",    "generate", "patches", "--size", "8",
                                    "--force", "--count",  count,     "--out",  "disk/p.h5"};
  };
  run_well(here, patches("100"));
  const std::string before = contents_of(place / "p.h5");
  std::string table = "a,b\n";
  for (int n = 0; n < 400'000; ++n) table += std::to_string(n) + ".5,0.25\n";
  write_file(here / "t.csv", table);
  const std::vector<std::string> csv{"data", "import", "csv", "t.csv", "--force", "--out", "disk/p.h5"};
  for (const auto& words : {patches("33000"), patches("40000"), patches("90000"), csv}) {
    const Outcome outcome = run_program(here, words);
    BOOST_CHECK_MESSAGE(outcome.exit_code == 3, outcome.exit_code << ": " << outcome.errors << outcome.output);
    BOOST_TEST((contents_of(place / "p.h5") == before));
    check_no_leftovers(place);
  }
}

BOOST_FIXTURE_TEST_CASE(a_run_whose_disk_fills_up, Fixture) {
  const fs::path place = here / "disk";
  const SmallDisk disk(place, "size=160k");
  if (!disk.available()) return;
  const Outcome outcome = run_program(here, {"train", "t.cfg", "--out", "disk/run", "--set", "run.snapshots=doubling"});
  BOOST_CHECK_EQUAL(outcome.exit_code, 4);
  BOOST_CHECK_MESSAGE(outcome.errors.find("No space left") != std::string::npos, outcome.errors);
  BOOST_TEST(fs::exists(place / "run/snapshots/rbm.0.00001.h5"));
  check_no_leftovers(place);
  run_well(here, {"evaluate", "disk/run/checkpoint.h5", "--data", grid});
  run_well(here, {"evaluate", "disk/run/model.h5", "--data", grid});
  disk.change(0, "size=16m");
  run_well(here, {"train", "--resume", "--out", "disk/run"});
  for (const char* file : {"model.h5", "history.csv"}) {
    BOOST_TEST((contents_of(place / "run" / file) == contents_of(here / "good" / file)), file);
  }
  disk.change(MS_RDONLY, "size=16m");
  check_fails(here, {"train", "--resume", "--out", "disk/run"}, 2, {"disk/run", "Read-only file system"});
}

BOOST_FIXTURE_TEST_CASE(a_run_whose_directory_is_removed, Fixture) {
  for (const char* snapshots : {"none", "doubling"}) {
    Program program(here, {"train", "t.cfg", "--out", "run", "--set", "rbm.epochs=100000", "--set",
                           std::string("run.snapshots=") + snapshots});
    BOOST_REQUIRE(Program::wait_until([&] { return epochs_in_log(here / "run") >= 3; }));
    fs::rename(here / "run", here / "moved");
    const Outcome outcome = program.wait();
    BOOST_CHECK_EQUAL(outcome.exit_code, 4);
    BOOST_CHECK_MESSAGE(outcome.errors.find("run/") != std::string::npos, outcome.errors);
    BOOST_CHECK_MESSAGE(outcome.errors.find("No such file") != std::string::npos, outcome.errors);
    BOOST_TEST(!fs::exists(here / "run"));
    // The last good state went along.
    run_well(here, {"inspect", "moved/checkpoint.h5"});
    run_well(here, {"evaluate", "moved/model.h5", "--data", grid});
    fs::remove_all(here / "moved");
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace failing_places_test
