// Training run as a value: advanced batch by batch, saved between any two batches, and continued.
#pragma once

#include <memory>

#include "libdbn/dbn/model.hpp"
#include "libdbn/train/history.hpp"
#include "libdbn/train/training_plan.hpp"

namespace dbn {

/// Where a run stands, for progress displays.
struct Progress {
  std::string stage;    ///< "rbm.0", ..., "updown", "finetune", "" when finished
  Index epoch = 0;      ///< the epoch that the next batch belongs to
  Index epochs = 0;     ///< of this stage, as planned
  Index batch = 0;      ///< batches done in this epoch
  Index batches = 0;    ///< per epoch
  Index rows = 0;       ///< rows of the last batch
  double fraction = 0;  ///< of the whole run's batches, by count of multiply-adds; early stopping may end it sooner
};

/// What an advance brought about.
enum class Advance { batch_done, epoch_done, stage_done, run_done };

/// Greedy pre-training of each layer in turn on the representation below it (Hinton, Osindero & Teh 2006), then,
/// where the plan asks for them, the up-down algorithm on the whole net, and backpropagation with the best network by
/// validation error kept.
class TrainingRun {
 public:
  TrainingRun(Model model, TrainingPlan plan, TrainingStart start, Workers& workers);
  ~TrainingRun();

  bool finished() const;
  /// Trains on one batch; at the end of an epoch also measures and adds to the history. Throws a diverged error.
  Advance advance();

  Progress progress() const;
  const History& history() const;
  /// The model as it stands; after fine-tuning the network is the best by validation so far.
  const Model& model() const;

  /// All that resuming needs, and the proof that it fits: a resumed run continues byte for byte.
  void archive(Archive& archive);

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace dbn
