#include "libdbn/dbn/network.hpp"

#include <algorithm>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/kernels.hpp"
#include "libdbn/base/linalg.hpp"
#include "libdbn/data/dataset.hpp"

namespace dbn {
namespace {

constexpr Index elements_per_piece = 16 * 1024;

template <class Row>
void for_each_row(Workers& workers, ConstMatrixView shape, const Row& row) {
  workers.run_pieces(shape.rows, std::max<Index>(1, elements_per_piece / shape.columns), [&](Index first, Index count) {
    for (Index n = first; n < first + count; ++n) row(n);
  });
}

void total_inputs(const NetworkLayer& layer, ConstMatrixView inputs, Matrix& out, Workers& workers) {
  reshape(out, inputs.rows, layer.weights.shape(1));
  matmul(workers, inputs, layer.weights, out);
}

void activate(const NetworkLayer& layer, MatrixView rows, Workers& workers) {
  for_each_row(workers, rows,
               [&](Index n) { activate_row(layer.activation, layer.bias.data(), rows.columns, rows.row(n)); });
}

void forward_layer(const NetworkLayer& layer, ConstMatrixView inputs, Matrix& outputs, Workers& workers) {
  total_inputs(layer, inputs, outputs, workers);
  activate(layer, outputs, workers);
}

void sum_rows(ConstMatrixView rows, Matrix& sum) {
  sum = zeros(1, rows.columns);
  for (Index n = 0; n < rows.rows; ++n) kernels::add_scaled(rows.row(n), 1, rows.columns, sum.data());
}

// rows *= what each unit counts: 0 or 1 / (1 - fraction).
void leave_out(const Dropout& dropout, Index layer, MatrixView rows, Workers& workers) {
  const auto kept = static_cast<real>(1 - dropout.fraction);
  const std::vector<real> probabilities(rows.columns, kept);
  const Draws draws = dropout.draws.plane(static_cast<std::uint32_t>(layer));
  for_each_row(workers, rows, [&](Index n) {
    std::vector<real> counts(rows.columns);
    kernels::bernoulli_sample(probabilities.data(), rows.columns, draws, n, counts.data());
    real* row = rows.row(n);
    for (Index j = 0; j < rows.columns; ++j) row[j] *= counts[j] / kept;
  });
}

// Fills the outputs, their deltas and the mean loss.
void judge(const NetworkLayer& layer, const Goal& goal, NetworkAscent& ascent, Workers& workers) {
  Matrix& outputs = ascent.inputs.back();
  Matrix& delta = ascent.deltas.back();
  total_inputs(layer, ascent.inputs[ascent.inputs.size() - 2], outputs, workers);
  require_same_shape("backpropagation: targets", goal.targets, outputs);
  reshape(delta, outputs.shape(0), outputs.shape(1));
  const std::vector<double> row_weights = normalized_weights(outputs.shape(0), goal.weights);
  std::vector<double> losses(row_weights.size());
  const MatrixView rows = outputs;
  const MatrixView deltas = delta;
  for_each_row(workers, rows, [&](Index n) {
    real* row = rows.row(n);
    const std::vector<real> inputs(row, row + rows.columns);
    const real* targets = goal.targets.row(n);
    activate_row(layer.activation, layer.bias.data(), rows.columns, row);
    losses[n] = loss_of_row(goal.loss, layer.activation, layer.bias.data(), inputs.data(), row, targets, rows.columns);
    ascent_of_row(goal.loss, layer.activation, row, targets, static_cast<real>(row_weights[n]), rows.columns,
                  deltas.row(n));
  });
  ascent.loss = 0;
  for (Index n = 0; n < row_weights.size(); ++n) ascent.loss += row_weights[n] * losses[n];
}

}  // namespace

void NetworkLayer::archive(Archive& archive) {
  archive.field("weights", weights, "in,out");
  archive.field("bias", bias, "one,out");
  archive.field("activation", activation);
}

std::string name_of(NetworkKind kind) {
  switch (kind) {
    case NetworkKind::autoencoder: return "autoencoder";
    case NetworkKind::regressor: return "regressor";
    default: return "classifier";
  }
}

NetworkKind Network::kind() const {
  if (is_autoencoder()) return NetworkKind::autoencoder;
  const bool is_linear = !empty() && layers.back().activation == Activation::linear;
  return is_linear ? NetworkKind::regressor : NetworkKind::classifier;
}

void Network::archive(Archive& archive) {
  for (Index i = 0; i < layers.size(); ++i) archive.group(std::to_string(i), layers[i]);
}

Matrix forward(NetworkPart layers, ConstMatrixView inputs, Workers& workers) {
  if (layers.empty()) return copy_of(inputs);
  Matrix below;
  for (const NetworkLayer& layer : layers) {
    Matrix outputs;
    forward_layer(layer, inputs, outputs, workers);
    below = std::move(outputs);
    inputs = below;
  }
  return below;
}

Matrix forward(const Network& network, ConstMatrixView inputs, Workers& workers) {
  return forward(NetworkPart(network.layers), inputs, workers);
}

Matrix code_of(const Network& network, ConstMatrixView inputs, Workers& workers) {
  return forward(NetworkPart(network.layers).first(network.code_layers), inputs, workers);
}

void backpropagate(NetworkPart layers, ConstMatrixView inputs, const Goal& goal, Workers& workers,
                   NetworkAscent& ascent) {
  const Index depth = layers.size();
  ascent.inputs.resize(depth + 1);
  ascent.deltas.resize(depth);
  ascent.bias.resize(depth);
  ascent.activities.resize(goal.dropout == nullptr ? 0 : depth);
  reshape(ascent.inputs[0], inputs.rows, inputs.columns);
  copy(inputs, ascent.inputs[0]);
  for (Index i = 0; i + 1 < depth; ++i) {
    forward_layer(layers[i], ascent.inputs[i], ascent.inputs[i + 1], workers);
    if (goal.dropout == nullptr) continue;
    ascent.activities[i] = ascent.inputs[i + 1];
    leave_out(*goal.dropout, i + 1, ascent.inputs[i + 1], workers);
  }
  judge(layers[depth - 1], goal, ascent, workers);
  for (Index i = depth - 1; i > 0; --i) {
    const Matrix& activity = goal.dropout == nullptr ? ascent.inputs[i] : ascent.activities[i - 1];
    Matrix& delta = ascent.deltas[i - 1];
    reshape(delta, activity.shape(0), activity.shape(1));
    matmul(workers, ascent.deltas[i], transposed(layers[i].weights), delta);
    if (goal.dropout != nullptr) leave_out(*goal.dropout, i, delta, workers);
    const MatrixView rows = delta;
    for_each_row(workers, rows, [&](Index n) {
      through_activation(layers[i - 1].activation, ConstMatrixView(activity).row(n), rows.columns, rows.row(n));
    });
  }
  for (Index i = 0; i < depth; ++i) sum_rows(ascent.deltas[i], ascent.bias[i]);
}

Matrix one_hot(const Labels& labels, Index classes) {
  Matrix result = zeros(labels.size(), classes);
  for (Index n = 0; n < labels.size(); ++n) {
    const auto label = static_cast<Index>(labels[n]);
    require_equal("one-hot: label below the number of classes", label < classes ? 1 : 0, 1);
    result(n, label) = 1;
  }
  return result;
}

Labels most_probable(ConstMatrixView outputs) {
  Labels labels(outputs.rows);
  for (Index n = 0; n < outputs.rows; ++n) {
    const real* row = outputs.row(n);
    labels[n] = static_cast<std::int32_t>(std::max_element(row, row + outputs.columns) - row);
  }
  return labels;
}

}  // namespace dbn
