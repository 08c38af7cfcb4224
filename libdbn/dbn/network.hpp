// A feed-forward network: what a stack becomes for classification.
#pragma once

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

}  // namespace dbn
