#include "libdbn/rbm/statistics.hpp"

#include <algorithm>
#include <cmath>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/kernels.hpp"
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

void begin_estimate(const Rbm& rbm, Index data_rows, Index model_rows, GradientEstimate& estimate) {
  const Index rows = data_rows + model_rows;
  estimate.data_rows = data_rows;
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

Matrix data_mean_visible(const GradientEstimate& estimate) {
  const ConstMatrixView rows = estimate.visible;
  Matrix result = zeros(1, rows.columns);
  const real share = 1 / static_cast<real>(estimate.data_rows);
  for (Index n = 0; n < estimate.data_rows; ++n) kernels::add_scaled(rows.row(n), share, rows.columns, result.data());
  return result;
}

// Hidden rows carry their share already.
Matrix data_mean_hidden(const GradientEstimate& estimate) {
  const ConstMatrixView rows = estimate.hidden;
  Matrix result = zeros(1, rows.columns);
  for (Index n = 0; n < estimate.data_rows; ++n) kernels::add_scaled(rows.row(n), 1, rows.columns, result.data());
  return result;
}

void add_outer_product(const Matrix& visible, const Matrix& hidden, GradientEstimate& estimate) {
  const auto append = [](Matrix& rows, const Matrix& row) {
    Matrix longer = Matrix::from_shape({rows.shape(0) + 1, rows.shape(1)});
    copy(rows, MatrixView(longer).row_range(0, rows.shape(0)));
    copy(row, MatrixView(longer).row_range(rows.shape(0), 1));
    rows = std::move(longer);
  };
  append(estimate.visible, visible);
  append(estimate.hidden, hidden);
}

double ascent_norm(const GradientEstimate& estimate) {
  const auto squared = [](const Matrix& m) { return kernels::dot(m.data(), m.data(), m.size()); };
  double total = squared(estimate.visible_ascent) + squared(estimate.hidden_ascent);
  if (estimate.weights.size() > 0) {
    Matrix all = Matrix::from_shape(estimate.weights.shape());
    weights_ascent(estimate, 0, all);
    return std::sqrt(total + squared(all));
  }
  // |V^T H|^2 = sum_nm (V V^T)_nm (H H^T)_nm
  const Index rows = estimate.visible.shape(0);
  Matrix visible = zeros(rows, rows);
  Matrix hidden = zeros(rows, rows);
  matmul(estimate.visible, transposed(estimate.visible), visible);
  matmul(estimate.hidden, transposed(estimate.hidden), hidden);
  total += kernels::dot(visible.data(), hidden.data(), visible.size());
  return std::sqrt(std::max(0.0, total));
}

void scale_ascent(double factor, GradientEstimate& estimate) {
  for (Matrix* part : {&estimate.hidden, &estimate.weights, &estimate.visible_ascent, &estimate.hidden_ascent}) {
    scale_rows(*part, factor);
  }
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
