// Model: a stack of RBMs, the network that fine-tuning made of it, and the transform from
// raw data to visible states.
#pragma once

#include "libdbn/data/presented.hpp"
#include "libdbn/dbn/network.hpp"
#include "libdbn/rbm/rbm.hpp"

namespace dbn {

/// Machines from data to top. As a generative model the lower ones are directed downward and only the top one is
/// undirected; the hidden bias of a directed layer is its recognition bias (Hinton, Osindero & Teh 2006).
struct Stack {
  std::vector<Rbm> layers;
  /// (V_i, H_i) of each directed layer, once the up-down algorithm has untied the weights that go up from those that go
  /// down; empty: they are the same.
  std::vector<Matrix> recognition = {};
};

/// The stack with everything else that a file says of it.
struct Model : Stack {
  Network network;  ///< empty before fine-tuning
  TransformPtr transform = no_transform();
  Binarization binarization = Binarization::none;  ///< of the data that it was trained on
  std::vector<std::string> column_names;  ///< of the inputs, or the items that were rated, where the data named them
  std::vector<std::string> class_names;
  std::vector<std::string> target_names;  ///< of a regressor's outputs where the data named them
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

/// Gives the directed layers recognition weights of their own, unless they have them: those that greedy learning
/// leaves, which are the transposes of the generative ones.
void untie(Stack& stack);

/// The machine whose p(h | v) is the recognition distribution q(h | v) of `layer`: that layer with its recognition
/// weights.
Rbm recognition_machine(const Stack& stack, Index layer);

/// E_q[h | v] of `layer`. (rows, V) -> (rows, H)
Matrix recognition_mean(const Stack& stack, Index layer, ConstMatrixView visible, Workers& workers = Workers::serial());
/// h ~ q(h | v) of `layer`.
Matrix sample_recognition(const Stack& stack, Index layer, ConstMatrixView visible, Rng& rng,
                          Workers& workers = Workers::serial());

/// What arrives at the visible units of `layer`: recognition means of the layers below in turn and, where the top has
/// label units, the label that the rows show. `visible` is (rows, V_0), with labels missing, or (rows, V_0 + K).
/// Returns (rows, V_layer).
Matrix arriving_at(const Stack& stack, ConstMatrixView visible, Index layer, Workers& workers = Workers::serial());

/// The representation that `layer` passes up: recognition means given what arrives at it. (rows, V_0) or, with labels
/// for the top, (rows, V_0 + K) -> (rows, H_layer)
Matrix hidden_representation(const Stack& stack, ConstMatrixView visible, Index layer,
                             Workers& workers = Workers::serial());

}  // namespace dbn
