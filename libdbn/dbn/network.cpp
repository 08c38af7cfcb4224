#include "libdbn/dbn/network.hpp"

#include <algorithm>
#include <cmath>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/kernels.hpp"
#include "libdbn/base/linalg.hpp"
#include "libdbn/base/registry.hpp"
#include "libdbn/data/dataset.hpp"
#include "libdbn/rbm/initialize.hpp"

namespace dbn {
namespace {

Activation activation_of(const Units& units) {
  const auto names = activations();
  const auto found = std::find(names.begin(), names.end(), units.activation());
  if (found != names.end()) return static_cast<Activation>(found - names.begin());
  throw config_error("fine-tuning: " + units.spec() +
                     " hidden units have no deterministic counterpart; use bernoulli units");
}

void add_bias(const real* bias, Index count, real* row) { kernels::add_scaled(bias, 1, count, row); }

// Returns the log of the normalizer, in the shifted form that cannot overflow.
double softmax_row(const real* bias, Index count, real* row) {
  add_bias(bias, count, row);
  const auto greatest = static_cast<double>(*std::max_element(row, row + count));
  double total = 0;
  for (Index j = 0; j < count; ++j) total += std::exp(static_cast<double>(row[j]) - greatest);
  const double log_total = greatest + std::log(total);
  for (Index j = 0; j < count; ++j) row[j] = static_cast<real>(std::exp(static_cast<double>(row[j]) - log_total));
  return log_total;
}

void activate_row(Activation activation, const real* bias, Index count, real* row) {
  switch (activation) {
    case Activation::logistic: kernels::logistic(bias, row, count, row); return;
    case Activation::softmax: softmax_row(bias, count, row); return;
    case Activation::linear: add_bias(bias, count, row); return;
    case Activation::relu:
      add_bias(bias, count, row);
      std::transform(row, row + count, row, [](real x) { return std::max(x, real(0)); });
      return;
  }
}

// delta *= d activation / d total input, written in terms of the activity.
void through_activation(Activation activation, const real* activity, Index count, real* delta) {
  switch (activation) {
    case Activation::logistic:
      for (Index j = 0; j < count; ++j) delta[j] *= activity[j] * (1 - activity[j]);
      return;
    case Activation::relu:
      for (Index j = 0; j < count; ++j) delta[j] = activity[j] > 0 ? delta[j] : real(0);
      return;
    case Activation::linear: return;
    case Activation::softmax: {
      const auto inner = static_cast<real>(kernels::dot(activity, delta, count));
      for (Index j = 0; j < count; ++j) delta[j] = activity[j] * (delta[j] - inner);
      return;
    }
  }
}

constexpr Index elements_per_piece = 16 * 1024;

template <class Row>
void for_each_row(Workers& workers, ConstMatrixView shape, const Row& row) {
  workers.run_pieces(shape.rows, std::max<Index>(1, elements_per_piece / shape.columns), [&](Index first, Index count) {
    for (Index n = first; n < first + count; ++n) row(n);
  });
}

void forward_layer(const NetworkLayer& layer, ConstMatrixView inputs, Matrix& outputs, Workers& workers) {
  reshape(outputs, inputs.rows, layer.weights.shape(1));
  matmul(workers, inputs, layer.weights, outputs);
  const MatrixView rows = outputs;
  for_each_row(workers, rows,
               [&](Index n) { activate_row(layer.activation, layer.bias.data(), rows.columns, rows.row(n)); });
}

void sum_rows(ConstMatrixView rows, Matrix& sum) {
  sum = zeros(1, rows.columns);
  for (Index n = 0; n < rows.rows; ++n) kernels::add_scaled(rows.row(n), 1, rows.columns, sum.data());
}

// d(mean log p(label)) / d(total input) of a softmax layer is (onehot - p) times the row's share of the mean.
double output_delta(ConstMatrixView probabilities, const Labels& labels, std::span<const double> shares,
                    Matrix& delta) {
  reshape(delta, probabilities.rows, probabilities.columns);
  double log_likelihood = 0;
  for (Index n = 0; n < probabilities.rows; ++n) {
    const auto label = static_cast<Index>(labels[n]);
    require_equal("backpropagation: label below the number of classes", label < probabilities.columns ? 1 : 0, 1);
    for (Index j = 0; j < probabilities.columns; ++j) {
      delta(n, j) = static_cast<real>(shares[n]) * ((j == label ? real(1) : real(0)) - probabilities(n, j));
    }
    constexpr double least = 1e-300;
    log_likelihood += shares[n] * std::log(std::max(least, static_cast<double>(probabilities(n, label))));
  }
  return log_likelihood;
}

}  // namespace

std::vector<std::string> activations() { return {"logistic", "softmax", "linear", "relu"}; }

void NetworkLayer::archive(Archive& archive) {
  archive.field("weights", weights, "in,out");
  archive.field("bias", bias, "one,out");
  archive.field("activation", activation);
}

void Network::archive(Archive& archive) {
  for (Index i = 0; i < layers.size(); ++i) archive.group(std::to_string(i), layers[i]);
}

// Scale parameters are absorbed: s(v) = v / sigma divides rows of W, the mean b + sigma I multiplies its columns.
Network unroll_classifier(const std::vector<Rbm>& layers, Index classes, double deviation, Rng& rng) {
  Network network;
  for (const Rbm& rbm : layers) {
    NetworkLayer layer{rbm.parameters.weights, copy_of(ConstMatrixView(rbm.parameters.hidden).row_range(0, 1)),
                       activation_of(*rbm.hidden)};
    const Matrix ones({1, rbm.visible->size()}, real(1));
    Matrix row_scale = zeros(1, rbm.visible->size());
    rbm.visible->interaction(rbm.parameters.visible, ones, row_scale);
    const bool has_sigma = rbm.parameters.hidden.shape(0) > 1;
    for (Index i = 0; i < layer.weights.shape(0); ++i) {
      for (Index j = 0; j < layer.weights.shape(1); ++j) {
        layer.weights(i, j) *= row_scale(0, i) * (has_sigma ? rbm.parameters.hidden(1, j) : real(1));
      }
    }
    network.layers.push_back(std::move(layer));
  }
  NetworkLayer output{zeros(layers.back().hidden->size(), classes), zeros(1, classes), Activation::softmax};
  initialize_weights(output.weights, WeightInitialization::normal, deviation, rng);
  network.layers.push_back(std::move(output));
  return network;
}

Matrix forward(const Network& network, ConstMatrixView inputs, Workers& workers) {
  Matrix below;
  for (const NetworkLayer& layer : network.layers) {
    Matrix outputs;
    forward_layer(layer, inputs, outputs, workers);
    below = std::move(outputs);
    inputs = below;
  }
  return below;
}

void backpropagate(const Network& network, ConstMatrixView inputs, const Labels& labels, Workers& workers,
                   NetworkAscent& ascent, std::span<const double> weights) {
  const Index depth = network.layers.size();
  require_equal("backpropagation: labels", labels.size(), inputs.rows);
  ascent.inputs.resize(depth + 1);
  ascent.deltas.resize(depth);
  ascent.bias.resize(depth);
  reshape(ascent.inputs[0], inputs.rows, inputs.columns);
  copy(inputs, ascent.inputs[0]);
  for (Index i = 0; i < depth; ++i) forward_layer(network.layers[i], ascent.inputs[i], ascent.inputs[i + 1], workers);

  ascent.log_likelihood =
      output_delta(ascent.inputs[depth], labels, row_shares(inputs.rows, weights), ascent.deltas[depth - 1]);
  for (Index i = depth - 1; i > 0; --i) {
    const Matrix& activity = ascent.inputs[i];
    Matrix& delta = ascent.deltas[i - 1];
    reshape(delta, activity.shape(0), activity.shape(1));
    matmul(workers, ascent.deltas[i], transposed(network.layers[i].weights), delta);
    const MatrixView rows = delta;
    for_each_row(workers, rows, [&](Index n) {
      through_activation(network.layers[i - 1].activation, ConstMatrixView(activity).row(n), rows.columns, rows.row(n));
    });
  }
  for (Index i = 0; i < depth; ++i) sum_rows(ascent.deltas[i], ascent.bias[i]);
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
