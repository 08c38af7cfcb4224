// A feed-forward network: what a stack becomes for classification.
#pragma once

#include <span>

#include "libdbn/base/archive.hpp"
#include "libdbn/base/workers.hpp"
#include "libdbn/rbm/rbm.hpp"

namespace dbn {

enum class Activation { logistic, softmax, linear, relu };
/// Names in files, in the order of Activation.
std::vector<std::string> activations();

/// out = activation(in weights + bias).
struct NetworkLayer {
  Matrix weights;  ///< (in, out)
  Matrix bias;     ///< (1, out)
  Activation activation = Activation::logistic;

  void archive(Archive& archive);
};

struct Network {
  std::vector<NetworkLayer> layers;

  bool empty() const { return layers.empty(); }
  void archive(Archive& archive);
};

/// The recognition weights of a stack as the hidden layers of a network, with a softmax output layer on top whose
/// weights are N(0, deviation^2) and biases 0 (Hinton & Salakhutdinov 2006). Activations follow the unit kinds; a
/// config error where a kind has none.
Network unroll_classifier(const std::vector<Rbm>& layers, Index classes, double deviation, Rng& rng);

/// The outputs for each row: class probabilities when the last layer is softmax. (rows, in) -> (rows, out)
Matrix forward(const Network& network, ConstMatrixView inputs, Workers& workers = Workers::serial());

/// d(mean cross-entropy) of a softmax network, negated: the ascent direction of mean log p(label | row).
struct NetworkAscent {
  std::vector<Matrix> inputs;  ///< per layer (rows, in): what the layer received
  std::vector<Matrix> deltas;  ///< per layer (rows, out): d(mean log p)/d(total input); ascent of W = inputs^T deltas
  std::vector<Matrix> bias;    ///< per layer (1, out)
  double log_likelihood = 0;   ///< mean log p(label | row), with the weights of the rows
};

/// Backpropagation (Rumelhart, Hinton & Williams 1986) for one batch. Labels must be 0 .. classes - 1. Rows count as
/// `weights` say, alike when there are none.
void backpropagate(const Network& network, ConstMatrixView inputs, const Labels& labels, Workers& workers,
                   NetworkAscent& ascent, std::span<const double> weights = {});

/// Index of the largest output per row; the first of equals.
Labels most_probable(ConstMatrixView outputs);

}  // namespace dbn
