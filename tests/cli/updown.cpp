// A net with labels at the top that learns by the up-down algorithm, from config to prediction.
#include "libdbn/data/generated/synthetic.hpp"
#include "libdbn/io/hdf5/hdf5.hpp"
#include "libdbn/io/model/model_file.hpp"
#include "libdbn/likelihood/label_posterior.hpp"
#include "tests/support/small_runs.hpp"

namespace updown_test {
BOOST_AUTO_TEST_SUITE(updown)

using namespace dbn::test;

namespace {

const std::string config =
    "[data]\ntrain = bars-and-stripes:3x3\ntest = bars-and-stripes:3x3\nvalidation = bars-and-stripes:3x3\n"
    "[dbn]\nlayers = 12 8\nlabels = top\n"
    "[rbm]\nepochs = 40\nbatch_size = 4\n"
    "[updown]\nepochs = 6\nbatch_size = 4\nlearning_rate = 0.3\ngibbs_steps = step(1, 3@2)\n";

struct Fixture {
  TemporaryDirectory directory;
  const std::filesystem::path& here = directory.path();
  Fixture() { write_file(here / "t.cfg", config); }

  std::vector<std::string> training(const std::string& out, const std::vector<std::string>& assignments) const {
    std::vector<std::string> words{"train", "t.cfg", "--out", out, "--json"};
    for (const std::string& assignment : assignments) words.insert(words.end(), {"--set", assignment});
    return words;
  }
};

dbn::Matrix rows_of_grid() {
  const dbn::Dataset data = dbn::bars_and_stripes(3, 3);
  const auto& bytes = std::get<dbn::ByteMatrix>(data.inputs);
  dbn::Matrix rows = dbn::zeros(data.rows(), 9);
  for (dbn::Index n = 0; n < data.rows(); ++n) {
    for (dbn::Index i = 0; i < 9; ++i) rows(n, i) = bytes(n, i);
  }
  return rows;
}

std::vector<double> numbers(const std::filesystem::path& file, const std::string& name, dbn::Index count) {
  std::vector<double> values(count);
  dbn::hdf5::open_file(file, dbn::ErrorKind::data).array(name).read(values.data());
  return values;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(every_command_goes_up_by_recognition_weights, Fixture) {
  const auto trained = run_well(here, training("run", {})).json();
  for (const char* file : {"run/model.h5", "run/checkpoint.h5"}) {
    BOOST_REQUIRE_EQUAL(dbn::read_model(here / file).recognition.size(), 1);
  }
  const dbn::Model model = dbn::read_model(here / "run/model.h5");
  BOOST_CHECK(model.recognition[0] != model.layers[0].parameters.weights);
  dbn::Rbm upward = model.layers[0];
  upward.parameters.weights = model.recognition[0];
  const dbn::Matrix rows = rows_of_grid();
  const dbn::Matrix below = dbn::hidden_mean(upward, rows);
  const dbn::Matrix posterior = dbn::label_probabilities(model.layers[1], below);
  const dbn::Dataset data = dbn::bars_and_stripes(3, 3);
  int errors = 0;
  for (dbn::Index n = 0; n < 16; ++n) errors += (posterior(n, 1) > posterior(n, 0)) != (data.labels[n] == 1) ? 1 : 0;
  BOOST_CHECK_EQUAL(trained["test_errors"].get<int>(), errors);

  const std::string grid = "bars-and-stripes:3x3";
  run_well(here, {"predict", "run/model.h5", "--data", grid, "--out", "p.h5"});
  const std::vector<double> predicted = numbers(here / "p.h5", "probabilities", 32);
  for (dbn::Index n = 0; n < 16; ++n) {
    check_close(predicted[2 * n + 1], static_cast<double>(posterior(n, 1)), 1e-5, "p(label | row)");
  }
  run_well(here, {"transform", "run/model.h5", "--data", grid, "--layer", "0", "--out", "h.h5"});
  const std::vector<double> hidden = numbers(here / "h.h5", "hidden", 16 * 12);
  for (dbn::Index i = 0; i < hidden.size(); ++i) {
    check_close(hidden[i], static_cast<double>(below.data()[i]), 1e-6, "hidden");
  }

  const std::string history = contents_of(here / "run/history.csv");
  BOOST_TEST(history.find("wake_error,sleep_error,") != std::string::npos);
  BOOST_TEST(history.find("\nupdown,5,0.3,0,3,") != std::string::npos);
  run_well(here, {"inspect", "run/model.h5"});
  run_well(here, {"likelihood", "run/model.h5", "--data", grid, "--method", "bound"});
  run_well(here, {"sample", "run/model.h5", "--label", "all", "--steps", "3", "--out", "s.png"});
}

// Two runs, the second from the model of the first, and up-down learning once more on a net that went through it.
BOOST_FIXTURE_TEST_CASE(goes_on_from_a_given_model, Fixture) {
  run_well(here, training("greedy", {"updown.epochs=0"}));
  const dbn::Model greedy = dbn::read_model(here / "greedy/model.h5");
  BOOST_CHECK(greedy.recognition.empty());
  const std::vector<std::string> from_greedy{"dbn.init=greedy/model.h5", "rbm.epochs=0"};
  run_well(here, training("still", {"dbn.init=greedy/model.h5", "rbm.epochs=0", "updown.learning_rate=0"}));
  const dbn::Model still = dbn::read_model(here / "still/model.h5");
  BOOST_CHECK(still.recognition[0] == greedy.layers[0].parameters.weights);
  BOOST_CHECK(still.layers[1].parameters.weights == greedy.layers[1].parameters.weights);

  run_well(here, training("once", from_greedy));
  const dbn::Model once = dbn::read_model(here / "once/model.h5");
  run_well(here, training("twice", {"dbn.init=once/model.h5", "rbm.epochs=0", "updown.learning_rate=0"}));
  const dbn::Model twice = dbn::read_model(here / "twice/model.h5");
  BOOST_CHECK(twice.recognition[0] == once.recognition[0]);
  BOOST_CHECK(twice.recognition[0] != twice.layers[0].parameters.weights);
  BOOST_CHECK(twice.layers[0].parameters.weights == once.layers[0].parameters.weights);
}

BOOST_FIXTURE_TEST_CASE(what_it_is_not_made_for, Fixture) {
  check_fails(here, training("none", {"dbn.layers=5"}), 2, {"updown.epochs", "one layer"});
  check_fails(here, training("none", {"updown.gibbs_steps=0"}), 2, {"updown.gibbs_steps"});
  check_fails(here, training("none", {"updown.epoch=3"}), 2, {"did you mean 'updown.epochs'?"});
  check_fails(here, training("none", {"updown.learning_rate=1e300", "updown.momentum=0.9"}), 5,
              {"updown, epoch", "updown.learning_rate"});
  std::filesystem::remove_all(here / "none");
  write_file(here / "gaps.csv", "a,b,label\n1,0,0\n,1,1\n0,1,1\n1,1,0\n");
  const std::vector<std::string> gaps{"data.train=gaps.csv", "data.test=none", "data.validation=none"};
  check_fails(here, training("none", gaps), 3, {"gaps.csv", "missing"});
  run_well(here, training("once", {"rbm.epochs=1", "updown.epochs=1"}));
  check_fails(here, training("none", {"dbn.init=once/model.h5"}), 2,
              {"dbn.init", "recognition weights", "rbm.epochs = 0"});
  check_fails(here, training("none", {"dbn.init=once/model.h5", "rbm.epochs=0", "dbn.layers=12 8 5"}), 2, {"dbn.init"});
  BOOST_TEST(!std::filesystem::exists(here / "none"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace updown_test
