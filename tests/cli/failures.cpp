// Bad input and bad luck: the exit code, a message that says what to do, and nothing half-written.
#include <zlib.h>

#include "libdbn/io/model/model_file.hpp"
#include "tests/support/small_runs.hpp"

namespace failures_test {
BOOST_AUTO_TEST_SUITE(failures)

using namespace dbn::test;

namespace {

struct Fixture {
  TemporaryDirectory directory;
  const std::filesystem::path& here = directory.path();
  Fixture() {
    write_file(here / "t.cfg", small_config);
    write_small_idx(here, "train", 40);
  }

  void check_data_refused(const std::string& file, const std::vector<std::string>& texts, int code = 3) {
    check_fails(here, {"train", "t.cfg", "--out", "run", "--set", "data.test=none", "--set", "data.train=" + file},
                code, texts);
    BOOST_TEST(!std::filesystem::exists(here / "run"), file);
  }
};

std::string gzipped(const std::string& text) {
  std::string packed(text.size() + 100, '\0');
  z_stream stream = {};
  deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(data_files, Fixture) {
  check_data_refused("absent.csv", {"absent.csv: no such file"});
  check_data_refused("absent.h5:/group", {"absent.h5: no such file"});
  check_data_refused("mnist", {"no such file", "did you mean 'mnist:...'?"});
  check_data_refused("mnist:train", {"mnist:train", "images-idx3-ubyte"});
  check_data_refused(".", {"is a directory"});
  std::filesystem::create_directory(here / "runs.old");
  check_data_refused("runs.old:train", {"runs.old is a directory"});
  check_data_refused("fashion-mnst:train", {"did you mean 'fashion-mnist'?"}, 2);

  const std::string images = contents_of(here / "train-images-idx3-ubyte");
  const std::string labels = contents_of(here / "train-labels-idx1-ubyte");
  write_file(here / "cut-images-idx3-ubyte.gz", gzipped(images).substr(0, 60));
  check_data_refused("cut-images-idx3-ubyte.gz", {"cut-images-idx3-ubyte.gz"});
  write_file(here / "short-images-idx3-ubyte", images.substr(0, images.size() - 1));
  check_data_refused("short-images-idx3-ubyte", {"short-images-idx3-ubyte"});
  write_file(here / "swapped-images-idx3-ubyte", labels);
  write_file(here / "swapped-labels-idx1-ubyte", images);
  check_data_refused("swapped-images-idx3-ubyte", {"swapped-", "label"});

  write_file(here / "packed-images-idx3-ubyte.gz", gzipped(images));
  write_file(here / "packed-labels-idx1-ubyte.gz", gzipped(labels));
  run_well(here, {"train", "t.cfg", "--out", "packed", "--set", "data.test=none", "--set",
                  "data.train=packed-images-idx3-ubyte.gz"});
}

BOOST_FIXTURE_TEST_CASE(values_that_do_not_fit, Fixture) {
  write_file(here / "nan.csv", "a,b,label\n0.5,0.25,0\n0.5,nan,1\n0.5,0.1,0\n1,0,1\n0,0,0\n1,1,1\n0,1,0\n1,0,1\n");
  check_data_refused("nan.csv", {"nan.csv: row 1, column 1", "missing"});
  write_file(here / "wide.csv", "a,b\n0.5,0.25\n0.5,7\n0.1,0.2\n0.1,0.2\n");
  check_data_refused("wide.csv", {"row", "7"});
  write_file(here / "text.csv", "a,b\n0.5,0.25\n0.5,seven\n");
  check_data_refused("text.csv", {"text.csv", "3", "seven"});
  write_file(here / "empty.csv", "");
  check_data_refused("empty.csv", {"empty.csv"});
}

BOOST_FIXTURE_TEST_CASE(model_files, Fixture) {
  const std::vector<std::string> data{"--data", "bars-and-stripes:4x4"};
  const auto evaluate = [&](const std::string& model) {
    return std::vector<std::string>{"evaluate", model, "--data", "bars-and-stripes:4x4"};
  };
  check_fails(here, evaluate("absent.h5"), 4, {"absent.h5"});
  write_file(here / "text.h5", "no model");
  check_fails(here, evaluate("text.h5"), 4, {"text.h5"});
  run_well(here, {"train", "t.cfg", "--out", "run"});
  const std::string model = contents_of(here / "run/model.h5");
  write_file(here / "cut.h5", model.substr(0, model.size() / 2));
  check_fails(here, evaluate("cut.h5"), 4, {"cut.h5"});
  check_fails(here, {"inspect", "cut.h5"}, 4, {"cut.h5"});
  check_fails(here, {"evaluate", "run/model.h5", "--data", "bars-and-stripes:3x3"}, 3,
              {"9 columns", "16 visible units"});
  check_fails(here, {"evaluate", "run/model.h5", "--data", "absent.csv"}, 3, {"absent.csv"});
  std::string checkpoint = contents_of(here / "run/checkpoint.h5");
  write_file(here / "run/checkpoint.h5", checkpoint.substr(0, checkpoint.size() - 1000));
  check_fails(here, {"train", "--resume", "--out", "run"}, 4, {"checkpoint.h5"});
}

BOOST_FIXTURE_TEST_CASE(places_that_cannot_be_written, Fixture) {
  write_file(here / "file", "");
  check_fails(here, {"train", "t.cfg", "--out", "file/run"}, 2,
              {"file/run: the run directory cannot be made", "--out"});
  check_fails(here, {"train", "t.cfg", "--out", "file"}, 2, {"file"});
  run_well(here, {"train", "t.cfg", "--out", "run"});
  check_fails(here, {"transform", "run/model.h5", "--data", "bars-and-stripes:4x4", "--out", "absent/x.h5"}, 2,
              {"absent/x.h5"});
  check_fails(here, {"predict", "run/model.h5", "--data", "bars-and-stripes:4x4", "--out", "absent/x.csv"}, 2,
              {"absent/x.csv"});
}

BOOST_FIXTURE_TEST_CASE(a_full_disk_keeps_the_last_good_files, Fixture) {
  const rlim_t less_than_a_checkpoint = 12 * 1024;
  const Outcome outcome = run_program(here, {"train", "t.cfg", "--out", "run"}, less_than_a_checkpoint);
  BOOST_CHECK_EQUAL(outcome.exit_code, 4);
  BOOST_TEST(outcome.errors.find("checkpoint.h5") != std::string::npos);
  for (const auto& entry : std::filesystem::directory_iterator(here / "run")) {
    BOOST_TEST(entry.path().extension() != ".h5", entry.path());
    BOOST_TEST(entry.path().string().find(".tmp.") == std::string::npos, entry.path());
  }
  // With room again the run can go on.
  run_well(here, {"train", "--resume", "--out", "run"});
  run_well(here, {"train", "t.cfg", "--out", "whole"});
  BOOST_TEST((contents_of(here / "run/model.h5") == contents_of(here / "whole/model.h5")));
}

BOOST_FIXTURE_TEST_CASE(checkpoints_come_every_few_epochs_of_a_stage, Fixture) {
  const Outcome outcome =
      run_program(here, {"train", "t.cfg", "--out", "run", "--set", "run.checkpoint_every=3", "--set",
                         "rbm.1.learning_rate=step(0.1, 1e38@5)", "--set", "rbm.monitor_every=6"});
  BOOST_REQUIRE_EQUAL(outcome.exit_code, 5);
  const auto progress = run_well(here, {"inspect", "run/checkpoint.h5", "--json"}).json()["progress"];
  BOOST_CHECK_EQUAL(progress["stage"].get<int>(), 1);
  BOOST_CHECK_EQUAL(progress["epoch"].get<int>(), 3);
  BOOST_CHECK_EQUAL(progress["epochs_done"].get<int>(), 6);
}

BOOST_FIXTURE_TEST_CASE(divergence_keeps_the_last_good_checkpoint, Fixture) {
  const Outcome outcome =
      run_program(here, {"train", "t.cfg", "--out", "run", "--set", "rbm.1.learning_rate=step(0.1, 1e38@3)"});
  BOOST_CHECK_EQUAL(outcome.exit_code, 5);
  BOOST_TEST(outcome.errors.find("rbm.1, epoch 4 of 6, batch ") != std::string::npos);
  BOOST_TEST(outcome.errors.find("learning_rate") != std::string::npos);
  BOOST_TEST(outcome.errors.find("last good state is in run/checkpoint.h5") != std::string::npos);
  const dbn::Model model = dbn::read_model(here / "run/model.h5");
  for (const dbn::real weight : model.layers[1].parameters.weights) BOOST_REQUIRE(std::isfinite(weight));
  run_well(here, {"evaluate", "run/checkpoint.h5", "--data", "bars-and-stripes:4x4"});
}

// One stray number is no reason for as many classes.
BOOST_FIXTURE_TEST_CASE(labels_that_make_more_classes_than_rows, Fixture) {
  const auto config = [&](const std::string& stray) {
    write_file(here / "l.csv", "a,b,label\n0,1,0\n1,0,1\n1,1,2\n0,0," + stray + "\n");
    write_file(here / "l.cfg", "[data]\ntrain = l.csv\n[dbn]\nlayers = 2\n[rbm]\nepochs = 1\n[finetune]\nepochs = 1\n");
  };
  for (const std::string stray : {"60000", "4"}) {
    config(stray);
    check_fails(here, {"train", "l.cfg", "--out", "stray"}, 3, {"l.csv", "the label " + stray, "of 4 rows"});
    BOOST_TEST(!std::filesystem::exists(here / "stray"));
  }
  config("3");
  run_well(here, {"train", "l.cfg", "--out", "stray", "--quiet"});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace failures_test
