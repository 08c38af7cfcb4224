// Data phase and model phase of estimators: the rows of a batch, and persistent chains.
#pragma once

#include <limits>

#include "libdbn/estimators/estimator.hpp"

namespace dbn {

/// Enters `data` into rows 0 .. rows - 1 of `estimate`, each times its share in `estimate.data_row_weights`, and states
/// its means where the step asks for them.
void enter_data_phase(const Rbm& rbm, const Phase& data, HiddenStatistics statistics, const Step& step,
                      GradientEstimate& estimate);

/// The data phase: E[h | v] (or a draw of it) with the rows of the batch clamped.
class DataPhase {
 public:
  /// Enters the batch into rows 0 .. rows - 1 of `estimate`, each times its share of the batch.
  void enter(const Rbm& rbm, const Batch& batch, HiddenStatistics statistics, const Step& step,
             GradientEstimate& estimate);

 private:
  Matrix hidden_inputs_;
  Matrix hidden_states_;
};

/// What persistent chains lack during one update: for each chain a row of the batch whose missing units and length it
/// takes over, so that the model phase averages over the machines that the rows speak to. Chain m takes a random row
/// out of the m-th of `chains` equal parts of the rows' weights. Empty, without a draw, when no row lacks anything or
/// has a length.
Matrix rows_to_resemble(const Rbm& rbm, const Batch& batch, Index chains, Rng& rng);

/// Fantasy particles: Gibbs chains that carry their hidden states from update to update. Drawing visible states from
/// them first saves one product against starting from visible states, and is the same chain.
class Chains {
 public:
  explicit Chains(Index count) : count_(count) {}

  Index count() const { return count_; }
  /// `step.gibbs_steps` steps of `rbm`; both sides are always sampled: with probabilities in place of states this would
  /// be no Gibbs chain. The first call starts the chains from the visible biases alone: a machine that knows nothing
  /// but the base rates. Chains resemble rows of the batch (see above).
  void advance(const Rbm& rbm, const Batch& batch, const Step& step);
  /// Fraction of the visible units that differ from before the last `advance` that took figures; NaN before. Chains
  /// with a small rate are stuck.
  double flip_rate() const { return flip_rate_; }
  /// Enters the chains as the model phase into rows `first_row` .. of `estimate`.
  void enter(const Rbm& rbm, HiddenStatistics statistics, Index first_row, const Step& step,
             GradientEstimate& estimate);
  /// Throws a model error when the stored number of chains is not that of the config.
  void archive(Archive& archive);

 private:
  bool started() const { return visible_.size() > 0; }
  void draw_visible(const LayerPass& visible, const Matrix& like, const Step& step);

  Index count_;
  Matrix visible_;
  Matrix hidden_;
  Matrix visible_inputs_;
  Matrix hidden_inputs_;
  double flip_rate_ = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace dbn
