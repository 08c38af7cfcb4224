// Objective of fine-tuning: the network, its targets and its error.
#pragma once

#include <memory>

#include "libdbn/dbn/model.hpp"
#include "libdbn/train/best_epoch.hpp"
#include "libdbn/train/training_plan.hpp"

namespace dbn {

class Objective {
 public:
  virtual ~Objective() = default;

  /// Throws a data or config error unless the training rows have what is to be learned.
  virtual void require_learnable() const {}
  /// The network that fine-tuning starts from.
  virtual Network unrolled(const Stack& stack) const = 0;
  /// What the outputs for a batch should be. (rows, out)
  virtual Matrix targets(const Batch& batch) const = 0;
  /// The network at work as a model has it: in units of the data.
  virtual Network finished(const Network& network) const { return network; }
  /// Whether rows have classes that outputs can miss.
  virtual bool classifies() const { return false; }
  /// What the finished network does on the validation rows, which also goes into the record.
  virtual BestEpoch::Result validate(const Network& finished, Workers& workers, EpochRecord& record) const = 0;
};

using ObjectivePtr = std::unique_ptr<Objective>;

/// The objective that the plan's options choose. The plan must outlive it.
ObjectivePtr make_objective(const TrainingPlan& plan);

}  // namespace dbn
