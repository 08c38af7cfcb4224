// Each sentence of advice from a history made by hand, and none for a healthy run or for what was not measured.
#include "experiments/training/advice.hpp"

#include "tests/support/checks.hpp"

using namespace dbn;

namespace advice_test {
namespace {

using Values = std::vector<std::pair<std::string, double>>;

// One record for each list of values.
History history_of(const std::string& stage, const std::vector<Values>& epochs) {
  History history;
  for (Index i = 0; i < epochs.size(); ++i) {
    EpochRecord record{stage, i, {}};
    for (const auto& [metric, value] : epochs[i]) record.set(metric, value);
    history.add(std::move(record));
  }
  return history;
}

std::vector<std::string> advice_on(const std::vector<Values>& epochs, const std::string& stage = "rbm.1") {
  return program::advice(history_of(stage, epochs), 10);
}

void check_none(const std::vector<Values>& epochs) {
  for (const std::string& sentence : advice_on(epochs)) BOOST_ERROR("unwanted advice: " << sentence);
}

void check_one(const std::vector<Values>& epochs, const std::vector<std::string>& texts) {
  const std::vector<std::string> sentences = advice_on(epochs);
  BOOST_REQUIRE_EQUAL(sentences.size(), 1);
  BOOST_TEST(sentences[0].starts_with("rbm.1: "), sentences[0]);
  for (const std::string& text : texts) {
    BOOST_CHECK_MESSAGE(sentences[0].find(text) != std::string::npos, "'" << text << "' is not in: " << sentences[0]);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(advice)

BOOST_AUTO_TEST_CASE(a_healthy_run_gets_none) {
  std::vector<Values> epochs;
  for (int i = 0; i < 9; ++i) {
    epochs.push_back({{"update_ratio", i == 0 ? 0.4 : 0.002},
                      {"dead_units", 0.1},
                      {"always_on_units", 0.1},
                      {"free_energy_gap", 0.2 + 0.1 * i},
                      {"reconstruction_error", 30.0 - i},
                      {"log_likelihood", -150.0 + i},
                      {"flip_rate", 0.05},
                      {"least_swap_rate", 0.3}});
  }
  check_none(epochs);
  check_none({{}});
  BOOST_TEST(program::advice(History(), 10).empty());
}

BOOST_AUTO_TEST_CASE(updates_of_the_wrong_size) {
  check_one({{{"update_ratio", 0.5}}, {{"update_ratio", 0.04}}, {{"update_ratio", 0.002}}},
            {"0.04", "lower learning_rate"});
  check_one({{{"update_ratio", 1e-3}}, {{"update_ratio", 2e-5}}, {{"update_ratio", 1e-6}}},
            {"2e-05", "raise learning_rate"});
  check_none({{{"update_ratio", 0.5}}, {{"update_ratio", 0.001}}, {{"update_ratio", 0}}});
}

BOOST_AUTO_TEST_CASE(units_that_do_not_vary) {
  check_one({{{"dead_units", 0.3}, {"always_on_units", 0.25}}}, {"55.00 %", "initial_deviation"});
  check_none({{{"dead_units", 0.9}, {"always_on_units", 0}}, {{"dead_units", 0.3}, {"always_on_units", 0.1}}});
}

BOOST_AUTO_TEST_CASE(a_growing_free_energy_gap) {
  check_one({{{"free_energy_gap", 1}}, {{"free_energy_gap", 4}}, {{"free_energy_gap", 9}}},
            {"overfitting", "gap 1 nats", "9 in the last", "weight_decay"});
  check_none({{{"free_energy_gap", 9}}, {{"free_energy_gap", 4}}, {{"free_energy_gap", 1}}});
  check_none({{{"free_energy_gap", 9}}, {{"free_energy_gap", 4}}, {{"free_energy_gap", 8}}});
  check_none({{{"free_energy_gap", 1}}, {{"free_energy_gap", 9}}, {{"free_energy_gap", 9.5}}});
  check_none({{{"free_energy_gap", 1}}, {{"free_energy_gap", 9}}});
}

BOOST_AUTO_TEST_CASE(a_likelihood_that_falls_while_the_reconstruction_gets_better) {
  const auto epoch = [](double likelihood, double error) {
    return Values{{"log_likelihood", likelihood}, {"reconstruction_error", error}};
  };
  check_one({epoch(-20, 9), epoch(-5, 7), {{"reconstruction_error", 6.5}}, epoch(-12, 6)},
            {"fell by 7 nats", "after epoch 2", "parallel_tempering"});
  check_none({epoch(-20, 9), epoch(-5, 7), epoch(-12, 8)});
  check_none({epoch(-20, 9), epoch(-12, 7), epoch(-5, 6)});
  check_none({epoch(-5, 9), epoch(-6.9, 6)});
  Values uncertain = epoch(-12, 6);
  uncertain.emplace_back("log_likelihood_margin", 6);
  check_none({epoch(-5, 7), uncertain});
}

BOOST_AUTO_TEST_CASE(chains_that_are_stuck) {
  check_one({{{"flip_rate", 0.0005}}}, {"0.05 %", "stuck"});
  check_one({{{"swap_rate", 0.5}, {"least_swap_rate", 0.01}}}, {"1.00 %", "more temperatures"});
}

BOOST_AUTO_TEST_CASE(a_classifier_at_chance) {
  check_one({{{"training_error", 0.89}}}, {"at chance", "89.00 %", "finetune.learning_rate"});
  check_none({{{"training_error", 0.8}}});
}

// The record of one stage says nothing about another.
BOOST_AUTO_TEST_CASE(stages_are_judged_apart) {
  History history;
  for (const std::string stage : {"rbm.0", "rbm.1"}) {
    EpochRecord record{stage, 0, {}};
    record.set("update_ratio", stage == "rbm.0" ? 0.001 : 0.5);
    history.add(std::move(record));
  }
  const auto sentences = program::advice(history, 0);
  BOOST_REQUIRE_EQUAL(sentences.size(), 1);
  BOOST_TEST(sentences[0].starts_with("rbm.1: "));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace advice_test
