// A stack of two RBMs, pre-trained greedily and fine-tuned by backpropagation in one TrainingRun.
#include <cmath>
#include <numeric>

#include "libdbn/data/generated/synthetic.hpp"
#include "libdbn/dbn/classification.hpp"
#include "libdbn/train/training_run.hpp"
#include "tests/support/checks.hpp"

using namespace dbn;

namespace {

// act(in W + b) with the logistic function, element by element.
Matrix logistic_layer(const Matrix& in, const NetworkLayer& layer) {
  Matrix out = zeros(in.shape(0), layer.weights.shape(1));
  for (Index n = 0; n < out.shape(0); ++n) {
    for (Index j = 0; j < out.shape(1); ++j) {
      double input = static_cast<double>(layer.bias(0, j));
      for (Index i = 0; i < in.shape(1); ++i) input += static_cast<double>(in(n, i) * layer.weights(i, j));
      out(n, j) = static_cast<real>(1 / (1 + std::exp(-input)));
    }
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(stack_and_finetune)

BOOST_AUTO_TEST_CASE(bars_and_stripes_are_classified) {
  const Dataset data = bars_and_stripes(4, 4);  // 32 rows; class 0 rows, class 1 columns
  const PresentedRows rows(data, {}, Binarization::none, 1);

  TrainingPlan plan;
  RbmOptions layer;
  layer.epochs = 20;
  layer.batch_size = 8;
  plan.layers = {layer, layer};
  plan.finetune.epochs = 200;
  plan.finetune.batch_size = 8;
  plan.finetune.learning_rate = 0.5;
  plan.finetune.patience = 0;
  plan.classes = 2;
  plan.training = &rows;

  Model model;
  model.layers = {make_rbm(make_units("16"), make_units("12")), make_rbm(make_units("12"), make_units("8"))};
  TrainingRun run(std::move(model), plan, TrainingStart::initialize, Workers::serial());
  while (!run.finished()) run.advance();

  // All-on and all-off occur once as rows and once as columns, so 2 of 32 errors are the least that is possible.
  const Model& trained = run.model();
  const Classifier classifier = [&](ConstMatrixView visible) { return class_probabilities(trained, visible); };
  BOOST_CHECK_EQUAL(score_classifier(classifier, 2, rows).errors, 2);

  // The network is two logistic layers and a softmax of two outputs a, b: p(0) = logistic(a - b).
  const std::vector<NetworkLayer>& network = trained.network.layers;
  BOOST_REQUIRE_EQUAL(network.size(), 3);
  Batch batch;
  std::vector<Index> numbers(data.rows());
  std::iota(numbers.begin(), numbers.end(), Index(0));
  read_batch(rows, numbers, 0, batch);
  const Matrix& all = batch.inputs;
  const Matrix top = logistic_layer(logistic_layer(all, network[0]), network[1]);
  const Matrix probabilities = class_probabilities(trained, all);
  for (Index n = 0; n < data.rows(); ++n) {
    double a_minus_b = static_cast<double>(network[2].bias(0, 0) - network[2].bias(0, 1));
    for (Index j = 0; j < 8; ++j) {
      a_minus_b += static_cast<double>(top(n, j) * (network[2].weights(j, 0) - network[2].weights(j, 1)));
    }
    test::check_close(static_cast<double>(probabilities(n, 0)), 1 / (1 + std::exp(-a_minus_b)), 1e-5, "p(class 0)");
  }
}

BOOST_AUTO_TEST_SUITE_END()
