// Machines whose visible units end in the label: trained on labeled data, asked for p(label | row).
#include "libdbn/data/generated/synthetic.hpp"
#include "libdbn/dbn/bound.hpp"
#include "libdbn/io/hdf5/hdf5.hpp"
#include "libdbn/io/model/model_file.hpp"
#include "libdbn/likelihood/exact.hpp"
#include "libdbn/likelihood/label_posterior.hpp"
#include "tests/support/small_runs.hpp"

namespace label_units_test {
BOOST_AUTO_TEST_SUITE(label_units)

using namespace dbn::test;

namespace {

const std::string config =
    "[data]\ntrain = bars-and-stripes:3x3\ntest = bars-and-stripes:3x3\n"
    "[dbn]\nlayers = 6\nvisible = bernoulli:9+softmax:1x2\n"
    "[rbm]\nepochs = 30\nbatch_size = 4\n";

struct Fixture {
  TemporaryDirectory directory;
  const std::filesystem::path& here = directory.path();
  Fixture() { write_file(here / "joint.cfg", config); }
};

// Rows of the 3x3 grid and their class behind them.
dbn::Matrix joint_rows() {
  const dbn::Dataset data = dbn::bars_and_stripes(3, 3);
  const auto& bytes = std::get<dbn::ByteMatrix>(data.inputs);
  dbn::Matrix rows = dbn::zeros(data.rows(), 11);
  for (dbn::Index n = 0; n < data.rows(); ++n) {
    for (dbn::Index i = 0; i < 9; ++i) rows(n, i) = bytes(n, i);
    rows(n, 9 + static_cast<dbn::Index>(data.labels[n])) = 1;
  }
  return rows;
}

double mean_of(const dbn::Energies& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(labels_are_learned_and_predicted, Fixture) {
  const auto trained = run_well(here, {"train", "joint.cfg", "--out", "run", "--json"}).json();
  const dbn::Rbm rbm = dbn::read_model(here / "run/model.h5").layers[0];
  BOOST_CHECK_EQUAL(rbm.visible->spec(), "bernoulli:9+softmax:1x2");
  const dbn::Matrix rows = joint_rows();
  const dbn::Matrix posterior = dbn::label_probabilities(rbm, rows);
  int errors = 0;
  for (dbn::Index n = 0; n < 16; ++n) errors += (posterior(n, 1) > posterior(n, 0)) != (rows(n, 10) == 1) ? 1 : 0;
  BOOST_CHECK_EQUAL(trained["test_errors"].get<int>(), errors);
  const auto evaluated =
      run_well(here, {"evaluate", "run/model.h5", "--data", "bars-and-stripes:3x3", "--json"}).json();
  BOOST_CHECK_EQUAL(evaluated["errors"].get<int>(), errors);

  run_well(here, {"predict", "run/model.h5", "--data", "bars-and-stripes:3x3", "--out", "p.h5"});
  std::vector<double> found(32);
  dbn::hdf5::open_file(here / "p.h5", dbn::ErrorKind::data).array("probabilities").read(found.data());
  for (dbn::Index i = 0; i < 32; ++i)
    check_close(found[i], static_cast<double>(posterior.data()[i]), 1e-6, "p(label | row)");
}

BOOST_FIXTURE_TEST_CASE(likelihoods_are_of_row_and_label_and_representations_of_the_row_alone, Fixture) {
  run_well(here, {"train", "joint.cfg", "--out", "run"});
  const dbn::Rbm rbm = dbn::read_model(here / "run/model.h5").layers[0];
  const auto object = run_well(here, {"likelihood", "run/model.h5", "--data", "bars-and-stripes:3x3", "--json"}).json();
  const dbn::Matrix rows = joint_rows();
  check_close(object["mean_log_likelihood"].get<double>(), mean_of(dbn::exact_log_likelihood(rbm, rows)), 1e-6,
              "log p");

  run_well(here, {"transform", "run/model.h5", "--data", "bars-and-stripes:3x3", "--out", "codes.h5"});
  std::vector<double> found(16 * 6);
  dbn::hdf5::open_file(here / "codes.h5", dbn::ErrorKind::data).array("hidden").read(found.data());
  dbn::Matrix without = rows;
  for (dbn::Index n = 0; n < 16; ++n) without(n, 9) = without(n, 10) = std::numeric_limits<dbn::real>::quiet_NaN();
  const dbn::Matrix expected = dbn::hidden_mean(rbm, without);
  for (dbn::Index i = 0; i < expected.size(); ++i)
    check_close(found[i], static_cast<double>(expected.data()[i]), 1e-6, "hidden mean without the label");
}

// Rows of unknown class have no label units; the rest of the run is as usual.
BOOST_FIXTURE_TEST_CASE(some_labels_may_be_missing, Fixture) {
  std::string table = "a,b,label\n";
  for (int n = 0; n < 40; ++n)
    table += std::to_string(n % 2) + ",1," + (n % 4 == 3 ? "" : std::to_string(n % 2)) + "\n";
  write_file(here / "partly.csv", table);
  run_well(here, {"train", "joint.cfg", "--out", "run", "--set", "data.train=partly.csv", "--set", "data.test=none",
                  "--set", "dbn.visible=bernoulli:2+softmax:1x2", "--set", "rbm.learning_rate=0.5"});
  const auto object = run_well(here, {"evaluate", "run/model.h5", "--data", "partly.csv", "--json"}).json();
  BOOST_CHECK_EQUAL(object["rows"].get<int>(), 30);
  BOOST_CHECK_EQUAL(object["errors"].get<int>(), 0);
}

BOOST_FIXTURE_TEST_CASE(misfits_are_refused, Fixture) {
  check_fails(here, {"train", "joint.cfg", "--out", "run", "--set", "finetune.epochs=2"}, 2,
              {"finetune.epochs", "is among its inputs"});
  write_file(here / "bare.csv", "a,b\n0,1\n1,1\n");
  check_fails(here,
              {"train", "joint.cfg", "--out", "run", "--set", "data.train=bare.csv", "--set", "data.test=none", "--set",
               "dbn.visible=bernoulli:2+softmax:1x2"},
              3, {"dbn.visible", "bare.csv", "no labels"});
  check_fails(here, {"train", "joint.cfg", "--out", "run", "--set", "dbn.visible=bernoulli:9+softmax:1x1"}, 3,
              {"bars-and-stripes:3x3", "class 1", "1 label units"});
  BOOST_TEST(!std::filesystem::exists(here / "run"));
}

// The same machine by another name.
BOOST_FIXTURE_TEST_CASE(labels_at_the_top_of_one_machine_are_beside_the_data, Fixture) {
  run_well(here, {"train", "joint.cfg", "--out", "stated"});
  run_well(here,
           {"train", "joint.cfg", "--out", "placed", "--set", "dbn.visible=bernoulli", "--set", "dbn.labels=top"});
  const dbn::Rbm stated = dbn::read_model(here / "stated/model.h5").layers[0];
  const dbn::Rbm placed = dbn::read_model(here / "placed/model.h5").layers[0];
  BOOST_CHECK_EQUAL(placed.visible->spec(), "bernoulli:9+softmax:1x2");
  BOOST_CHECK(placed.parameters.weights == stated.parameters.weights);
  // The default of finetune.epochs, which the run's own config spells out, is no wish for fine-tuning.
  run_well(here, {"train", "--resume", "--out", "placed"});
}

BOOST_FIXTURE_TEST_CASE(a_deep_net_sees_labels_at_the_top_alone, Fixture) {
  std::vector<std::string> deep;
  for (const char* assignment : {"dbn.visible=bernoulli", "dbn.labels=top", "dbn.layers=12 8", "rbm.epochs=200",
                                 "rbm.learning_rate=0.3", "rbm.1.estimator=discriminative"}) {
    deep.insert(deep.end(), {"--set", assignment});
  }
  std::vector<std::string> train{"train", "joint.cfg", "--out", "run", "--json"};
  train.insert(train.end(), deep.begin(), deep.end());
  const auto trained = run_well(here, train).json();
  const dbn::Model model = dbn::read_model(here / "run/model.h5");
  BOOST_REQUIRE_EQUAL(model.layers.size(), 2);
  BOOST_CHECK_EQUAL(model.layers[0].visible->spec(), "bernoulli:9");
  BOOST_CHECK_EQUAL(model.layers[1].visible->spec(), "bernoulli:12+softmax:1x2");

  const dbn::Matrix joint = joint_rows();
  const auto rows = dbn::ConstMatrixView(joint).column_range(0, 9);
  const dbn::Matrix posterior = dbn::label_probabilities(model.layers[1], dbn::hidden_mean(model.layers[0], rows));
  int errors = 0;
  for (dbn::Index n = 0; n < 16; ++n) errors += (posterior(n, 1) > posterior(n, 0)) != (joint(n, 10) == 1) ? 1 : 0;
  BOOST_CHECK_EQUAL(trained["test_errors"].get<int>(), errors);
  BOOST_CHECK_LT(errors, 4);
  const auto evaluated =
      run_well(here, {"evaluate", "run/model.h5", "--data", "bars-and-stripes:3x3", "--json"}).json();
  BOOST_CHECK_EQUAL(evaluated["errors"].get<int>(), errors);
  run_well(here, {"predict", "run/model.h5", "--data", "bars-and-stripes:3x3", "--out", "p.csv"});
  run_well(here, {"transform", "run/model.h5", "--data", "bars-and-stripes:3x3", "--out", "codes.h5"});
  run_well(here, {"inspect", "run/model.h5", "--data", "bars-and-stripes:3x3"});

  const auto bound =
      run_well(here, {"likelihood", "run/model.h5", "--data", "bars-and-stripes:3x3", "--method", "bound", "--json"})
          .json();
  const double log_z = dbn::exact_log_z(model.layers[1]);
  check_close(bound["lower_bound"].get<double>(), mean_of(dbn::lower_bound(model, joint, log_z)), 1e-5, "bound");
  write_file(here / "bare.csv", "a,b,c,d,e,f,g,h,i\n0,1,0,1,0,1,1,1,1\n");
  check_fails(here, {"likelihood", "run/model.h5", "--data", "bare.csv", "--method", "bound"}, 3,
              {"bound", "label units", "no labels"});

  const auto numbers = [&](const std::string& name, dbn::Index count) {
    std::vector<double> values(count);
    dbn::hdf5::open_file(here / "s.h5", dbn::ErrorKind::data).array(name).read(values.data());
    return values;
  };
  const auto drawn = run_well(here, {"sample", "run/model.h5", "--label", "all", "--count", "9", "--steps", "5",
                                     "--out", "s.h5", "--json"})
                         .json();
  BOOST_CHECK_EQUAL(drawn["count"].get<int>(), 10);
  const std::vector<double> in_turn{0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
  BOOST_CHECK(numbers("labels", 10) == in_turn);
  run_well(here, {"sample", "run/model.h5", "--label", "all", "--count", "10", "--steps", "5", "--out", "s.png"});
  run_well(here, {"sample", "run/model.h5", "--label", "1", "--steps", "5", "--out", "one.png", "--show", "samples"});
  run_well(here, {"sample", "run/model.h5", "--data", "bars-and-stripes:3x3", "--steps", "5", "--clamp", "3:6", "--out",
                  "s.h5", "--force"});
  const std::vector<double> completed = numbers("visible", 16 * 9);
  for (dbn::Index n = 0; n < 16; ++n) {
    for (dbn::Index i = 3; i < 6; ++i) BOOST_CHECK_EQUAL(completed[9 * n + i], joint(n, i));
  }
  check_fails(here, {"sample", "run/model.h5", "--label", "2", "--out", "bad.h5"}, 2, {"--label", "unknown class '2'"});
  check_fails(here, {"sample", "run/model.h5", "--clamp", "3:6", "--out", "bad.h5"}, 2, {"--clamp", "--data"});
  check_fails(here, {"sample", "run/model.h5", "--data", "bars-and-stripes:3x3", "--clamp", "3:12", "--out", "bad.h5"},
              2, {"--clamp 3:12", "TO <= 9"});

  std::vector<std::string> refused{"train", "joint.cfg", "--out", "none", "--set", "finetune.epochs=2"};
  refused.insert(refused.end(), deep.begin(), deep.end());
  check_fails(here, refused, 2, {"finetune.epochs", "is among its inputs"});
  check_fails(here,
              {"train", "joint.cfg", "--out", "none", "--set", "dbn.init=run/model.h5", "--set", "dbn.layers=12 8",
               "--set", "data.train=bars-and-stripes:2x2", "--set", "data.test=none"},
              2, {"dbn.init"});
}

BOOST_FIXTURE_TEST_CASE(a_layer_that_stops_early_says_so, Fixture) {
  const std::vector<std::string> arguments{"train", "joint.cfg",
                                           "--out", "run",
                                           "--set", "data.validation=0.5",
                                           "--set", "rbm.epochs=500",
                                           "--set", "rbm.patience=4",
                                           "--set", "rbm.estimator=discriminative",
                                           "--set", "rbm.learning_rate=0.5",
                                           "--set", "rbm.monitors=none"};
  const std::string lines = run_well(here, arguments).errors;
  const auto at = lines.find("rbm.0  stopped early after epoch ");
  BOOST_REQUIRE(at != std::string::npos);
  const int done = std::stoi(lines.substr(at + 33));
  const auto best = lines.find("the best epoch by validation was ", at);
  BOOST_REQUIRE(best != std::string::npos);
  BOOST_CHECK_EQUAL(std::stoi(lines.substr(best + 33)), done - 4);
  BOOST_CHECK(contents_of(here / "run/log.txt").find("stopped early after epoch") != std::string::npos);
  BOOST_CHECK(contents_of(here / "run/history.csv").find("epochs_since_best") != std::string::npos);

  std::vector<std::string> without = arguments;
  without[5] = "data.validation=none";
  without[3] = "other";
  check_fails(here, without, 2, {"rbm.0.patience = 4", "data.validation"});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace label_units_test
