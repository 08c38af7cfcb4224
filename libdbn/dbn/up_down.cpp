#include "libdbn/dbn/up_down.hpp"

#include "libdbn/base/checks.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/kernels.hpp"
#include "libdbn/base/linalg.hpp"
#include "libdbn/rbm/layer_pass.hpp"

namespace dbn {
namespace {

double mean_square(const Matrix& difference) {
  return kernels::dot(difference.data(), difference.data(), difference.size()) /
         static_cast<double>(difference.shape(0));
}

Matrix interactions_of(const Units& units, const Matrix& parameters, ConstMatrixView states) {
  Matrix result = zeros(states.rows, states.columns);
  units.interaction(parameters, states, result);
  return result;
}

// Biases do not depend on inputs; without these a scale has no ascent.
Matrix no_inputs(ConstMatrixView states) { return zeros(states.rows, 0); }

// Mean over rows of d/dtheta log p(target | source), where `side` is the side of the targets: the statistics of the
// targets minus those expected of them. Returns the mean squared distance of the targets from their means.
double add_conditional_ascent(const Rbm& rbm, Side side, ConstMatrixView source, ConstMatrixView target,
                              Matrix& weights, Matrix& parameters, Workers& workers) {
  const bool down = side == Side::visible;
  const Units& units = down ? *rbm.visible : *rbm.hidden;
  const Units& other = down ? *rbm.hidden : *rbm.visible;
  const Matrix& own_parameters = down ? rbm.parameters.visible : rbm.parameters.hidden;
  const LayerPass pass(rbm, side, workers);
  Matrix mean;
  pass.inputs(source, mean);
  pass.mean(mean, mean);
  Matrix difference = interactions_of(units, own_parameters, target);
  difference -= interactions_of(units, own_parameters, mean);
  const Matrix given = interactions_of(other, down ? rbm.parameters.hidden : rbm.parameters.visible, source);
  const double share = 1 / static_cast<double>(source.rows);
  const auto& visible = down ? difference : given;
  const auto& hidden = down ? given : difference;
  matmul(workers, transposed(visible), hidden, weights, static_cast<real>(share), 1);
  units.add_gradient(own_parameters, target, no_inputs(target), share, parameters);
  units.add_gradient(own_parameters, mean, no_inputs(mean), -share, parameters);
  Matrix missed = copy_of(target);
  missed -= mean;
  return mean_square(missed);
}

// Adds the mean over rows of `sign` d(-E)/dtheta for joint states.
void add_joint_statistics(const Rbm& rbm, ConstMatrixView visible, ConstMatrixView hidden, double sign,
                          RbmParameters& ascent, Workers& workers) {
  const double share = sign / static_cast<double>(visible.rows);
  const RbmParameters& p = rbm.parameters;
  matmul(workers, transposed(interactions_of(*rbm.visible, p.visible, visible)),
         interactions_of(*rbm.hidden, p.hidden, hidden), ascent.weights, static_cast<real>(share), 1);
  rbm.visible->add_gradient(p.visible, visible, no_inputs(visible), share, ascent.visible);
  rbm.hidden->add_gradient(p.hidden, hidden, no_inputs(hidden), share, ascent.hidden);
}

// The end of the chain, states of the top's visible units, the last `classes` of which show the label.
Matrix contrast_top(const Rbm& top, Matrix visible, Index classes, Index gibbs_steps, Rng& rng, RbmParameters& ascent,
                    Workers& workers) {
  Matrix hidden = sample_hidden(top, visible, rng, workers);
  add_joint_statistics(top, visible, hidden, 1, ascent, workers);
  const LayerPass down(top, Side::visible, workers);
  const Index label = visible.shape(1) - classes;
  Matrix inputs;
  for (Index step = 0; step < gibbs_steps; ++step) {
    down.inputs(hidden, inputs);
    Matrix mean = Matrix::from_shape(inputs.shape());
    down.mean_like(inputs, visible, mean);
    down.sample_like(inputs, visible, rng.next(), visible);
    copy(ConstMatrixView(mean).column_range(label, classes), MatrixView(visible).column_range(label, classes));
    hidden = sample_hidden(top, visible, rng, workers);
  }
  add_joint_statistics(top, visible, hidden, -1, ascent, workers);
  return visible;
}

UpDownAscent no_ascent(const Stack& stack) {
  UpDownAscent ascent;
  for (const Rbm& rbm : stack.layers) ascent.layers.push_back(zeros_like(rbm.parameters));
  for (const Matrix& weights : stack.recognition) {
    ascent.recognition.push_back(zeros(weights.shape(0), weights.shape(1)));
  }
  return ascent;
}

}  // namespace

UpDownAscent up_down_ascent(const Stack& stack, ConstMatrixView rows, Index gibbs_steps, Rng& rng, Workers& workers) {
  const std::vector<Rbm>& layers = stack.layers;
  const Index directed = layers.size() - 1;
  const Index inputs = layers.front().visible->size();
  const Index classes = top_label_units(layers);
  require_equal("up-down: recognition weights", stack.recognition.size(), directed);
  require_columns("up-down: rows", rows, inputs + classes);
  Matrix states = copy_of(rows.column_range(0, inputs));
  if (directed > 0 && has_missing(states)) {
    throw data_error("the up-down algorithm needs every value of the data; fill missing values in, or leave rows out");
  }
  UpDownAscent ascent = no_ascent(stack);
  for (Index i = 0; i < directed; ++i) {
    Matrix above = sample_recognition(stack, i, states, rng, workers);
    const double error = add_conditional_ascent(layers[i], Side::visible, above, states, ascent.layers[i].weights,
                                                ascent.layers[i].visible, workers);
    if (i == 0) ascent.wake_error = error;
    states = std::move(above);
  }
  states = contrast_top(layers.back(), with_labels(states, rows.column_range(inputs, classes)), classes, gibbs_steps,
                        rng, ascent.layers.back(), workers);
  for (Index i = directed; i-- > 0;) {
    const Matrix above = copy_of(ConstMatrixView(states).column_range(0, layers[i].hidden->size()));
    states = i > 0 ? sample_visible(layers[i], above, rng, workers) : visible_mean(layers[i], above, workers);
    const double error = add_conditional_ascent(recognition_machine(stack, i), Side::hidden, states, above,
                                                ascent.recognition[i], ascent.layers[i].hidden, workers);
    if (i == 0) ascent.sleep_error = error;
  }
  return ascent;
}

}  // namespace dbn
