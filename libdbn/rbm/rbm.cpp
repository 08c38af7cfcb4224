#include "libdbn/rbm/rbm.hpp"

#include "libdbn/base/checks.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/kernels.hpp"
#include "libdbn/base/linalg.hpp"
#include "libdbn/rbm/layer_pass.hpp"

namespace dbn {
namespace {

Matrix mean_of(const Rbm& rbm, Side side, ConstMatrixView source, Workers& workers) {
  const LayerPass pass(rbm, side, workers);
  Matrix result;
  pass.inputs(source, result);
  pass.mean(result, result);
  return result;
}

Matrix sample_of(const Rbm& rbm, Side side, ConstMatrixView source, Rng& rng, Workers& workers) {
  const LayerPass pass(rbm, side, workers);
  Matrix inputs;
  pass.inputs(source, inputs);
  Matrix result = Matrix::from_shape(inputs.shape());
  pass.sample(inputs, rng.next(), result);
  return result;
}

// Rows of counts multiply the hidden biases by their length D: U(h) holds the bias once, here are the other D - 1.
void subtract_length_energy(const Rbm& rbm, ConstMatrixView hidden, Energies& energies) {
  const double length = rbm.visible->fixed_length();
  if (length == 1) return;
  if (length == 0) {
    throw config_error("the hidden free energy with visible " + rbm.visible->spec() +
                       " depends on the length of the row; fix it, e.g. multinomial:WORDSxDRAWS");
  }
  const std::vector<double> copies(hidden.rows, length - 1);
  Matrix bias_inputs = zeros(hidden.rows, hidden.columns);
  Matrix interactions = zeros(hidden.rows, hidden.columns);
  rbm.hidden->add_bias_as_input(rbm.parameters.hidden, copies.data(), bias_inputs);
  rbm.hidden->interaction(rbm.parameters.hidden, hidden, interactions);
  for (Index n = 0; n < hidden.rows; ++n) {
    energies[n] -=
        kernels::dot(ConstMatrixView(bias_inputs).row(n), ConstMatrixView(interactions).row(n), hidden.columns);
  }
}

// The layer that is given contributes its own energy, the layer that receives inputs is summed out.
Energies free_energy_of(const Rbm& rbm, Side summed_out, ConstMatrixView states, Workers& workers) {
  const LayerPass pass(rbm, summed_out, workers);
  Matrix inputs;
  pass.inputs(states, inputs);
  Energies log_normalizer;
  pass.log_normalizer(inputs, log_normalizer);
  Energies result({states.rows}, 0.0);
  if (summed_out == Side::hidden) {
    rbm.visible->add_energy(rbm.parameters.visible, states, result.data());
  } else {
    rbm.hidden->add_energy(rbm.parameters.hidden, states, result.data());
  }
  for (Index n = 0; n < states.rows; ++n) result[n] -= log_normalizer[n];
  if (summed_out == Side::visible) subtract_length_energy(rbm, states, result);
  return result;
}

}  // namespace

void RbmParameters::archive(Archive& archive) {
  archive.field("weights", weights, "visible,hidden");
  archive.field("visible", visible, "parameter,visible");
  archive.field("hidden", hidden, "parameter,hidden");
}

Rbm make_rbm(UnitsPtr visible, UnitsPtr hidden) {
  RbmParameters parameters{zeros(visible->size(), hidden->size()), visible->neutral_parameters(),
                           hidden->neutral_parameters()};
  return {std::move(visible), std::move(hidden), std::move(parameters)};
}

RbmParameters zeros_like(const RbmParameters& parameters) {
  const auto zeros_of = [](const Matrix& m) { return zeros(m.shape(0), m.shape(1)); };
  return {zeros_of(parameters.weights), zeros_of(parameters.visible), zeros_of(parameters.hidden)};
}

Matrix inputs_to_hidden(const Rbm& rbm, ConstMatrixView visible, Workers& workers) {
  Matrix inputs;
  LayerPass(rbm, Side::hidden, workers).inputs(visible, inputs);
  return inputs;
}

Matrix inputs_to_visible(const Rbm& rbm, ConstMatrixView hidden, Workers& workers) {
  Matrix inputs;
  LayerPass(rbm, Side::visible, workers).inputs(hidden, inputs);
  return inputs;
}

Energies energy(const Rbm& rbm, ConstMatrixView visible, ConstMatrixView hidden) {
  require_equal("energy: rows of hidden", hidden.rows, visible.rows);
  require_columns("energy: hidden", hidden, rbm.hidden->size());
  const Matrix inputs = inputs_to_hidden(rbm, visible);
  Matrix interactions = Matrix::from_shape(inputs.shape());
  rbm.hidden->interaction(rbm.parameters.hidden, hidden, interactions);
  Energies result({visible.rows}, 0.0);
  rbm.visible->add_energy(rbm.parameters.visible, visible, result.data());
  rbm.hidden->add_energy(rbm.parameters.hidden, hidden, result.data());
  for (Index n = 0; n < visible.rows; ++n) {
    result[n] -= kernels::dot(ConstMatrixView(inputs).row(n), ConstMatrixView(interactions).row(n), inputs.shape(1));
  }
  return result;
}

Energies free_energy(const Rbm& rbm, ConstMatrixView visible, Workers& workers) {
  return free_energy_of(rbm, Side::hidden, visible, workers);
}

Energies hidden_free_energy(const Rbm& rbm, ConstMatrixView hidden, Workers& workers) {
  return free_energy_of(rbm, Side::visible, hidden, workers);
}

Matrix hidden_mean(const Rbm& rbm, ConstMatrixView visible, Workers& workers) {
  return mean_of(rbm, Side::hidden, visible, workers);
}

Matrix visible_mean(const Rbm& rbm, ConstMatrixView hidden, Workers& workers) {
  return mean_of(rbm, Side::visible, hidden, workers);
}

Matrix sample_hidden(const Rbm& rbm, ConstMatrixView visible, Rng& rng, Workers& workers) {
  return sample_of(rbm, Side::hidden, visible, rng, workers);
}

Matrix sample_visible(const Rbm& rbm, ConstMatrixView hidden, Rng& rng, Workers& workers) {
  return sample_of(rbm, Side::visible, hidden, rng, workers);
}

Matrix gibbs(const Rbm& rbm, Matrix visible, Index steps, Rng& rng, Workers& workers) {
  const LayerPass pass(rbm, Side::visible, workers);
  Matrix inputs;
  for (Index step = 0; step < steps; ++step) {
    pass.inputs(sample_hidden(rbm, visible, rng, workers), inputs);
    pass.sample_like(inputs, visible, rng.next(), visible);
  }
  return visible;
}

}  // namespace dbn
