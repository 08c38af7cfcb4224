// `dbn train` from a config to a model: what it writes, that it can be repeated, and how it fails.
#include "libdbn/io/data/data_file.hpp"
#include "libdbn/io/model/model_file.hpp"
#include "tests/support/small_runs.hpp"
#include "tests/support/transforms.hpp"

namespace training_test {
BOOST_AUTO_TEST_SUITE(training)

using namespace dbn::test;

namespace {

struct Fixture {
  TemporaryDirectory directory;
  const std::filesystem::path& here = directory.path();
  Fixture() { write_file(here / "t.cfg", small_config); }

  Outcome train(const std::string& out, std::vector<std::string> arguments = {}) {
    arguments.insert(arguments.begin(), {"train", "t.cfg", "--out", out});
    return run_well(here, arguments);
  }
};

dbn::Index lines_in(const std::string& text) {
  return static_cast<dbn::Index>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_run_leaves_its_files, Fixture) {
  const auto object = train("run", {"--json"}).json();
  BOOST_CHECK_EQUAL(object["run_directory"].get<std::string>(), "run");
  BOOST_CHECK_EQUAL(object["test_rows"].get<int>(), 32);
  const double error = object["test_error"].get<double>();
  BOOST_CHECK_EQUAL(error * 32, object["test_errors"].get<double>());
  BOOST_TEST(object["validation_error"].get<double>() <= 1.0);
  for (const char* file : {"resolved.cfg", "checkpoint.h5", "model.h5", "history.csv", "log.txt"}) {
    BOOST_TEST(std::filesystem::is_regular_file(here / "run" / file), file);
  }
  // 6 epochs a layer, 5 of fine-tuning, one header.
  BOOST_CHECK_EQUAL(lines_in(contents_of(here / "run/history.csv")), 6 + 6 + 5 + 1);
  const dbn::Model model = dbn::read_model(here / "run/model.h5");
  BOOST_CHECK_EQUAL(model.layers.size(), 2);
  BOOST_CHECK_EQUAL(model.layers[0].visible->spec(), "bernoulli:16");
  BOOST_CHECK_EQUAL(model.layers[1].hidden->spec(), "bernoulli:6");
  BOOST_CHECK_EQUAL(model.network.layers.size(), 3);
}

BOOST_FIXTURE_TEST_CASE(the_test_error_is_that_of_evaluate, Fixture) {
  const auto trained = train("run", {"--json", "--quiet"}).json();
  const auto evaluated =
      run_well(here, {"evaluate", "run/model.h5", "--data", "bars-and-stripes:4x4", "--json"}).json();
  BOOST_CHECK_EQUAL(trained["test_error"].get<double>(), evaluated["error"].get<double>());
}

BOOST_FIXTURE_TEST_CASE(plain_lines_tell_each_epoch_unless_quiet, Fixture) {
  const Outcome outcome = train("run");
  BOOST_CHECK_EQUAL(lines_in(outcome.errors), 6 + 6 + 5);
  BOOST_TEST(outcome.errors.find("rbm.1  epoch 6/6") != std::string::npos);
  BOOST_TEST(outcome.errors.find('\r') == std::string::npos);
  BOOST_TEST(outcome.output.find("test error") != std::string::npos);
  BOOST_CHECK_EQUAL(train("quiet", {"--quiet"}).errors, "");
}

BOOST_FIXTURE_TEST_CASE(threads_do_not_change_a_byte, Fixture) {
  for (const char* threads : {"1", "2", "3"}) train(std::string("run") + threads, {"--threads", threads});
  for (const char* other : {"run2", "run3"}) {
    BOOST_TEST((contents_of(here / "run1/model.h5") == contents_of(here / other / "model.h5")));
    BOOST_CHECK_EQUAL(contents_of(here / "run1/history.csv"), contents_of(here / other / "history.csv"));
  }
}

BOOST_FIXTURE_TEST_CASE(another_seed_is_another_run_and_test_rows_are_not_looked_at, Fixture) {
  train("a");
  train("b", {"--set", "run.seed=2"});
  train("c", {"--set", "data.test=none"});
  BOOST_TEST((contents_of(here / "a/model.h5") != contents_of(here / "b/model.h5")));
  BOOST_TEST((contents_of(here / "a/model.h5") == contents_of(here / "c/model.h5")));
}

BOOST_FIXTURE_TEST_CASE(the_resolved_config_repeats_the_run, Fixture) {
  train("a", {"--set", "rbm.0.learning_rate=0.2"});
  run_well(here, {"train", "a/resolved.cfg", "--out", "b"});
  BOOST_TEST((contents_of(here / "a/model.h5") == contents_of(here / "b/model.h5")));
}

BOOST_FIXTURE_TEST_CASE(batches_of_one_row_and_of_more_rows_than_there_are, Fixture) {
  train("one", {"--set", "rbm.batch_size=1", "--set", "finetune.batch_size=1", "--set", "rbm.epochs=1"});
  train("all", {"--set", "rbm.batch_size=1000", "--set", "finetune.batch_size=1000"});
}

BOOST_FIXTURE_TEST_CASE(the_transform_is_fitted_on_training_rows_and_kept, Fixture) {
  write_small_idx(here, "train", 40);
  write_small_idx(here, "t10k", 20);
  write_file(here / "idx.cfg",
             "[data]\ntrain = train-images-idx3-ubyte\ntest = t10k-images-idx3-ubyte\n[dbn]\nlayers = 6\n"
             "[rbm]\nepochs = 20\nbatch_size = 5\n[finetune]\nepochs = 20\nbatch_size = 5\n");
  const auto object = run_well(here, {"train", "idx.cfg", "--json"}).json();
  BOOST_CHECK_EQUAL(object["run_directory"].get<std::string>(), "runs/idx");
  BOOST_CHECK_EQUAL(object["test_error"].get<double>(), 0.0);
  const dbn::Model model = dbn::read_model(here / "runs/idx/model.h5");
  BOOST_REQUIRE_EQUAL(scale_of(model.transform).size(), 12);
  BOOST_CHECK_EQUAL(scale_of(model.transform)(0), 255);
  BOOST_CHECK_EQUAL(model.image.height, 3);
  BOOST_CHECK_EQUAL(model.image.width, 4);
}

// One row with weight 2 is the row twice, from a CSV column as from /weights, when nothing is drawn or shuffled.
BOOST_FIXTURE_TEST_CASE(rows_count_as_their_weights_say, Fixture) {
  write_file(here / "w.csv", "a,b,c,count\n1,0,1,2\n0,1,1,1\n1,1,0,0\n");
  write_file(here / "r.csv", "a,b,c\n1,0,1\n1,0,1\n0,1,1\n");
  dbn::Dataset data;
  data.inputs = dbn::ByteMatrix{{1, 0, 1}, {0, 1, 1}, {1, 1, 0}};
  data.weights = {2, 1, 0};
  dbn::write_hdf5_data(here / "w.h5", data);
  const auto weights = [&](const std::string& file, const std::string& column, const std::string& out) {
    write_file(here / "w.cfg",
               "[data]\ntransform = none\nbatch_order = fixed\ntrain = " + file + "\nweight_column = " + column +
                   "\n[dbn]\nlayers = 2\n[rbm]\nestimator = exact\nepochs = 5\n[finetune]\nepochs = 0\n");
    run_well(here, {"train", "w.cfg", "--out", out});
    return dbn::read_model(here / out / "model.h5").layers[0].parameters.weights;
  };
  const dbn::Matrix repeated = weights("r.csv", "none", "repeated");
  check_close(weights("w.csv", "count", "csv"), repeated, 1e-6, "CSV");
  check_close(weights("w.h5", "none", "hdf5"), repeated, 1e-6, "HDF5");
  // The column is no input of other commands either.
  const auto evaluated = [&](const std::vector<std::string>& more) {
    std::vector<std::string> words{"evaluate", "csv/model.h5", "--json", "--data"};
    words.insert(words.end(), more.begin(), more.end());
    return run_well(here, words).json()["reconstruction_error"].get<double>();
  };
  write_file(here / "plain.csv", "a,b,c\n1,0,1\n0,1,1\n1,1,0\n");
  BOOST_CHECK_EQUAL(evaluated({"w.csv", "--weight-column", "count"}), evaluated({"plain.csv"}));
  // Another weight is another run: it cannot be resumed with that.
  write_file(here / "w.csv", "a,b,c,count\n1,0,1,2\n0,1,1,1.5\n1,1,0,0\n");
  check_fails(here, {"train", "--resume", "--out", "csv"}, 3, {"training data are not those"});
  // The first rows of weight 0 only.
  write_file(here / "z.csv", "a,b,count\n1,0,0\n0,1,0\n1,1,3\n");
  check_fails(here,
              {"train", "w.cfg", "--out", "zero", "--set", "data.train=z.csv", "--set", "data.weight_column=count",
               "--set", "data.limit=2"},
              3, {"data.train", "all 2 training rows", "weight 0"});
}

// The second layer learns as if the first had been trained in the same run.
BOOST_FIXTURE_TEST_CASE(new_layers_on_top_of_a_given_one, Fixture) {
  write_file(here / "t.cfg",
             "[data]\ntrain = bars-and-stripes:4x4\n[dbn]\nlayers = 12 6\n[rbm]\nepochs = 6\n"
             "batch_size = 5\n[finetune]\nepochs = 0\n");
  train("both");
  train("first", {"--set", "dbn.layers=12"});
  train("second", {"--set", "dbn.init=first/model.h5", "--set", "rbm.0.epochs=0"});
  const dbn::Model both = dbn::read_model(here / "both/model.h5");
  const dbn::Model second = dbn::read_model(here / "second/model.h5");
  BOOST_REQUIRE_EQUAL(second.layers.size(), 2);
  for (dbn::Index i = 0; i < 2; ++i) {
    BOOST_CHECK(second.layers[i].parameters.weights == both.layers[i].parameters.weights);
    BOOST_CHECK(second.layers[i].parameters.visible == both.layers[i].parameters.visible);
    BOOST_CHECK(second.layers[i].parameters.hidden == both.layers[i].parameters.hidden);
  }
  const auto fails = [&](const std::string& layers, const std::string& init, const std::string& found) {
    check_fails(here, {"train", "t.cfg", "--out", "none", "--set", "dbn.init=" + init, "--set", "dbn.layers=" + layers},
                2, {"dbn.layers", init, found});
  };
  fails("9 6", "first/model.h5", "bernoulli:12");
  fails("12", "second/model.h5", "bernoulli:6");
  train("labeled", {"--set", "dbn.labels=top"});
  fails("12 6 5", "labeled/model.h5", "label units");
}

BOOST_FIXTURE_TEST_CASE(init_starts_from_given_parameters, Fixture) {
  train("a", {"--set", "finetune.epochs=0"});
  write_file(here / "init.cfg",
             "[data]\ntrain = bars-and-stripes:4x4\n[dbn]\ninit = a/model.h5\n[rbm]\nepochs = 0\n"
             "[finetune]\nepochs = 0\n");
  run_well(here, {"train", "init.cfg", "--out", "b"});
  const dbn::Model a = dbn::read_model(here / "a/model.h5");
  const dbn::Model b = dbn::read_model(here / "b/model.h5");
  BOOST_REQUIRE_EQUAL(b.layers.size(), 2);
  for (dbn::Index i = 0; i < 2; ++i) {
    check_close(b.layers[i].parameters.weights, a.layers[i].parameters.weights, 0, "weights");
    check_close(b.layers[i].parameters.hidden, a.layers[i].parameters.hidden, 0, "hidden biases");
  }
  check_fails(here, {"train", "init.cfg", "--out", "c", "--set", "dbn.layers=12 5"}, 2, {"dbn.layers", "dbn.init"});
  check_fails(here, {"train", "init.cfg", "--out", "c", "--set", "rbm.2.epochs=5"}, 2, {"there is no layer 2"});
}

BOOST_FIXTURE_TEST_CASE(a_directory_with_a_run_is_not_overwritten, Fixture) {
  train("run");
  const std::string before = contents_of(here / "run/model.h5");
  check_fails(here, {"train", "t.cfg", "--out", "run"}, 2, {"run holds a run already", "--resume"});
  BOOST_TEST((contents_of(here / "run/model.h5") == before));
  std::filesystem::create_directory(here / "other");
  write_file(here / "other/letter.txt", "dear");
  check_fails(here, {"train", "t.cfg", "--out", "other"}, 2, {"other is not empty"});
}

BOOST_FIXTURE_TEST_CASE(configs_that_do_not_fit_the_data, Fixture) {
  const auto fails = [&](const std::string& assignment, int code, const std::vector<std::string>& texts) {
    check_fails(here, {"train", "t.cfg", "--out", "run", "--set", assignment}, code, texts);
    BOOST_TEST(!std::filesystem::exists(here / "run"), assignment);
  };
  fails("dbn.layers=", 2, {"rbm.1"});
  fails("dbn.layers=12 x", 2, {"dbn.layers", "x"});
  fails("dbn.visible=bernoulli:15", 2, {"dbn.visible", "bernoulli:15", "16 columns"});
  fails("dbn.visible=bernouli", 2, {"did you mean 'bernoulli'?"});
  fails("data.train=", 2, {"data.train is not set"});
  fails("data.train=bars-and-stripe:4x4", 2, {"did you mean 'bars-and-stripes'?"});
  fails("data.test=bars-and-stripes:3x3", 3, {"data.test", "9 columns", "16"});
  fails("data.train=absent.csv", 3, {"absent.csv: no such file"});
  fails("dbn.init=absent.h5", 4, {"absent.h5"});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace training_test
