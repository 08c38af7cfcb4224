// A deep autoencoder from config to codes: what each command makes of it.
#include "libdbn/data/generated/synthetic.hpp"
#include "libdbn/dbn/reconstruction.hpp"
#include "libdbn/io/hdf5/hdf5.hpp"
#include "libdbn/io/model/model_file.hpp"
#include "tests/support/small_runs.hpp"

namespace autoencoder_test {
BOOST_AUTO_TEST_SUITE(autoencoder)

using namespace dbn::test;

namespace {

const std::string config =
    "[data]\n"
    "train = bars-and-stripes:4x4\n"
    "test = bars-and-stripes:4x4\n"
    "[dbn]\n"
    "layers = 12 gaussian:5\n"
    "[rbm]\n"
    "epochs = 2\n"
    "[rbm.1]\n"
    "learning_rate = 0.001\n"
    "[finetune]\n"
    "objective = reconstruct\n"
    "optimizer = conjugate_gradient\n"
    "epochs = 6\n";

struct Fixture {
  TemporaryDirectory directory;
  const std::filesystem::path& here = directory.path();

  nlohmann::json trained(const std::vector<std::string>& assignments = {}) {
    write_file(here / "a.cfg", config);
    std::vector<std::string> words{"train", "a.cfg", "--out", "a", "--json"};
    for (const std::string& assignment : assignments) words.insert(words.end(), {"--set", assignment});
    return run_well(here, words).json();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(it_is_evaluated_by_squared_errors_and_gives_codes, Fixture) {
  const auto result = trained();
  const dbn::Model model = dbn::read_model(here / "a/model.h5");
  BOOST_REQUIRE_EQUAL(model.network.layers.size(), 4);
  BOOST_CHECK_EQUAL(model.network.code_layers, 2);

  const dbn::Dataset data = dbn::bars_and_stripes(4, 4);
  const dbn::InputRows source(data, dbn::no_transform(), dbn::Binarization::none, 1);
  const dbn::Matrix rows = dbn::read_all(source);
  const dbn::Matrix outputs = dbn::forward(model.network, rows);
  double squares = 0;
  for (dbn::Index i = 0; i < rows.size(); ++i) {
    const double difference = static_cast<double>(rows.data()[i]) - static_cast<double>(outputs.data()[i]);
    squares += difference * difference;
  }
  BOOST_CHECK_EQUAL(result["test_rows"].get<int>(), 32);
  check_close(result["test_squared_error_per_row"].get<double>(), squares / 32, 1e-6, "train");
  const std::vector<std::string> with_data{"a/model.h5", "--data", "bars-and-stripes:4x4"};
  const auto words = [&](const std::string& command, std::vector<std::string> more) {
    more.insert(more.begin(), with_data.begin(), with_data.end());
    more.insert(more.begin(), command);
    return more;
  };
  const auto evaluated = run_well(here, words("evaluate", {"--json"})).json();
  check_close(evaluated["squared_error_per_row"].get<double>(), squares / 32, 1e-6, "evaluate");
  check_close(evaluated["reconstruction_error"].get<double>(), squares / 32 / 16, 1e-6, "per value");
  BOOST_CHECK(!evaluated.contains("error"));

  BOOST_CHECK_EQUAL(run_well(here, words("transform", {"--code", "--out", "c.h5", "--json"})).json()["units"], 5);
  const dbn::Matrix codes = dbn::code_of(model.network, rows);
  const auto array = dbn::hdf5::open_file(here / "c.h5", dbn::ErrorKind::data).array("hidden");
  std::vector<double> found(array.count());
  array.read(found.data());
  BOOST_REQUIRE_EQUAL(found.size(), codes.size());
  for (dbn::Index i = 0; i < codes.size(); ++i) {
    check_close(found[i], static_cast<double>(codes.data()[i]), 1e-5, "code");
  }
  run_well(here, words("predict", {"--out", "p.csv"}));
  BOOST_CHECK_EQUAL(run_well(here, words("predict", {"--out", "p.h5", "--json"})).json()["columns"], 16);
  const auto numbers_of = [&](const std::string& name) {
    const auto values = dbn::hdf5::open_file(here / "p.h5", dbn::ErrorKind::data).array(name);
    std::vector<double> numbers(values.count());
    values.read(numbers.data());
    return numbers;
  };
  const std::vector<double> made = numbers_of("reconstructions");
  const std::vector<double> errors = numbers_of("errors");
  BOOST_REQUIRE_EQUAL(made.size(), rows.size());
  BOOST_REQUIRE_EQUAL(errors.size(), 32);
  double mean_error = 0;
  for (const double error : errors) mean_error += error / 32;
  check_close(mean_error, squares / 32 / 16, 1e-6, "errors of rows");
  for (dbn::Index i = 0; i < made.size(); ++i) {
    check_close(made[i], static_cast<double>(outputs.data()[i]), 1e-5, "reconstruction");
  }
  check_fails(here, words("transform", {"--code", "--layer", "0", "--out", "d.h5"}), 2, {"--code", "--layer"});
}

BOOST_FIXTURE_TEST_CASE(what_does_not_fit_is_refused_before_training, Fixture) {
  write_file(here / "a.cfg", config);
  const auto refused = [&](const std::string& assignment, const std::vector<std::string>& parts) {
    check_fails(here, {"train", "a.cfg", "--out", "b", "--set", assignment}, 2, parts);
  };
  refused("finetune.optimizer=conjugate_gradien", {"did you mean 'conjugate_gradient'?"});
  refused("dbn.layers=12 softmax:2x3", {"softmax:2x3", "no deterministic counterpart"});
  const auto stack = run_well(here, {"train", "a.cfg", "--out", "c", "--set", "finetune.epochs=0"});
  check_fails(here, {"transform", "c/model.h5", "--data", "bars-and-stripes:4x4", "--code", "--out", "c.h5"}, 4,
              {"has no code", "finetune.objective = reconstruct"});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace autoencoder_test
