#include "libdbn/dbn/up_down.hpp"

#include "libdbn/base/checks.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/linalg.hpp"
#include "libdbn/dbn/model.hpp"
#include "libdbn/rbm/layer_pass.hpp"

namespace dbn {
namespace {

Rbm with_weights(Rbm rbm, const Matrix& weights) {
  rbm.parameters.weights = weights;
  return rbm;
}

Matrix interactions_of(const Units& units, const Matrix& parameters, ConstMatrixView states) {
  Matrix result = zeros(states.rows, states.columns);
  units.interaction(parameters, states, result);
  return result;
}

// Mean over rows of d/dtheta log p(target | source), where `side` is the side of the targets: the statistics of the
// targets minus those expected of them.
void add_conditional_ascent(const Rbm& rbm, Side side, ConstMatrixView source, ConstMatrixView target, Matrix& weights,
                            Matrix& parameters, Workers& workers) {
  const bool down = side == Side::visible;
  const Units& units = down ? *rbm.visible : *rbm.hidden;
  const Units& other = down ? *rbm.hidden : *rbm.visible;
  const Matrix& own_parameters = down ? rbm.parameters.visible : rbm.parameters.hidden;
  const LayerPass pass(rbm, side, workers);
  Matrix inputs;
  pass.inputs(source, inputs);
  Matrix mean = Matrix::from_shape(inputs.shape());
  pass.mean(inputs, mean);
  Matrix difference = interactions_of(units, own_parameters, target);
  difference -= interactions_of(units, own_parameters, mean);
  const Matrix given = interactions_of(other, down ? rbm.parameters.hidden : rbm.parameters.visible, source);
  const double share = 1 / static_cast<double>(source.rows);
  const auto& visible = down ? difference : given;
  const auto& hidden = down ? given : difference;
  matmul(workers, transposed(visible), hidden, weights, static_cast<real>(share), 1);
  units.add_gradient(own_parameters, target, inputs, share, parameters);
  units.add_expected_gradient(own_parameters, inputs, -share, parameters);
}

// Adds the mean over rows of `sign` d(-E)/dtheta for joint states.
void add_joint_statistics(const Rbm& rbm, ConstMatrixView visible, ConstMatrixView hidden, double sign,
                          RbmParameters& ascent, Workers& workers) {
  const double share = sign / static_cast<double>(visible.rows);
  const RbmParameters& p = rbm.parameters;
  matmul(workers, transposed(interactions_of(*rbm.visible, p.visible, visible)),
         interactions_of(*rbm.hidden, p.hidden, hidden), ascent.weights, static_cast<real>(share), 1);
  rbm.visible->add_gradient(p.visible, visible, inputs_to_visible(rbm, hidden, workers), share, ascent.visible);
  rbm.hidden->add_gradient(p.hidden, hidden, inputs_to_hidden(rbm, visible, workers), share, ascent.hidden);
}

// The end of the chain, states of the top's visible units.
Matrix contrast_top(const Rbm& top, Matrix visible, Index gibbs_steps, Rng& rng, RbmParameters& ascent,
                    Workers& workers) {
  Matrix hidden = sample_hidden(top, visible, rng, workers);
  add_joint_statistics(top, visible, hidden, 1, ascent, workers);
  const LayerPass down(top, Side::visible, workers);
  Matrix inputs;
  for (Index step = 0; step < gibbs_steps; ++step) {
    down.inputs(hidden, inputs);
    down.sample_like(inputs, visible, rng.next(), visible);
    hidden = sample_hidden(top, visible, rng, workers);
  }
  add_joint_statistics(top, visible, hidden, -1, ascent, workers);
  return visible;
}

}  // namespace

std::vector<Matrix> tied_recognition(const std::vector<Rbm>& layers) {
  std::vector<Matrix> recognition;
  for (Index i = 0; i + 1 < layers.size(); ++i) recognition.push_back(layers[i].parameters.weights);
  return recognition;
}

UpDownAscent up_down_ascent(const std::vector<Rbm>& layers, const std::vector<Matrix>& recognition,
                            ConstMatrixView rows, Index gibbs_steps, Rng& rng, Workers& workers) {
  const Index directed = layers.size() - 1;
  const Index inputs = layers.front().visible->size();
  const Index classes = top_label_units(layers);
  require_equal("up-down: recognition weights", recognition.size(), directed);
  require_columns("up-down: rows", rows, inputs + classes);
  Matrix states = copy_of(rows.column_range(0, inputs));
  if (directed > 0 && has_missing(states)) {
    throw data_error("the up-down algorithm needs every value of the data; fill missing values in, or leave rows out");
  }
  UpDownAscent ascent;
  for (const Rbm& rbm : layers) ascent.layers.push_back(zeros_like(rbm.parameters));
  for (const Matrix& weights : recognition) ascent.recognition.push_back(zeros(weights.shape(0), weights.shape(1)));

  for (Index i = 0; i < directed; ++i) {
    Matrix above = sample_hidden(with_weights(layers[i], recognition[i]), states, rng, workers);
    add_conditional_ascent(layers[i], Side::visible, above, states, ascent.layers[i].weights, ascent.layers[i].visible,
                           workers);
    states = std::move(above);
  }
  states = contrast_top(layers.back(), with_labels(states, rows.column_range(inputs, classes)), gibbs_steps, rng,
                        ascent.layers.back(), workers);
  for (Index i = directed; i-- > 0;) {
    const Matrix above = copy_of(ConstMatrixView(states).column_range(0, layers[i].hidden->size()));
    states = i > 0 ? sample_visible(layers[i], above, rng, workers) : visible_mean(layers[i], above, workers);
    add_conditional_ascent(with_weights(layers[i], recognition[i]), Side::hidden, states, above, ascent.recognition[i],
                           ascent.layers[i].hidden, workers);
  }
  return ascent;
}

}  // namespace dbn
