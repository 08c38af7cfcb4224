// The gradient of the mean log-likelihood from enumerated statistics, written out row by row on purpose: it shares no
// loop with the estimators that are checked against it.
#pragma once

#include "libdbn/likelihood/exact.hpp"
#include "tests/support/checks.hpp"

namespace dbn::test {

/// ascent += scale d/dtheta [-F(v)] for one row: the hidden layer is summed out.
inline void add_visible_row(const Rbm& rbm, ConstMatrixView row, double scale, RbmParameters& ascent) {
  const Matrix inputs = inputs_to_hidden(rbm, row);
  Matrix visible = zeros(1, rbm.visible->size());
  Matrix hidden = hidden_mean(rbm, row);
  rbm.visible->interaction(rbm.parameters.visible, row, visible);
  rbm.hidden->add_expected_gradient(rbm.parameters.hidden, inputs, scale, ascent.hidden);
  LayerPass(rbm, Side::hidden, Workers::serial()).add_length_gradient(row, hidden, scale, ascent.hidden);
  rbm.visible->add_gradient(rbm.parameters.visible, row, inputs_to_visible(rbm, hidden), scale, ascent.visible);
  rbm.hidden->interaction(rbm.parameters.hidden, hidden, hidden);
  for (Index i = 0; i < visible.size(); ++i) {
    for (Index j = 0; j < hidden.size(); ++j)
      ascent.weights(i, j) += static_cast<real>(scale) * visible(0, i) * hidden(0, j);
  }
}

/// The same with the visible layer summed out and a hidden state given.
inline void add_hidden_row(const Rbm& rbm, ConstMatrixView row, double scale, RbmParameters& ascent) {
  const Matrix inputs = inputs_to_visible(rbm, row);
  Matrix hidden = zeros(1, rbm.hidden->size());
  Matrix visible = visible_mean(rbm, row);
  rbm.hidden->interaction(rbm.parameters.hidden, row, hidden);
  rbm.visible->add_expected_gradient(rbm.parameters.visible, inputs, scale, ascent.visible);
  LayerPass(rbm, Side::hidden, Workers::serial()).add_length_gradient(visible, row, scale, ascent.hidden);
  rbm.hidden->add_gradient(rbm.parameters.hidden, row, inputs_to_hidden(rbm, visible), scale, ascent.hidden);
  rbm.visible->interaction(rbm.parameters.visible, visible, visible);
  for (Index i = 0; i < visible.size(); ++i) {
    for (Index j = 0; j < hidden.size(); ++j)
      ascent.weights(i, j) += static_cast<real>(scale) * visible(0, i) * hidden(0, j);
  }
}

/// d/dtheta of mean_n log p(v_n): data statistics minus enumerated model statistics.
inline RbmParameters exact_gradient(const Rbm& rbm, ConstMatrixView data) {
  RbmParameters ascent = zeros_like(rbm.parameters);
  for (Index n = 0; n < data.rows; ++n)
    add_visible_row(rbm, data.row_range(n, 1), 1.0 / static_cast<double>(data.rows), ascent);
  const double log_z = exact_log_z(rbm);
  const bool hidden_side = enumerated_side(rbm) == Side::hidden;
  const Matrix states = all_states(hidden_side ? *rbm.hidden : *rbm.visible);
  const Energies energies = hidden_side ? hidden_free_energy(rbm, states) : free_energy(rbm, states);
  for (Index n = 0; n < states.shape(0); ++n) {
    const double probability = std::exp(-energies[n] - log_z);
    const auto row = ConstMatrixView(states).row_range(n, 1);
    hidden_side ? add_hidden_row(rbm, row, -probability, ascent) : add_visible_row(rbm, row, -probability, ascent);
  }
  return ascent;
}

}  // namespace dbn::test
