// Feed-forward network for classification, regression or as an autoencoder.
#pragma once

#include <span>

#include "libdbn/base/archive.hpp"
#include "libdbn/base/random.hpp"
#include "libdbn/base/workers.hpp"
#include "libdbn/dbn/loss.hpp"

namespace dbn {

/// out = activation(in weights + bias).
struct NetworkLayer {
  Matrix weights;  ///< (in, out)
  Matrix bias;     ///< (1, out)
  Activation activation = Activation::logistic;

  void archive(Archive& archive);
};

/// What a network is for. It follows from its parts: an autoencoder has a place for its code, a regressor linear
/// outputs, a classifier others.
enum class NetworkKind { classifier, autoencoder, regressor };
/// As files name it.
std::string name_of(NetworkKind kind);

struct Network {
  std::vector<NetworkLayer> layers;
  Index code_layers = 0;  ///< of an autoencoder: how many layers lead to the code; 0 for others

  bool empty() const { return layers.empty(); }
  NetworkKind kind() const;
  bool is_autoencoder() const { return code_layers > 0; }
  bool is_regressor() const { return !empty() && kind() == NetworkKind::regressor; }
  /// Units of the last layer; 0 of an empty network.
  Index outputs() const { return empty() ? 0 : layers.back().weights.shape(1); }
  void archive(Archive& archive);
};

/// Consecutive layers of a network.
using NetworkPart = std::span<const NetworkLayer>;

/// The outputs for each row: class probabilities when the last layer is softmax, numbers in units of the
/// targets when it is linear. (rows, in) -> (rows, out)
Matrix forward(NetworkPart layers, ConstMatrixView inputs, Workers& workers = Workers::serial());
Matrix forward(const Network& network, ConstMatrixView inputs, Workers& workers = Workers::serial());
/// What an autoencoder's code layer makes of each row.
Matrix code_of(const Network& network, ConstMatrixView inputs, Workers& workers = Workers::serial());

/// Units between layers that are left out of an update, each with probability `fraction` (Hinton et al. 2012); the
/// others count 1 / (1 - fraction), so that nothing changes where all are used. Unit j between layers i - 1 and i is
/// decided for row n by the draw of row n and column j in plane i.
struct Dropout {
  double fraction;
  Draws draws;
};

/// What the outputs of a batch should be.
struct Goal {
  ConstMatrixView targets;               ///< (rows, out)
  Loss loss = Loss::cross_entropy;       ///< not `natural`
  std::span<const double> weights = {};  ///< of the rows; none: all count alike
  const Dropout* dropout = nullptr;
};

/// d(mean loss), negated.
struct NetworkAscent {
  std::vector<Matrix> inputs;  ///< per layer (rows, in): what the layer received; at the end the outputs
  std::vector<Matrix> deltas;  ///< per layer (rows, out): -d(mean loss)/d(total input); ascent of W = inputs^T deltas
  std::vector<Matrix> bias;    ///< per layer (1, out)
  std::vector<Matrix> activities;  ///< with dropout: per hidden layer (rows, out), before units were left out
  double loss = 0;                 ///< mean over the rows with their weights
};

/// Backpropagation (Rumelhart, Hinton & Williams 1986) for one batch.
void backpropagate(NetworkPart layers, ConstMatrixView inputs, const Goal& goal, Workers& workers,
                   NetworkAscent& ascent);

/// 1 in the column of each row's label, 0 elsewhere. Labels must be 0 .. classes - 1.
Matrix one_hot(const Labels& labels, Index classes);

/// Index of the largest output per row; the first of equals.
Labels most_probable(ConstMatrixView outputs);

}  // namespace dbn
