// Training on data that stay in their files.
#include <random>

#include "libdbn/io/data/data_file.hpp"
#include "tests/support/small_runs.hpp"

namespace streaming_test {
BOOST_AUTO_TEST_SUITE(streaming)

using namespace dbn::test;
using dbn::Index;

namespace {

namespace fs = std::filesystem;

// Four blocks of 250 rows, one of which fills the window of a buffer of 1 MiB.
constexpr Index rows = 1000;
constexpr Index columns = 2048;

const std::string streamed_config =
    "[data]\n"
    "train = rows.h5\n"
    "stream = always\n"
    "stream_buffer = 1\n"
    "[dbn]\n"
    "layers = 7 5\n"
    "[rbm]\n"
    "epochs = 2\n"
    "batch_size = 60\n"
    "[finetune]\n"
    "epochs = 2\n"
    "batch_size = 70\n"
    "[run]\n"
    "checkpoint_minutes = 0\n";

/// Bytes in two classes that differ in where they are bright; sorted by class.
dbn::Dataset two_classes(Index first, Index count) {
  dbn::Dataset data;
  dbn::ByteMatrix bytes = dbn::ByteMatrix::from_shape({count, columns});
  for (Index i = 0; i < count; ++i) {
    const Index n = first + i;
    const bool upper = n < rows / 2;
    data.labels.push_back(upper ? 0 : 1);
    for (Index j = 0; j < columns; ++j) {
      const bool bright = (j < columns / 2) == upper;
      bytes(i, j) = static_cast<std::uint8_t>((bright ? 120 : 0) + (n * 37 + j * 11 + n * j) % 100);
    }
  }
  data.inputs = bytes;
  return data;
}

void write_rows(const fs::path& file) { dbn::write_hdf5_data(file, two_classes(0, rows)); }

std::vector<std::string> train(const std::string& run, const std::vector<std::string>& settings) {
  std::vector<std::string> words{"train", "t.cfg", "--out", run, "--quiet"};
  for (const std::string& setting : settings) {
    words.emplace_back("--set");
    words.push_back(setting);
  }
  return words;
}

/// A directory with rows.h5 and t.cfg.
struct Place {
  TemporaryDirectory directory;
  fs::path here = directory.path();

  Place() {
    write_rows(here / "rows.h5");
    write_file(here / "t.cfg", streamed_config);
  }

  void check_same(const std::string& run, const std::string& other) const {
    for (const char* file : {"model.h5", "history.csv"}) {
      const bool same = contents_of(here / run / file) == contents_of(here / other / file);
      BOOST_CHECK_MESSAGE(same, file << " of " << run << " and " << other << " differ");
    }
  }
};

bool holds_a_run(const fs::path& directory) {
  return fs::exists(directory / "resolved.cfg") || fs::exists(directory / "checkpoint.h5");
}

}  // namespace

BOOST_AUTO_TEST_CASE(streamed_rows_in_the_order_of_the_file_are_those_in_memory) {
  const Place place;
  const std::vector<std::string> common{"dbn.layers=7", "data.batch_order=fixed", "data.transform=standardize",
                                        "dbn.visible=gaussian", "rbm.learning_rate=0.001"};
  int number = 0;
  for (const std::vector<std::string>& more : std::vector<std::vector<std::string>>{
           {}, {"data.limit=700", "data.validation=0.2"}, {"data.test=rows.h5", "rbm.likelihood_every=0"}}) {
    std::vector<std::string> settings = common;
    settings.insert(settings.end(), more.begin(), more.end());
    const std::string streamed = "streamed" + std::to_string(number);
    const std::string memory = "memory" + std::to_string(number++);
    run_well(place.here, train(streamed, settings));
    settings.emplace_back("data.stream=never");
    run_well(place.here, train(memory, settings));
    place.check_same(streamed, memory);
  }
}

BOOST_AUTO_TEST_CASE(shuffling_is_within_windows) {
  const Place place;
  const auto run = [&](const std::string& name, const std::vector<std::string>& settings) {
    run_well(place.here, train(name, settings));
    return contents_of(place.here / name / "history.csv");
  };
  const std::string one = run("one", {});
  BOOST_CHECK(one != run("memory", {"data.stream=never"}));
  BOOST_CHECK(one != run("wide", {"data.stream_buffer=2"}));
  BOOST_CHECK(one == run("again", {"run.threads=2"}));
}

BOOST_AUTO_TEST_CASE(it_does_not_matter_where_the_rows_for_the_next_layer_are) {
  const Place place;
  int number = 0;
  for (const char* more : {"rbm.pass_up=probabilities", "rbm.pass_up=samples", "dbn.labels=top"}) {
    ++number;
    std::vector<std::string> runs;
    for (const char* kind : {"memory", "recompute", "spool", "automatic"}) {
      runs.push_back(kind + std::to_string(number));
      std::vector<std::string> settings{more, std::string("rbm.propagated=") + kind, "dbn.layers=7 6 5",
                                        "data.validation=0.1"};
      if (std::string(more) == "dbn.labels=top") settings.emplace_back("finetune.epochs=0");
      run_well(place.here, train(runs.back(), settings));
      place.check_same(runs.back(), runs.front());
      for (const auto& entry : fs::directory_iterator(place.here / runs.back())) {
        BOOST_CHECK_MESSAGE(entry.path().string().find("unnamed") == std::string::npos, entry.path());
      }
    }
  }
  check_fails(place.here, train("refused", {"data.stream=never", "rbm.1.propagated=spool"}), 2,
              {"rbm.1.propagated", "data.stream = always"});
}

BOOST_AUTO_TEST_CASE(killed_in_the_middle_of_an_epoch_and_resumed) {
  const Place place;
  // A checkpoint every 6 ms: most lie within an epoch.
  const std::vector<std::string> settings{"run.checkpoint_minutes=0.0001", "rbm.epochs=6", "finetune.epochs=6",
                                          "rbm.batch_size=11", "rbm.propagated=spool"};
  run_well(place.here, train("whole", settings));
  std::mt19937 random(5);
  int killed = 0;
  for (int round = 0; killed < 15; ++round) {
    BOOST_REQUIRE_LT(round, 20);
    const std::string run = "run" + std::to_string(round);
    bool finished = false;
    while (!finished) {
      const bool resumes = holds_a_run(place.here / run);
      Program program(place.here,
                      resumes ? std::vector<std::string>{"train", "--resume", "--out", run} : train(run, settings));
      if (killed < 15) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100 + random() % 400));
        program.send(SIGKILL);
      }
      const Outcome outcome = program.wait();
      finished = outcome.exit_code == 0;
      if (finished) break;
      ++killed;
      BOOST_REQUIRE_MESSAGE(outcome.exit_code == 128 + SIGKILL, outcome.exit_code << ": " << outcome.errors);
    }
    place.check_same(run, "whole");
  }
}

BOOST_AUTO_TEST_CASE(files_that_change_or_vanish_during_a_run) {
  const Place place;
  const auto endless = train("run", {"rbm.epochs=100000"});
  const auto begin = [&](Program&) {
    return Program::wait_until([&] { return fs::exists(place.here / "run" / "times.csv"); });
  };
  const auto check_ends = [&](Program& program, const std::string& text) {
    const Outcome outcome = program.wait();
    BOOST_CHECK_EQUAL(outcome.exit_code, 3);
    BOOST_CHECK_MESSAGE(outcome.errors.find(text) != std::string::npos, outcome.errors);
    fs::remove_all(place.here / "run");
    write_rows(place.here / "rows.h5");
  };
  for (const auto& change : std::vector<std::function<void(const fs::path&)>>{
           [](const fs::path& file) { fs::resize_file(file, fs::file_size(file) / 2); },
           [](const fs::path& file) { fs::resize_file(file, 0); },
           [](const fs::path& file) { std::fstream(file, std::ios::in | std::ios::out).put('x'); },
           [](const fs::path& file) {
             std::fstream stream(file, std::ios::in | std::ios::out);
             stream.seekp(static_cast<std::streamoff>(fs::file_size(file) / 2)) << "damage";
           }}) {
    Program program(place.here, endless);
    BOOST_REQUIRE(begin(program));
    change(place.here / "rows.h5");
    check_ends(program, "rows.h5: was changed while it was read");
  }
  // A file that is replaced is still there for who has it open.
  Program program(place.here, train("run", {"rbm.epochs=30"}));
  BOOST_REQUIRE(begin(program));
  fs::remove(place.here / "rows.h5");
  BOOST_CHECK_EQUAL(program.wait().exit_code, 0);
}

BOOST_AUTO_TEST_CASE(resuming_wants_the_same_rows) {
  const Place place;
  run_well(place.here, train("run", {}));
  dbn::Dataset other = two_classes(0, rows);
  std::get<dbn::ByteMatrix>(other.inputs)(999, 2047) ^= 1;
  dbn::write_hdf5_data(place.here / "rows.h5", other);
  check_fails(place.here, {"train", "--resume", "--out", "run"}, 3, {"training data are not those"});
  write_rows(place.here / "rows.h5");
  check_fails(place.here, {"train", "t.cfg", "--resume", "--out", "run", "--set", "data.stream_buffer=9"}, 2,
              {"stream_buffer"});
}

BOOST_AUTO_TEST_CASE(several_files_are_one_set) {
  const Place place;
  fs::create_directory(place.here / "parts");
  dbn::write_hdf5_data(place.here / "parts" / "a.h5", two_classes(0, 300));
  dbn::write_hdf5_data(place.here / "parts" / "b.h5", two_classes(300, 256));
  dbn::write_hdf5_data(place.here / "c.h5", two_classes(556, 444));
  const std::vector<std::string> common{"data.batch_order=fixed", "dbn.layers=7"};
  const auto run = [&](const std::string& name, const std::string& spec) {
    std::vector<std::string> settings = common;
    settings.push_back("data.train=" + spec);
    run_well(place.here, train(name, settings));
  };
  run("whole", "rows.h5");
  run("listed", "parts/a.h5 + parts/b.h5:/ + c.h5");
  place.check_same("listed", "whole");
  run("matched", "parts/*.h5 + c.h5:/inputs");
  place.check_same("matched", "whole");
  run_well(place.here, {"evaluate", "whole", "--data", "parts/[ab].h5:/ + c.h5"});
  run_well(place.here, {"data", "describe", "parts/*.h5"});
  check_fails(place.here, train("x", {"data.train=parts/*.csv"}), 3, {"no file matches"});
  check_fails(place.here, train("x", {"data.train=c.h5 + "}), 3, {"both sides"});
  check_fails(place.here, train("x", {"data.train=c.h5 + t.cfg"}), 3, {"t.cfg", "HDF5"});
  // A file whose name looks like a list or a pattern is that file.
  fs::copy_file(place.here / "rows.h5", place.here / "a + b*.h5");
  run("named", "a + b*.h5");
  place.check_same("named", "whole");
}

BOOST_AUTO_TEST_CASE(damaged_chunks_end_a_run_before_it_begins) {
  const Place place;
  std::fstream file(place.here / "rows.h5", std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(fs::file_size(place.here / "rows.h5") / 2));
  file << "damage";
  file.close();
  check_fails(place.here, train("run", {}), 3, {"rows.h5", "/inputs", "rows 500 to 749", "damaged"});
  BOOST_CHECK(!fs::exists(place.here / "run"));
}

BOOST_AUTO_TEST_CASE(orders_that_need_memory_are_refused) {
  const Place place;
  check_fails(place.here, train("run", {"data.batch_order=balanced"}), 2, {"balanced", "data.stream = never"});
}

BOOST_AUTO_TEST_CASE(patches_are_generated) {
  const TemporaryDirectory directory;
  const auto& here = directory.path();
  const std::vector<std::string> words{"data", "generate", "patches", "--count", "2500", "--out"};
  const auto generate = [&](const std::string& file, const std::vector<std::string>& more = {}) {
    std::vector<std::string> all = words;
    all.push_back(file);
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  const Outcome outcome = run_well(here, generate("p.h5", {"--size", "8", "--json"}));
  BOOST_CHECK_EQUAL(outcome.json()["rows"], 2500);
  BOOST_CHECK_EQUAL(outcome.json()["columns"], 64);
  const dbn::Dataset data = dbn::read_hdf5_data(here / "p.h5");
  BOOST_CHECK_EQUAL(data.rows(), 2500);
  BOOST_CHECK(data.is_bytes());
  BOOST_CHECK_EQUAL(data.image.height, 8);
  run_well(here, generate("q.h5", {"--size", "8"}));
  BOOST_CHECK(contents_of(here / "p.h5") == contents_of(here / "q.h5"));
  run_well(here, generate("q.h5", {"--size", "8", "--seed", "2", "--force"}));
  BOOST_CHECK(contents_of(here / "p.h5") != contents_of(here / "q.h5"));
  check_fails(here, generate("none/q.h5"), 2, {"no directory", "none"});
  check_fails(here, generate("r.h5", {"--size", "65"}), 2, {"size", "64"});
  check_fails(here, {"data", "generate", "patch", "--out", "r.h5"}, 2, {"did you mean 'patches'"});
  BOOST_CHECK(!fs::exists(here / "r.h5"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace streaming_test
