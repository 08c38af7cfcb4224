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

/// K, where the last of several machines sees the hidden units below and one softmax group of K beside them, the label
/// (Hinton, Osindero & Teh 2006); else 0. A single machine has a label among its visible units, if anywhere.
Index top_label_units(const std::vector<Rbm>& layers);

/// Throws a model error unless each layer's hidden units match the next one's visible units, label units at the top set
/// aside, and the network's shapes fit.
void require_consistent(const Model& model, const std::string& where);

/// `states` with the columns of `labels` (rows, K) behind them; missing labels are NaN.
Matrix with_labels(ConstMatrixView states, ConstMatrixView labels);

/// What arrives at the visible units of `layer`: hidden means of the layers below in turn and, where the top has label
/// units, the label that the rows show. `visible` is (rows, V_0), with labels missing, or (rows, V_0 + K).
/// Returns (rows, V_layer).
Matrix arriving_at(const std::vector<Rbm>& layers, ConstMatrixView visible, Index layer,
                   Workers& workers = Workers::serial());

/// The representation that `layer` passes up: hidden means given what arrives at it. (rows, V_0) or, with labels for
/// the top, (rows, V_0 + K) -> (rows, H_layer)
Matrix hidden_representation(const std::vector<Rbm>& layers, ConstMatrixView visible, Index layer,
                             Workers& workers = Workers::serial());

}  // namespace dbn
