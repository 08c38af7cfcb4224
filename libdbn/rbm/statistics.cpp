#include "libdbn/rbm/statistics.hpp"

#include "libdbn/base/checks.hpp"
#include "libdbn/base/linalg.hpp"

namespace dbn {
namespace {

void scale_rows(MatrixView rows, double scale) {
  for (Index n = 0; n < rows.rows; ++n) {
    real* row = rows.row(n);
    for (Index j = 0; j < rows.columns; ++j) row[j] *= static_cast<real>(scale);
  }
}

bool has_scale_parameter(const Units& units) { return units.parameter_names().size() > 1; }

}  // namespace

void begin_estimate(const Rbm& rbm, Index rows, GradientEstimate& estimate) {
  reshape(estimate.visible, rows, rbm.visible->size());
  reshape(estimate.hidden, rows, rbm.hidden->size());
  reshape(estimate.weights, 0, 0);
  estimate.visible_ascent = zeros(rbm.parameters.visible.shape(0), rbm.parameters.visible.shape(1));
  estimate.hidden_ascent = zeros(rbm.parameters.hidden.shape(0), rbm.parameters.hidden.shape(1));
}

void add_phase(const Rbm& rbm, const Phase& phase, double scale, HiddenStatistics statistics, Index first_row,
               GradientEstimate& estimate, Workers& workers) {
  const Index rows = phase.visible.rows;
  require_equal("statistics: rows of hidden inputs", phase.hidden_inputs.rows, rows);
  const LayerPass visible(rbm, Side::visible, workers);
  const LayerPass hidden(rbm, Side::hidden, workers);
  const MatrixView visible_rows = MatrixView(estimate.visible).row_range(first_row, rows);
  const MatrixView hidden_rows = MatrixView(estimate.hidden).row_range(first_row, rows);
  visible.interaction(phase.visible, visible_rows);

  // Every kind's bias statistic is linear in its state, so means stand for the expectation; a sigma's is not.
  if (statistics == HiddenStatistics::samples) {
    rbm.hidden->add_gradient(rbm.parameters.hidden, phase.hidden_states, phase.hidden_inputs, scale,
                             estimate.hidden_ascent);
    hidden.add_length_gradient(phase.visible, phase.hidden_states, scale, estimate.hidden_ascent);
    hidden.interaction(phase.hidden_states, hidden_rows);
  } else {
    hidden.mean(phase.hidden_inputs, hidden_rows);
    if (has_scale_parameter(*rbm.hidden)) {
      rbm.hidden->add_expected_gradient(rbm.parameters.hidden, phase.hidden_inputs, scale, estimate.hidden_ascent);
    } else {
      rbm.hidden->add_gradient(rbm.parameters.hidden, hidden_rows, phase.hidden_inputs, scale, estimate.hidden_ascent);
    }
    hidden.add_length_gradient(phase.visible, hidden_rows, scale, estimate.hidden_ascent);
    if (!rbm.hidden->interaction_is_identity()) hidden.interaction(hidden_rows, hidden_rows);
  }

  Matrix visible_inputs;
  if (has_scale_parameter(*rbm.visible)) {
    reshape(visible_inputs, rows, rbm.visible->size());
    matmul(workers, hidden_rows, transposed(rbm.parameters.weights), visible_inputs);
  }
  rbm.visible->add_gradient(rbm.parameters.visible, phase.visible, visible_inputs, scale, estimate.visible_ascent);
  scale_rows(hidden_rows, scale);
}

void weights_ascent(const GradientEstimate& estimate, Index first, MatrixView out) {
  const ConstMatrixView visible = estimate.visible;
  real kept = 0;
  if (estimate.weights.shape(0) > 0) {
    copy(ConstMatrixView(estimate.weights).row_range(first, out.rows), out);
    kept = 1;
  }
  matmul(transposed(visible.column_range(first, out.rows)), ConstMatrixView(estimate.hidden), out, 1, kept);
}

}  // namespace dbn
