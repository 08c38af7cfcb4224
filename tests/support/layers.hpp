// Layers for batteries: one of every kind in the table, so that a new kind is tested before its author writes a test.
#pragma once

#include "libdbn/base/errors.hpp"
#include "libdbn/units/units.hpp"
#include "tests/support/checks.hpp"

namespace dbn::test {

/// A layer with parameters and one row of inputs.
struct Layer {
  UnitsPtr units;
  Matrix parameters;
  Matrix inputs;
};

/// The kind as a small layer: "KIND:2x3" where it has such a shape, else "KIND:N".
inline std::string small_spec(const std::string& kind, const std::string& count) {
  try {
    return make_units(kind + ":2x3")->spec();
  } catch (const Error&) {
    return make_units(kind + ":" + count)->spec();
  }
}

inline Layer make_layer(const std::string& spec, unsigned seed) {
  Layer layer{make_units(spec), {}, {}};
  const Index size = layer.units->size();
  layer.parameters = layer.units->neutral_parameters();
  layer.inputs = zeros(1, size);
  fill_normal(layer.inputs, 1, seed);
  Matrix bias = zeros(1, size);
  fill_normal(bias, 0.7, seed + 1);
  copy(bias, MatrixView(layer.parameters).row_range(0, 1));
  const auto names = layer.units->parameter_names();
  for (Index p = 1; p < names.size(); ++p) {
    for (Index i = 0; i < size; ++i) {
      if (layer.units->domain(i) == Domain::line)
        layer.parameters(p, i) = static_cast<real>(0.6 + 0.3 * static_cast<double>((i + seed) % 4));
    }
  }
  return layer;
}

/// Every kind in the table, and compositions.
inline std::vector<std::string> battery_specs() {
  std::vector<std::string> specs;
  for (const std::string& kind : unit_kinds()) specs.push_back(small_spec(kind, "3"));
  for (const char* spec : {"bernoulli:2+softmax:1x3", "gaussian:2+bernoulli:2", "relu:1+gaussian:1+bernoulli:1",
                           "multinomial:3x2+bernoulli:1", "bernoulli:1+bernoulli:2"})
    specs.emplace_back(spec);
  return specs;
}

/// Kinds whose units are continuous, as layers of one unit.
inline std::vector<std::string> continuous_specs() {
  std::vector<std::string> specs;
  for (const std::string& kind : unit_kinds()) {
    const std::string spec = small_spec(kind, "1");
    if (make_units(spec)->domain(0) != Domain::bounded) specs.push_back(spec);
  }
  return specs;
}

/// `rows` copies of the first row.
inline Matrix repeated(ConstMatrixView row, Index rows) {
  Matrix result = zeros(rows, row.columns);
  for (Index n = 0; n < rows; ++n) copy(row.row_range(0, 1), MatrixView(result).row_range(n, 1));
  return result;
}

inline Matrix draw(const Layer& layer, Index rows, std::uint64_t seed) {
  Matrix states = zeros(rows, layer.units->size());
  Rng rng(seed);
  layer.units->sample(layer.parameters, repeated(layer.inputs, rows), rng.next(), states);
  return states;
}

inline double log_normalizer(const Layer& layer) {
  double value = 0;
  layer.units->add_log_normalizer(layer.parameters, layer.inputs, &value);
  return value;
}

/// -U(x) + s(x) . I of one row.
inline double log_weight(const Layer& layer, ConstMatrixView row) {
  double energy = 0;
  layer.units->add_energy(layer.parameters, row, &energy);
  Matrix interaction = zeros(1, row.columns);
  layer.units->interaction(layer.parameters, row, interaction);
  double sum = -energy;
  for (Index i = 0; i < row.columns; ++i)
    sum += static_cast<double>(interaction(0, i)) * static_cast<double>(layer.inputs(0, i));
  return sum;
}

}  // namespace dbn::test
