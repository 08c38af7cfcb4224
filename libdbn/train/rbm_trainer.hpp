// Trainer of one restricted Boltzmann machine, update by update.
#pragma once

#include <functional>
#include <limits>

#include "libdbn/base/errors.hpp"
#include "libdbn/optim/update_rule.hpp"
#include "libdbn/penalties/penalty.hpp"
#include "libdbn/train/rbm_options.hpp"

namespace dbn {

/// Throws the config error of a layer that cannot be trained as the options say, whatever the rows.
void require_trainable(const Rbm& rbm, const RbmOptions& options, Index layer);

/// Trains `rbm` in place. `layer` is its place in the stack: it separates the random numbers of the layers.
class RbmTrainer {
 public:
  RbmTrainer(Rbm& rbm, const RbmOptions& options, std::uint64_t seed, Index layer, Workers& workers);

  /// Before the first update of a layer whose biases are fresh: takes them for those of the machine that
  /// `centering_start` names. `visible_means` gives (1, V) of the training rows. Nothing without centering.
  void begin(const std::function<Matrix()>& visible_means);

  /// One update from one batch; none from a batch whose rows all have weight 0. Throws a diverged error, with the
  /// machine's layer, when a parameter is no longer finite.
  void step(const Batch& batch, Index epoch, Figures figures = Figures::skip);

  /// Figures of the estimator for the history.
  GradientEstimator::Diagnostics diagnostics() const { return estimator_->diagnostics(); }
  /// ||change of W|| / ||W|| (Frobenius) of the last update whose figures were taken, W as it is after it; NaN before.
  /// About 1e-3 is healthy (Hinton 2010, section 7).
  double update_ratio() const { return update_ratio_; }

  /// The state that outlives an update, without the machine's own parameters.
  void archive(Archive& archive);

 private:
  void add_sparsity(GradientEstimate& estimate) const;
  void limit_norm(GradientEstimate& estimate) const;
  void move(GradientEstimate& estimate, Index epoch);
  bool move_weights(const GradientEstimate& estimate, const StepSize& size);
  Error divergence(Index epoch) const;

  Rbm& rbm_;
  RbmOptions options_;
  Index layer_;
  Workers& workers_;
  Rng rng_;
  EstimatorPtr estimator_;
  UpdateRulePtr rule_;
  DataMeans data_means_;
  bool learns_sigma_;
  std::vector<PenaltyPtr> penalties_;
  Centering centering_;
  Schedule visible_rate_;
  Schedule hidden_rate_;
  OptimizerState weights_;
  OptimizerState visible_;
  OptimizerState hidden_;
  double update_ratio_ = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace dbn
