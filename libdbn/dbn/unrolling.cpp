#include "libdbn/dbn/unrolling.hpp"

#include <algorithm>

#include "libdbn/base/errors.hpp"
#include "libdbn/rbm/initialize.hpp"

namespace dbn {
namespace {

Activation activation_of(const Units& units) {
  const auto names = activations();
  const auto found = std::find(names.begin(), names.end(), units.activation());
  if (found != names.end()) return static_cast<Activation>(found - names.begin());
  throw config_error("fine-tuning: " + units.spec() + " units have no deterministic counterpart; use bernoulli units");
}

/// One side of a machine.
struct SideOfLayer {
  const Units& units;
  const Matrix& parameters;
};

// Scale parameters are absorbed: s(x) = x / sigma divides rows of the weights, the mean b + sigma I multiplies columns.
NetworkLayer layer_between(const SideOfLayer& in, const SideOfLayer& out, Matrix weights) {
  const Matrix ones({1, in.units.size()}, real(1));
  Matrix row_scale = zeros(1, in.units.size());
  in.units.interaction(in.parameters, ones, row_scale);
  const bool has_sigma = out.parameters.shape(0) > 1;
  for (Index i = 0; i < weights.shape(0); ++i) {
    for (Index j = 0; j < weights.shape(1); ++j) {
      weights(i, j) *= row_scale(0, i) * (has_sigma ? out.parameters(1, j) : real(1));
    }
  }
  return {std::move(weights), copy_of(ConstMatrixView(out.parameters).row_range(0, 1)), activation_of(out.units)};
}

Matrix transposed_copy(const Matrix& m) {
  Matrix result = zeros(m.shape(1), m.shape(0));
  for (Index i = 0; i < m.shape(0); ++i) {
    for (Index j = 0; j < m.shape(1); ++j) result(j, i) = m(i, j);
  }
  return result;
}

SideOfLayer visible_side(const Rbm& rbm) { return {*rbm.visible, rbm.parameters.visible}; }
SideOfLayer hidden_side(const Rbm& rbm) { return {*rbm.hidden, rbm.parameters.hidden}; }

Network upward(const Stack& stack) {
  Network network;
  for (Index i = 0; i < stack.layers.size(); ++i) {
    const Rbm rbm = recognition_machine(stack, i);
    network.layers.push_back(layer_between(visible_side(rbm), hidden_side(rbm), rbm.parameters.weights));
  }
  return network;
}

// N(0, deviation^2) weights and biases 0.
NetworkLayer output_layer(const Stack& stack, Index outputs, Activation activation, double deviation, Rng& rng) {
  NetworkLayer layer{zeros(stack.layers.back().hidden->size(), outputs), zeros(1, outputs), activation};
  initialize_weights(layer.weights, WeightInitialization::normal, deviation, rng);
  return layer;
}

}  // namespace

Network unroll_classifier(const Stack& stack, Index classes, double deviation, Rng& rng) {
  Network network = upward(stack);
  network.layers.push_back(output_layer(stack, classes, Activation::softmax, deviation, rng));
  return network;
}

Network unroll_regressor(const Stack& stack, Index targets, double deviation, Rng& rng) {
  Network network = upward(stack);
  network.layers.push_back(output_layer(stack, targets, Activation::linear, deviation, rng));
  return network;
}

Network unroll_autoencoder(const Stack& stack) {
  const std::vector<Rbm>& layers = stack.layers;
  Network network = upward(stack);
  network.code_layers = layers.size();
  for (Index i = layers.size(); i-- > 0;) {
    const Rbm& rbm = layers[i];
    network.layers.push_back(
        layer_between(hidden_side(rbm), visible_side(rbm), transposed_copy(rbm.parameters.weights)));
  }
  return network;
}

bool has_tied_weights(const Network& network) {
  Network tied = network;
  tie_weights(tied);
  return std::equal(network.layers.begin(), network.layers.end(), tied.layers.begin(),
                    [](const NetworkLayer& a, const NetworkLayer& b) { return a.weights == b.weights; });
}

void tie_weights(Network& network) {
  for (Index i = 0; i < network.code_layers; ++i) {
    network.layers[network.layers.size() - 1 - i].weights = transposed_copy(network.layers[i].weights);
  }
}

}  // namespace dbn
