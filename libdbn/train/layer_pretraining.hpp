// Pre-training of a layer: what dense rows and sparse rows have in common.
#pragma once

#include <functional>

#include "libdbn/rbm/rbm.hpp"
#include "libdbn/train/best_epoch.hpp"
#include "libdbn/train/history.hpp"
#include "libdbn/train/rbm_options.hpp"

namespace dbn {

/// Whether the epoch, from 0, is the last of a group of `every` or of all; never with `every` = 0.
bool is_due(Index epoch, Index every, Index epochs);

/// What the schedules say of an epoch: learning_rate, momentum, gibbs_steps.
void record_schedules(const RbmOptions& options, Index epoch, EpochRecord& record);

/// The parameters that learning begins with, drawn by the seed. `visible_means` (1, V) is asked for where the visible
/// biases are to give them.
void initialize_layer(const RbmOptions& options, Index layer, std::uint64_t seed,
                      const std::function<Matrix()>& visible_means, Rbm& rbm);

/// The parameters of the best epoch so far, which the last epoch leaves behind: for the layer above, and for the model.
class BestParameters {
 public:
  /// Keeps a reference to the machine, and the parameters that it has.
  BestParameters(Rbm& rbm, const RbmOptions& options);

  bool is_long_ago() const { return best_.is_long_ago(); }
  void enter(Index epoch, const BestEpoch::Result& result, EpochRecord& record);
  void archive(Archive& archive);

 private:
  Rbm& rbm_;
  Index epochs_;
  BestEpoch best_;
  RbmParameters parameters_;
};

}  // namespace dbn
