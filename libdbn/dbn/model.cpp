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
  const Index inputs = model.layers.front().visible->size();
  require_consistent_network(model.network, inputs, where);
  // Label units show the class, which is no input to transform.
  const Index label_units = model.layers.front().visible->label_classes();
  for (const Vector* part : {&model.transform.shift, &model.transform.scale}) {
    if (part->size() == 0 || part->size() + label_units == inputs) continue;
    require_width(where, "the input transform", part->size(), inputs);
  }
}

Matrix with_labels(ConstMatrixView states, ConstMatrixView labels) {
  require_equal("labels beside states: rows", labels.rows, states.rows);
  Matrix result = zeros(states.rows, states.columns + labels.columns);
  copy(states, MatrixView(result).column_range(0, states.columns));
  copy(labels, MatrixView(result).column_range(states.columns, labels.columns));
  return result;
}

Matrix arriving_at(const std::vector<Rbm>& layers, ConstMatrixView visible, Index layer, Workers& workers) {
  const Index inputs = layers.front().visible->size();
  const Index classes = top_label_units(layers);
  if (visible.columns != inputs + classes) require_columns("rows for the model", visible, inputs);
  Matrix states = copy_of(visible.column_range(0, inputs));
  for (Index i = 0; i < layer; ++i) states = hidden_mean(layers[i], states, workers);
  if (classes == 0 || layer + 1 < layers.size()) return states;
  if (visible.columns > inputs) return with_labels(states, visible.column_range(inputs, classes));
  return with_labels(states, Matrix({visible.rows, classes}, std::numeric_limits<real>::quiet_NaN()));
}

Matrix hidden_representation(const std::vector<Rbm>& layers, ConstMatrixView visible, Index layer, Workers& workers) {
  return hidden_mean(layers.at(layer), arriving_at(layers, visible, layer, workers), workers);
}

}  // namespace dbn
