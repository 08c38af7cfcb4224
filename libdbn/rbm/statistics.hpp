// The sufficient statistics of one phase of learning, kept in factored form.
#pragma once

#include "libdbn/rbm/layer_pass.hpp"

namespace dbn {

/// What enters the statistics for the hidden units: their probabilities given the visible states, or sampled states.
enum class HiddenStatistics { probabilities, samples };

/// A direction uphill in log-likelihood. The weights' part is a product of two row lists and is never formed as a
/// (V, H) matrix unless an estimator has to: ascent of W = visible^T hidden (+ weights).
struct GradientEstimate {
  Matrix visible;  ///< (R, V) interactions s(v), rows of the data phase before those of the model phase
  Matrix hidden;   ///< (R, H) interactions s(h), each row times its signed share: +1/rows of data, -1/rows of model
  Matrix weights;  ///< (V, H) a further part in full, or empty
  Index data_rows = 0;    ///< the first rows of both lists are those of the data phase
  Matrix visible_ascent;  ///< (P_v, V)
  Matrix hidden_ascent;   ///< (P_h, H)
};

/// Empties `estimate` and makes room for `data_rows` rows of the data phase and `model_rows` of the model phase.
void begin_estimate(const Rbm& rbm, Index data_rows, Index model_rows, GradientEstimate& estimate);

/// One phase: visible states, the inputs they send to the hidden units, and hidden states drawn from those inputs
/// (looked at only under HiddenStatistics::samples). All (n, V) or (n, H).
struct Phase {
  ConstMatrixView visible;
  ConstMatrixView hidden_inputs;
  ConstMatrixView hidden_states;
};

/// Enters `scale` times the sum over the phase's rows of d(-E)/d(theta), the hidden units averaged out or as sampled,
/// into rows `first_row` .. of the estimate. A data phase of n rows has scale 1/n, a model phase of m rows -1/m.
void add_phase(const Rbm& rbm, const Phase& phase, double scale, HiddenStatistics statistics, Index first_row,
               GradientEstimate& estimate, Workers& workers);

/// Means over the data phase of s(v) (1, V) and s(h) (1, H).
Matrix data_mean_visible(const GradientEstimate& estimate);
Matrix data_mean_hidden(const GradientEstimate& estimate);

/// Adds the outer product visible^T hidden to the weights' ascent. (1, V) and (1, H)
void add_outer_product(const Matrix& visible, const Matrix& hidden, GradientEstimate& estimate);

/// Euclidean norm of the whole ascent, the weights' part from the inner products of its rows.
double ascent_norm(const GradientEstimate& estimate);
/// Multiplies the whole ascent by a number.
void scale_ascent(double factor, GradientEstimate& estimate);

/// The weights' ascent for rows first .. first + out.rows - 1 of W.
void weights_ascent(const GradientEstimate& estimate, Index first, MatrixView out);

}  // namespace dbn
