// Stage of a run that goes through its training rows in epochs: pre-training one layer, up-down learning, or
// fine-tuning.
#pragma once

#include <memory>

#include "libdbn/dbn/model.hpp"
#include "libdbn/train/history.hpp"
#include "libdbn/train/training_plan.hpp"

namespace dbn {

class Stage {
 public:
  virtual ~Stage() = default;
  virtual std::string name() const = 0;
  virtual Index epochs() const = 0;
  virtual Index batch_size() const = 0;
  /// The rows that this stage learns from.
  virtual const RowSource& source() const = 0;
  /// One update from these rows of the source. Its figures are wanted for the last one of an epoch that is recorded.
  virtual void step(std::span<const Index> rows, Index epoch, Figures figures) = 0;
  /// Whether the epoch gets a record in the history.
  virtual bool records(Index) const { return true; }
  /// Measures after the last batch of an epoch that is recorded.
  virtual void end_epoch(Index epoch, EpochRecord& record) = 0;
  /// True when more epochs would not help.
  virtual bool stop_early() const { return false; }
  /// State beyond the model's parameters.
  virtual void archive(Archive& archive) = 0;
};

/// A stage that learns from dense rows.
class DenseStage : public Stage {
 public:
  void step(std::span<const Index> rows, Index epoch, Figures figures) final {
    read_batch(source(), rows, epoch, batch_);
    learn(batch_, epoch, figures);
  }
  virtual void learn(const Batch& batch, Index epoch, Figures figures) = 0;

 private:
  Batch batch_;
};

using StagePtr = std::unique_ptr<Stage>;

/// Pre-training of layer `layer`; initializes its parameters unless they are kept.
StagePtr make_pretraining(Model& model, const TrainingPlan& plan, Index layer, TrainingStart start, Workers& workers);
/// The same for a layer that sees lists of ratings, which `plan.training` has to be.
StagePtr make_ratings_pretraining(Model& model, const TrainingPlan& plan, Index layer, TrainingStart start,
                                  Workers& workers);
/// The up-down algorithm on the whole stack, whose directed layers get recognition weights of their own unless they
/// have them. Throws a config error for a net or rows that it is not made for.
StagePtr make_updown(Model& model, const TrainingPlan& plan, Workers& workers);
/// The network that fine-tuning starts from.
Network initial_network(const Model& model, const TrainingPlan& plan);
/// Fine-tuning of the whole stack; sets model.network.
StagePtr make_finetuning(Model& model, const TrainingPlan& plan, Workers& workers);

}  // namespace dbn
