// The sufficient statistics of one phase of learning, kept in factored form.
#pragma once

#include <span>
#include <vector>

#include "libdbn/rbm/layer_pass.hpp"

namespace dbn {

/// What enters the statistics for the hidden units: their probabilities given the visible states, or sampled states.
enum class HiddenStatistics { probabilities, samples };

/// Whether the ascent of visible sigmas is wanted, which costs a product for each phase.
enum class SigmaAscent { take, skip };

/// A direction uphill in log-likelihood. The weights' part is a product of two row lists and is never formed as a
/// (V, H) matrix unless an estimator has to: ascent of W = visible^T hidden (+ weights).
struct GradientEstimate {
  Matrix visible;  ///< (R, V) interactions s(v), rows of the data phase before those of the model phase
  Matrix hidden;   ///< (R, H) interactions s(h), each row times its signed share: +1/rows of data, -1/rows of model
                   ///< unless rows have weights
  Matrix weights;  ///< (V, H) a further part in full, or empty
  std::vector<double> data_row_weights;  ///< what each row of the data phase counts; its rows come first in both lists
  Matrix visible_ascent;                 ///< (P_v, V)
  Matrix hidden_ascent;                  ///< (P_h, H)
  SigmaAscent sigma = SigmaAscent::take;
};

/// Empties `estimate` and makes room for the rows of the data phase, whose weights (Batch::row_weights) it keeps, and
/// `model_rows` of the model phase.
void begin_estimate(const Rbm& rbm, std::vector<double> data_row_weights, Index model_rows, GradientEstimate& estimate);

/// One phase: visible states, the inputs they send to the hidden units, and hidden states drawn from those inputs
/// (looked at only under HiddenStatistics::samples). All (n, V) or (n, H).
struct Phase {
  ConstMatrixView visible;
  ConstMatrixView hidden_inputs;
  ConstMatrixView hidden_states;
};

/// Enters the sum over the phase's rows of row_weights[n] d(-E)/d(theta), the hidden units averaged out or as sampled,
/// into rows `first_row` .. of the estimate. A data phase of n rows without weights has the weights 1/n, a model phase
/// of m rows -1/m.
void add_phase(const Rbm& rbm, const Phase& phase, std::span<const double> row_weights, HiddenStatistics statistics,
               Index first_row, GradientEstimate& estimate, Workers& workers);
/// `rows` equal weights that add up to `total`: 1 in a data phase, -1 in a model phase.
std::vector<double> equal_row_weights(Index rows, double total);
/// The weights of rows that enter a model phase as they entered the data phase, because chains began at them.
std::vector<double> negative_row_weights(std::vector<double> row_weights);

/// Means over the data phase of s(v) (1, V) and s(h) (1, H), with the weights of its rows.
Matrix data_mean_visible(const GradientEstimate& estimate);
Matrix data_mean_hidden(const GradientEstimate& estimate);

/// Adds the outer product visible^T hidden to the weights' ascent. (1, V) and (1, H)
void add_outer_product(const Matrix& visible, const Matrix& hidden, GradientEstimate& estimate);

/// Adds `factor` times another estimate for the same machine, behind the rows of this one, whose data phase stays the
/// data phase.
void add_estimate(const GradientEstimate& other, double factor, GradientEstimate& estimate);

/// Euclidean norm of the whole ascent, the weights' part from the inner products of its rows.
double ascent_norm(const GradientEstimate& estimate);
/// Multiplies the whole ascent by a number.
void scale_ascent(double factor, GradientEstimate& estimate);

/// The weights' ascent for rows first .. first + out.rows - 1 of W. The rows of the data phase and the others each go
/// by sparse products where `rule` and their zeros among these columns say so.
void weights_ascent(const GradientEstimate& estimate, Index first, MatrixView out,
                    SparseProducts rule = SparseProducts::automatic);

}  // namespace dbn
