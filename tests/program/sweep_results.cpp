// Results of sweeps: means and deviations by closed forms, the choice of the best run, who survives a rung, and the
// size of the pool.
#include "experiments/sweep/engines/local_pool.hpp"
#include "experiments/sweep/halving.hpp"
#include "experiments/sweep/results/table.hpp"
#include "tests/support/program.hpp"

namespace sweep_results_test {
BOOST_AUTO_TEST_SUITE(sweep_results)

using namespace dbn;
using namespace dbn::program;
using namespace dbn::test;

namespace {

/// Points a, b, c with the seeds 1 and 2.
SweepPlan small_plan() {
  SweepPlan plan;
  plan.name = "small";
  plan.axes = {"rbm.momentum", "run.seed"};
  plan.metric = "validation_error";
  for (const char* value : {"a", "b", "c"}) {
    for (const char* seed : {"1", "2"}) plan.runs.push_back({std::string(value) + seed, {value, seed}});
  }
  plan.halving = Halving{"finetune", "validation_error", MetricGoal::minimize, {2, 4}, 3};
  return plan;
}

RunStatus finished(const std::string& id, std::vector<std::pair<std::string, double>> metrics) {
  RunStatus status;
  status.id = id;
  status.state = RunState::finished;
  status.metrics = std::move(metrics);
  return status;
}

RunStatus failed(const std::string& id) {
  RunStatus status;
  status.id = id;
  status.state = RunState::failed;
  return status;
}

// Errors on validation rows rise from a to c, those on test rows fall.
std::vector<RunStatus> six_statuses() {
  return {finished("a1", {{"validation_error", 0.10}, {"test_error", 0.9}}),
          finished("a2", {{"validation_error", 0.30}, {"test_error", 0.8}}),
          finished("b1", {{"validation_error", 0.22}, {"test_error", 0.5}}),
          finished("b2", {{"validation_error", 0.26}, {"test_error", 0.5}}),
          finished("c1", {{"validation_error", 0.05}, {"test_error", 0.1}}),
          failed("c2")};
}

Index chosen_group(const SweepTable& table) {
  BOOST_REQUIRE(table.best.group);
  return *table.best.group;
}

}  // namespace

BOOST_AUTO_TEST_CASE(mean_deviation_count) {
  // 1 .. n: mean (n + 1) / 2, variance n (n + 1) / 12 with n - 1 in the denominator.
  for (const int n : {2, 3, 10, 1000}) {
    std::vector<double> values;
    for (int i = 1; i <= n; ++i) values.push_back(i);
    const Spread spread = spread_of(values);
    BOOST_CHECK_EQUAL(spread.count, static_cast<Index>(n));
    check_close(spread.mean, (n + 1) / 2.0, 1e-14, "mean");
    check_close(spread.deviation, std::sqrt(n * (n + 1) / 12.0), 1e-13, "deviation");
  }
  // A small spread around a large mean keeps its digits.
  check_close(spread_of({1e8 + 1, 1e8 + 2, 1e8 + 3}).deviation, 1, 1e-12, "deviation far from 0");
  BOOST_CHECK(std::isnan(spread_of({4}).deviation));
  BOOST_CHECK_EQUAL(spread_of({4}).mean, 4);
  BOOST_CHECK(std::isnan(spread_of({}).mean));
}

BOOST_AUTO_TEST_CASE(the_best_is_chosen_by_validation_over_all_seeds) {
  SweepPlan plan = small_plan();
  const SweepTable table = make_table(plan, six_statuses());
  BOOST_REQUIRE(table.best.run);
  BOOST_CHECK_EQUAL(table.runs[*table.best.run].id, "c1");
  // c has one seed that failed, a the smaller mean of the others.
  BOOST_CHECK_EQUAL(chosen_group(table), 0);
  check_close(table.groups[0].metrics[0].mean, 0.2, 1e-14, "mean");
  check_close(table.groups[0].metrics[0].deviation, 0.1 * std::sqrt(2), 1e-14, "deviation");
  BOOST_CHECK_EQUAL(table.groups[2].metrics[0].count, 1);
  const Json json = table_json(table);
  BOOST_CHECK_EQUAL(json["best"]["run"]["test_error"].get<double>(), 0.1);
  BOOST_CHECK_EQUAL(json["best"]["group"]["rbm.momentum"].get<std::string>(), "a");
  BOOST_CHECK(json["runs"][5]["validation_error"].is_null());
  BOOST_CHECK(runs_csv(table).starts_with("id,state,rbm.momentum,run.seed,validation_error,test_error\n"));
  plan.goal = MetricGoal::maximize;
  BOOST_CHECK_EQUAL(make_table(plan, six_statuses()).best.run.value(), 1);
  BOOST_CHECK_EQUAL(chosen_group(make_table(plan, six_statuses())), 1);
}

BOOST_AUTO_TEST_CASE(test_data_choose_nothing) {
  std::vector<RunStatus> statuses = six_statuses();
  for (RunStatus& status : statuses) {
    std::erase_if(status.metrics, [](const auto& metric) { return metric.first == "validation_error"; });
  }
  const SweepTable table = make_table(small_plan(), statuses);
  BOOST_CHECK(!table.best.run);
  BOOST_CHECK(!table.best.group);
  BOOST_CHECK_NE(table.best.reason.find("by test data nothing is chosen"), std::string::npos);
  BOOST_CHECK(table_json(table)["best"]["run"].is_null());
  const SweepTable none = make_table(small_plan(), std::vector<RunStatus>(6));
  BOOST_CHECK_EQUAL(none.best.reason, "no run is finished");
}

BOOST_AUTO_TEST_CASE(cells_with_commas_and_markup) {
  SweepPlan plan = small_plan();
  plan.name = "<b>";
  plan.runs[0].values[0] = "step(0.5, 0.9@5)";
  const SweepTable table = make_table(plan, six_statuses());
  BOOST_CHECK_NE(runs_csv(table).find("a1,finished,\"step(0.5, 0.9@5)\",1,0.1,0.9\n"), std::string::npos);
  BOOST_CHECK_NE(runs_csv(table).find("c2,failed,c,2,,\n"), std::string::npos);
  BOOST_CHECK_NE(groups_csv(table).find("\nb,2,0.24,"), std::string::npos);
  BOOST_CHECK_EQUAL(table_html(table).find("<b>"), std::string::npos);
}

// Known scores: which points go on, with seeds that stay together.
BOOST_AUTO_TEST_CASE(survivors_of_a_rung) {
  SweepPlan plan = small_plan();
  const std::vector<std::string> ids{"a1", "a2", "b1", "b2", "c1", "c2"};
  using Scores = std::vector<std::optional<double>>;
  const auto kept = [&](const Scores& scores) { return survivors(plan, ids, scores); };
  // Means 0.3, 0.2, 0.25.
  const Scores scores{0.1, 0.5, 0.2, 0.2, 0.25, 0.25};
  BOOST_CHECK(kept(scores) == (std::set<std::string>{"b1", "b2"}));
  plan.halving->factor = 1.5;
  BOOST_CHECK(kept(scores) == (std::set<std::string>{"b1", "b2", "c1", "c2"}));
  plan.halving->goal = MetricGoal::maximize;
  BOOST_CHECK(kept(scores) == (std::set<std::string>{"a1", "a2", "c1", "c2"}));
  // Without a score a point comes last whichever end is better; of equal ones the first.
  plan.halving->factor = 3;
  BOOST_CHECK(kept({std::nullopt, 9, 0.1, 0.1, 0.1, 0.1}) == (std::set<std::string>{"b1", "b2"}));
  plan.halving->goal = MetricGoal::minimize;
  BOOST_CHECK(kept({std::nullopt, 0, 0.1, 0.1, NAN, 0.1}) == (std::set<std::string>{"b1", "b2"}));
  BOOST_CHECK(survivors(plan, {"c2"}, {0.4}) == (std::set<std::string>{"c2"}));
}

BOOST_AUTO_TEST_CASE(the_score_at_a_rung) {
  const TemporaryDirectory directory;
  write_file(directory.path() / "history.csv",
             "stage,epoch,validation_error,label_error\n"
             "rbm.0,0,0.9,0.1\nfinetune,0,0.5,\nfinetune,1,0.4,\nfinetune,2,,\nfinetune,3,0.2,\n");
  Halving halving = *small_plan().halving;
  const auto score = [&](Index epochs) { return rung_score(halving, directory.path(), epochs); };
  BOOST_CHECK_EQUAL(score(1).value(), 0.5);
  BOOST_CHECK_EQUAL(score(2).value(), 0.4);
  BOOST_CHECK_EQUAL(score(3).value(), 0.4);
  BOOST_CHECK_EQUAL(score(100).value(), 0.2);
  halving.metric = "label_error";
  BOOST_CHECK(!score(4));
  halving.stage = "rbm.0";
  BOOST_CHECK_EQUAL(score(4).value(), 0.1);
}

BOOST_AUTO_TEST_CASE(jobs_and_threads_fit_the_cores) {
  const auto check = [](PoolSize wanted, Index cores, Index runs, Index jobs, Index threads) {
    const PoolSize found = fitted(wanted, cores, runs);
    BOOST_CHECK_EQUAL(found.jobs, jobs);
    BOOST_CHECK_EQUAL(found.threads, threads);
  };
  check({0, 0}, 8, 100, 8, 1);
  check({0, 0}, 8, 3, 3, 2);
  check({0, 0}, 8, 0, 1, 8);
  check({0, 4}, 8, 100, 2, 4);
  check({0, 16}, 8, 100, 1, 16);
  check({3, 0}, 8, 100, 3, 2);
  check({12, 0}, 8, 100, 12, 1);
  check({5, 6}, 8, 100, 5, 6);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace sweep_results_test
