// Numbers as targets, from a CSV file to predictions: what each command makes of them, and what is refused.
#include <cmath>

#include "libdbn/data/formats/csv.hpp"
#include "libdbn/io/data/data_file.hpp"
#include "libdbn/io/hdf5/hdf5.hpp"
#include "libdbn/io/model/model_file.hpp"
#include "tests/support/small_runs.hpp"

namespace regression_test {
BOOST_AUTO_TEST_SUITE(regression)

using namespace dbn::test;

namespace {

const std::string config =
    "[data]\n"
    "train = train.csv\n"
    "test = test.csv\n"
    "validation = 0.2\n"
    "target_columns = pressure,swing\n"
    "[dbn]\n"
    "layers = 12\n"
    "[rbm]\n"
    "epochs = 3\n"
    "[finetune]\n"
    "objective = regress\n"
    "optimizer = lbfgs\n"
    "batch_size = 1000\n"
    "line_searches = 20\n"
    "epochs = 20\n"
    "output_deviation = 0.1\n";

// Inputs in [0, 1] and smooth functions of them, one of the targets between the inputs.
std::string table(int rows, int first) {
  std::string text = "a,swing,b,c,pressure\n";
  for (int n = first; n < first + rows; ++n) {
    const double a = std::fmod(n * 0.618034, 1);
    const double b = std::fmod(n * 0.414214, 1);
    const double c = std::fmod(n * 0.259921, 1);
    const double swing = std::sin(4 * a) - c;
    const double pressure = 101'000 + 800 * a * b - 300 * c;
    for (const double x : {a, swing, b, c}) text += std::to_string(x) + ",";
    text += std::to_string(pressure) + "\n";
  }
  return text;
}

struct Fixture {
  TemporaryDirectory directory;
  const std::filesystem::path& here = directory.path();

  Fixture() {
    write_file(here / "train.csv", table(200, 1));
    write_file(here / "test.csv", table(80, 1001));
    write_file(here / "r.cfg", config);
  }

  nlohmann::json trained(const std::string& out, const std::vector<std::string>& assignments = {}) const {
    std::vector<std::string> words{"train", "r.cfg", "--out", out, "--json"};
    for (const std::string& assignment : assignments) words.insert(words.end(), {"--set", assignment});
    return run_well(here, words).json();
  }

  std::vector<std::string> on_test(const std::string& command, std::vector<std::string> more) const {
    more.insert(more.begin(), {command, "r/model.h5", "--data", "test.csv", "--target-columns", "pressure,swing"});
    return more;
  }
};

// Column by column.
std::vector<std::vector<double>> columns_of(const std::string& csv, std::string& header) {
  std::istringstream lines(csv);
  std::getline(lines, header);
  std::vector<std::vector<double>> columns;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream cells(line);
    dbn::Index j = 0;
    for (std::string cell; std::getline(cells, cell, ','); ++j) {
      if (j == columns.size()) columns.emplace_back();
      columns[j].push_back(std::stod(cell));
    }
  }
  return columns;
}

struct Errors {
  double rmse = 0;
  double mae = 0;
  double baseline = 0;
};

Errors errors_of(const std::vector<double>& found, const std::vector<double>& expected) {
  const auto count = static_cast<double>(found.size());
  double mean = 0;
  for (const double t : expected) mean += t / count;
  Errors errors;
  for (dbn::Index n = 0; n < found.size(); ++n) {
    errors.rmse += (found[n] - expected[n]) * (found[n] - expected[n]) / count;
    errors.mae += std::abs(found[n] - expected[n]) / count;
    errors.baseline += (expected[n] - mean) * (expected[n] - mean) / count;
  }
  errors.rmse = std::sqrt(errors.rmse);
  errors.baseline = std::sqrt(errors.baseline);
  return errors;
}

void check_figures(const nlohmann::json& found, const std::string& prefix, const Errors& expected, double r_squared) {
  const auto check = [&](const std::string& key, double value) {
    BOOST_REQUIRE_MESSAGE(found.contains(prefix + key), prefix + key << " is missing in " << found);
    const double error = std::abs(found[prefix + key].get<double>() - value);
    BOOST_CHECK_MESSAGE(error <= 1e-4 * std::abs(value), prefix + key << ": " << found[prefix + key] << ", " << value);
  };
  check("rmse", expected.rmse);
  check("mae", expected.mae);
  check("baseline_rmse", expected.baseline);
  check("r_squared", r_squared);
}

double r_squared_of(const Errors& errors) { return 1 - std::pow(errors.rmse / errors.baseline, 2); }

double pooled(double a, double b) { return std::sqrt((a * a + b * b) / 2); }

}  // namespace

BOOST_FIXTURE_TEST_CASE(predictions_are_those_that_evaluate_measures, Fixture) {
  const auto result = trained("r");
  const std::string written = run_well(here, on_test("predict", {"--out", "p.csv"})).output;
  BOOST_CHECK(written.find("80 rows") != std::string::npos);
  std::string header;
  const auto predicted = columns_of(contents_of(here / "p.csv"), header);
  BOOST_CHECK_EQUAL(header, "row,pressure,swing");
  const auto truth = columns_of(contents_of(here / "test.csv"), header);
  const Errors pressure = errors_of(predicted[1], truth[4]);
  const Errors swing = errors_of(predicted[2], truth[1]);
  BOOST_CHECK_GT(r_squared_of(pressure), 0.9);
  BOOST_CHECK_GT(r_squared_of(swing), 0.9);

  const auto evaluated = run_well(here, on_test("evaluate", {"--json"})).json();
  BOOST_CHECK_EQUAL(evaluated["rows"].get<int>(), 80);
  BOOST_CHECK_EQUAL(evaluated["targets"][0]["target"].get<std::string>(), "pressure");
  BOOST_CHECK_EQUAL(evaluated["targets"][1]["target"].get<std::string>(), "swing");
  check_figures(evaluated["targets"][0], "", pressure, r_squared_of(pressure));
  check_figures(evaluated["targets"][1], "", swing, r_squared_of(swing));
  const Errors all{pooled(pressure.rmse, swing.rmse), (pressure.mae + swing.mae) / 2,
                   pooled(pressure.baseline, swing.baseline)};
  const double r_squared = (r_squared_of(pressure) + r_squared_of(swing)) / 2;
  check_figures(evaluated, "", all, r_squared);
  check_figures(result, "test_", all, r_squared);
  BOOST_CHECK_EQUAL(result["validation_rows"].get<int>(), 40);
  BOOST_CHECK(!evaluated.contains("error") && !evaluated.contains("reconstruction_error"));
  const std::string text = run_well(here, on_test("evaluate", {})).output;
  for (const char* word : {"RMSE", "MAE", "R^2", "RMSE of the mean", "pressure", "swing", "mean"}) {
    BOOST_CHECK_MESSAGE(text.find(word) != std::string::npos, word << " is not in " << text);
  }

  const auto in_hdf5 = run_well(here, on_test("predict", {"--out", "p.h5", "--json"})).json();
  BOOST_CHECK_EQUAL(in_hdf5["targets"].get<int>(), 2);
  const dbn::hdf5::Group root = dbn::hdf5::open_file(here / "p.h5", dbn::ErrorKind::data);
  BOOST_CHECK((root.array("target_names").read_texts() == std::vector<std::string>{"pressure", "swing"}));
  std::vector<double> numbers(160);
  root.array("predictions").read(numbers.data());
  BOOST_CHECK_EQUAL(numbers[2 * 17], predicted[1][17]);
  BOOST_CHECK_EQUAL(numbers[2 * 17 + 1], predicted[2][17]);
}

BOOST_FIXTURE_TEST_CASE(runs_show_what_they_learned, Fixture) {
  trained("r");
  const std::string history = contents_of(here / "r/history.csv");
  BOOST_CHECK(history.find("validation_squared_error") != std::string::npos);
  const std::string log = contents_of(here / "r/log.txt");
  for (const char* word : {"validation squared error", "test  R^2 0.9", "RMSE of each target"}) {
    BOOST_CHECK_MESSAGE(log.find(word) != std::string::npos, word << " is not in " << log);
  }
  const auto inspected = run_well(here, {"inspect", "r", "--json"}).json();
  BOOST_CHECK_EQUAL(inspected["network"].get<std::string>(), "regressor");
  BOOST_CHECK((inspected["targets"].get<std::vector<std::string>>() == std::vector<std::string>{"pressure", "swing"}));
  BOOST_CHECK(!inspected.contains("classes"));
  const std::string text = run_well(here, {"inspect", "r"}).output;
  BOOST_CHECK(text.find("regressor, 2 layers, 2 outputs: pressure, swing") != std::string::npos);
}

// Of the same rows whatever the file, which the names of targets are part of.
BOOST_FIXTURE_TEST_CASE(hdf5_data_give_the_model_that_csv_data_give, Fixture) {
  trained("r");
  for (const std::string name : {"train", "test"}) {
    dbn::write_hdf5_data(here / (name + ".h5"), dbn::read_csv(here / (name + ".csv"), {.targets = "pressure,swing"}));
  }
  const std::vector<std::string> files{"data.train=train.h5", "data.test=test.h5", "data.target_columns=none"};
  trained("h", files);
  BOOST_CHECK(contents_of(here / "h/model.h5") == contents_of(here / "r/model.h5"));
  // A run goes on with the targets that it began with, or not at all.
  dbn::Dataset changed = dbn::read_hdf5_data(here / "train.h5");
  changed.targets(3, 1) += 1;
  dbn::write_hdf5_data(here / "train.h5", changed);
  check_fails(here, {"train", "--resume", "--out", "h"}, 3, {"cannot resume", "training data"});
}

BOOST_FIXTURE_TEST_CASE(a_run_without_what_it_needs_is_refused_before_training, Fixture) {
  const auto refused = [&](const std::vector<std::string>& assignments, int exit_code,
                           const std::vector<std::string>& parts) {
    std::vector<std::string> words{"train", "r.cfg", "--out", "b"};
    for (const std::string& assignment : assignments) words.insert(words.end(), {"--set", assignment});
    check_fails(here, words, exit_code, parts);
  };
  refused({"data.target_columns=none"}, 3, {"r.cfg:11: finetune.objective", "no targets", "data.target_columns"});
  refused({"data.target_columns=presure"}, 3, {"train.csv", "did you mean 'pressure'?"});
  refused({"finetune.objective=classify"}, 2, {"is classify", "targets and no labels", "finetune.objective = regress"});
  refused({"finetune.loss=cross_entropy"}, 2, {"linear outputs", "finetune.loss = squared_error"});
  refused({"data.batch_order=balanced"}, 2, {"balanced", "labels"});

  write_file(here / "gap.csv", "a,swing,b,c,pressure\n0.1,2,0.3,0.4,5\n0.1,,0.3,0.4,5\n");
  refused({"data.train=gap.csv"}, 3, {"gap.csv:3", "column 1 (swing)", "target is missing"});
  dbn::Dataset test = dbn::read_csv(here / "test.csv", {.targets = "swing,pressure"});
  dbn::write_hdf5_data(here / "swapped.h5", test);
  refused({"data.test=swapped.h5"}, 3, {"data.test", "'swing' as target 0", "'pressure'", "same order"});
  test.targets = dbn::select_rows(dbn::Matrix({80, 1}, dbn::real(1)), std::vector<dbn::Index>(80, 0));
  test.target_names.clear();
  dbn::write_hdf5_data(here / "one.h5", test);
  refused({"data.test=one.h5"}, 3, {"one.h5 has 1 target,", "has 2 targets"});
  test.targets = dbn::Matrix();
  dbn::write_hdf5_data(here / "none.h5", test);
  refused({"data.test=none.h5"}, 3, {"none.h5 has no targets", "has 2 targets"});
  refused({"data.validation=none.h5"}, 3, {"data.validation", "none.h5 has no targets"});
}

BOOST_FIXTURE_TEST_CASE(label_units_do_not_go_with_targets, Fixture) {
  std::string labeled = "a,b,label,y\n";
  for (int n = 0; n < 20; ++n) labeled += "0." + std::to_string(n) + ",0.5," + std::to_string(n % 2) + ",3.5\n";
  write_file(here / "l.csv", labeled);
  check_fails(here,
              {"train", "r.cfg", "--out", "b", "--set", "data.train=l.csv", "--set", "data.test=none", "--set",
               "data.target_columns=y", "--set", "dbn.labels=top"},
              2, {"not fine-tuned"});
}

BOOST_FIXTURE_TEST_CASE(what_a_regressor_cannot_do_is_refused, Fixture) {
  trained("r", {"finetune.epochs=1"});
  check_fails(here, {"evaluate", "r/model.h5", "--data", "test.csv"}, 3,
              {"left out: 'swing', 'pressure'", "no targets", "--target-columns"});
  check_fails(here, {"evaluate", "r/model.h5", "--data", "test.csv", "--target-columns", "swing,pressure"}, 3,
              {"'swing' as target 0", "same order"});
  check_fails(here, on_test("evaluate", {"--top", "2"}), 2, {"--top", "nothing is classified"});
  check_fails(here, on_test("transform", {"--code", "--out", "c.h5"}), 4, {"has no code"});
  dbn::Dataset test = dbn::read_csv(here / "test.csv", {.targets = "pressure,swing"});
  test.targets = dbn::Matrix();
  test.target_names.clear();
  dbn::write_hdf5_data(here / "none.h5", test);
  check_fails(here, {"evaluate", "r", "--data", "none.h5"}, 3, {"none.h5 has no targets", "the model has 2 targets"});
  run_well(here, {"predict", "r", "--data", "none.h5", "--out", "p.csv"});
  trained("stack", {"finetune.epochs=0"});
  check_fails(here, {"predict", "stack", "--data", "none.h5", "--out", "q.csv"}, 4, {"no network", "predict targets"});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace regression_test
