// Documents from end to end: drawn from a known model, learned, and what the model makes of them.
#include <numeric>

#include "libdbn/io/data/sparse_file.hpp"
#include "libdbn/io/model/model_file.hpp"
#include "libdbn/likelihood/exact.hpp"
#include "libdbn/rbm/leading_columns.hpp"
#include "libdbn/rbm/visible_mean_like.hpp"
#include "tests/support/small_runs.hpp"

using namespace dbn;
using namespace dbn::test;

namespace documents_test {
namespace {

// Rates and biases as configs/topics.cfg advises for some 20 words.
const std::string config =
    "[data]\ntrain = training.h5\nvalidation = 0.2\ntransform = none\n"
    "[dbn]\nvisible = multinomial\nlayers = 6\n"
    "[rbm]\nepochs = 40\nbatch_size = 10\nlearning_rate = 0.02\nlearning_rate_hidden = 0.0005\n"
    "initial_hidden_bias = -0.3\nmomentum = 0.8\nnegative_visible = samples\n"
    "[finetune]\nepochs = 0\n";

struct Fixture {
  TemporaryDirectory directory;
  const std::filesystem::path& here = directory.path();

  nlohmann::json generate(const std::string& out, std::vector<std::string> more) const {
    std::vector<std::string> words{"data", "generate", "documents", "--topics", "3", "--words", "30", "--out", out};
    words.insert(words.end(), more.begin(), more.end());
    words.insert(words.end(), {"--shortest", "20", "--longest", "23", "--json"});
    return run_well(here, words).json();
  }
  nlohmann::json json_of(std::vector<std::string> words) const {
    words.push_back("--json");
    return run_well(here, words).json();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(documents, Fixture)

BOOST_AUTO_TEST_CASE(from_generating_to_retrieval) {
  generate("training.h5", {"--documents", "500"});
  const auto generated = generate("held_out.h5", {"--documents", "60", "--seed", "2"});
  BOOST_CHECK_EQUAL(generated["rows"], 60);
  BOOST_CHECK_LT(generated["generator_perplexity"].get<double>(),
                 generated["generator_unigram_perplexity"].get<double>());
  write_file(here / "topics.cfg", config);
  run_well(here, {"train", "topics.cfg", "--out", "run"});
  // Lengths are 20 to 23, so four machines.
  const auto annealed = json_of({"likelihood", "run", "--data", "held_out.h5", "--method", "ais", "--betas", "300"});
  const auto exact = json_of({"likelihood", "run", "--data", "held_out.h5", "--method", "exact"});
  BOOST_CHECK_EQUAL(annealed["machines"], 4);
  const double perplexity = exact["perplexity"].get<double>();
  BOOST_CHECK_LT(annealed["perplexity_low"].get<double>(), perplexity);
  BOOST_CHECK_GT(annealed["perplexity_high"].get<double>(), perplexity);
  check_close(annealed["reverse_perplexity"].get<double>(), perplexity, 0.01, "reverse annealing");
  BOOST_CHECK(!exact.contains("perplexity_low"));
  // What made the documents is known wherever they are looked at, but not of a part of them.
  const auto described = json_of({"data", "describe", "held_out.h5"});
  const auto evaluated = json_of({"evaluate", "run", "--data", "held_out.h5"});
  for (const char* name :
       {"generator_perplexity", "generator_perplexity_given_topics", "generator_unigram_perplexity"}) {
    for (const auto& report : {described, evaluated, exact}) BOOST_CHECK_EQUAL(report[name], generated[name]);
  }
  const auto part = json_of({"likelihood", "run", "--data", "held_out.h5", "--limit", "5"});
  BOOST_CHECK(!part.contains("generator_perplexity"));
  // Between what made the documents and words without topics.
  BOOST_CHECK_LT(perplexity, 1.15 * generated["generator_perplexity"].get<double>());
  BOOST_CHECK_LT(perplexity, 0.8 * exact["unigram_perplexity"].get<double>());

  const auto found = json_of({"evaluate", "run", "--data", "held_out.h5", "--retrieval", "training.h5"});
  BOOST_CHECK_EQUAL(found["queries"], 60);
  BOOST_CHECK_EQUAL(found["candidates"], 500);
  BOOST_CHECK_GT(found["precision_at_10"].get<double>(), 0.9);
  BOOST_CHECK_GT(found["mean_average_precision"].get<double>(), 0.9);
  BOOST_CHECK_EQUAL(found["curve"].back()["retrieved"], 500);
  BOOST_CHECK_EQUAL(found["curve"].back()["recall"], 1);
  const auto among_themselves = json_of({"evaluate", "run", "--data", "held_out.h5", "--retrieval", "held_out.h5"});
  BOOST_CHECK_EQUAL(among_themselves["curve"].back()["retrieved"], 59);

  const auto report = json_of({"inspect", "run", "--data", "held_out.h5", "--leading", "4"});
  const Rbm rbm = read_model(here / "run/model.h5").layers[0];
  const auto names = read_sparse_rows(here / "held_out.h5").column_names;
  BOOST_REQUIRE_EQUAL(report["leading"].size(), 6);
  const auto& first = report["leading"][0];
  const auto lists = leading_columns(rbm.parameters.weights, 4, WeightEnd::greatest);
  const Index unit = first["unit"];
  for (Index i = 0; i < 4; ++i) BOOST_CHECK_EQUAL(first["greatest"][i]["name"], names[lists[unit][i]]);
  // Units that tell documents apart stand for one topic.
  int telling = 0;
  for (const auto& entry : report["leading"]) {
    if (entry["deviation"].get<double>() < 0.2) continue;
    ++telling;
    for (const auto& column : entry["greatest"]) {
      const std::string name = column["name"];
      BOOST_CHECK_EQUAL(name.substr(0, 6), entry["greatest"][0]["name"].get<std::string>().substr(0, 6));
    }
  }
  BOOST_CHECK_GE(telling, 2);
  BOOST_CHECK_GE(first["deviation"].get<double>(), report["leading"][5]["deviation"].get<double>());
  const std::string text = run_well(here, {"inspect", "run", "--data", "held_out.h5", "--leading", "4"}).output;
  BOOST_CHECK_NE(text.find("unit " + std::to_string(unit) + "  mean"), std::string::npos);
}

// exp of minus the mean log-likelihood of a word; log p is of the sequence of words, in every machine its own.
BOOST_AUTO_TEST_CASE(perplexity_by_enumeration) {
  Model model;
  model.layers = {random_rbm("multinomial:3", "2", 3)};
  write_model(here / "m.h5", model);
  write_file(here / "documents.csv", "a,b,c\n2,0,1\n0,4,1\n1,1,1\n0,0,0\n");
  const Matrix rows{{2, 0, 1}, {0, 4, 1}, {1, 1, 1}, {0, 0, 0}};
  const Energies log_p = exact_log_likelihood(model.layers[0], rows);
  const auto exact = json_of({"likelihood", "m.h5", "--data", "documents.csv"});
  const double sum = std::accumulate(log_p.begin(), log_p.end(), 0.0);
  BOOST_CHECK_EQUAL(exact["words"], 11);
  check_close(exact["perplexity"].get<double>(), std::exp(-sum / 11), 1e-6, "perplexity");
  const double unigram = -(3 * std::log(3 / 11.0) + 5 * std::log(5 / 11.0) + 3 * std::log(3 / 11.0)) / 11;
  check_close(exact["unigram_perplexity"].get<double>(), std::exp(unigram), 1e-6, "unigram");
  // No perplexity of what are no words.
  write_file(here / "empty.csv", "a,b,c\n0,0,0\n");
  check_fails(here, {"likelihood", "m.h5", "--data", "empty.csv"}, 3, {"no words"});
  model.layers = {random_rbm("multinomial:2+bernoulli:1", "2", 3)};
  write_model(here / "mixed.h5", model);
  write_file(here / "mixed.csv", "a,b,c\n2,0,1\n");
  BOOST_CHECK(!json_of({"likelihood", "mixed.h5", "--data", "mixed.csv"}).contains("perplexity"));
}

// Documents of one length are annealed in the machine that has this length fixed, and so are its figures.
BOOST_AUTO_TEST_CASE(one_length_is_one_machine) {
  write_file(here / "documents.csv", "a,b,c\n2,0,3\n0,4,1\n1,1,3\n");
  Model model;
  model.layers = {random_rbm("multinomial:3", "2", 7)};
  write_model(here / "any.h5", model);
  model.layers[0].visible = make_units("multinomial:3x5");
  write_model(here / "fixed.h5", model);
  const auto annealed = [&](const std::string& file) {
    return json_of({"likelihood", file, "--data", "documents.csv", "--method", "ais", "--betas", "5"});
  };
  const auto any = annealed("any.h5");
  const auto fixed = annealed("fixed.h5");
  for (const char* key : {"words", "perplexity", "perplexity_low", "perplexity_high", "reverse_perplexity"})
    check_close(any[key].get<double>(), fixed[key].get<double>(), 1e-9, key);
  const double log_p = -fixed["mean_free_energy"].get<double>() - fixed["reverse"]["log_z"].get<double>();
  check_close(fixed["reverse_perplexity"].get<double>(), std::exp(-log_p / 5), 1e-6, "reverse");
  BOOST_CHECK_NE(fixed["reverse_perplexity"], fixed["perplexity"]);
}

BOOST_AUTO_TEST_CASE(what_made_the_documents_is_in_their_file) {
  const auto generated = generate("documents.h5", {"--documents", "20"});
  const auto report = json_of({"inspect", "documents.h5"});
  BOOST_CHECK_NE(report.dump().find("generator_perplexity_given_topics"), std::string::npos);
  const auto again = generate("again.h5", {"--documents", "20"});
  BOOST_CHECK_EQUAL(contents_of(here / "documents.h5"), contents_of(here / "again.h5"));
  BOOST_CHECK_EQUAL(generated["generator_perplexity"], again["generator_perplexity"]);
  const auto described = json_of({"data", "describe", "documents.h5"});
  BOOST_CHECK_EQUAL(described["rows"], 20);
}

BOOST_AUTO_TEST_CASE(documents_of_any_length_are_reconstructed_in_their_length) {
  Model model;
  model.layers = {random_rbm("multinomial:3", "2", 5)};
  write_model(here / "m.h5", model);
  write_file(here / "documents.csv", "a,b,c\n2,0,1\n0,4,1\n");
  const Matrix rows{{2, 0, 1}, {0, 4, 1}};
  const Matrix means = visible_mean_like(model.layers[0], hidden_mean(model.layers[0], rows), rows);
  double squares = 0;
  for (Index n = 0; n < 2; ++n) {
    check_close(static_cast<double>(means(n, 0) + means(n, 1) + means(n, 2)), n == 0 ? 3 : 5, 1e-5, "length");
    for (Index w = 0; w < 3; ++w) squares += std::pow(static_cast<double>(means(n, w) - rows(n, w)), 2);
  }
  const auto score = json_of({"evaluate", "m.h5", "--data", "documents.csv"});
  check_close(score["squared_error_per_row"].get<double>(), squares / 2, 1e-5, "squared error");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_is_refused) {
  generate("training.h5", {"--documents", "60"});
  write_file(here / "topics.cfg", config);
  const auto train = [&](const std::string& setting) {
    return std::vector<std::string>{"train", "topics.cfg", "--out", "bad", "--set", setting};
  };
  // Before anything is written, not after the first update or epoch.
  check_fails(here, train("rbm.centering=data"), 2, {"centering"});
  auto likelihood = train("rbm.likelihood_every=1");
  likelihood.insert(likelihood.end(), {"--set", "dbn.layers=25"});
  check_fails(
      here, likelihood, 2,
      {"rbm.0.likelihood_every = 1", "bernoulli:25", "33554432", "1048576", "fewer hidden units", "dbn likelihood"});
  BOOST_CHECK(!std::filesystem::exists(here / "bad"));
  run_well(here, {"train", "topics.cfg", "--set", "rbm.epochs=1", "--out", "run"});
  check_fails(here, {"likelihood", "run", "--data", "training.h5", "--method", "pseudo"}, 2, {"multinomial"});
  check_fails(here, {"inspect", "run", "--leading", "3"}, 2, {"--leading", "--data"});
  check_fails(here, {"evaluate", "run", "--data", "training.h5", "--retrieval", "none.h5"}, 3, {"none.h5"});
  check_fails(here, {"evaluate", "run", "--data", "training.h5", "--retrieval", "training.h5", "--top", "2"}, 2,
              {"--top", "--retrieval"});
  std::string names;
  std::string counts;
  for (const std::string& word : read_sparse_rows(here / "training.h5").column_names) {
    names += (names.empty() ? "" : ",") + word;
    counts += counts.empty() ? "1" : ",0";
  }
  write_file(here / "unlabeled.csv", names + "\n" + counts + "\n");
  check_fails(here, {"evaluate", "run", "--data", "unlabeled.csv", "--retrieval", "training.h5"}, 3,
              {"unlabeled.csv", "labels"});
  check_fails(here, {"evaluate", "run", "--data", "training.h5", "--retrieval", "unlabeled.csv"}, 3,
              {"unlabeled.csv", "labels"});
  check_fails(here, {"data", "generate", "documents", "--topics", "7", "--out", "x.h5"}, 2, {"multiple", "1995"});
  check_fails(here, {"data", "generate", "pictures", "--out", "x.h5"}, 2, {"pictures", "documents"});
  check_fails(here, {"data", "generate", "documents", "--out", "no/such/x.h5"}, 2, {"no/such"});
  BOOST_CHECK(!std::filesystem::exists(here / "x.h5"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace documents_test
