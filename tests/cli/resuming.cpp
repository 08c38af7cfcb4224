// Runs that are stopped in every way there is and continued: the end is the same to the byte.
#include "tests/support/hdf5_editor.hpp"
#include "tests/support/run_log.hpp"
#include "tests/support/small_runs.hpp"

namespace resuming_test {
BOOST_AUTO_TEST_SUITE(resuming)

using namespace dbn::test;

namespace {

// Long enough to be caught in the act.
const std::vector<std::string> longer{"--set", "rbm.epochs=150",      "--set", "finetune.epochs=150",
                                      "--set", "finetune.patience=0", "--set", "run.checkpoint_every=40"};

struct Fixture {
  TemporaryDirectory directory;
  const std::filesystem::path& here = directory.path();
  Fixture() { write_file(here / "t.cfg", small_config); }

  std::vector<std::string> words(const std::string& out, std::vector<std::string> more = {}) const {
    std::vector<std::string> result{"train", "t.cfg", "--out", out};
    result.insert(result.end(), longer.begin(), longer.end());
    result.insert(result.end(), more.begin(), more.end());
    return result;
  }

  dbn::Index epochs_of(const std::string& out) const { return epochs_in_log(here / out); }

  void check_equal_results(const std::string& a, const std::string& b) const {
    BOOST_CHECK_EQUAL(contents_of(here / a / "history.csv"), contents_of(here / b / "history.csv"));
    BOOST_TEST((contents_of(here / a / "model.h5") == contents_of(here / b / "model.h5")));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(interrupted_in_every_stage, Fixture) {
  run_well(here, words("whole"));
  // Lines of the history after which to interrupt: in the first layer, in the second, in fine-tuning.
  const std::vector<dbn::Index> places{20, 200, 350};
  for (dbn::Index i = 0; i < places.size(); ++i) {
    std::vector<std::string> arguments = words("parts");
    if (i > 0) arguments = {"train", "--resume", "--out", "parts", "--threads", std::to_string(i)};
    Program program(here, arguments);
    BOOST_REQUIRE(Program::wait_until([&] { return epochs_of("parts") >= places[i]; }));
    program.send(i % 2 == 0 ? SIGTERM : SIGINT);
    const Outcome outcome = program.wait();
    BOOST_CHECK_EQUAL(outcome.exit_code, 130);
    BOOST_CHECK_EQUAL(outcome.output, "");
    BOOST_TEST(outcome.errors.find("dbn train --resume --out parts") != std::string::npos);
  }
  run_well(here, words("parts", {"--resume"}));
  check_equal_results("whole", "parts");
}

BOOST_FIXTURE_TEST_CASE(killed_without_warning, Fixture) {
  run_well(here, words("whole"));
  {
    Program program(here, words("killed"));
    BOOST_REQUIRE(Program::wait_until([&] { return epochs_of("killed") >= 180; }));
    program.send(SIGKILL);
    BOOST_CHECK_EQUAL(program.wait().exit_code, 128 + SIGKILL);
  }
  run_well(here, {"train", "--resume", "--out", "killed"});
  check_equal_results("whole", "killed");
  for (const auto& entry : std::filesystem::directory_iterator(here / "killed")) {
    BOOST_TEST(entry.path().string().find(".tmp.") == std::string::npos, entry.path());
  }
}

BOOST_FIXTURE_TEST_CASE(a_finished_run_can_be_resumed_to_no_effect, Fixture) {
  const auto first = run_well(here, {"train", "t.cfg", "--out", "run", "--json"}).json();
  const std::string model = contents_of(here / "run/model.h5");
  const auto second = run_well(here, {"train", "--resume", "--out", "run", "--json"}).json();
  BOOST_CHECK_EQUAL(first.dump(), second.dump());
  BOOST_TEST((contents_of(here / "run/model.h5") == model));
}

BOOST_FIXTURE_TEST_CASE(options_that_decide_results_must_be_the_same, Fixture) {
  run_well(here, {"train", "t.cfg", "--out", "run"});
  check_fails(here, {"train", "t.cfg", "--resume", "--out", "run", "--set", "rbm.learning_rate=0.3"}, 2,
              {"command line: rbm.learning_rate is 0.3, was 0.1"});
  check_fails(here, {"train", "--resume", "--out", "run", "--set", "rbm.0.epochs=9"}, 2,
              {"rbm.0.epochs is 9, was not"});
  run_well(here, {"train", "t.cfg", "--resume", "--out", "run", "--set", "run.checkpoint_every=3", "--threads", "1"});
  check_fails(here, {"train", "--resume", "--out", "nowhere"}, 2, {"nowhere", "no run to resume"});
}

BOOST_FIXTURE_TEST_CASE(data_must_be_the_same, Fixture) {
  write_small_idx(here, "train", 40);
  write_file(here / "t.cfg", "[data]\ntrain = train-images-idx3-ubyte\n[dbn]\nlayers = 4\n[rbm]\nepochs = 2\n");
  run_well(here, {"train", "t.cfg", "--out", "run"});
  std::string pixels = contents_of(here / "train-images-idx3-ubyte");
  pixels.back() = static_cast<char>(pixels.back() ^ 1);
  write_file(here / "train-images-idx3-ubyte", pixels);
  check_fails(here, {"train", "--resume", "--out", "run"}, 3, {"training data are not those", "checksum"});
}

BOOST_FIXTURE_TEST_CASE(the_initial_model_must_be_the_same, Fixture) {
  const auto train = [&](const std::string& out, const std::string& config, const std::string& seed) {
    write_file(here / "t.cfg", config);
    run_well(here, {"train", "t.cfg", "--out", out, "--set", "run.seed=" + seed});
  };
  const std::string given = "[data]\ntrain = bars-and-stripes:4x4\n[rbm]\nepochs = 2\n[finetune]\nepochs = 0\n";
  train("first", given + "[dbn]\nlayers = 5 4\n", "1");
  train("other", given + "[dbn]\nlayers = 5 4\n", "2");
  std::filesystem::copy_file(here / "first/model.h5", here / "start.h5");
  train("run", given + "[dbn]\ninit = start.h5\n", "1");
  const std::string checkpoint = contents_of(here / "run/checkpoint.h5");
  run_well(here, {"train", "--resume", "--out", "run"});

  const auto replace_by = [&](const std::string& model) {
    std::filesystem::copy_file(here / model, here / "start.h5", std::filesystem::copy_options::overwrite_existing);
  };
  replace_by("other/model.h5");
  check_fails(here, {"train", "--resume", "--out", "run"}, 4,
              {"dbn.init", "start.h5 is not the model that the run began with",
               "found 2 layers, 130 parameters, checksum", "expected 2 layers, 130 parameters, checksum"});
  check_fails(here, {"train", "--resume", "--out", "run", "--from", "run/checkpoint.previous.h5"}, 4, {"start.h5"});
  BOOST_TEST((contents_of(here / "run/checkpoint.h5") == checkpoint));

  // What is in the model counts, not in which file: a checkpoint holds the same.
  replace_by("first/checkpoint.h5");
  run_well(here, {"train", "--resume", "--out", "run"});

  // Runs of the first versions did not note it.
  Hdf5Editor(here / "run/checkpoint.h5", Hdf5Editor::Mode::change).remove("/state/data/initial");
  replace_by("other/model.h5");
  run_well(here, {"train", "--resume", "--out", "run"});
}

// A snapshot is a checkpoint, the same to the byte however often the run was killed, and the run can go back to it.
BOOST_FIXTURE_TEST_CASE(snapshots_after_1_2_4_epochs, Fixture) {
  const std::vector<std::string> keep{"--set", "run.snapshots=doubling"};
  const auto run = [&](const std::string& out, std::vector<std::string> more) {
    std::vector<std::string> words{"train", "t.cfg", "--out", out};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  run_well(here, run("whole", keep));
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(here / "whole/snapshots")) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  const std::vector<std::string> expected{"finetune.00001.h5", "finetune.00002.h5", "finetune.00004.h5",
                                          "rbm.0.00001.h5",    "rbm.0.00002.h5",    "rbm.0.00004.h5",
                                          "rbm.1.00001.h5",    "rbm.1.00002.h5",    "rbm.1.00004.h5"};
  BOOST_CHECK_EQUAL_COLLECTIONS(names.begin(), names.end(), expected.begin(), expected.end());
  for (const std::string& name : names) {
    const auto progress = run_well(here, {"inspect", "whole/snapshots/" + name, "--json"}).json()["progress"];
    BOOST_CHECK_EQUAL(progress["epoch"].get<std::string::size_type>(), std::stoul(name.substr(name.size() - 8, 5)));
    BOOST_CHECK_EQUAL(progress["batch"].get<int>(), 0);
  }

  run_well(here, run("plain", {}));
  BOOST_TEST(!std::filesystem::exists(here / "plain/snapshots"));
  check_equal_results("whole", "plain");

  // Back to the second layer, and to the end again: the snapshots behind it are made anew.
  const std::string early = contents_of(here / "whole/snapshots/rbm.1.00002.h5");
  const std::string late = contents_of(here / "whole/snapshots/finetune.00004.h5");
  std::filesystem::remove(here / "whole/snapshots/finetune.00004.h5");
  run_well(here, {"train", "--resume", "--out", "whole", "--from", "whole/snapshots/rbm.1.00002.h5"});
  check_equal_results("whole", "plain");
  BOOST_TEST((contents_of(here / "whole/snapshots/rbm.1.00002.h5") == early));
  BOOST_TEST((contents_of(here / "whole/snapshots/finetune.00004.h5") == late));
  const std::filesystem::directory_iterator again(here / "whole/snapshots");
  BOOST_CHECK_EQUAL(std::distance(again, {}), static_cast<std::ptrdiff_t>(expected.size()));
}

BOOST_FIXTURE_TEST_CASE(the_newest_whole_checkpoint_is_named, Fixture) {
  run_well(here, {"train", "t.cfg", "--out", "run", "--set", "run.snapshots=doubling"});
  const auto now = std::filesystem::last_write_time(here / "run/checkpoint.h5");
  std::filesystem::last_write_time(here / "run/snapshots/rbm.1.00002.h5", now + std::chrono::hours(2));
  std::filesystem::last_write_time(here / "run/snapshots/rbm.0.00001.h5", now + std::chrono::hours(1));
  write_file(here / "run/checkpoint.h5", "lost");
  check_fails(here, {"train", "--resume", "--out", "run"}, 4, {"--from run/snapshots/rbm.1.00002.h5"});
  write_file(here / "run/snapshots/rbm.1.00002.h5", "lost");
  std::filesystem::last_write_time(here / "run/snapshots/rbm.1.00002.h5", now + std::chrono::hours(2));
  check_fails(here, {"train", "--resume", "--out", "run"}, 4, {"--from run/snapshots/rbm.0.00001.h5"});
}

// Also where nothing is left to train, and so nothing to save.
BOOST_FIXTURE_TEST_CASE(what_a_run_goes_back_to_becomes_its_checkpoint, Fixture) {
  run_well(here, {"train", "t.cfg", "--out", "run", "--set", "run.snapshots=doubling"});
  const std::string last = contents_of(here / "run/checkpoint.h5");
  write_file(here / "kept.h5", last);
  write_file(here / "run/checkpoint.h5", "lost");
  const auto leftover = here / "run/snapshots/rbm.0.00001.h5.tmp.999999999-0123456789abcdef0123456789abcdef";
  write_file(leftover, "of a process that was killed");
  run_well(here, {"train", "--resume", "--out", "run", "--from", "kept.h5"});
  BOOST_TEST((contents_of(here / "run/checkpoint.h5") == last));
  BOOST_TEST(!std::filesystem::exists(leftover));
}

BOOST_FIXTURE_TEST_CASE(a_damaged_checkpoint_names_the_one_before, Fixture) {
  run_well(here, {"train", "t.cfg", "--out", "run"});
  const std::string model = contents_of(here / "run/model.h5");
  std::string checkpoint = contents_of(here / "run/checkpoint.h5");
  const std::string previous = contents_of(here / "run/checkpoint.previous.h5");
  checkpoint[checkpoint.size() / 2] = static_cast<char>(checkpoint[checkpoint.size() / 2] ^ 1);
  write_file(here / "run/checkpoint.h5", checkpoint.substr(0, checkpoint.size() - 100));
  const std::string way = "dbn train --resume --out run --from run/checkpoint.previous.h5";
  check_fails(here, {"train", "--resume", "--out", "run"}, 4, {"run/checkpoint.h5", "truncated", way});
  std::filesystem::remove(here / "run/checkpoint.h5");
  check_fails(here, {"train", "--resume", "--out", "run"}, 4, {"run/checkpoint.h5", "No such file", way});

  // What does not fit the run changes nothing.
  check_fails(here, {"train", "--out", "run", "--from", "run/checkpoint.previous.h5"}, 2, {"CONFIG"});
  check_fails(here, {"train", "t.cfg", "--out", "run", "--from", "run/checkpoint.previous.h5"}, 2, {"--resume"});
  check_fails(here, {"train", "--resume", "--out", "run", "--from", "run/model.h5"}, 4, {"model.h5", "kind"});
  check_fails(here, {"train", "--resume", "--out", "run", "--from", "absent.h5"}, 4, {"absent.h5", "No such file"});
  run_well(here, {"train", "t.cfg", "--out", "other", "--set", "run.seed=2"});
  check_fails(here, {"train", "t.cfg", "--resume", "--out", "run", "--from", "other/checkpoint.h5"}, 2,
              {"run.seed is 1, was 2"});
  BOOST_TEST(!std::filesystem::exists(here / "run/checkpoint.h5"));
  BOOST_TEST((contents_of(here / "run/checkpoint.previous.h5") == previous));

  run_well(here, {"train", "--resume", "--out", "run", "--from", "run/checkpoint.previous.h5"});
  BOOST_TEST((contents_of(here / "run/model.h5") == model));
  BOOST_TEST((contents_of(here / "run/checkpoint.previous.h5") == previous));

  for (const char* name : {"run/checkpoint.h5", "run/checkpoint.previous.h5"}) write_file(here / name, "lost");
  check_fails(here, {"train", "--resume", "--out", "run"}, 4, {"run/checkpoint.h5", "no earlier checkpoint"});
}

BOOST_FIXTURE_TEST_CASE(one_process_at_a_time, Fixture) {
  Program program(here, words("run", {"--set", "rbm.epochs=100000"}));
  BOOST_REQUIRE(Program::wait_until([&] { return epochs_of("run") >= 3; }));
  const Outcome second = run_program(here, {"train", "--resume", "--out", "run"});
  BOOST_CHECK_EQUAL(second.exit_code, 2);
  BOOST_TEST(second.errors.find("in use by process") != std::string::npos);
  program.send(SIGTERM);
  BOOST_CHECK_EQUAL(program.wait().exit_code, 130);
}

BOOST_FIXTURE_TEST_CASE(a_checkpoint_is_also_a_model, Fixture) {
  run_well(here, {"train", "t.cfg", "--out", "run"});
  const auto from_model = run_well(here, {"evaluate", "run/model.h5", "--data", "bars-and-stripes:4x4", "--json"});
  const auto from_checkpoint =
      run_well(here, {"evaluate", "run/checkpoint.h5", "--data", "bars-and-stripes:4x4", "--json"});
  BOOST_CHECK_EQUAL(from_model.output, from_checkpoint.output);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace resuming_test
