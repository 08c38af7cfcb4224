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
  Matrix visible_ascent;  ///< (P_v, V)
  Matrix hidden_ascent;   ///< (P_h, H)
};

/// Empties `estimate` and makes room for `rows` rows of `rbm`'s shape.
void begin_estimate(const Rbm& rbm, Index rows, GradientEstimate& estimate);

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

/// The weights' ascent for rows first .. first + out.rows - 1 of W.
void weights_ascent(const GradientEstimate& estimate, Index first, MatrixView out);

}  // namespace dbn
