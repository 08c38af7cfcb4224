// Optimizer of the free parameters of a network on one batch.
#pragma once

#include <memory>

#include "libdbn/train/batch_loss.hpp"

namespace dbn {

class NetworkOptimizer {
 public:
  virtual ~NetworkOptimizer() = default;
  /// One step on the batch that `loss` was begun with. Throws a diverged error.
  virtual void step(BatchLoss& loss, Index epoch) = 0;
  /// What outlives a step.
  virtual void archive(Archive& archive) = 0;
};

using NetworkOptimizerPtr = std::unique_ptr<NetworkOptimizer>;

/// One update of each layer by the rule that the options name.
NetworkOptimizerPtr make_rule_optimizer(const Network& network, const FinetuneOptions& options);
/// A few line searches of the minimizer that the options name, begun anew on every batch: nothing is kept.
NetworkOptimizerPtr make_search_optimizer(const FinetuneOptions& options);

/// Whether the options name a minimizer, which has neither learning rate nor momentum.
bool searches_lines(const FinetuneOptions& options);
NetworkOptimizerPtr make_network_optimizer(const Network& network, const FinetuneOptions& options);

}  // namespace dbn
