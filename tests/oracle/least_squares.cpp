// Fine-tuning of a linear output layer on hidden units that stay as they are is weighted ridge regression, whose
// solution the normal equations give in double: what is learned, on which scale, and the way back to the targets'
// units.
#include <cmath>

#include "libdbn/data/presented.hpp"
#include "libdbn/dbn/regression.hpp"
#include "libdbn/train/training_run.hpp"
#include "tests/support/checks.hpp"

using namespace dbn;
using dbn::test::check_close;

namespace least_squares_test {
namespace {

constexpr Index row_count = 60;
constexpr Index target_count = 3;
constexpr bool is_double = sizeof(real) == sizeof(double);
constexpr double tolerance = is_double ? 1e-6 : 3e-3;

using Rows = std::vector<std::vector<double>>;

// Targets in very different units, one of them constant.
Dataset random_data() {
  Dataset data;
  Matrix inputs = zeros(row_count, 5);
  Matrix noise = zeros(row_count, 2);
  test::fill_normal(inputs, 1, 21);
  test::fill_normal(noise, 0.3, 22);
  data.targets = zeros(row_count, target_count);
  for (Index n = 0; n < row_count; ++n) {
    data.targets(n, 0) = 2000 + 50 * (inputs(n, 0) - inputs(n, 1) * inputs(n, 2) + noise(n, 0));
    data.targets(n, 1) = real(0.001) * (std::sin(2 * inputs(n, 3)) + noise(n, 1)) - real(0.002);
    data.targets(n, 2) = -7;
  }
  data.inputs = std::move(inputs);
  return data;
}

std::vector<double> some_weights() {
  std::vector<double> weights;
  for (Index n = 0; n < row_count; ++n) weights.push_back(static_cast<double>(n * n % 4) / 2);
  return weights;
}

// A x = b for each column of b, by elimination with pivots.
Rows solved(Rows a, Rows b) {
  const Index size = a.size();
  for (Index k = 0; k < size; ++k) {
    Index pivot = k;
    for (Index i = k + 1; i < size; ++i) pivot = std::abs(a[i][k]) > std::abs(a[pivot][k]) ? i : pivot;
    std::swap(a[k], a[pivot]);
    std::swap(b[k], b[pivot]);
    for (Index i = 0; i < size; ++i) {
      if (i == k) continue;
      const double factor = a[i][k] / a[k][k];
      for (Index j = 0; j < size; ++j) a[i][j] -= factor * a[k][j];
      for (Index j = 0; j < b[i].size(); ++j) b[i][j] -= factor * b[k][j];
    }
  }
  for (Index k = 0; k < size; ++k) {
    for (double& x : b[k]) x /= a[k][k];
  }
  return b;
}

// The predictions that minimize sum_n q_n / 2 (w . h_n + c - t_n)^2 + decay / 2 |w|^2, for each target t on its own.
// That is linear in t, so units do not matter.
Matrix ridge_predictions(const Matrix& hidden, const Dataset& data, double decay) {
  const std::vector<double> shares = row_shares(row_count, data.weights);
  const Index features = hidden.shape(1) + 1;
  const auto feature = [&](Index n, Index i) { return i + 1 < features ? static_cast<double>(hidden(n, i)) : 1.0; };
  Rows a(features, std::vector<double>(features, 0.0));
  Rows b(features, std::vector<double>(target_count, 0.0));
  for (Index i = 0; i < features; ++i) {
    for (Index n = 0; n < row_count; ++n) {
      for (Index j = 0; j < features; ++j) a[i][j] += shares[n] * feature(n, i) * feature(n, j);
      for (Index j = 0; j < target_count; ++j) {
        b[i][j] += shares[n] * feature(n, i) * static_cast<double>(data.targets(n, j));
      }
    }
    if (i + 1 < features) a[i][i] += decay;
  }
  const Rows weights = solved(a, b);
  Matrix predictions = zeros(row_count, target_count);
  for (Index n = 0; n < row_count; ++n) {
    for (Index j = 0; j < target_count; ++j) {
      double sum = 0;
      for (Index i = 0; i < features; ++i) sum += feature(n, i) * weights[i][j];
      predictions(n, j) = static_cast<real>(sum);
    }
  }
  return predictions;
}

// Its hidden units differ from row to row and from each other, so that the normal equations are well conditioned.
Rbm spread_rbm() {
  Rbm rbm = test::random_rbm("6", "4", 32);
  for (Index j = 0; j < 4; ++j) {
    real sum = 0;
    for (Index i = 0; i < 6; ++i) sum += rbm.parameters.weights(i, j) *= 5;
    rbm.parameters.hidden(0, j) = -sum / 2;
  }
  return rbm;
}

struct Outcome {
  Network network;
  History history;
};

struct Setting {
  Setting() : data(random_data()), rows(data, no_transform(), Binarization::none, 5) {
    model.layers = {test::random_rbm("gaussian:5", "6", 31), spread_rbm()};
    RbmOptions untouched;
    untouched.epochs = 0;
    plan.layers = {untouched, untouched};
    plan.training = &rows;
    FinetuneOptions& options = plan.finetune;
    options.objective = FinetuneGoal::regress;
    options.epochs = 40;
    options.output_epochs = 40;
    options.batch_size = row_count;
    options.line_searches = 50;
    options.optimizer = "lbfgs";
    options.weight_decay = 0;
    options.output_deviation = 0.1;
  }

  Outcome trained() const {
    TrainingRun run(model, plan, TrainingStart::keep_parameters, Workers::serial());
    while (!run.finished()) run.advance();
    return {run.model().network, run.history()};
  }

  Dataset data;
  PresentedRows rows;
  Model model;
  TrainingPlan plan;
};

// Units of each target: its deviation is 1.
void check_predictions(const Matrix& found, const Matrix& expected, const std::string& what) {
  const std::vector<double> units{100, 0.001, 1};
  for (Index j = 0; j < target_count; ++j) {
    double worst = 0;
    for (Index n = 0; n < row_count; ++n) {
      const double error = static_cast<double>(found(n, j)) - static_cast<double>(expected(n, j));
      worst = std::isnan(error) ? HUGE_VAL : std::max(worst, std::abs(error) / units[j]);
    }
    BOOST_CHECK_MESSAGE(worst < tolerance, what << ", target " << j << ": worst error " << worst);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(least_squares)

BOOST_AUTO_TEST_CASE(a_learned_output_layer_is_the_solution_of_the_normal_equations) {
  for (const std::string optimizer : {"lbfgs", "conjugate_gradient"}) {
    for (const double decay : {0.0, 0.05}) {
      for (const bool weighted : {false, true}) {
        Setting setting;
        if (weighted) setting.data.weights = some_weights();
        setting.plan.finetune.optimizer = optimizer;
        setting.plan.finetune.weight_decay = decay;
        const Network network = setting.trained().network;
        const Matrix visible = read_all(setting.rows);
        const Matrix hidden = hidden_representation(setting.model, visible, 1);
        check_predictions(forward(network, visible), ridge_predictions(hidden, setting.data, decay),
                          optimizer + " decay " + std::to_string(decay) + (weighted ? " weighted" : ""));
        BOOST_CHECK(network.layers[1].weights == setting.model.layers[1].parameters.weights);
      }
    }
  }
}

// The loss of outputs that are all 0 is half the sum of the standardized targets' variances, one for each that varies.
BOOST_AUTO_TEST_CASE(targets_are_learned_on_their_standard_scale) {
  for (const bool weighted : {false, true}) {
    Setting setting;
    if (weighted) setting.data.weights = some_weights();
    setting.plan.finetune.epochs = 1;
    setting.plan.finetune.output_deviation = 0;
    check_close(setting.trained().history.records().back().get("training_loss"), 1, 1e-5, "loss of the first batch");
  }
}

// Before it has learned anything a network predicts the mean of the training targets, with their weights.
BOOST_AUTO_TEST_CASE(the_start_is_the_mean_of_the_targets) {
  Setting setting;
  setting.data.weights = some_weights();
  setting.plan.finetune.output_deviation = 0;
  setting.plan.finetune.optimizer = "momentum";
  setting.plan.finetune.learning_rate = 0;
  setting.plan.finetune.epochs = 1;
  const Matrix found = forward(setting.trained().network, read_all(setting.rows));
  double weight = 0;
  std::vector<double> sums(target_count, 0.0);
  for (Index n = 0; n < row_count; ++n) {
    weight += setting.data.weights[n];
    for (Index j = 0; j < target_count; ++j) {
      sums[j] += setting.data.weights[n] * static_cast<double>(setting.data.targets(n, j));
    }
  }
  for (Index j = 0; j < target_count; ++j) {
    for (const Index n : {Index(0), row_count - 1}) {
      check_close(static_cast<double>(found(n, j)), sums[j] / weight, test::exact_tolerance, "start");
    }
  }
}

BOOST_AUTO_TEST_CASE(rows_of_weight_0_teach_nothing) {
  Setting setting;
  setting.data.weights = some_weights();
  const Matrix expected = forward(setting.trained().network, read_all(setting.rows));
  for (Index n = 0; n < row_count; ++n) {
    if (setting.data.weights[n] == 0) setting.data.targets(n, 0) = 1'000'000;
  }
  BOOST_CHECK(forward(setting.trained().network, read_all(setting.rows)) == expected);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace least_squares_test
