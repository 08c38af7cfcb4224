// One update from lists is the update from dense rows with missing groups, and what lists add to that.
#include "libdbn/train/ratings_trainer.hpp"

#include "libdbn/data/batches.hpp"
#include "libdbn/dbn/rating_prediction.hpp"
#include "libdbn/train/rbm_trainer.hpp"
#include "libdbn/train/training_run.hpp"
#include "tests/support/data_files.hpp"
#include "tests/support/memory_archive.hpp"
#include "tests/support/rating_updates.hpp"

using namespace dbn;
using namespace dbn::test;

namespace ratings_trainer_test {
namespace {

constexpr Index users = 23;
constexpr Index items = 9;
constexpr Index levels = 4;
constexpr Index hidden = 7;

RatingRows small_rows() { return RatingRows(shared(random_ratings(users, items, levels, 0.4, 3))); }

/// With two further items that some rows rated without a value.
RatingRows conditional_rows() {
  SparseRows rated = random_ratings(users, items, levels, 0.2, 4);
  return RatingRows(shared(random_ratings(users, items, levels, 0.4, 3)), shared(std::move(rated)));
}

Rbm machine_for(const RatingRows& rows) { return random_rbm(rows.visible_spec(), std::to_string(hidden), 11); }

RbmOptions per_row() {
  RbmOptions options;
  options.item_rate = ItemRate::per_row;
  options.learning_rate = 0.3;
  options.momentum = 0.6;
  options.weight_decay = 0.02;
  return options;
}

/// Updates of both trainers from the same rows and draws.
void check_as_dense(const RbmOptions& options, const std::string& what) {
  const RatingRows rows = small_rows();
  Rbm by_lists = machine_for(rows);
  Rbm dense = by_lists;
  RatingsTrainer list_trainer(by_lists, rows, options, 5, 0, Workers::serial());
  RbmTrainer dense_trainer(dense, options, 5, 0, Workers::serial());
  Batch batch;
  for (Index epoch = 0; epoch < 3; ++epoch) {
    const std::vector<Index> all = counted(users);
    read_batch(rows, all, epoch, batch);
    list_trainer.step(all, epoch);
    dense_trainer.step(batch, epoch);
  }
  constexpr double tolerance = sizeof(real) == sizeof(float) ? 2e-5 : 1e-12;
  check_close(by_lists.parameters.weights, dense.parameters.weights, tolerance, what + ": weights");
  check_close(by_lists.parameters.visible, dense.parameters.visible, tolerance, what + ": visible biases");
  check_close(by_lists.parameters.hidden, dense.parameters.hidden, tolerance, what + ": hidden biases");
}

/// What one update without decay and momentum adds.
RbmParameters change(const RatingRows& rows, std::span<const Index> batch, ItemRate rate) {
  RbmOptions options = whole_step_options();
  options.item_rate = rate;
  return list_change(machine_for(rows), rows, batch, options);
}

struct Setting {
  explicit Setting(RatingRows given)
      : training(std::move(given)), held_out(training, shared(random_ratings(users, items, levels, 0.3, 8))) {
    RbmOptions options;
    options.epochs = 4;
    options.batch_size = 5;
    options.patience = 3;
    options.momentum = 0.7;
    plan.seed = 3;
    plan.layers = {options};
    plan.finetune.epochs = 0;
    plan.training = &training;
    plan.validation = &held_out;
  }
  TrainingRun run(Workers& workers = Workers::serial()) const {
    Model model;
    model.layers = {make_rbm(make_units(training.visible_spec()), make_units(std::to_string(hidden)))};
    return {std::move(model), plan, TrainingStart::initialize, workers};
  }

  RatingRows training;
  RatingRows held_out;
  TrainingPlan plan;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(ratings_trainer)

BOOST_AUTO_TEST_CASE(updates_are_those_of_dense_rows_with_missing_groups) {
  check_as_dense(per_row(), "cd-1");
  RbmOptions options = per_row();
  options.gibbs_steps = 3;
  check_as_dense(options, "cd-3");
  options.estimation.negative_visible = NegativeVisible::samples;
  check_as_dense(options, "cd-3 with samples");
  options = per_row();
  options.learning_rate_visible = "0.1";
  options.learning_rate_hidden = "0.05";
  check_as_dense(options, "rates of their own");
}

BOOST_AUTO_TEST_CASE(sampled_statistics_are_those_of_dense_rows) {
  RbmOptions options = per_row();
  options.estimation.hidden_statistics = HiddenStatistics::samples;
  const RatingRows rows = small_rows();
  Rbm by_lists = machine_for(rows);
  Rbm dense = by_lists;
  Batch batch;
  const std::vector<Index> all = counted(users);
  read_batch(rows, all, 0, batch);
  RatingsTrainer(by_lists, rows, options, 5, 0, Workers::serial()).step(all, 0);
  RbmTrainer(dense, options, 5, 0, Workers::serial()).step(batch, 0);
  check_close(by_lists.parameters.weights, dense.parameters.weights, 2e-5, "weights");
}

// n rows in the batch, m of which rate the item; what says that it was rated counts those without a value as well.
BOOST_AUTO_TEST_CASE(per_rating_divides_by_the_rows_that_rate_the_item) {
  const RatingRows rows = conditional_rows();
  const std::vector<Index> all = counted(users);
  const RbmParameters by_row = change(rows, all, ItemRate::per_row);
  const RbmParameters by_rating = change(rows, all, ItemRate::per_rating);
  std::vector<double> ratings(items);
  std::vector<double> listings(items);
  for (Index n = 0; n < users; ++n) {
    for (const std::uint32_t item : rows.given(n).items) ++ratings[item];
    for (const std::uint32_t item : rows.rated(n)) ++listings[item];
  }
  for (Index item = 0; item < items; ++item) listings[item] += ratings[item];
  for (Index unit = 0; unit < rows.columns(); ++unit) {
    const bool is_level = unit < items * levels;
    const double raters = is_level ? ratings[unit / levels] : listings[unit - items * levels];
    const double factor = static_cast<double>(users) / raters;
    for (Index j = 0; j < hidden; ++j) {
      BOOST_CHECK_SMALL(
          static_cast<double>(by_rating.weights(unit, j)) - factor * static_cast<double>(by_row.weights(unit, j)),
          1e-5);
    }
    BOOST_CHECK_SMALL(
        static_cast<double>(by_rating.visible(0, unit)) - factor * static_cast<double>(by_row.visible(0, unit)), 1e-5);
  }
  check_close(by_rating.hidden, by_row.hidden, 1e-6, "hidden biases");
}

// The levels of an item add up to one in data and reconstruction, so their weights together move as D does.
BOOST_AUTO_TEST_CASE(which_items_were_rated_is_learned_without_their_values) {
  const RatingRows rows = conditional_rows();
  const std::vector<Index> one{2};
  BOOST_REQUIRE(!rows.rated(2).empty());
  const RbmParameters moved = change(rows, one, ItemRate::per_row);
  const Index first = items * levels;
  for (const std::uint32_t item : rows.given(2).items) {
    for (Index j = 0; j < hidden; ++j) {
      double sum = 0;
      for (Index k = 0; k < levels; ++k) sum += static_cast<double>(moved.weights(item * levels + k, j));
      BOOST_CHECK_SMALL(sum - static_cast<double>(moved.weights(first + item, j)), 1e-6);
    }
  }
  // Of a row's items that were rated without value, D moves as the hidden biases do.
  for (const std::uint32_t item : rows.rated(2)) {
    for (Index j = 0; j < hidden; ++j) {
      BOOST_CHECK_SMALL(static_cast<double>(moved.weights(first + item, j) - moved.hidden(0, j)), 1e-6);
      for (Index k = 0; k < levels; ++k) BOOST_CHECK_EQUAL(moved.weights(item * levels + k, j), real(0));
    }
  }
  for (Index unit = first; unit < first + items; ++unit) BOOST_CHECK_EQUAL(moved.visible(0, unit), real(0));
}

// Hidden units that are on whatever the values are on in the reconstruction as well: which items were rated stays.
BOOST_AUTO_TEST_CASE(what_was_rated_is_given_to_both_phases) {
  const RatingRows rows = conditional_rows();
  Rbm rbm = machine_for(rows);
  const std::uint32_t item = rows.rated(2).front();
  for (Index j = 0; j < hidden; ++j) rbm.parameters.weights(items * levels + item, j) = 60;
  const Matrix before = rbm.parameters.hidden;
  const std::vector<Index> one{2};
  RatingsTrainer(rbm, rows, per_row(), 5, 0, Workers::serial()).step(one, 0);
  for (Index j = 0; j < hidden; ++j) BOOST_CHECK_EQUAL(rbm.parameters.hidden(0, j), before(0, j));
}

BOOST_AUTO_TEST_CASE(an_item_rests_in_updates_that_do_not_list_it) {
  const RatingRows rows(shared(listed_ratings(3, 2, {{{0, 1}, {1, 0}}, {{2, 1}}})));
  Rbm rbm = machine_for(rows);
  RatingsTrainer trainer(rbm, rows, per_row(), 5, 0, Workers::serial());
  const std::vector<Index> first{0};
  const std::vector<Index> second{1};
  trainer.step(first, 0);
  const RbmParameters before = rbm.parameters;
  const auto rest = [&](Index unit) {
    for (Index j = 0; j < hidden; ++j) {
      if (rbm.parameters.weights(unit, j) != before.weights(unit, j)) return false;
    }
    return rbm.parameters.visible(0, unit) == before.visible(0, unit);
  };
  trainer.step(second, 0);
  for (Index unit = 0; unit < 4; ++unit) BOOST_CHECK(rest(unit));
  BOOST_CHECK(!rest(4) && !rest(5));
}

BOOST_AUTO_TEST_CASE(any_number_of_threads_gives_the_same_bytes) {
  for (const bool conditional : {false, true}) {
    const Setting setting(conditional ? conditional_rows() : small_rows());
    TrainingRun serial = setting.run();
    while (!serial.finished()) serial.advance();
    for (const Index threads : {2, 3, 7}) {
      Workers workers(threads);
      TrainingRun run = setting.run(workers);
      while (!run.finished()) run.advance();
      check_same_bytes(saved(run), saved(serial), std::to_string(threads) + " threads");
      BOOST_CHECK_EQUAL(run.history().csv(), serial.history().csv());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_run_resumed_anywhere_is_the_run_that_was_not_cut) {
  const Setting setting(conditional_rows());
  TrainingRun whole = setting.run();
  Index steps = 0;
  for (; !whole.finished(); ++steps) whole.advance();
  BOOST_CHECK_EQUAL(steps, 4 * 5);
  BOOST_CHECK(!std::isnan(whole.history().records().back().get("validation_rmse")));
  for (Index cut = 0; cut <= steps; ++cut) {
    TrainingRun first = setting.run();
    for (Index i = 0; i < cut; ++i) first.advance();
    TrainingRun second = setting.run();
    load(saved(first), second);
    while (!second.finished()) second.advance();
    check_same_bytes(saved(second), saved(whole), "cut after batch " + std::to_string(cut));
  }
}

BOOST_AUTO_TEST_CASE(the_best_epoch_by_validation_is_kept) {
  Setting setting(small_rows());
  setting.plan.layers[0].learning_rate = 3;
  setting.plan.layers[0].epochs = 30;
  setting.plan.layers[0].patience = 2;
  TrainingRun run = setting.run();
  while (!run.finished()) run.advance();
  const auto& records = run.history().records();
  BOOST_CHECK_LT(records.size(), 30);
  double best = HUGE_VAL;
  for (const EpochRecord& record : records) best = std::min(best, record.get("validation_rmse"));
  const RatingScore score =
      score_ratings(run.model().layers[0], setting.held_out, RatingMethod::exact, Workers::serial());
  check_close(score.model.rmse(), best, 1e-6, "RMSE of what is kept");
}

BOOST_AUTO_TEST_CASE(what_lists_do_not_know_is_refused) {
  const RatingRows rows = small_rows();
  const auto refused = [&](const std::string& name, const std::function<void(RbmOptions&)>& set) {
    Rbm rbm = machine_for(rows);
    RbmOptions options;
    set(options);
    check_error(ErrorKind::config, {"rbm.0." + name, "ratings"},
                [&] { RatingsTrainer(rbm, rows, options, 1, 0, Workers::serial()); });
  };
  refused("estimator", [](RbmOptions& options) { options.estimator = "pcd"; });
  refused("update_rule", [](RbmOptions& options) { options.update_rule = "adam"; });
  refused("centering", [](RbmOptions& options) { options.centering = CenteringOffsets::data; });
  refused("gradient_limit", [](RbmOptions& options) { options.gradient_limit = 1; });
  refused("weight_decay_l1", [](RbmOptions& options) { options.weight_decay_l1 = 1; });
  refused("max_norm", [](RbmOptions& options) { options.max_norm = 1; });
  refused("sparsity_cost", [](RbmOptions& options) { options.sparsity_cost = 1; });
  refused("likelihood_every", [](RbmOptions& options) { options.likelihood_every = 1; });
  Rbm other = random_rbm("softmax:8x4", "3", 1);
  check_error(ErrorKind::config, {"softmax:8x4", "softmax:9x4"},
              [&] { RatingsTrainer(other, rows, {}, 1, 0, Workers::serial()); });
  Rbm real_valued = random_rbm(rows.visible_spec(), "gaussian:3", 1);
  check_error(ErrorKind::config, {"gaussian:3", "bernoulli:3"},
              [&] { RatingsTrainer(real_valued, rows, {}, 1, 0, Workers::serial()); });
}

BOOST_AUTO_TEST_CASE(what_is_no_longer_finite_is_a_divergence) {
  const RatingRows rows = small_rows();
  Rbm rbm = machine_for(rows);
  RbmOptions options;
  options.learning_rate = 1e30;
  options.weight_decay = 1e3;
  RatingsTrainer trainer(rbm, rows, options, 1, 0, Workers::serial());
  const std::vector<Index> all = counted(users);
  check_error(ErrorKind::diverged, {"layer 0", "learning_rate (now 1e+30)"}, [&] {
    for (Index n = 0; n < 100; ++n) trainer.step(all, 0);
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace ratings_trainer_test
