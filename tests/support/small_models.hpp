// Models with every part filled in, for tests of files.
#pragma once

#include "libdbn/dbn/model.hpp"
#include "tests/support/checks.hpp"
#include "tests/support/transforms.hpp"

namespace dbn::test {

inline NetworkLayer random_network_layer(Index in, Index out, Activation activation, unsigned seed) {
  NetworkLayer layer{zeros(in, out), zeros(1, out), activation};
  fill_normal(layer.weights, 1, seed);
  fill_normal(layer.bias, 1, seed + 1);
  return layer;
}

/// gaussian:6 - bernoulli:4 - bernoulli:3 with a network 6-4-3-2, a transform, class names and an image shape.
inline Model small_model(unsigned seed) {
  Model model;
  model.layers = {random_rbm("gaussian:6", "bernoulli:4", seed), random_rbm("bernoulli:4", "bernoulli:3", seed + 1)};
  Matrix& visible = model.layers[0].parameters.visible;
  for (Index j = 0; j < 6; ++j) visible(1, j) = static_cast<real>(0.5 + 0.25 * static_cast<double>(j));
  model.network.layers = {random_network_layer(6, 4, Activation::logistic, seed + 2),
                          random_network_layer(4, 3, Activation::relu, seed + 3),
                          random_network_layer(3, 2, Activation::softmax, seed + 4)};
  model.transform = affine("standardize", {real(1), real(2), real(3), real(4), real(5), real(-0.1)},
                           {real(0.1), real(1), real(1), real(2), real(4), real(-3)});
  model.binarization = Binarization::once;
  model.class_names = {"cat", "dog\xc3\xa9"};
  model.image = {2, 3};
  return model;
}

inline bool same(const Matrix& a, const Matrix& b) { return a.shape() == b.shape() && a == b; }

/// Bit for bit, every part.
inline bool same(const Model& a, const Model& b) {
  bool equal = a.layers.size() == b.layers.size() && a.network.layers.size() == b.network.layers.size();
  for (Index i = 0; equal && i < a.layers.size(); ++i) {
    const RbmParameters& x = a.layers[i].parameters;
    const RbmParameters& y = b.layers[i].parameters;
    equal = same(x.weights, y.weights) && same(x.visible, y.visible) && same(x.hidden, y.hidden) &&
            a.layers[i].visible->spec() == b.layers[i].visible->spec() &&
            a.layers[i].hidden->spec() == b.layers[i].hidden->spec();
  }
  equal = equal && a.recognition.size() == b.recognition.size();
  for (Index i = 0; equal && i < a.recognition.size(); ++i) equal = same(a.recognition[i], b.recognition[i]);
  for (Index i = 0; equal && i < a.network.layers.size(); ++i) {
    const NetworkLayer& x = a.network.layers[i];
    const NetworkLayer& y = b.network.layers[i];
    equal = same(x.weights, y.weights) && same(x.bias, y.bias) && x.activation == y.activation;
  }
  return equal && a.binarization == b.binarization && same(a.transform, b.transform) &&
         a.class_names == b.class_names && a.target_names == b.target_names && a.network.kind() == b.network.kind() &&
         a.image.height == b.image.height && a.image.width == b.image.width;
}

}  // namespace dbn::test
