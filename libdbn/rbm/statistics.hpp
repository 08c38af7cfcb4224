// Sufficient statistics of one phase of the gradient, in factored form.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "libdbn/rbm/layer_pass.hpp"

namespace dbn {

/// What enters the statistics for the hidden units: their probabilities given the visible states, or sampled states.
enum class HiddenStatistics { probabilities, samples };

/// Whether the ascent of visible sigmas is wanted, which costs a product for each phase.
enum class SigmaAscent { take, skip };

/// Means of the interactions of both layers over the rows of a phase.
struct PhaseMeans {
  Matrix visible;  ///< (1, V) of s(v), where a missing unit counts as 0
  Matrix hidden;   ///< (1, H) of s(h)
};

/// A direction uphill in log-likelihood. The weights' part is a product of two row lists and is never formed as a
/// (V, H) matrix unless an estimator has to: ascent of W = visible^T hidden (+ weights).
struct GradientEstimate {
  Matrix visible;  ///< (R, V) interactions s(v), rows of the data phase before those of the model phase
  Matrix hidden;   ///< (R, H) interactions s(h), each row times its signed share: +1/rows of data, -1/rows of model
                   ///< unless rows have weights
  Matrix weights;  ///< (V, H) a further part in full, or empty
  /// What each row of the data phase counts. In both lists as many rows come first, which products take apart from the
  /// others (see weights_ascent).
  std::vector<double> data_shares;
  /// Of the data phase, each row of the data as its share says; the hidden units given the row, averaged out or as
  /// sampled. The estimator states them where it is asked to and can (GradientEstimator::states_data_means).
  std::optional<PhaseMeans> data_means;
  Matrix visible_ascent;  ///< (P_v, V)
  Matrix hidden_ascent;   ///< (P_h, H)
  SigmaAscent sigma = SigmaAscent::take;
};

/// Empties `estimate`, which then states no means, and makes room for the rows of the data phase, whose shares
/// (Batch::shares) it keeps, and `model_rows` of the model phase.
void begin_estimate(const Rbm& rbm, std::vector<double> data_shares, Index model_rows, GradientEstimate& estimate);

/// One phase: visible states, the inputs they send to the hidden units, and hidden states drawn from those inputs
/// (looked at only under HiddenStatistics::samples). All (n, V) or (n, H).
struct Phase {
  ConstMatrixView visible;
  ConstMatrixView hidden_inputs;
  ConstMatrixView hidden_states;
};

/// Enters the sum over the phase's rows of shares[n] d(-E)/d(theta), the hidden units averaged out or as sampled, into
/// rows `first_row` .. of the estimate. A data phase of n rows without weights has the shares 1/n, a model phase of m
/// rows -1/m.
void add_phase(const Rbm& rbm, const Phase& phase, std::span<const double> shares, HiddenStatistics statistics,
               Index first_row, GradientEstimate& estimate, Workers& workers);
/// `rows` equal shares that add up to `total`: 1 in a data phase, -1 in a model phase.
std::vector<double> equal_shares(Index rows, double total);
/// The shares of rows that enter a model phase as they entered the data phase, because chains began at them.
std::vector<double> negative_shares(std::vector<double> shares);

/// Means over the rows `first_row` .. of the estimate, which `add_phase` has entered with these shares.
PhaseMeans means_of_rows(const GradientEstimate& estimate, Index first_row, std::span<const double> shares);

/// Adds the outer product visible^T hidden to the weights' ascent. (1, V) and (1, H)
void add_outer_product(const Matrix& visible, const Matrix& hidden, GradientEstimate& estimate);

/// Adds `factor` times another estimate for the same machine, behind the rows of this one, whose data phase, with its
/// means, stays the data phase.
void add_estimate(const GradientEstimate& other, double factor, GradientEstimate& estimate);

/// Euclidean norm of the whole ascent, the weights' part from the inner products of its rows.
double ascent_norm(const GradientEstimate& estimate);
/// Multiplies the whole ascent by a number.
void scale_ascent(double factor, GradientEstimate& estimate);

/// The weights' ascent for rows first .. first + out.rows - 1 of W. The rows of the data phase and the others each go
/// by lists of their nonzero elements where `rule` and their zeros among these columns say so.
void weights_ascent(const GradientEstimate& estimate, Index first, MatrixView out,
                    SparseProducts rule = SparseProducts::automatic);

}  // namespace dbn
