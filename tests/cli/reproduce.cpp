// `dbn reproduce`: tables and exit codes, parts that are not run again, and a short variant of each reproduction.
#include "tests/support/small_runs.hpp"

namespace reproduce_test {
BOOST_AUTO_TEST_SUITE(reproduce)

using namespace dbn::test;

namespace {

struct Fixture {
  TemporaryDirectory directory;
  const std::filesystem::path& here = directory.path();

  static std::vector<std::string> words(const std::string& name, std::vector<std::string> more) {
    more.insert(more.begin(), {"reproduce", name, "--quick", "--out", "kept"});
    return more;
  }
};

double measured(const nlohmann::json& results, dbn::Index quantity) {
  return results["quantities"][quantity]["measured"].get<double>();
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

BOOST_FIXTURE_TEST_CASE(the_list_and_the_configs, Fixture) {
  const auto list = run_well(here, {"reproduce", "--list", "--json"}).json();
  BOOST_CHECK_GE(list.size(), 4);
  BOOST_CHECK_EQUAL(run_well(here, {"reproduce"}).output, run_well(here, {"reproduce", "--list"}).output);
  for (const auto& [name, entry] : list.items()) {
    const std::string config = run_well(here, {"reproduce", name, "--config"}).output;
    BOOST_CHECK_EQUAL(config,
                      contents_of(std::filesystem::path(DBN_SOURCE_DIR) / "configs/reproductions" / (name + ".cfg")));
    for (const char* heading : {"# Paper", "# Time: ", "# Deviations: ", "asses"}) {
      BOOST_CHECK_MESSAGE(contains(config, heading), name << " does not say '" << heading << "'");
    }
  }
  check_fails(here, {"reproduce", "melchior2016_bas3x2"}, 2, {"did you mean 'melchior2016_bas3x3'?"});
  check_fails(here, words("melchior2016_bas3x3", {"--set", "rbm.epoch=3"}), 2, {"rbm.epoch", "rbm.epochs"});
}

// Too few updates to reach the published values: the table says so, and so does the exit code.
BOOST_FIXTURE_TEST_CASE(values_that_miss, Fixture) {
  const auto arguments = words("melchior2016_bas3x3", {"--set", "rbm.epochs=150", "--json"});
  const Outcome outcome = run_program(here, arguments);
  BOOST_CHECK_EQUAL(outcome.exit_code, 1);
  BOOST_TEST(contains(outcome.errors, "melchior2016_bas3x3: "));
  BOOST_TEST(contains(outcome.errors, "outside their tolerance"));
  BOOST_TEST(contains(outcome.errors, "trial 30/30"));
  const auto results = outcome.json();
  BOOST_REQUIRE_EQUAL(results["quantities"].size(), 12);
  BOOST_CHECK_EQUAL(results["misses"].get<int>(), 12);
  BOOST_CHECK_EQUAL(results["quantities"][0]["published"].get<std::string>(), "-65.05 (as commonly quoted)");
  BOOST_CHECK_EQUAL(results["quantities"][0]["verdict"].get<std::string>(), "MISS");
  BOOST_CHECK_EQUAL(contents_of(here / "kept/results.json"), outcome.output);

  // The mean over three trials of the maximum over three measurements, for 16 patterns.
  double sum = 0;
  for (const char* file : {"history-1.csv", "history-2.csv", "history-3.csv"}) {
    std::istringstream history(contents_of(here / "kept/cd-none-0.1" / file));
    std::string line;
    std::getline(history, line);
    const std::string before = line.substr(0, line.find(",log_likelihood,"));
    const auto column = std::count(before.begin(), before.end(), ',') + 1;
    double greatest = -HUGE_VAL;
    dbn::Index measurements = 0;
    for (; std::getline(history, line); ++measurements) {
      std::istringstream cells(line);
      std::string cell;
      for (auto i = 0; i <= column; ++i) std::getline(cells, cell, ',');
      greatest = std::max(greatest, std::stod(cell));
    }
    BOOST_CHECK_EQUAL(measurements, 3);
    sum += 16 * greatest;
  }
  check_close(measured(results, 0), sum / 3, 1e-9, "mean of maxima");
  BOOST_CHECK(sum / 3 < -41.589 && sum / 3 > -110);

  BOOST_CHECK_NE(contents_of(here / "kept/cd-none-0.1/history-1.csv"),
                 contents_of(here / "kept/cd-none-0.1/history-2.csv"));

  // What is done is not done again.
  const Outcome again = run_program(here, arguments);
  BOOST_CHECK_EQUAL(again.output, outcome.output);
  BOOST_TEST(!contains(again.errors, "trial"));
  // Threads share the trials and change nothing.
  std::filesystem::rename(here / "kept", here / "first");
  auto threads = arguments;
  threads.insert(threads.end(), {"--threads", "3"});
  const auto with_threads = run_program(here, threads).json();
  BOOST_CHECK_EQUAL(with_threads["quantities"].dump(), results["quantities"].dump());
  // Other options do not mix with what is kept.
  check_fails(here, words("melchior2016_bas3x3", {"--set", "rbm.epochs=151"}), 2, {"rbm.epochs is 151, was 150"});
}

BOOST_FIXTURE_TEST_CASE(interrupted_and_continued, Fixture) {
  const auto arguments = words("melchior2016_bas3x3", {"--set", "rbm.epochs=4000", "--threads", "1"});
  const auto trials_done = [&] {
    std::error_code ignored;
    return std::filesystem::exists(here / "kept/cd-none-0.1/history-2.csv", ignored);
  };
  Program program(here, arguments);
  BOOST_REQUIRE(Program::wait_until(trials_done));
  program.send(SIGTERM);
  const Outcome stopped = program.wait();
  BOOST_CHECK_EQUAL(stopped.exit_code, 130);
  BOOST_TEST(contains(stopped.errors, "the same command continues it"));
  BOOST_CHECK_EQUAL(stopped.output, "");
  const auto first = std::filesystem::last_write_time(here / "kept/cd-none-0.1/history-1.csv");
  const Outcome continued = run_program(here, arguments);
  BOOST_CHECK_NE(continued.exit_code, 130);
  BOOST_TEST(contains(continued.errors, "trials are done already"));
  BOOST_CHECK(std::filesystem::last_write_time(here / "kept/cd-none-0.1/history-1.csv") == first);
}

BOOST_FIXTURE_TEST_CASE(curves_of_divergence, Fixture) {
  const Outcome outcome =
      run_program(here, words("fischer_igel_divergence", {"--set", "rbm.epochs=4000", "--quiet", "--json"}));
  const auto results = outcome.json();
  BOOST_REQUIRE_EQUAL(results["quantities"].size(), 3);
  // What is lost after the maximum is positive, and the reconstruction error still fell.
  BOOST_CHECK_GT(measured(results, 0), 20);
  BOOST_CHECK_LT(measured(results, 1), 0);
  BOOST_CHECK_LT(measured(results, 2), measured(results, 0));
  BOOST_CHECK_EQUAL(results["quantities"][2]["verdict"].get<std::string>(), "pass");
  const std::string figure = contents_of(here / "kept/figure.svg");
  BOOST_TEST(contains(figure, ">persistent chains</text>"));
  BOOST_TEST(contains(figure, ">reconstruction error</text>"));
  BOOST_CHECK_EQUAL(outcome.errors.find("trial"), std::string::npos);
}

// The files of MNIST with other pictures: all that is checked is that the parts fit together.
BOOST_FIXTURE_TEST_CASE(runs_with_annealed_likelihoods, Fixture) {
  write_small_idx(here, "train", 60);
  write_small_idx(here, "t10k", 20);
  const std::vector<std::string> more{"--directory", ".", "--set", "dbn.layers=3", "--json"};
  const auto exact = run_well(here, words("melchior_mnist16_exact", more)).json();
  BOOST_REQUIRE_EQUAL(exact["quantities"].size(), 4);
  for (dbn::Index i = 0; i < 4; ++i) {
    BOOST_CHECK_EQUAL(exact["quantities"][i]["verdict"].get<std::string>(), "not judged");
  }
  for (const char* part : {"centered", "normal"}) {
    const auto likelihood = run_well(here, {"likelihood", std::string("kept/") + part + "/model-1.h5", "--data",
                                            "mnist:test", "--directory", ".", "--binarize", "threshold", "--json"})
                                .json();
    const dbn::Index place = part == std::string("centered") ? 0 : 2;
    check_close(measured(exact, place), likelihood["mean_log_likelihood"].get<double>(), 1e-6, part);
    BOOST_CHECK_SMALL(measured(exact, place + 1), 0.5);
  }
  BOOST_CHECK(measured(exact, 0) != measured(exact, 2));
  BOOST_CHECK_EQUAL(run_well(here, words("melchior_mnist16_exact", more)).json().dump(), exact.dump());

  std::filesystem::rename(here / "kept", here / "small");
  const auto big = run_well(here, words("melchior_mnist500", more)).json();
  BOOST_REQUIRE_EQUAL(big["quantities"].size(), 2);
  const auto likelihood = run_well(here, {"likelihood", "kept/centered/model.h5", "--data", "mnist:test", "--directory",
                                          ".", "--binarize", "threshold", "--json"})
                              .json();
  for (dbn::Index i = 0; i < 2; ++i) {
    BOOST_CHECK_SMALL(measured(big, i) - likelihood["mean_log_likelihood"].get<double>(), 0.5);
  }
}

BOOST_FIXTURE_TEST_CASE(parts_one_by_one, Fixture) {
  write_small_idx(here, "train", 60);
  write_small_idx(here, "t10k", 20);
  const auto with_part = [&](std::vector<std::string> parts) {
    std::vector<std::string> more{"--directory", ".", "--set", "dbn.layers=3 4", "--set", "rbm.1.epochs=1", "--json"};
    for (const std::string& part : parts) more.insert(more.end(), {"--part", part});
    return words("salakhutdinov_murray2008", more);
  };
  // The files of MNIST have the published base rates, these have not.
  const Outcome base = run_program(here, with_part({"base_rates"}));
  BOOST_CHECK_EQUAL(base.exit_code, 1);
  BOOST_REQUIRE_EQUAL(base.json()["quantities"].size(), 1);
  BOOST_CHECK_EQUAL(base.json()["parts"].dump(), R"(["base_rates"])");
  const auto some = run_well(here, with_part({"small", "cd3"})).json();
  BOOST_REQUIRE_EQUAL(some["quantities"].size(), 3);
  BOOST_CHECK_SMALL(measured(some, 0), 0.5);
  const auto likelihood = run_well(here, {"likelihood", "kept/small/model.h5", "--data", "mnist:test", "--directory",
                                          ".", "--method", "bound", "--json"});
  BOOST_TEST(contains(run_well(here, with_part({"small", "cd3"})).errors, "annealing") == false);
  const auto deep = run_well(here, with_part({"dbn"})).json();
  BOOST_REQUIRE_EQUAL(deep["quantities"].size(), 1);
  const auto bound = run_well(here, {"likelihood", "kept/dbn/model.h5", "--data", "mnist:test", "--directory", ".",
                                     "--method", "bound", "--json"})
                         .json();
  BOOST_CHECK_SMALL(measured(deep, 0) - bound["lower_bound"].get<double>(), 0.5);
  check_fails(here, with_part({"cd2"}), 2, {"cd2", "part of salakhutdinov_murray2008"});
  check_fails(here, words("fischer_igel_divergence", {"--part", "cd1"}), 2, {"--part", "whole"});
}

BOOST_FIXTURE_TEST_CASE(runs_with_fine_tuning, Fixture) {
  write_small_idx(here, "train", 60);
  write_small_idx(here, "t10k", 20);
  const auto quickly = [&](const std::string& name, const std::string& layers) {
    const std::vector<std::string> more{"--directory",         ".",     "--set", "dbn.layers=" + layers, "--set",
                                        "data.validation=0.2", "--json"};
    return run_program(here, words(name, more));
  };
  const auto evaluated = [&](const std::string& part) {
    return run_well(here,
                    {"evaluate", "kept/" + part + "/model.h5", "--data", "mnist:test", "--directory", ".", "--json"})
        .json();
  };
  for (const auto& [name, part] :
       {std::pair{"hinton_salakhutdinov2006_classify", "classifier"}, std::pair{"theano_tutorial_dbn", "dbn"}}) {
    const auto results = quickly(name, "6 5").json();
    check_close(measured(results, 0), 100 * evaluated(part)["error"].get<double>(), 1e-9, name);
    std::filesystem::rename(here / "kept", here / name);
  }
  const Outcome updown = quickly("hinton2006_updown", "6 5 7");
  BOOST_REQUIRE_EQUAL(updown.json()["quantities"].size(), 2);
  check_close(measured(updown.json(), 0), 100 * evaluated("greedy")["error"].get<double>(), 1e-9, "greedy");
  check_close(measured(updown.json(), 1), 100 * evaluated("updown")["error"].get<double>(), 1e-9, "up-down");
  BOOST_TEST(contents_of(here / "kept/updown/history.csv").find("\nrbm.") == std::string::npos);
  BOOST_TEST(contents_of(here / "kept/greedy/history.csv").find("\nupdown") == std::string::npos);
  std::filesystem::rename(here / "kept", here / "updown");
  const Outcome autoencoder = quickly("hinton_salakhutdinov2006_mnist_ae", "6 5 4 gaussian:2");
  BOOST_CHECK_EQUAL(autoencoder.exit_code, 1);
  check_close(measured(autoencoder.json(), 1), evaluated("autoencoder")["squared_error_per_row"].get<double>(), 1e-6,
              "squared error");
}

BOOST_FIXTURE_TEST_CASE(a_sweep_that_chooses, Fixture) {
  const auto arguments = words("larochelle2007_rectangles", {"--set", "rbm.epochs=1", "--json"});
  const auto results = run_well(here, arguments).json();
  BOOST_REQUIRE_EQUAL(results["quantities"].size(), 2);
  const auto table = nlohmann::json::parse(contents_of(here / "kept/sweep/table.json"));
  BOOST_REQUIRE_EQUAL(table["runs"].size(), 2);
  const auto& runs = table["runs"];
  const bool first = runs[0]["validation_error"].get<double>() <= runs[1]["validation_error"].get<double>();
  const auto& best = runs[first ? 0 : 1];
  check_close(measured(results, 0), 100 * best["test_error"].get<double>(), 1e-9, "test error");
  check_close(measured(results, 1), 100 * best["validation_error"].get<double>(), 1e-9, "validation error");
  BOOST_TEST(std::filesystem::exists(here / "kept/sweep/report.html"));
  const auto done =
      std::filesystem::last_write_time(here / "kept/sweep/runs" / best["id"].get<std::string>() / "model.h5");
  BOOST_CHECK_EQUAL(run_well(here, arguments).json().dump(), results.dump());
  BOOST_CHECK(std::filesystem::last_write_time(here / "kept/sweep/runs" / best["id"].get<std::string>() / "model.h5") ==
              done);
}

// Without the files of MNIST most cannot be run; the others are.
BOOST_FIXTURE_TEST_CASE(all_of_them_quickly, Fixture) {
  const Outcome outcome = run_program(here, {"reproduce", "--all-quick", "--out", "all", "--directory", "nowhere",
                                             "--set", "rbm.epochs=50", "--set", "rbm.likelihood_every=50", "--json"});
  BOOST_CHECK_EQUAL(outcome.exit_code, 1);
  const auto list = run_well(here, {"reproduce", "--list", "--json"}).json();
  const auto found = outcome.json();
  BOOST_REQUIRE_EQUAL(found.size(), list.size());
  BOOST_TEST(contains(found["theano_tutorial_dbn"]["failure"].get<std::string>(), "nowhere"));
  BOOST_CHECK_EQUAL(found["melchior2016_bas3x3"]["misses"].get<int>(), 12);
  BOOST_CHECK_EQUAL(found["larochelle2007_convex"]["misses"].get<int>(), 0);
  const auto kept = nlohmann::json::parse(contents_of(here / "all/fischer_igel_divergence/results.json"));
  BOOST_CHECK_EQUAL(found["fischer_igel_divergence"].dump(), kept.dump());
  BOOST_TEST(contains(outcome.errors, "of " + std::to_string(list.size()) + " reproductions failed or have values"));
  check_fails(here, {"reproduce", "--all-quick", "theano_tutorial_dbn"}, 2, {"leave out NAME"});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace reproduce_test
