// Ratings from a file to predictions: made up, imported, trained on by lists, predicted, and looked at.
#include <cmath>
#include <csignal>
#include <numeric>

#include "libdbn/data/sparse/rating_rows.hpp"
#include "libdbn/io/data/data_file.hpp"
#include "libdbn/io/data/sparse_file.hpp"
#include "libdbn/io/model/model_file.hpp"
#include "tests/support/program.hpp"

using namespace dbn;
using namespace dbn::test;

namespace ratings_commands_test {
namespace {

namespace fs = std::filesystem;

struct Fixture {
  TemporaryDirectory directory;
  const fs::path& here = directory.path();

  /// ratings.h5 and ratings-test.h5 of 300 users and 60 items.
  nlohmann::json generate(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words{"data",       "generate",   "ratings",         "--users", "300",
                                   "--items",    "60",         "--ratings",       "5000",    "--out",
                                   "ratings.h5", "--held-out", "ratings-test.h5", "--json",  "--force"};
    words.insert(words.end(), more.begin(), more.end());
    return run_well(here, words).json();
  }
  /// With what differs from the config that is shipped.
  nlohmann::json train(const std::string& out, const std::vector<std::string>& settings = {}) const {
    const std::string config = std::string(DBN_SOURCE_DIR) + "/configs/ratings.cfg";
    std::vector<std::string> words{"train", config, "--out", out, "--quiet", "--json", "--set", "rbm.epochs=8"};
    for (const std::string& setting : settings) words.insert(words.end(), {"--set", setting});
    return run_well(here, words).json();
  }
  nlohmann::json evaluate(const std::string& model, const std::vector<std::string>& more) const {
    std::vector<std::string> words{"evaluate", model, "--data", "ratings.h5", "--json"};
    words.insert(words.end(), more.begin(), more.end());
    return run_well(here, words).json();
  }
  void write_movielens(const fs::path& from, const fs::path& to) const {
    const SparseRows rows = read_sparse_rows(from);
    std::ofstream text(to);
    for (Index n = 0; n < rows.rows(); ++n) {
      for (Index e = rows.starts[n]; e < rows.starts[n + 1]; ++e) {
        const int level = std::get<std::vector<std::uint8_t>>(rows.values)[e];
        text << n + 1 << '\t' << 1000 + rows.positions[e] << '\t' << level + 1 << "\t881250949\n";
      }
    }
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(rating_commands, Fixture)

BOOST_AUTO_TEST_CASE(made_up_ratings_are_as_many_as_wanted) {
  const auto made = generate();
  BOOST_CHECK_EQUAL(made["kind"], "ratings");
  BOOST_CHECK_EQUAL(made["entries"].get<int>() + made["held_out_entries"].get<int>(), 5000);
  const SparseRows rows = read_sparse_rows(here / "ratings.h5");
  BOOST_CHECK_EQUAL(rows.rows(), 300);
  BOOST_CHECK_EQUAL(rows.columns, 60);
  BOOST_CHECK_CLOSE(*rows.generator_figure("generator_rmse"), made["generator_rmse"].get<double>(), 1e-9);
  const auto described = run_well(here, {"data", "describe", "ratings-test.h5", "--json"}).json();
  BOOST_CHECK_CLOSE(described["generator_rmse"].get<double>(), made["held_out_generator_rmse"].get<double>(), 1e-9);
  const std::string bytes = contents_of(here / "ratings.h5");
  generate();
  BOOST_CHECK(contents_of(here / "ratings.h5") == bytes);
  generate({"--seed", "2"});
  BOOST_CHECK(contents_of(here / "ratings.h5") != bytes);
  run_well(here, {"data", "generate", "ratings", "--preset", "small", "--out", "small.h5"});
  BOOST_CHECK_EQUAL(read_sparse_rows(here / "small.h5").entries(), 150'000);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_made_up_is_refused) {
  const auto fails = [&](std::vector<std::string> more, const std::vector<std::string>& texts) {
    std::vector<std::string> words{"data", "generate"};
    words.insert(words.end(), more.begin(), more.end());
    check_fails(here, words, 2, texts);
  };
  fails({"rating", "--out", "o.h5"}, {"KIND", "ratings"});
  fails({"ratings"}, {"--out is missing"});
  fails({"ratings", "--out", "no/o.h5"}, {"no/o.h5", "create it first"});
  fails({"ratings", "--users", "10", "--items", "20", "--ratings", "200", "--out", "o.h5"}, {"200 ratings", "45 %"});
  fails({"ratings", "--preset", "netflex", "--out", "o.h5"}, {"netflix"});
  BOOST_CHECK(!fs::exists(here / "o.h5"));
}

BOOST_AUTO_TEST_CASE(ctrl_c_and_a_full_disk_leave_nothing) {
  const std::vector<std::string> words{"data",      "generate", "ratings", "--users", "200000",     "--items", "1000",
                                       "--ratings", "20000000", "--out",   "o.h5",    "--held-out", "h.h5"};
  {
    Program program(here, words);
    BOOST_REQUIRE(Program::wait_until(
        [&] { return std::distance(fs::directory_iterator(here), fs::directory_iterator()) >= 4; }));
    program.send(SIGINT);
    BOOST_CHECK_EQUAL(program.wait().exit_code, 130);
  }
  const Outcome full = run_program(here, words, 300'000);
  BOOST_CHECK_EQUAL(full.exit_code, 3);
  for (const auto& entry : fs::directory_iterator(here)) {
    const std::string name = entry.path().filename().string();
    BOOST_CHECK_MESSAGE(name.starts_with(".std"), name);
  }
}

// A file in MovieLens' format, with the config as it is shipped, against the biases of users and items.
BOOST_AUTO_TEST_CASE(movielens_files_with_defaults_beat_the_biases) {
  run_well(here, {"data", "generate", "ratings", "--users", "1000", "--items", "200", "--ratings", "40000", "--out",
                  "made.h5", "--held-out", "made-test.h5"});
  write_movielens(here / "made.h5", here / "u.data");
  write_movielens(here / "made-test.h5", here / "u.test");
  run_well(here, {"data", "import", "movielens", "u.data", "--out", "ratings.h5"});
  run_well(here, {"data", "import", "movielens", "u.test", "--out", "ratings-test.h5"});
  const auto result = run_well(here, {"train", std::string(DBN_SOURCE_DIR) + "/configs/ratings.cfg", "--out", "run",
                                      "--quiet", "--json"})
                          .json();
  BOOST_TEST_MESSAGE(result.dump());
  BOOST_CHECK_LT(result["test_rmse"].get<double>(), 0.98 * result["test_biases_rmse"].get<double>());
  BOOST_CHECK_LT(result["test_biases_rmse"].get<double>(), result["test_mean_rmse"].get<double>());
  BOOST_CHECK_LT(result["test_mae"].get<double>(), result["test_biases_mae"].get<double>());
  const auto again = evaluate("run", {"--held-out", "ratings-test.h5"});
  BOOST_CHECK_EQUAL(again["ratings"], result["test_ratings"]);
  BOOST_CHECK_CLOSE(again["rmse"].get<double>(), result["test_rmse"].get<double>(), 1e-6);
}

BOOST_AUTO_TEST_CASE(threads_and_interruptions_change_no_byte) {
  generate();
  train("one", {"run.threads=1"});
  train("three", {"run.threads=3"});
  BOOST_CHECK(contents_of(here / "one/model.h5") == contents_of(here / "three/model.h5"));
  BOOST_CHECK_EQUAL(contents_of(here / "one/history.csv"), contents_of(here / "three/history.csv"));
  train("cut", {"run.threads=1", "rbm.epochs=8", "run.snapshots=doubling"});
  run_well(here, {"train", "--resume", "--out", "cut", "--from", "cut/snapshots/rbm.0.00002.h5", "--quiet"});
  BOOST_CHECK_EQUAL(contents_of(here / "one/history.csv"), contents_of(here / "cut/history.csv"));
  BOOST_CHECK(contents_of(here / "one/model.h5") == contents_of(here / "cut/model.h5"));
}

BOOST_AUTO_TEST_CASE(predictions_are_written_with_their_distribution) {
  const auto made = generate();
  train("run");
  const std::vector<std::string> words{"predict", "run", "--data", "ratings.h5", "--held-out", "ratings-test.h5"};
  const auto predict = [&](std::vector<std::string> more) {
    more.insert(more.begin(), words.begin(), words.end());
    return run_well(here, more);
  };
  predict({"--out", "p.csv"});
  std::ifstream csv(here / "p.csv");
  std::string line;
  std::getline(csv, line);
  BOOST_CHECK_EQUAL(line, "row,item,rating,expected,p(1),p(2),p(3),p(4),p(5)");
  double squares = 0;
  Index count = 0;
  while (std::getline(csv, line)) {
    std::istringstream cells(line);
    std::vector<double> numbers;
    for (std::string cell; std::getline(cells, cell, ',');) numbers.push_back(std::stod(cell));
    BOOST_REQUIRE_EQUAL(numbers.size(), 9);
    double total = 0;
    double expected = 0;
    for (Index k = 0; k < 5; ++k) {
      total += numbers[4 + k];
      expected += static_cast<double>(k + 1) * numbers[4 + k];
    }
    BOOST_CHECK_CLOSE(total, 1, 1e-6);
    BOOST_CHECK_CLOSE(expected, numbers[3], 1e-6);
    squares += (numbers[2] - numbers[3]) * (numbers[2] - numbers[3]);
    ++count;
  }
  const auto score = evaluate("run", {"--held-out", "ratings-test.h5"});
  BOOST_CHECK_EQUAL(score["ratings"], count);
  BOOST_CHECK_CLOSE(score["rmse"].get<double>(), std::sqrt(squares / static_cast<double>(count)), 1e-6);
  BOOST_CHECK_CLOSE(score["generator_rmse"].get<double>(), made["held_out_generator_rmse"].get<double>(), 1e-9);
  predict({"--out", "p.h5", "--method", "mean_field"});
  const auto other = run_well(here, {"inspect", "p.h5", "--json"}).json();
  BOOST_CHECK(other.dump().find("/probabilities") != std::string::npos);
  // Without held-out ratings each is predicted from the others, beside which no baseline stands.
  const auto itself = evaluate("run", {});
  BOOST_CHECK_EQUAL(itself["ratings"], read_sparse_rows(here / "ratings.h5").entries());
  BOOST_CHECK(!itself.contains("biases_rmse"));
}

BOOST_AUTO_TEST_CASE(what_was_rated_without_its_value_makes_the_machine_conditional) {
  generate();
  train("run", {"data.rated=ratings-test.h5"});
  BOOST_CHECK_EQUAL(read_model(here / "run/model.h5").layers[0].visible->spec(), "softmax:60x5+bernoulli:60");
  const auto score = evaluate("run", {"--held-out", "ratings-test.h5", "--rated", "ratings-test.h5"});
  BOOST_CHECK_GT(score["rmse"].get<double>(), 0.3);
  check_fails(here, {"evaluate", "run", "--data", "ratings.h5", "--held-out", "ratings-test.h5"}, 3,
              {"softmax:60x5,", "softmax:60x5+bernoulli:60", "--rated"});
}

BOOST_AUTO_TEST_CASE(items_of_each_hidden_unit_have_their_names) {
  generate();
  write_movielens(here / "ratings.h5", here / "u.data");
  run_well(here, {"data", "import", "movielens", "u.data", "--out", "named.h5"});
  train("run", {"data.train=named.h5", "data.test=none", "dbn.layers=4"});
  const auto inspect = [&](const std::string& run, const std::string& data) {
    return run_well(here, {"inspect", run, "--data", data, "--leading", "3", "--json"}).json()["leading"];
  };
  const auto leading = inspect("run", "named.h5");
  BOOST_REQUIRE_EQUAL(leading.size(), 4);
  const Rbm rbm = read_model(here / "run/model.h5").layers[0];
  const RatingRows rows(std::make_shared<SparseRows>(read_sparse_rows(here / "named.h5")));
  const auto& names = rows.given().column_names;
  Matrix dense = zeros(rows.rows(), rows.columns());
  std::vector<Index> numbers(rows.rows());
  std::iota(numbers.begin(), numbers.end(), Index(0));
  rows.read(numbers, 0, dense);
  const Matrix means = hidden_mean(rbm, dense);
  double deviation = HUGE_VAL;
  for (const auto& unit : leading) {
    const Index j = unit["unit"];
    std::vector<std::pair<double, std::string>> pulls;
    for (Index i = 0; i < rows.items(); ++i) {
      double pull = 0;
      for (Index k = 0; k < 5; ++k)
        pull += (static_cast<double>(k) - 2) * static_cast<double>(rbm.parameters.weights(i * 5 + k, j));
      pulls.emplace_back(pull, names[i]);
    }
    std::sort(pulls.begin(), pulls.end());
    BOOST_REQUIRE_EQUAL(unit["greatest"].size(), 3);
    BOOST_REQUIRE_EQUAL(unit["least"].size(), 3);
    for (Index i = 0; i < 3; ++i) {
      const auto& greatest = pulls[pulls.size() - 1 - i];
      BOOST_CHECK_EQUAL(unit["greatest"][i]["name"], greatest.second);
      BOOST_CHECK_CLOSE(unit["greatest"][i]["weight"].get<double>(), greatest.first, 1e-3);
      BOOST_CHECK_EQUAL(unit["least"][i]["name"], pulls[i].second);
      BOOST_CHECK_CLOSE(unit["least"][i]["weight"].get<double>(), pulls[i].first, 1e-3);
    }
    double sum = 0;
    for (Index n = 0; n < rows.rows(); ++n) sum += static_cast<double>(means(n, j));
    BOOST_CHECK_CLOSE(unit["mean"].get<double>(), sum / static_cast<double>(rows.rows()), 1e-3);
    BOOST_CHECK_LE(unit["deviation"].get<double>(), deviation);
    deviation = unit["deviation"];
  }
  // A conditional machine has units behind those of the items.
  train("conditional", {"data.rated=ratings-test.h5", "dbn.layers=4"});
  const auto of_conditional = inspect("conditional", "ratings.h5");
  BOOST_REQUIRE_EQUAL(of_conditional.size(), 4);
  for (const auto& unit : of_conditional) BOOST_CHECK_LT(std::stoi(unit["greatest"][0]["name"].get<std::string>()), 60);
  run_well(here,
           {"data", "generate", "ratings", "--users", "300", "--items", "61", "--ratings", "5000", "--out", "more.h5"});
  check_fails(here, {"inspect", "run", "--data", "more.h5", "--leading", "3"}, 3, {"softmax:61x5", "softmax:60x5"});
  check_fails(here, {"inspect", "run", "--names", "named.h5"}, 2, {"--names"});
}

BOOST_AUTO_TEST_CASE(rows_may_be_items) {
  write_file(here / "u.data", "1\t10\t5\t0\n1\t20\t3\t0\n2\t10\t1\t0\n");
  run_well(here, {"data", "import", "movielens", "u.data", "--rows", "items", "--out", "r.h5"});
  const SparseRows rows = read_sparse_rows(here / "r.h5");
  BOOST_CHECK_EQUAL(rows.rows(), 2);
  BOOST_CHECK((rows.row_names == std::vector<std::string>{"10", "20"}));
  BOOST_CHECK((rows.column_names == std::vector<std::string>{"1", "2"}));
  BOOST_CHECK((rows.positions == std::vector<std::uint32_t>{0, 1, 0}));
  check_fails(here, {"data", "import", "csv", "u.data", "--rows", "items", "--out", "o.h5"}, 2, {"csv has no --rows"});
}

BOOST_AUTO_TEST_CASE(configs_that_lists_do_not_know_are_refused) {
  generate();
  const auto fails = [&](const std::string& setting, int exit_code, const std::vector<std::string>& texts) {
    check_fails(here, {"train", std::string(DBN_SOURCE_DIR) + "/configs/ratings.cfg", "--out", "bad", "--set", setting},
                exit_code, texts);
    BOOST_CHECK(!fs::exists(here / "bad/checkpoint.h5"));
  };
  fails("rbm.estimator=pcd", 2, {"rbm.0.estimator", "cd"});
  fails("dbn.visible=gaussian", 2, {"dbn.visible = gaussian", "softmax:60x5"});
  fails("dbn.visible=softmax:61x5", 2, {"softmax:61x5", "softmax:60x5"});
  fails("dbn.layers=gaussian:5", 2, {"gaussian:5", "bernoulli:5"});
  fails("data.transform=scale", 2, {"data.transform", "none"});
  fails("data.binarize=threshold", 2,
        {"command line: data.binarize = threshold does not go with training on lists of ratings; set it to none"});
  fails("dbn.labels=top", 2, {"dbn.labels = top does not go with"});
  fails("rbm.0.max_norm=2", 2, {"rbm.0.max_norm = 2 does not go with training on lists of ratings; set it to 0"});
  fails("updown.epochs=1", 2, {"updown.epochs"});
  fails("data.test=absent.h5", 3, {"data.test", "absent.h5"});
  write_file(here / "t.csv", "a,b\n1,2\n2,1\n");
  fails("data.test=t.csv", 3, {"data.test", "t.csv has no ratings"});
  check_fails(here,
              {"train", std::string(DBN_SOURCE_DIR) + "/configs/ratings.cfg", "--out", "bad", "--set",
               "data.train=t.csv", "--set", "data.rated=ratings.h5"},
              2, {"data.rated = ratings.h5 does not go with training data without ratings; set it to none"});
  fails("data.rated=t.csv", 3, {"data.rated", "t.csv has no ratings"});
  check_fails(here, {"evaluate", "absent", "--data", "ratings.h5"}, 4, {"absent"});
  run_well(here,
           {"data", "generate", "ratings", "--users", "300", "--items", "61", "--ratings", "5000", "--out", "more.h5"});
  fails("data.test=more.h5", 3, {"data.test", "more.h5", "61 items", "60"});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace ratings_commands_test
