// Label units beside the other visible units of the top machine, against sums over all states.
#include <cmath>

#include "libdbn/base/errors.hpp"
#include "libdbn/dbn/bound.hpp"
#include "libdbn/dbn/classification.hpp"
#include "libdbn/dbn/generate.hpp"
#include "libdbn/dbn/reconstruction.hpp"
#include "libdbn/dbn/unrolling.hpp"
#include "libdbn/likelihood/exact.hpp"
#include "libdbn/train/training_run.hpp"
#include "tests/support/checks.hpp"

using namespace dbn;
using namespace dbn::test;

namespace top_labels_test {
namespace {

constexpr Index classes = 3;

Model labeled_net() {
  Model model;
  model.layers = {random_rbm("bernoulli:4", "bernoulli:3", 1), random_rbm("bernoulli:3+softmax:1x3", "bernoulli:4", 5)};
  return model;
}

Matrix one_hot(Index k) {
  Matrix row = zeros(1, classes);
  row(0, k) = 1;
  return row;
}

ConstMatrixView row_of(const Matrix& m, Index n) { return ConstMatrixView(m).row_range(n, 1); }

// sum_h exp(-E(v, h)) of one row of the machine.
double weight(const Rbm& rbm, ConstMatrixView visible) {
  const Matrix hidden = all_states(*rbm.hidden);
  double sum = 0;
  for (Index h = 0; h < hidden.shape(0); ++h) sum += std::exp(-energy(rbm, visible, row_of(hidden, h))[0]);
  return sum;
}

double partition_sum(const Rbm& rbm) {
  const Matrix visible = all_states(*rbm.visible);
  double sum = 0;
  for (Index n = 0; n < visible.shape(0); ++n) sum += weight(rbm, row_of(visible, n));
  return sum;
}

// p(state | other side) of a machine by normalizing exp(-E) over all states of the given side.
struct Conditional {
  const Rbm& rbm;
  double hidden(ConstMatrixView h, ConstMatrixView v) const { return std::exp(-energy(rbm, v, h)[0]) / weight(rbm, v); }
  double visible(ConstMatrixView v, ConstMatrixView h) const {
    const Matrix all = all_states(*rbm.visible);
    double sum = 0;
    for (Index n = 0; n < all.shape(0); ++n) sum += std::exp(-energy(rbm, row_of(all, n), h)[0]);
    return std::exp(-energy(rbm, v, h)[0]) / sum;
  }
};

// The same net with other recognition weights.
Model untied(Model model) {
  untie(model);
  fill_normal(model.recognition[0], 1, 17);
  return model;
}

Rbm upward_machine(const Model& model) {
  Rbm rbm = model.layers[0];
  rbm.parameters.weights = model.recognition[0];
  return rbm;
}

Matrix sparse_rows() { return Matrix{{1, 0, 1, 1}, {0, 0, 1, 0}, {1, 1, 0, 0}}; }

// E_q[log p(v | h) + log p(h, label) - log q(h | v)] with q the recognition distribution, by its definition.
void check_bound(const Model& model) {
  const Rbm& first = model.layers[0];
  const Rbm upward = model.recognition.empty() ? first : upward_machine(model);
  const Rbm& top = model.layers[1];
  const double z = partition_sum(top);
  const Matrix hidden = all_states(*first.hidden);
  const Matrix rows = sparse_rows();
  const Conditional generation{first};
  const Conditional recognition{upward};
  for (Index k = 0; k < classes; ++k) {
    Matrix labels = zeros(rows.shape(0), classes);
    // Another label for each row, so that rows are parted and put together again.
    for (Index n = 0; n < rows.shape(0); ++n) labels(n, (k + n) % classes) = 1;
    const Energies found = lower_bound(model, with_labels(rows, labels), std::log(z));
    for (Index n = 0; n < rows.shape(0); ++n) {
      double bound = 0;
      double p = 0;
      for (Index h = 0; h < hidden.shape(0); ++h) {
        const double q = recognition.hidden(row_of(hidden, h), row_of(rows, n));
        const double prior = weight(top, with_labels(row_of(hidden, h), row_of(labels, n))) / z;
        const double down = generation.visible(row_of(rows, n), row_of(hidden, h));
        bound += q * (std::log(down) + std::log(prior) - std::log(q));
        p += down * prior;
      }
      check_close(found[n], bound, exact_tolerance, "bound");
      BOOST_CHECK_LT(found[n], std::log(p));
    }
  }
}

void check_classes(const Model& model, const Matrix& below) {
  const Matrix rows = sparse_rows();
  const Matrix found = class_probabilities(model, rows);
  for (Index n = 0; n < rows.shape(0); ++n) {
    double total = 0;
    std::vector<double> weights;
    for (Index k = 0; k < classes; ++k) {
      weights.push_back(weight(model.layers[1], with_labels(row_of(below, n), one_hot(k))));
      total += weights.back();
    }
    for (Index k = 0; k < classes; ++k)
      check_close(static_cast<double>(found(n, k)), weights[k] / total, exact_tolerance, "p(label | row)");
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(top_labels)

BOOST_AUTO_TEST_CASE(only_a_group_beside_the_units_below_is_a_label) {
  BOOST_CHECK_EQUAL(top_label_units(labeled_net().layers), classes);
  BOOST_CHECK_EQUAL(classes_of(labeled_net()), classes);
  BOOST_CHECK_NO_THROW(require_consistent(labeled_net(), "net"));
  const std::vector<Rbm> plain{random_rbm("4", "2+softmax:1x3", 1), random_rbm("2+softmax:1x3", "4", 5)};
  BOOST_CHECK_EQUAL(top_label_units(plain), 0);
  BOOST_CHECK_EQUAL(top_label_units({random_rbm("4+softmax:1x3", "2", 1)}), 0);
  Model lower;
  lower.layers = {random_rbm("4", "3", 1), random_rbm("3+softmax:1x2", "4", 2), random_rbm("4", "2", 3)};
  BOOST_CHECK_EXCEPTION(require_consistent(lower, "net"), Error, [](const Error& error) {
    return std::string(error.what()).find("layers/1 (visible) has 5 units, expected 3") != std::string::npos;
  });
}

BOOST_AUTO_TEST_CASE(labels_arrive_at_the_top_alone) {
  const std::vector<Rbm> layers = labeled_net().layers;
  const Matrix rows = sparse_rows();
  const Matrix labels{{0, 1, 0}, {0, 0, 1}, {1, 0, 0}};
  const Matrix labeled = with_labels(rows, labels);
  const Matrix below = hidden_mean(layers[0], rows);
  BOOST_CHECK(arriving_at({layers}, labeled, 0) == rows);
  BOOST_CHECK(arriving_at({layers}, labeled, 1) == with_labels(below, labels));
  BOOST_CHECK(hidden_representation({layers}, labeled, 1) == hidden_mean(layers[1], with_labels(below, labels)));
  const Matrix unlabeled = arriving_at({layers}, rows, 1);
  for (Index k = 0; k < classes; ++k) BOOST_CHECK(std::isnan(unlabeled(1, 3 + k)));
  BOOST_CHECK_EQUAL(unlabeled(1, 2), below(1, 2));
}

BOOST_AUTO_TEST_CASE(what_goes_up_goes_by_recognition_weights) {
  const Model model = untied(labeled_net());
  const Matrix rows = sparse_rows();
  const Matrix below = hidden_mean(upward_machine(model), rows);
  BOOST_CHECK(hidden_representation(model, rows, 0) == below);
  const Matrix arriving = arriving_at(model, rows, 1);
  for (Index i = 0; i < 3; ++i) BOOST_CHECK_EQUAL(arriving(2, i), below(2, i));
  const Matrix top = hidden_mean(model.layers[1], arriving);
  BOOST_CHECK(hidden_representation(model, rows, 1) == top);
  const Matrix back = visible_mean(model.layers[1], top);
  BOOST_CHECK(reconstruction(model, rows) ==
              visible_mean(model.layers[0], copy_of(ConstMatrixView(back).column_range(0, 3))));
  Rng rng(1);
  BOOST_CHECK_EQUAL(data_at_top(model, rows, rng)(1, 2), below(1, 2));
  Rng again(2);
  const Network network = unroll_classifier(model, 2, 0.1, again);
  BOOST_CHECK(network.layers[0].weights == model.recognition[0]);
  BOOST_CHECK(network.layers[1].weights == model.layers[1].parameters.weights);
}

// With recognition weights that leave no chance hidden states equal the row, and what completes it comes down from
// them.
BOOST_AUTO_TEST_CASE(completed_rows_go_up_by_recognition_weights) {
  Stack stack{{make_rbm(make_units("2"), make_units("2")), make_rbm(make_units("2"), make_units("2"))},
              {Matrix{{80, 0}, {0, 80}}}};
  stack.layers[0].parameters.hidden = Matrix{{-40, -40}};
  stack.layers[0].parameters.weights = Matrix{{0, 0}, {-80, 80}};
  stack.layers[1].parameters.weights = Matrix{{90, 0}, {0, 90}};
  stack.layers[1].parameters.visible = stack.layers[1].parameters.hidden = Matrix{{-45, -45}};
  Rng rng(1);
  const Samples found = complete_rows(stack, Matrix{{1, 0}, {0, 0}}, {0, 1}, {.steps = 4}, rng);
  BOOST_CHECK_EQUAL(found.top(0, 0), 1);
  BOOST_CHECK_EQUAL(found.top(1, 0), 0);
}

BOOST_AUTO_TEST_CASE(classes_come_from_the_free_energies_of_all_labels_above_one_up_pass) {
  const Model model = labeled_net();
  check_classes(model, hidden_mean(model.layers[0], sparse_rows()));
  const Model other = untied(model);
  check_classes(other, hidden_mean(upward_machine(other), sparse_rows()));
}

BOOST_AUTO_TEST_CASE(the_bound_is_of_row_and_label) {
  Model model = labeled_net();
  check_bound(model);
  check_bound(untied(model));
}

BOOST_AUTO_TEST_CASE(the_bound_of_a_row_without_label_is_refused) {
  const Model model = labeled_net();
  const Matrix missing({3, classes}, std::nanf(""));
  BOOST_CHECK_EXCEPTION(lower_bound(model, with_labels(sparse_rows(), missing), 0), Error, [](const Error& error) {
    return error.kind() == ErrorKind::data && std::string(error.what()).find("row 0 has no label") != std::string::npos;
  });
}

// The exact gradient of one batch in a fixed order leaves nothing to chance: the top layer of a net moves as a machine
// does that is given the means below with the labels beside them, where a row of unknown class has none.
BOOST_AUTO_TEST_CASE(the_top_layer_learns_from_means_and_labels) {
  const Matrix inputs{{1, 0, 1, 1}, {0, 0, 1, 0}, {1, 1, 0, 0}, {0, 1, 0, 1}};
  const MatrixRows data(inputs, {2, 0, missing_label, 1});
  RbmOptions still;
  still.epochs = 0;
  RbmOptions moving;
  moving.epochs = 3;
  moving.batch_size = 4;
  moving.estimator = "exact";
  TrainingPlan plan;
  plan.batch_order = BatchOrder::fixed;
  plan.layers = {still, moving};
  plan.training = &data;
  plan.validation = &data;
  const Model net = labeled_net();
  TrainingRun run(net, plan, TrainingStart::keep_parameters, Workers::serial());
  while (!run.finished()) run.advance();

  Matrix labels = zeros(4, classes);
  labels(0, 2) = labels(1, 0) = labels(3, 1) = 1;
  for (Index k = 0; k < classes; ++k) labels(2, k) = std::nanf("");
  const MatrixRows above(with_labels(hidden_mean(net.layers[0], inputs), labels), {});
  Model alone;
  alone.layers = {net.layers[1]};
  plan.layers = {moving};
  plan.training = &above;
  plan.validation = &above;
  TrainingRun expected(alone, plan, TrainingStart::keep_parameters, Workers::serial());
  while (!expected.finished()) expected.advance();
  const RbmParameters& found = run.model().layers[1].parameters;
  BOOST_CHECK(found.weights == expected.model().layers[0].parameters.weights);
  BOOST_CHECK(found.visible == expected.model().layers[0].parameters.visible);
  BOOST_CHECK(found.weights != net.layers[1].parameters.weights);
  BOOST_CHECK(run.model().layers[0].parameters.weights == net.layers[0].parameters.weights);
  BOOST_CHECK_EQUAL(run.history().records().back().get("validation_free_energy"),
                    expected.history().records().back().get("validation_free_energy"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace top_labels_test
