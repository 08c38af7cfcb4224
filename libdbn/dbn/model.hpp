// What a run produces and a file holds: a stack of machines, the network that fine-tuning made of it, and the map from
// raw data to visible states.
#pragma once

#include "libdbn/data/presented.hpp"
#include "libdbn/dbn/network.hpp"
#include "libdbn/rbm/rbm.hpp"

namespace dbn {

/// Layers from data to top. As a generative model the lower layers are directed downward and only the top one is
/// undirected; the hidden bias of a lower layer is its recognition bias (Hinton, Osindero & Teh 2006).
struct Model {
  std::vector<Rbm> layers;
  Network network;  ///< empty before fine-tuning
  InputTransform transform;
  Binarization binarization = Binarization::none;  ///< of the data that it was trained on
  std::vector<std::string> class_names;
  ImageShape image;
};

/// Throws a model error unless each layer's hidden units match the next one's visible units and the network's shapes
/// fit.
void require_consistent(const Model& model, const std::string& where);

/// The representation that `layer` passes up: hidden means of layers 0 .. layer in turn. (rows, V_0) -> (rows, H_layer)
Matrix hidden_representation(const std::vector<Rbm>& layers, ConstMatrixView visible, Index layer,
                             Workers& workers = Workers::serial());

}  // namespace dbn
