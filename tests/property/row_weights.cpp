// A row of weight 2 counts as two rows, a row of weight 0 as none, and equal weights as no weights.
#include <cmath>

#include "libdbn/dbn/unrolling.hpp"
#include "libdbn/train/rbm_trainer.hpp"
#include "libdbn/train/training_run.hpp"
#include "tests/support/estimators.hpp"
#include "tests/support/exact_gradient.hpp"
#include "tests/support/memory_archive.hpp"

using namespace dbn;
using dbn::test::random_rbm;

namespace row_weights_test {
namespace {

const std::vector<std::pair<std::string, std::string>> machines{
    {"4", "3"},          {"softmax:2x3", "3"},     {"gaussian:3", "3"},
    {"3", "gaussian:2"}, {"multinomial:3x2", "2"}, {"bernoulli:3+softmax:1x3", "3"}};

Batch batch_of(const Matrix& rows, std::vector<double> weights = {}) {
  Batch batch;
  batch.inputs = rows;
  batch.weights = std::move(weights);
  return batch;
}

Matrix rows_of(const Matrix& source, const std::vector<Index>& rows) {
  Matrix result = zeros(rows.size(), source.shape(1));
  for (Index i = 0; i < rows.size(); ++i) {
    copy(ConstMatrixView(source).row_range(rows[i], 1), MatrixView(result).row_range(i, 1));
  }
  return result;
}

Matrix data_for(const Rbm& rbm, Index rows) {
  Rng rng(77);
  Matrix hidden = zeros(rows, rbm.hidden->size());
  const Matrix some = sample_visible(rbm, hidden, rng);
  hidden = sample_hidden(rbm, some, rng);
  Matrix data = some;
  LayerPass(rbm, Side::visible, Workers::serial()).sample_like(inputs_to_visible(rbm, hidden), some, rng.next(), data);
  return data;
}

// The whole ascent as one list.
std::vector<double> ascent_of(const std::string& name, const Rbm& rbm, const Batch& batch,
                              HiddenStatistics statistics = HiddenStatistics::probabilities) {
  EstimatorOptions options;
  options.chains = 6;
  options.hidden_statistics = statistics;
  const EstimatorPtr estimator = make_estimator(name, options);
  Rng rng(3, Purpose::gibbs);
  const GradientEstimate& estimate = estimator->estimate(rbm, batch, {2, rng, Workers::serial()});
  Matrix weights = zeros(rbm.visible->size(), rbm.hidden->size());
  weights_ascent(estimate, 0, weights);
  std::vector<double> all;
  for (const Matrix* part :
       std::initializer_list<const Matrix*>{&weights, &estimate.visible_ascent, &estimate.hidden_ascent}) {
    for (const real x : *part) all.push_back(static_cast<double>(x));
  }
  return all;
}

void check_lists(const std::vector<double>& found, const std::vector<double>& expected, const std::string& what) {
  BOOST_REQUIRE_EQUAL(found.size(), expected.size());
  double worst = 0;
  for (Index i = 0; i < found.size(); ++i) worst = std::max(worst, test::relative_error(found[i], expected[i]));
  BOOST_CHECK_MESSAGE(worst < 0.2 * test::exact_tolerance, what << ": worst error " << worst);
}

bool is_defined(const std::string& estimator, const Rbm& rbm) {
  if (!test::fits(estimator, rbm)) return false;
  return estimator != "exact" || std::isfinite(rbm.hidden->state_count());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(row_weights)

BOOST_AUTO_TEST_CASE(shares) {
  const auto check = [](const std::vector<double>& weights, const std::vector<double>& expected) {
    const auto found = row_shares(expected.size(), weights);
    BOOST_TEST(found == expected, boost::test_tools::per_element());
  };
  check({}, {0.25, 0.25, 0.25, 0.25});
  check({2, 1, 0, 1}, {0.5, 0.25, 0, 0.25});
  check({0.1, 0.1, 0.1}, std::vector<double>(3, 1.0 / 3));
  check(std::vector<double>(10, 0.1), std::vector<double>(10, 0.1));  // though ten times 0.1 is not 1
  check({1e308, 1e308}, {0.5, 0.5});
  check({0, 0}, {0, 0});
  BOOST_CHECK_THROW(row_shares(3, std::vector<double>{1, 2}), Error);
}

// Where only the data phase depends on the batch, or nothing is drawn, weight 2 is the row twice.
BOOST_AUTO_TEST_CASE(weight_two_is_the_row_twice) {
  for (const auto& [visible, hidden] : machines) {
    const Rbm rbm = random_rbm(visible, hidden, 51);
    const Matrix rows = data_for(rbm, 3);
    for (const std::string& name : estimator_names()) {
      if (name == "cd" || !is_defined(name, rbm)) continue;
      check_lists(ascent_of(name, rbm, batch_of(rows, {2, 1, 1})),
                  ascent_of(name, rbm, batch_of(rows_of(rows, {0, 0, 1, 2}))), name + " " + visible + " x " + hidden);
    }
  }
}

// Chains from the data draw other numbers for a second copy, but the ascent is linear in the shares for given draws.
BOOST_AUTO_TEST_CASE(the_ascent_is_the_weighted_mean_of_that_of_each_row) {
  for (const auto& [visible, hidden] : machines) {
    const Rbm rbm = random_rbm(visible, hidden, 52);
    const Matrix rows = data_for(rbm, 3);
    for (const std::string& name : estimator_names()) {
      if (!is_defined(name, rbm)) continue;
      for (const auto statistics : {HiddenStatistics::probabilities, HiddenStatistics::samples}) {
        const auto ascent = [&](std::vector<double> weights) {
          return ascent_of(name, rbm, batch_of(rows, std::move(weights)), statistics);
        };
        const auto first = ascent({1, 0, 0});
        const auto second = ascent({0, 1, 0});
        const auto third = ascent({0, 0, 1});
        std::vector<double> expected;
        for (Index i = 0; i < first.size(); ++i) expected.push_back(0.6 * first[i] + 0.1 * second[i] + 0.3 * third[i]);
        check_lists(ascent({3, 0.5, 1.5}), expected, name + " " + visible + " x " + hidden);
        BOOST_CHECK(first != second);
      }
    }
  }
}

// Both layers saturated: nothing is left to chance, so the doubled row is exact for chains from the data too.
BOOST_AUTO_TEST_CASE(weight_two_is_the_row_twice_for_contrastive_divergence) {
  Rbm rbm = random_rbm("4", "3", 53);
  for (real& w : rbm.parameters.weights) w *= real(200);
  const Matrix rows{{1, 0, 0, 1}, {0, 1, 1, 0}, {0, 0, 1, 0}};
  check_lists(ascent_of("cd", rbm, batch_of(rows, {2, 1, 1})),
              ascent_of("cd", rbm, batch_of(rows_of(rows, {0, 0, 1, 2}))), "saturated cd");
}

BOOST_AUTO_TEST_CASE(equal_weights_are_no_weights_and_zero_is_absence) {
  for (const auto& [visible, hidden] : machines) {
    const Rbm rbm = random_rbm(visible, hidden, 54);
    const Matrix rows = data_for(rbm, 3);
    for (const std::string& name : estimator_names()) {
      if (!is_defined(name, rbm)) continue;
      const std::string what = name + " " + visible + " x " + hidden;
      BOOST_CHECK_MESSAGE(ascent_of(name, rbm, batch_of(rows, {0.1, 0.1, 0.1})) == ascent_of(name, rbm, batch_of(rows)),
                          what << ": equal weights differ from none");
      check_lists(ascent_of(name, rbm, batch_of(rows, {1, 1, 0})),
                  ascent_of(name, rbm, batch_of(rows_of(rows, {0, 1}))), what + ", last row absent");
    }
  }
}

// Centering and sparsity look at means over the data phase: they must be weighted too.
BOOST_AUTO_TEST_CASE(an_update_with_weights_is_that_with_repeated_rows) {
  const Matrix rows{{1, 0, 1, 1}, {0, 1, 1, 0}};
  RbmOptions options;
  options.estimator = "exact";
  options.centering = CenteringOffsets::both;
  options.sparsity_cost = 0.5;
  const auto updated = [&](const Batch& batch) {
    Rbm rbm = random_rbm("4", "3", 55);
    RbmTrainer trainer(rbm, options, 1, 0, Workers::serial());
    for (Index i = 0; i < 3; ++i) trainer.step(batch, 0);
    return rbm.parameters;
  };
  const RbmParameters weighted = updated(batch_of(rows, {2, 1}));
  const RbmParameters repeated = updated(batch_of(rows_of(rows, {0, 0, 1})));
  test::check_close(weighted.weights, repeated.weights, test::exact_tolerance, "weights");
  test::check_close(weighted.visible, repeated.visible, test::exact_tolerance, "visible");
  test::check_close(weighted.hidden, repeated.hidden, test::exact_tolerance, "hidden");
}

BOOST_AUTO_TEST_CASE(a_batch_without_weight_changes_nothing) {
  Rbm rbm = random_rbm("4", "3", 56);
  const Matrix before = rbm.parameters.weights;
  RbmOptions options;
  options.estimator = "pcd";
  RbmTrainer trainer(rbm, options, 1, 0, Workers::serial());
  trainer.step(batch_of(zeros(2, 4), {0, 0}), 0);
  BOOST_CHECK(rbm.parameters.weights == before);
}

BOOST_AUTO_TEST_CASE(the_cross_entropy_is_weighted) {
  Rng rng(4);
  const Network network = unroll_classifier({{random_rbm("4", "5", 57)}}, 3, 0.8, rng);
  const Matrix rows{{1, 0, 1, 1}, {0, 1, 1, 0}, {0, 0, 1, 0}};
  const std::vector<double> weights{2, 1, 0};
  NetworkAscent weighted;
  NetworkAscent repeated;
  const Matrix targets = one_hot({0, 2, 1}, 3);
  const Matrix repeated_targets = one_hot({0, 0, 2}, 3);
  backpropagate(network.layers, rows, {.targets = targets, .weights = weights}, Workers::serial(), weighted);
  backpropagate(network.layers, rows_of(rows, {0, 0, 1}), {.targets = repeated_targets}, Workers::serial(), repeated);
  test::check_close(weighted.loss, repeated.loss, test::exact_tolerance, "loss");
  for (Index i = 0; i < 2; ++i) {
    test::check_close(weighted.bias[i], repeated.bias[i], test::exact_tolerance, "bias");
    const auto product = [i](const NetworkAscent& ascent) {
      Matrix result = zeros(ascent.inputs[i].shape(1), ascent.deltas[i].shape(1));
      for (Index n = 0; n < ascent.inputs[i].shape(0); ++n) {
        for (Index a = 0; a < result.shape(0); ++a) {
          for (Index b = 0; b < result.shape(1); ++b) result(a, b) += ascent.inputs[i](n, a) * ascent.deltas[i](n, b);
        }
      }
      return result;
    };
    test::check_close(product(weighted), product(repeated), test::exact_tolerance, "weights");
  }
}

// A whole run, two layers and fine-tuning in full batches of fixed order: rows of weight 2 against rows twice, in all
// that is learned. Upper layers must get the weights of the rows they come from.
BOOST_AUTO_TEST_CASE(a_run_with_weights_is_the_run_with_repeated_rows) {
  const Matrix rows{{1, 0, 1, 1}, {0, 1, 1, 0}, {0, 0, 1, 0}, {1, 1, 1, 0}};
  const MatrixRows weighted(rows, {0, 1, 1, 0}, {1, 2, 1, 0});
  const MatrixRows repeated(rows_of(rows, {0, 1, 2, 1}), {0, 1, 1, 1});
  const auto trained = [](const RowSource& source) {
    TrainingPlan plan;
    RbmOptions options;
    options.estimator = "exact";
    options.epochs = 4;
    options.initial_deviation = 0.5;
    plan.layers = {options, options};
    plan.finetune.epochs = 4;
    plan.batch_order = BatchOrder::fixed;
    plan.classes = 2;
    plan.training = &source;
    Model model;
    model.layers = {make_rbm(make_units("4"), make_units("3")), make_rbm(make_units("3"), make_units("2"))};
    TrainingRun run(std::move(model), plan, TrainingStart::initialize, Workers::serial());
    while (!run.finished()) run.advance();
    return run.model();
  };
  const Model a = trained(weighted);
  const Model b = trained(repeated);
  for (Index i = 0; i < 2; ++i) {
    test::check_close(a.layers[i].parameters.weights, b.layers[i].parameters.weights, test::exact_tolerance, "weights");
    test::check_close(a.layers[i].parameters.visible, b.layers[i].parameters.visible, test::exact_tolerance, "visible");
    test::check_close(a.layers[i].parameters.hidden, b.layers[i].parameters.hidden, test::exact_tolerance, "hidden");
  }
  for (Index i = 0; i < 3; ++i) {
    test::check_close(a.network.layers[i].weights, b.network.layers[i].weights, test::exact_tolerance, "network");
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace row_weights_test
