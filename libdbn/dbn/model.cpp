#include "libdbn/dbn/model.hpp"

#include <limits>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/errors.hpp"

namespace dbn {
namespace {

void require_width(const std::string& where, const std::string& what, Index found, Index expected) {
  if (found == expected) return;
  throw model_error(where + ": " + what + " has " + std::to_string(found) + " units, expected " +
                    std::to_string(expected));
}

void require_shape(const std::string& where, const std::string& what, const Matrix& m, Index rows, Index columns) {
  if (m.shape(0) == rows && m.shape(1) == columns) return;
  throw model_error(where + ": " + what + " is (" + std::to_string(m.shape(0)) + ", " + std::to_string(m.shape(1)) +
                    "), expected (" + std::to_string(rows) + ", " + std::to_string(columns) + ")");
}

void require_consistent_layers(const std::vector<Rbm>& layers, const std::string& where) {
  for (Index i = 0; i < layers.size(); ++i) {
    const Rbm& rbm = layers[i];
    const std::string name = "layers/" + std::to_string(i);
    const Index visible = rbm.visible->size();
    const Index hidden = rbm.hidden->size();
    require_shape(where, name + "/weights", rbm.parameters.weights, visible, hidden);
    require_shape(where, name + "/visible parameters", rbm.parameters.visible, rbm.visible->parameter_names().size(),
                  visible);
    require_shape(where, name + "/hidden parameters", rbm.parameters.hidden, rbm.hidden->parameter_names().size(),
                  hidden);
    const Index labels = i + 1 == layers.size() ? top_label_units(layers) : 0;
    if (i > 0) require_width(where, name + " (visible)", visible - labels, layers[i - 1].hidden->size());
  }
}

void require_consistent_recognition(const Stack& stack, const std::string& where) {
  if (stack.recognition.empty()) return;
  require_width(where, "the recognition weights", stack.recognition.size(), stack.layers.size() - 1);
  for (Index i = 0; i < stack.recognition.size(); ++i) {
    require_shape(where, "layers/" + std::to_string(i) + "/recognition_weights", stack.recognition[i],
                  stack.layers[i].visible->size(), stack.layers[i].hidden->size());
  }
}

// Whether `layer` goes up by other weights than it goes down: the top one never does.
bool is_untied(const Stack& stack, Index layer) { return layer < stack.recognition.size(); }

void require_consistent_network(const Network& network, Index inputs, const std::string& where) {
  for (Index i = 0; i < network.layers.size(); ++i) {
    const NetworkLayer& layer = network.layers[i];
    const std::string name = "network/" + std::to_string(i);
    require_width(where, name + " (inputs)", layer.weights.shape(0), inputs);
    require_shape(where, name + "/bias", layer.bias, 1, layer.weights.shape(1));
    inputs = layer.weights.shape(1);
  }
  if (!network.is_autoencoder()) return;
  require_width(where, "the output of the network, an autoencoder,", inputs, network.layers.front().weights.shape(0));
  if (network.code_layers < network.layers.size()) return;
  throw model_error(where + ": network: the code comes after layer " + std::to_string(network.code_layers) + " of " +
                    std::to_string(network.layers.size()) + "; expected layers behind it");
}

}  // namespace

Index top_label_units(const std::vector<Rbm>& layers) {
  if (layers.size() < 2) return 0;
  const Units& visible = *layers.back().visible;
  const Index below = layers[layers.size() - 2].hidden->size();
  return visible.size() == below + visible.label_classes() ? visible.label_classes() : 0;
}

void require_consistent(const Model& model, const std::string& where) {
  if (model.layers.empty()) throw model_error(where + ": no layers; expected the group /layers/0");
  require_consistent_layers(model.layers, where);
  require_consistent_recognition(model, where);
  const Index inputs = model.layers.front().visible->size();
  require_consistent_network(model.network, inputs, where);
  if (model.network.is_regressor() && !model.target_names.empty()) {
    require_width(where, "the output of the network, which has names of targets,", model.network.outputs(),
                  model.target_names.size());
  }
  // Label units show the class, which is no input to transform.
  const Index label_units = model.layers.front().visible->label_classes();
  const Index transformed = model.transform->columns();
  if (transformed != 0 && transformed + label_units != inputs) {
    require_width(where, "the input transform", transformed, inputs);
  }
}

Matrix with_labels(ConstMatrixView states, ConstMatrixView labels) {
  require_equal("labels beside states: rows", labels.rows, states.rows);
  Matrix result = zeros(states.rows, states.columns + labels.columns);
  copy(states, MatrixView(result).column_range(0, states.columns));
  copy(labels, MatrixView(result).column_range(states.columns, labels.columns));
  return result;
}

void untie(Stack& stack) {
  if (!stack.recognition.empty()) return;
  for (Index i = 0; i + 1 < stack.layers.size(); ++i) stack.recognition.push_back(stack.layers[i].parameters.weights);
}

Rbm recognition_machine(const Stack& stack, Index layer) {
  const Rbm& rbm = stack.layers.at(layer);
  if (!is_untied(stack, layer)) return rbm;
  return {rbm.visible, rbm.hidden, {stack.recognition[layer], rbm.parameters.visible, rbm.parameters.hidden}};
}

Matrix recognition_mean(const Stack& stack, Index layer, ConstMatrixView visible, Workers& workers) {
  if (is_untied(stack, layer)) return hidden_mean(recognition_machine(stack, layer), visible, workers);
  return hidden_mean(stack.layers.at(layer), visible, workers);
}

Matrix sample_recognition(const Stack& stack, Index layer, ConstMatrixView visible, Rng& rng, Workers& workers) {
  if (is_untied(stack, layer)) return sample_hidden(recognition_machine(stack, layer), visible, rng, workers);
  return sample_hidden(stack.layers.at(layer), visible, rng, workers);
}

Matrix arriving_at(const Stack& stack, ConstMatrixView visible, Index layer, Workers& workers) {
  const Index inputs = stack.layers.front().visible->size();
  const Index classes = top_label_units(stack.layers);
  if (visible.columns != inputs + classes) require_columns("rows for the model", visible, inputs);
  Matrix states = copy_of(visible.column_range(0, inputs));
  for (Index i = 0; i < layer; ++i) states = recognition_mean(stack, i, states, workers);
  if (classes == 0 || layer + 1 < stack.layers.size()) return states;
  if (visible.columns > inputs) return with_labels(states, visible.column_range(inputs, classes));
  return with_labels(states, Matrix({visible.rows, classes}, std::numeric_limits<real>::quiet_NaN()));
}

Matrix hidden_representation(const Stack& stack, ConstMatrixView visible, Index layer, Workers& workers) {
  return recognition_mean(stack, layer, arriving_at(stack, visible, layer, workers), workers);
}

}  // namespace dbn
