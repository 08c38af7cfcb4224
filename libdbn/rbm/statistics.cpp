#include "libdbn/rbm/statistics.hpp"

#include <algorithm>
#include <cmath>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/kernels.hpp"
#include "libdbn/base/linalg.hpp"

namespace dbn {
namespace {

void scale_row(real scale, Index columns, real* row) {
  for (Index j = 0; j < columns; ++j) row[j] *= scale;
}

/// Calls visit(first, rows, share) for neighbors of equal share: without weights that is one call.
template <class Visit>
void for_equal_row_weights(std::span<const double> row_weights, const Visit& visit) {
  for (Index first = 0, next = 0; first < row_weights.size(); first = next) {
    while (next < row_weights.size() && row_weights[next] == row_weights[first]) ++next;
    visit(first, next - first, row_weights[first]);
  }
}

bool has_scale_parameter(const Units& units) { return units.parameter_names().size() > 1; }

}  // namespace

void begin_estimate(const Rbm& rbm, std::vector<double> data_row_weights, Index model_rows,
                    GradientEstimate& estimate) {
  const Index rows = data_row_weights.size() + model_rows;
  estimate.data_row_weights = std::move(data_row_weights);
  estimate.data_means.reset();
  reshape(estimate.visible, rows, rbm.visible->size());
  reshape(estimate.hidden, rows, rbm.hidden->size());
  reshape(estimate.weights, 0, 0);
  estimate.visible_ascent = zeros(rbm.parameters.visible.shape(0), rbm.parameters.visible.shape(1));
  estimate.hidden_ascent = zeros(rbm.parameters.hidden.shape(0), rbm.parameters.hidden.shape(1));
}

void add_phase(const Rbm& rbm, const Phase& phase, std::span<const double> row_weights, HiddenStatistics statistics,
               Index first_row, GradientEstimate& estimate, Workers& workers) {
  const Index rows = phase.visible.rows;
  require_equal("statistics: rows of hidden inputs", phase.hidden_inputs.rows, rows);
  require_equal("statistics: row weights", row_weights.size(), rows);
  const LayerPass visible(rbm, Side::visible, workers);
  const LayerPass hidden(rbm, Side::hidden, workers);
  const MatrixView visible_rows = MatrixView(estimate.visible).row_range(first_row, rows);
  const MatrixView hidden_rows = MatrixView(estimate.hidden).row_range(first_row, rows);
  visible.interaction(phase.visible, visible_rows);

  // Every kind's bias statistic is linear in its state, so means stand for the expectation; a sigma's is not.
  const bool sampled = statistics == HiddenStatistics::samples;
  if (!sampled) hidden.mean(phase.hidden_inputs, hidden_rows);
  const ConstMatrixView states = sampled ? phase.hidden_states : ConstMatrixView(hidden_rows);
  const bool expected = !sampled && has_scale_parameter(*rbm.hidden);
  for_equal_row_weights(row_weights, [&](Index first, Index count, double share) {
    const auto inputs = phase.hidden_inputs.row_range(first, count);
    if (expected) {
      rbm.hidden->add_expected_gradient(rbm.parameters.hidden, inputs, share, estimate.hidden_ascent);
    } else {
      rbm.hidden->add_gradient(rbm.parameters.hidden, states.row_range(first, count), inputs, share,
                               estimate.hidden_ascent);
    }
    hidden.add_length_gradient(phase.visible.row_range(first, count), states.row_range(first, count), share,
                               estimate.hidden_ascent);
  });
  if (sampled || !rbm.hidden->interaction_is_identity()) hidden.interaction(states, hidden_rows);

  Matrix visible_inputs;
  if (has_scale_parameter(*rbm.visible) && estimate.sigma == SigmaAscent::take) {
    reshape(visible_inputs, rows, rbm.visible->size());
    matmul(workers, hidden_rows, transposed(rbm.parameters.weights), visible_inputs);
  }
  for_equal_row_weights(row_weights, [&](Index first, Index count, double share) {
    rbm.visible->add_gradient(rbm.parameters.visible, phase.visible.row_range(first, count),
                              ConstMatrixView(visible_inputs).row_range(first, count), share, estimate.visible_ascent);
  });
  for (Index n = 0; n < rows; ++n) {
    scale_row(static_cast<real>(row_weights[n]), hidden_rows.columns, hidden_rows.row(n));
  }
}

std::vector<double> equal_row_weights(Index rows, double total) {
  return std::vector<double>(rows, total / static_cast<double>(rows));
}

std::vector<double> negative_row_weights(std::vector<double> row_weights) {
  for (double& share : row_weights) share = -share;
  return row_weights;
}

// Hidden rows carry their share already.
PhaseMeans means_of_rows(const GradientEstimate& estimate, Index first_row, std::span<const double> row_weights) {
  const ConstMatrixView visible = estimate.visible;
  const ConstMatrixView hidden = estimate.hidden;
  PhaseMeans means{zeros(1, visible.columns), zeros(1, hidden.columns)};
  for (Index n = 0; n < row_weights.size(); ++n) {
    const Index row = first_row + n;
    kernels::add_scaled(visible.row(row), static_cast<real>(row_weights[n]), visible.columns, means.visible.data());
    kernels::add_scaled(hidden.row(row), 1, hidden.columns, means.hidden.data());
  }
  return means;
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

void add_estimate(const GradientEstimate& other, double factor, GradientEstimate& estimate) {
  const auto append = [](const Matrix& from, double share, Matrix& rows) {
    const Index before = rows.shape(0);
    Matrix longer = Matrix::from_shape({before + from.shape(0), rows.shape(1)});
    copy(rows, MatrixView(longer).row_range(0, before));
    const MatrixView behind = MatrixView(longer).row_range(before, from.shape(0));
    copy(from, behind);
    for (Index n = 0; n < behind.rows; ++n) scale_row(static_cast<real>(share), behind.columns, behind.row(n));
    rows = std::move(longer);
  };
  const auto add = [factor](const Matrix& from, Matrix& to) {
    if (from.size() == 0) return;
    if (to.size() == 0) to = zeros(from.shape(0), from.shape(1));
    kernels::add_scaled(from.data(), static_cast<real>(factor), from.size(), to.data());
  };
  append(other.visible, 1, estimate.visible);
  append(other.hidden, factor, estimate.hidden);
  add(other.weights, estimate.weights);
  add(other.visible_ascent, estimate.visible_ascent);
  add(other.hidden_ascent, estimate.hidden_ascent);
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
    scale_row(static_cast<real>(factor), part->size(), part->data());
  }
}

void weights_ascent(const GradientEstimate& estimate, Index first, MatrixView out, SparseProducts rule) {
  const ConstMatrixView visible = estimate.visible;
  real kept = 0;
  if (estimate.weights.shape(0) > 0) {
    copy(ConstMatrixView(estimate.weights).row_range(first, out.rows), out);
    kept = 1;
  }
  add_transposed_product(visible.column_range(first, out.rows), estimate.hidden, estimate.data_row_weights.size(), rule,
                         out, kept);
}

}  // namespace dbn
