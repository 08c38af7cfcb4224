// Targets in other units: predictions follow, and nothing else changes.
#include <cmath>

#include "libdbn/dbn/regression.hpp"
#include "libdbn/train/training_run.hpp"
#include "tests/support/checks.hpp"

using namespace dbn;

namespace regression_scale_test {
namespace {

constexpr Index row_count = 48;

Dataset random_data() {
  Dataset data;
  Matrix inputs = zeros(row_count, 6);
  test::fill_normal(inputs, 1, 11);
  data.targets = zeros(row_count, 2);
  for (Index n = 0; n < row_count; ++n) {
    data.targets(n, 0) = inputs(n, 0) * inputs(n, 1) + inputs(n, 2);
    data.targets(n, 1) = std::cos(inputs(n, 3)) + 2 * inputs(n, 4);
    data.weights.push_back(1 + static_cast<double>(n % 3));
  }
  data.inputs = std::move(inputs);
  return data;
}

struct Outcome {
  Matrix predictions;
  std::string history;
};

// Trained with t_nj scale_j + shift in place of the targets, on two thirds of the rows; the others choose the epoch.
Outcome outcome(const std::string& optimizer, const std::vector<double>& scale, double shift) {
  Dataset data = random_data();
  for (Index n = 0; n < row_count; ++n) {
    for (Index j = 0; j < 2; ++j) {
      data.targets(n, j) = static_cast<real>(static_cast<double>(data.targets(n, j)) * scale[j] + shift);
    }
  }
  const PresentedRows rows(data, no_transform(), Binarization::none, 1);
  std::vector<Index> training;
  std::vector<Index> validation;
  for (Index n = 0; n < row_count; ++n) (n % 3 == 0 ? validation : training).push_back(n);
  const SelectedRows taught(rows, training);
  const SelectedRows held_out(rows, validation);
  TrainingPlan plan;
  plan.seed = 3;
  RbmOptions options;
  options.epochs = 2;
  options.learning_rate = 0.01;
  plan.layers = {options};
  plan.training = &taught;
  plan.validation = &held_out;
  plan.finetune.objective = FinetuneGoal::regress;
  plan.finetune.optimizer = optimizer;
  plan.finetune.epochs = 12;
  plan.finetune.batch_size = 10;
  plan.finetune.learning_rate = 0.02;
  plan.finetune.dropout = 0.1;
  plan.finetune.output_deviation = 0.1;
  Model model;
  model.layers = {make_rbm(make_units("gaussian:6"), make_units("8"))};
  TrainingRun run(std::move(model), plan, TrainingStart::initialize, Workers::serial());
  while (!run.finished()) run.advance();
  return {forward(run.model().network, read_all(rows)), run.history().csv()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(regression_scale)

// Powers of two are exact in floating point.
BOOST_AUTO_TEST_CASE(powers_of_two_come_out_to_the_bit) {
  const std::vector<double> scale{1024, 0.03125};
  for (const std::string optimizer : {"momentum", "nesterov", "adam", "conjugate_gradient", "lbfgs"}) {
    const Outcome plain = outcome(optimizer, {1, 1}, 0);
    const Outcome scaled = outcome(optimizer, scale, 0);
    BOOST_CHECK_EQUAL(scaled.history, plain.history);
    Index equal = 0;
    for (Index n = 0; n < row_count; ++n) {
      for (Index j = 0; j < 2; ++j) {
        equal += scaled.predictions(n, j) == plain.predictions(n, j) * static_cast<real>(scale[j]) ? 1 : 0;
      }
    }
    BOOST_CHECK_MESSAGE(equal == 2 * row_count, optimizer << ": " << equal << " predictions are the same");
  }
}

BOOST_AUTO_TEST_CASE(any_scale_and_shift_come_out_but_for_rounding) {
  const std::vector<double> scale{3.7, 12.3};
  constexpr double shift = -20;
  const Outcome plain = outcome("momentum", {1, 1}, 0);
  const Outcome changed = outcome("momentum", scale, shift);
  for (Index n = 0; n < row_count; ++n) {
    for (Index j = 0; j < 2; ++j) {
      const double expected = static_cast<double>(plain.predictions(n, j)) * scale[j] + shift;
      test::check_close(static_cast<double>(changed.predictions(n, j)), expected, 2e-4, "prediction");
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace regression_scale_test
