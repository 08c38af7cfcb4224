// The commands that read a model: their numbers against the library's, their files against the contract.
#include "libdbn/data/formats/csv.hpp"
#include "libdbn/data/generated/synthetic.hpp"
#include "libdbn/dbn/model.hpp"
#include "libdbn/io/data/data_file.hpp"
#include "libdbn/io/hdf5/hdf5.hpp"
#include "libdbn/io/model/model_file.hpp"
#include "libdbn/likelihood/exact.hpp"
#include "tests/support/small_runs.hpp"

namespace model_commands_test {
BOOST_AUTO_TEST_SUITE(model_commands)

using namespace dbn::test;

namespace {

/// A fine-tuned stack on the 4x4 grid and one machine on the 3x3 grid, trained once for all tests of this file.
class Runs {
 public:
  static const std::filesystem::path& here() {
    static const Runs runs;
    return runs.directory_.path();
  }

 private:
  Runs() {
    write_file(directory_.path() / "stack.cfg", small_config);
    write_file(directory_.path() / "one.cfg", one_machine_config);
    run_well(directory_.path(), {"train", "stack.cfg", "--out", "stack", "--set", "finetune.epochs=3"});
    run_well(directory_.path(), {"train", "one.cfg", "--out", "one"});
  }

  TemporaryDirectory directory_;
};

dbn::Matrix grid(dbn::Index side) {
  const dbn::Dataset data = dbn::bars_and_stripes(side, side);
  const auto& bytes = std::get<dbn::ByteMatrix>(data.inputs);
  dbn::Matrix rows = dbn::zeros(data.rows(), data.columns());
  for (dbn::Index i = 0; i < rows.size(); ++i) rows.data()[i] = bytes.data()[i];
  return rows;
}

std::vector<double> numbers_in(const std::filesystem::path& file, const std::string& name) {
  const auto array = dbn::hdf5::open_file(file, dbn::ErrorKind::data).array(name);
  std::vector<double> values(array.count());
  array.read(values.data());
  return values;
}

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

}  // namespace

BOOST_AUTO_TEST_CASE(evaluate_counts_errors) {
  const auto object =
      run_well(Runs::here(), {"evaluate", "stack/model.h5", "--data", "bars-and-stripes:4x4", "--json"}).json();
  const dbn::Model model = dbn::read_model(Runs::here() / "stack/model.h5");
  const dbn::Labels found = dbn::most_probable(dbn::forward(model.network, grid(4)));
  const dbn::Labels labels = dbn::bars_and_stripes(4, 4).labels;
  int confusion[2][2] = {};
  for (dbn::Index n = 0; n < labels.size(); ++n) ++confusion[labels[n]][found[n]];
  const int errors = confusion[0][1] + confusion[1][0];
  BOOST_CHECK_EQUAL(object["rows"].get<int>(), 32);
  BOOST_CHECK_EQUAL(object["errors"].get<int>(), errors);
  BOOST_CHECK_EQUAL(object["error"].get<double>(), errors / 32.0);
  for (int i = 0; i < 2; ++i) {
    for (int j = 0; j < 2; ++j) BOOST_CHECK_EQUAL(object["confusion"][i][j].get<int>(), confusion[i][j]);
  }
  BOOST_CHECK_EQUAL(object["classes"][1]["recall"].get<double>(), confusion[1][1] / 16.0);
  const double predicted = confusion[0][1] + confusion[1][1];
  dbn::test::check_close(object["classes"][1]["f1"].get<double>(), 2 * confusion[1][1] / (16 + predicted), 1e-12, "F1");
  const std::string text =
      run_well(Runs::here(), {"evaluate", "stack/model.h5", "--data", "bars-and-stripes:4x4"}).output;
  BOOST_TEST(text.find("confusion") != std::string::npos);
}

// From the probabilities that 'dbn predict' writes.
BOOST_AUTO_TEST_CASE(evaluate_judges_probabilities) {
  const std::vector<std::string> evaluate{"evaluate", "stack/model.h5", "--data", "bars-and-stripes:4x4", "--json"};
  const auto object = run_well(Runs::here(), evaluate).json();
  const dbn::Model model = dbn::read_model(Runs::here() / "stack/model.h5");
  const dbn::Matrix p = dbn::forward(model.network, grid(4));
  const dbn::Labels labels = dbn::bars_and_stripes(4, 4).labels;
  double brier = 0;
  double loss = 0;
  std::vector<double> gap(10);
  std::vector<int> rows(10);
  for (dbn::Index n = 0; n < 32; ++n) {
    const auto of_label = static_cast<double>(p(n, static_cast<dbn::Index>(labels[n])));
    brier += 2 * (1 - of_label) * (1 - of_label) / 32;
    loss -= std::log(of_label) / 32;
    const double confidence = std::max(of_label, 1 - of_label);
    const auto bin = std::min<dbn::Index>(9, static_cast<dbn::Index>(10 * confidence));
    gap[bin] += ((of_label > 0.5 ? 1 : 0) - confidence) / 32;
    ++rows[bin];
  }
  double expected = 0;
  for (const double g : gap) expected += std::abs(g);
  dbn::test::check_close(object["brier_score"].get<double>(), brier, 1e-5, "Brier score");
  dbn::test::check_close(object["mean_log_loss"].get<double>(), loss, 1e-5, "log loss");
  dbn::test::check_close(object["calibration"]["expected_error"].get<double>(), expected, 1e-5, "calibration");
  for (dbn::Index b = 0; b < 10; ++b) BOOST_CHECK_EQUAL(object["calibration"]["bins"][b]["rows"].get<int>(), rows[b]);
}

// Two classes: 5 most probable ones are not shown unless asked for.
BOOST_AUTO_TEST_CASE(evaluate_counts_labels_among_the_most_probable) {
  std::vector<std::string> evaluate{"evaluate", "stack/model.h5", "--data", "bars-and-stripes:4x4", "--json"};
  const auto plain = run_well(Runs::here(), evaluate).json();
  BOOST_CHECK(!plain.contains("top"));
  evaluate.insert(evaluate.end(), {"--top", "1"});
  const auto one = run_well(Runs::here(), evaluate).json();
  BOOST_CHECK_EQUAL(one["top"]["k"].get<int>(), 1);
  BOOST_CHECK_EQUAL(one["top"]["errors"].get<int>(), plain["errors"].get<int>());
  evaluate.back() = "2";
  BOOST_CHECK_EQUAL(run_well(Runs::here(), evaluate).json()["top"]["error"].get<double>(), 0);
  for (const char* wrong : {"0", "3", "two"}) {
    evaluate.back() = wrong;
    check_fails(Runs::here(), evaluate, 2, {"--top"});
  }
}

BOOST_AUTO_TEST_CASE(evaluate_reconstructs_without_a_network) {
  const auto object =
      run_well(Runs::here(), {"evaluate", "one/model.h5", "--data", "bars-and-stripes:3x3", "--json"}).json();
  const dbn::Model model = dbn::read_model(Runs::here() / "one/model.h5");
  const dbn::Matrix rows = grid(3);
  const dbn::Matrix found = dbn::visible_mean(model.layers[0], dbn::hidden_mean(model.layers[0], rows));
  double total = 0;
  for (dbn::Index i = 0; i < rows.size(); ++i) {
    const double difference = static_cast<double>(rows.data()[i]) - static_cast<double>(found.data()[i]);
    total += difference * difference;
  }
  check_close(object["reconstruction_error"].get<double>(), total / static_cast<double>(rows.size()), 1e-6, "error");
  BOOST_TEST(!object.contains("error"));
}

BOOST_AUTO_TEST_CASE(likelihood_is_exact) {
  const auto object = run_well(Runs::here(), {"likelihood", "one/model.h5", "--data", "bars-and-stripes:3x3",
                                              "--method", "exact", "--rows-out", "rows.h5", "--json"})
                          .json();
  const dbn::Rbm rbm = dbn::read_model(Runs::here() / "one/model.h5").layers[0];
  const double log_z = dbn::exact_log_z(rbm);
  const dbn::Energies expected = dbn::log_likelihood(rbm, grid(3), log_z);
  BOOST_CHECK_EQUAL(object["method"].get<std::string>(), "exact");
  BOOST_CHECK_EQUAL(object["rows"].get<int>(), 16);
  check_close(object["log_z"].get<double>(), log_z, 1e-9, "log Z");
  const auto rows = numbers_in(Runs::here() / "rows.h5", "log_likelihood");
  const auto free_energies = numbers_in(Runs::here() / "rows.h5", "free_energy");
  BOOST_REQUIRE_EQUAL(rows.size(), 16);
  for (dbn::Index n = 0; n < 16; ++n) {
    check_close(rows[n], expected[n], 1e-9, "log-likelihood of a row");
    check_close(free_energies[n], -expected[n] - log_z, 1e-9, "free energy of a row");
  }
  check_close(object["mean_log_likelihood"].get<double>(), mean_of(rows), 1e-9, "mean");
  // All 512 pictures together have probability 1.
  std::string all = "a,b,c,d,e,f,g,h,i\n";
  for (int code = 0; code < 512; ++code) {
    for (int i = 0; i < 9; ++i) all += std::to_string(code >> i & 1) + (i < 8 ? "," : "\n");
  }
  write_file(Runs::here() / "all.csv", all);
  run_well(Runs::here(), {"likelihood", "one/model.h5", "--data", "all.csv", "--rows-out", "all.h5"});
  double total = 0;
  for (const double value : numbers_in(Runs::here() / "all.h5", "log_likelihood")) total += std::exp(value);
  check_close(total, 1, 1e-5, "sum of all probabilities");
}

BOOST_AUTO_TEST_CASE(likelihood_refuses_what_it_cannot_do) {
  check_fails(Runs::here(), {"likelihood", "stack/model.h5", "--data", "bars-and-stripes:4x4"}, 2, {"2 layers"});
  check_fails(Runs::here(), {"likelihood", "one/model.h5", "--data", "bars-and-stripes:3x3", "--most-states", "16"}, 2,
              {"32"});
}

BOOST_AUTO_TEST_CASE(transform_writes_hidden_means) {
  const dbn::Model model = dbn::read_model(Runs::here() / "stack/model.h5");
  for (const std::string layer : {"0", "1", "top"}) {
    const auto object = run_well(Runs::here(), {"transform", "stack/model.h5", "--data", "bars-and-stripes:4x4",
                                                "--layer", layer, "--out", "codes.h5", "--json", "--force"})
                            .json();
    const dbn::Index index = layer == "0" ? 0 : 1;
    const dbn::Matrix expected = dbn::hidden_representation(model, grid(4), index);
    const auto array = dbn::hdf5::open_file(Runs::here() / "codes.h5", dbn::ErrorKind::data).array("hidden");
    BOOST_TEST((array.shape() == std::vector<dbn::Index>{32, index == 0 ? 12u : 6u}));
    const auto found = numbers_in(Runs::here() / "codes.h5", "hidden");
    for (dbn::Index i = 0; i < found.size(); ++i) {
      check_close(found[i], static_cast<double>(expected.data()[i]), 1e-6, "hidden mean");
    }
    BOOST_CHECK_EQUAL(object["units"].get<dbn::Index>(), array.shape()[1]);
  }
  check_fails(Runs::here(),
              {"transform", "stack/model.h5", "--data", "bars-and-stripes:4x4", "--layer", "2", "--out", "x.h5"}, 2,
              {"'2' is not an integer in [0, 1]"});
}

BOOST_AUTO_TEST_CASE(predict_writes_the_probabilities_of_the_network) {
  const dbn::Model model = dbn::read_model(Runs::here() / "stack/model.h5");
  const dbn::Matrix expected = dbn::forward(model.network, grid(4));
  run_well(Runs::here(), {"predict", "stack/model.h5", "--data", "bars-and-stripes:4x4", "--out", "p.h5"});
  const auto found = numbers_in(Runs::here() / "p.h5", "probabilities");
  const auto labels = numbers_in(Runs::here() / "p.h5", "labels");
  BOOST_REQUIRE_EQUAL(found.size(), 64);
  BOOST_REQUIRE_EQUAL(labels.size(), 32);
  for (dbn::Index n = 0; n < 32; ++n) {
    check_close(found[2 * n], static_cast<double>(expected(n, 0)), 1e-6, "probability");
    BOOST_CHECK_EQUAL(labels[n], found[2 * n + 1] > found[2 * n] ? 1 : 0);
  }
  run_well(Runs::here(), {"predict", "stack/model.h5", "--data", "bars-and-stripes:4x4", "--out", "p.csv"});
  const dbn::Dataset table = dbn::read_csv(Runs::here() / "p.csv");
  BOOST_CHECK_EQUAL(table.rows(), 32);
  BOOST_CHECK_EQUAL(table.columns(), 3);
  for (dbn::Index n = 0; n < 32; ++n) {
    BOOST_CHECK_EQUAL(table.labels[n], static_cast<int>(labels[n]));
    check_close(static_cast<double>(std::get<dbn::Matrix>(table.inputs)(n, 1)), found[2 * n], 1e-6, "in CSV");
  }
  check_fails(Runs::here(), {"predict", "one/model.h5", "--data", "bars-and-stripes:3x3", "--out", "q.csv"}, 4,
              {"no network"});
  check_fails(Runs::here(), {"predict", "stack/model.h5", "--data", "bars-and-stripes:4x4", "--out", "q.txt"}, 2,
              {".csv or .h5"});
}

BOOST_AUTO_TEST_CASE(sample_draws_from_the_model) {
  run_well(Runs::here(), {"sample", "one/model.h5", "--count", "4000", "--steps", "50", "--out", "s.h5"});
  const auto samples = numbers_in(Runs::here() / "s.h5", "visible");
  BOOST_REQUIRE_EQUAL(samples.size(), 4000 * 9);
  const dbn::Rbm rbm = dbn::read_model(Runs::here() / "one/model.h5").layers[0];
  const dbn::Matrix states = all_states(*rbm.visible);
  const dbn::Energies log_p = dbn::log_likelihood(rbm, states, dbn::exact_log_z(rbm));
  for (dbn::Index i = 0; i < 9; ++i) {
    double expected = 0;
    for (dbn::Index n = 0; n < states.shape(0); ++n) expected += std::exp(log_p[n]) * static_cast<double>(states(n, i));
    double found = 0;
    for (dbn::Index n = 0; n < 4000; ++n) found += samples[9 * n + i] / 4000;
    // 4 sigma of a mean of 4000 bits.
    BOOST_TEST(std::abs(found - expected) < 4 * 0.5 / std::sqrt(4000.0), "unit " << i);
  }
  run_well(Runs::here(), {"sample", "stack/model.h5", "--count", "9", "--steps", "3", "--out", "s.png"});
  BOOST_CHECK_EQUAL(contents_of(Runs::here() / "s.png").substr(1, 3), "PNG");
}

BOOST_AUTO_TEST_CASE(inspect_tells_what_is_in_a_file) {
  const auto object = run_well(Runs::here(), {"inspect", "stack/model.h5", "--data", "bars-and-stripes:4x4",
                                              "--filters", "filters.png", "--json"})
                          .json();
  BOOST_CHECK_EQUAL(object["layers"][0]["visible"].get<std::string>(), "bernoulli:16");
  BOOST_CHECK_EQUAL(object["layers"][1]["units"].get<int>(), 6);
  BOOST_TEST(object["energy"].get<std::string>().find("v/sigma") != std::string::npos);
  const dbn::Model model = dbn::read_model(Runs::here() / "stack/model.h5");
  double sum = 0;
  double squares = 0;
  for (const dbn::real weight : model.layers[0].parameters.weights) {
    sum += static_cast<double>(weight);
    squares += static_cast<double>(weight) * static_cast<double>(weight);
  }
  bool seen = false;
  for (const auto& entry : object["objects"]) {
    if (entry["path"] != "/layers/0/weights") continue;
    seen = true;
    BOOST_TEST((entry["shape"].get<std::vector<int>>() == std::vector<int>{16, 12}));
    check_close(entry["statistics"]["mean"].get<double>(), sum / 192, 1e-6, "mean");
    check_close(entry["statistics"]["norm"].get<double>(), std::sqrt(squares), 1e-6, "norm");
    check_close(entry["statistics"]["std"].get<double>(), std::sqrt(squares / 192 - sum * sum / 192 / 192), 1e-5,
                "std");
  }
  BOOST_TEST(seen);
  BOOST_CHECK_EQUAL(contents_of(Runs::here() / "filters.png").substr(1, 3), "PNG");

  const auto checkpoint = run_well(Runs::here(), {"inspect", "stack/checkpoint.h5", "--json"}).json();
  BOOST_CHECK_EQUAL(checkpoint["progress"]["epochs_done"].get<int>(), 6 + 6 + 3);
  BOOST_TEST(checkpoint["config"].get<std::string>().find("layers = 12 6") != std::string::npos);
  const std::string text = run_well(Runs::here(), {"inspect", "stack/checkpoint.h5"}).output;
  BOOST_TEST(text.find("15 epochs are done") != std::string::npos);

  run_well(Runs::here(), {"transform", "one/model.h5", "--data", "bars-and-stripes:3x3", "--out", "plain.h5"});
  const auto plain = run_well(Runs::here(), {"inspect", "plain.h5", "--json"}).json();
  BOOST_TEST(!plain.contains("layers"));
}

BOOST_AUTO_TEST_CASE(inspect_counts_dead_units) {
  dbn::Model model;
  model.layers.push_back(dbn::make_rbm(dbn::make_units("bernoulli:9"), dbn::make_units("bernoulli:4")));
  dbn::RbmParameters& parameters = model.layers[0].parameters;
  parameters.hidden(0, 0) = -20;
  parameters.hidden(0, 1) = 20;
  parameters.hidden(0, 2) = -20;
  for (dbn::Index i = 0; i < 9; ++i) parameters.weights(i, 3) = i == 0 ? 5 : 0;
  dbn::write_model(Runs::here() / "dead.h5", model);
  const auto object = run_well(Runs::here(), {"inspect", "dead.h5", "--data", "bars-and-stripes:3x3", "--json"}).json();
  BOOST_CHECK_EQUAL(object["layers"][0]["dead_units"].get<int>(), 2);
  BOOST_CHECK_EQUAL(object["layers"][0]["always_on_units"].get<int>(), 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace model_commands_test
