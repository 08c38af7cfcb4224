// A run that is cut anywhere and resumed is the run that was not; threads change nothing.
#include "libdbn/train/training_run.hpp"

#include <cmath>

#include "libdbn/base/errors.hpp"
#include "libdbn/data/generated/synthetic.hpp"
#include "libdbn/optim/update_rule.hpp"
#include "tests/support/estimators.hpp"
#include "tests/support/memory_archive.hpp"

using namespace dbn;

namespace training_run_test {
namespace {

// That learn without label units.
std::vector<std::string> generative_estimators() {
  return test::estimators_for(make_rbm(make_units("9"), make_units("6")));
}

// Bars and stripes through two layers and fine-tuning, with options that exercise every kind of state.
struct Setting {
  explicit Setting(const std::string& estimator, Binarization binarization = Binarization::none)
      : data(bars_and_stripes(3, 3)), rows(data, {}, binarization, 5) {
    RbmOptions options;
    options.estimator = estimator;
    options.epochs = 2;
    options.batch_size = 5;
    options.estimation.chains = 7;
    options.pass_up = PassUp::samples;
    options.centering = CenteringOffsets::both;
    options.monitors += " pseudo_likelihood";
    options.likelihood_every = 1;
    plan.seed = 9;
    plan.layers = {options, options};
    plan.finetune.epochs = 3;
    plan.finetune.batch_size = 6;
    plan.classes = 2;
    plan.training = &rows;
    plan.validation = &rows;
  }

  TrainingRun run(Workers& workers = Workers::serial()) const {
    Model model;
    model.layers = {make_rbm(make_units("9"), make_units("6")), make_rbm(make_units("6"), make_units("5"))};
    return {std::move(model), plan, TrainingStart::initialize, workers};
  }

  Dataset data;
  PresentedRows rows;
  TrainingPlan plan;
};

Index finish(TrainingRun& run) {
  Index steps = 0;
  for (; !run.finished(); ++steps) run.advance();
  return steps;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(training_run)

BOOST_AUTO_TEST_CASE(resumed_after_any_batch_equals_uninterrupted) {
  for (const std::string& estimator : generative_estimators()) {
    const Setting setting(estimator, Binarization::per_presentation);
    TrainingRun whole = setting.run();
    const Index steps = finish(whole);
    BOOST_REQUIRE_EQUAL(steps, 2 * (2 * 4) + 3 * 3);
    const auto expected = test::saved(whole);
    for (Index cut = 0; cut <= steps; ++cut) {
      TrainingRun first = setting.run();
      for (Index i = 0; i < cut; ++i) first.advance();
      const auto checkpoint = test::saved(first);
      TrainingRun second = setting.run();
      test::load(checkpoint, second);
      BOOST_CHECK_EQUAL(finish(second), steps - cut);
      test::check_same_bytes(test::saved(second), expected, estimator + " cut after batch " + std::to_string(cut));
      BOOST_CHECK_EQUAL(second.history().csv(), whole.history().csv());
    }
  }
}

// The class of a row joins what arrives at the last machine; one row has none.
BOOST_AUTO_TEST_CASE(resumed_with_labels_at_the_top) {
  for (const std::string& estimator : test::estimators_for(make_rbm(make_units("6+softmax:1x2"), make_units("5")))) {
    Setting setting("cd", Binarization::per_presentation);
    setting.data.labels[3] = missing_label;
    const PresentedRows rows(setting.data, no_transform(), Binarization::per_presentation, 5);
    setting.plan.training = &rows;
    setting.plan.validation = &rows;
    setting.plan.layers[1].estimator = estimator;
    setting.plan.classes = 0;
    const auto begun = [&](Workers& workers) {
      Model model;
      model.layers = {make_rbm(make_units("9"), make_units("6")),
                      make_rbm(make_units("6+softmax:1x2"), make_units("5"))};
      return TrainingRun(std::move(model), setting.plan, TrainingStart::initialize, workers);
    };
    TrainingRun whole = begun(Workers::serial());
    const Index steps = finish(whole);
    const auto expected = test::saved(whole);
    for (Index cut = 0; cut <= steps; ++cut) {
      TrainingRun first = begun(Workers::serial());
      for (Index i = 0; i < cut; ++i) first.advance();
      const auto checkpoint = test::saved(first);
      Workers threads(3);
      threads.set_sparse_products(Workers::serial().sparse_products());
      TrainingRun second = begun(threads);
      test::load(checkpoint, second);
      BOOST_CHECK_EQUAL(finish(second), steps - cut);
      test::check_same_bytes(test::saved(second), expected, estimator + " cut after batch " + std::to_string(cut));
    }
  }
}

// Every estimator with every update rule and every form of schedule, cut somewhere else each time.
BOOST_AUTO_TEST_CASE(resumed_with_every_rule_and_schedule) {
  Index combination = 0;
  for (const std::string& estimator : generative_estimators()) {
    Setting setting(estimator);
    for (const std::string& rule : update_rule_names()) {
      for (const char* rate :
           {"0.02", "step(0.02, 0.05@1)", "linear(0.05, 0.01, 2)", "exponential(0.05, 0.5)", "inverse(0.05, 1)"}) {
        for (RbmOptions& options : setting.plan.layers) {
          options.update_rule = rule;
          options.learning_rate = Schedule::parse(rate);
          options.learning_rate_visible = "inverse(0.03, 2)";
          options.momentum = Schedule::parse("linear(0.2, 0.8, 2)");
          options.gibbs_steps = Schedule::parse("linear(1, 3, 1)");
        }
        setting.plan.finetune.optimizer = rule;
        setting.plan.finetune.learning_rate = Schedule::parse(rate);
        TrainingRun whole = setting.run();
        const Index cut = 1 + combination++ * 7 % 24;
        for (Index i = 0; i < cut; ++i) whole.advance();
        const auto checkpoint = test::saved(whole);
        finish(whole);
        TrainingRun resumed = setting.run();
        test::load(checkpoint, resumed);
        finish(resumed);
        test::check_same_bytes(test::saved(resumed), test::saved(whole),
                               estimator + ", " + rule + ", " + rate + ", cut after batch " + std::to_string(cut));
        BOOST_CHECK_EQUAL(resumed.history().csv(), whole.history().csv());
      }
    }
  }
}

// Wide enough for several tiles in products and updates, and the last batch is smaller.
BOOST_AUTO_TEST_CASE(every_estimator_gives_the_same_bytes_on_one_two_and_three_threads) {
  Matrix rows = zeros(40, 400);
  test::fill_normal(rows, 1, 12);
  for (real& x : rows) x = x > 0 ? real(1) : real(0);
  const MatrixRows source(rows, {});
  for (const std::string& estimator : generative_estimators()) {
    TrainingPlan plan;
    RbmOptions options;
    options.estimator = estimator;
    options.epochs = 1;
    options.batch_size = 16;
    options.estimation.chains = 30;
    options.estimation.set("temperatures", "3");
    options.centering = CenteringOffsets::both;
    options.sparsity_cost = 0.1;
    options.gradient_limit = 0.5;
    plan.layers = {options};
    plan.training = &source;
    const auto trained = [&](Workers& workers) {
      Model model;
      model.layers = {make_rbm(make_units("400"), make_units(estimator == "exact" ? "9" : "300"))};
      TrainingRun run(std::move(model), plan, TrainingStart::initialize, workers);
      finish(run);
      return test::saved(run);
    };
    const auto serial = trained(Workers::serial());
    for (const Index threads : {1, 2, 3}) {
      Workers workers(threads);
      workers.set_sparse_products(Workers::serial().sparse_products());
      test::check_same_bytes(trained(workers), serial, estimator + " on " + std::to_string(threads) + " threads");
    }
  }
}

BOOST_AUTO_TEST_CASE(any_number_of_threads_gives_the_same_bytes) {
  const Setting setting("pcd");
  TrainingRun serial = setting.run();
  finish(serial);
  for (const Index threads : {2, 3, 7}) {
    Workers workers(threads);
    workers.set_sparse_products(Workers::serial().sparse_products());
    TrainingRun parallel = setting.run(workers);
    finish(parallel);
    test::check_same_bytes(test::saved(parallel), test::saved(serial), std::to_string(threads) + " threads");
  }
}

BOOST_AUTO_TEST_CASE(another_seed_gives_another_run) {
  Setting setting("cd");
  TrainingRun one = setting.run();
  finish(one);
  setting.plan.seed = 10;
  TrainingRun two = setting.run();
  finish(two);
  BOOST_CHECK_NE(one.history().csv(), two.history().csv());
}

// Weights that start at zero would stay symmetric: every hidden unit of a layer would learn the same.
BOOST_AUTO_TEST_CASE(every_layer_is_initialized_when_its_turn_comes) {
  Setting setting("cd");
  for (RbmOptions& options : setting.plan.layers) options.initial_deviation = 0.5;
  TrainingRun run = setting.run();
  finish(run);
  for (const Rbm& rbm : run.model().layers) {
    const Matrix& weights = rbm.parameters.weights;
    double squared = 0;
    for (const real w : weights) squared += static_cast<double>(w) * static_cast<double>(w);
    BOOST_CHECK_GT(std::sqrt(squared / static_cast<double>(weights.size())), 0.25);
  }
}

BOOST_AUTO_TEST_CASE(progress_rises_from_0_to_1) {
  const Setting setting("cd");
  TrainingRun run = setting.run();
  double last = run.progress().fraction;
  BOOST_CHECK_EQUAL(last, 0);
  while (!run.finished()) {
    run.advance();
    const double now = run.progress().fraction;
    BOOST_CHECK_GT(now, last);
    last = now;
  }
  BOOST_CHECK_EQUAL(last, 1);
}

BOOST_AUTO_TEST_CASE(kept_parameters_are_not_initialized) {
  Setting setting("cd");
  for (RbmOptions& options : setting.plan.layers) options.epochs = 0;
  setting.plan.finetune.epochs = 0;
  Model model;
  model.layers = {test::random_rbm("9", "6", 1), test::random_rbm("6", "5", 2)};
  TrainingRun run(model, setting.plan, TrainingStart::keep_parameters, Workers::serial());
  BOOST_CHECK(run.finished());
  for (Index i = 0; i < 2; ++i)
    BOOST_CHECK(run.model().layers[i].parameters.weights == model.layers[i].parameters.weights);
}

// Epochs that are due, and the last one; the figures of a record are those of its own epoch.
BOOST_AUTO_TEST_CASE(records_are_as_far_apart_as_asked) {
  const auto column = [](const TrainingRun& run, std::string_view metric) {
    std::vector<Index> epochs;
    for (const EpochRecord& record : run.history().records()) {
      if (record.stage == "rbm.1" && !std::isnan(record.get(metric))) epochs.push_back(record.epoch);
    }
    return epochs;
  };
  Setting setting("pcd");
  for (RbmOptions& options : setting.plan.layers) options.epochs = 11;
  TrainingRun every = setting.run();
  finish(every);
  for (RbmOptions& options : setting.plan.layers) {
    options.monitor_every = 4;
    options.likelihood_every = 3;
  }
  TrainingRun some = setting.run();
  finish(some);
  BOOST_TEST(column(some, "flip_rate") == (std::vector<Index>{3, 7, 10}), boost::test_tools::per_element());
  BOOST_TEST(column(some, "log_likelihood") == (std::vector<Index>{2, 5, 8, 10}), boost::test_tools::per_element());
  BOOST_TEST(column(some, "learning_rate") == (std::vector<Index>{2, 3, 5, 7, 8, 10}),
             boost::test_tools::per_element());
  BOOST_CHECK_EQUAL(some.history().epochs(), 11 + 11 + 3);
  for (const EpochRecord& record : some.history().records()) {
    for (const EpochRecord& other : every.history().records()) {
      if (other.stage != record.stage || other.epoch != record.epoch) continue;
      for (const auto& [metric, value] : record.values) BOOST_CHECK_EQUAL(value, other.get(metric));
    }
  }
  for (RbmOptions& options : setting.plan.layers) options.likelihood_every = 0;
  TrainingRun none = setting.run();
  finish(none);
  BOOST_TEST(column(none, "log_likelihood").empty());
}

BOOST_AUTO_TEST_CASE(divergence_names_stage_layer_epoch_and_batch) {
  Setting setting("cd");
  setting.plan.layers[1].learning_rate = Schedule::parse("step(0.001, 1e308@1)");
  setting.plan.layers[1].weight_decay = 1000;
  TrainingRun run = setting.run();
  Progress before;
  const auto diverge = [&] {
    while (!run.finished()) {
      before = run.progress();
      run.advance();
    }
  };
  const auto says_where = [&](const Error& error) {
    const std::string where = "rbm.1, epoch 2 of 2, batch " + std::to_string(before.batch + 1) + " of 4: ";
    const std::string message = error.what();
    return error.kind() == ErrorKind::diverged && message.starts_with(where) &&
           message.find("parameters of layer 1") != std::string::npos;
  };
  BOOST_CHECK_EXCEPTION(diverge(), Error, says_where);
  BOOST_CHECK_EQUAL(before.epoch, 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace training_run_test
