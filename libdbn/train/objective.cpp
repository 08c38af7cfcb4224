#include "libdbn/train/objective.hpp"

#include <algorithm>

#include "libdbn/base/errors.hpp"
#include "libdbn/dbn/classification.hpp"
#include "libdbn/dbn/reconstruction.hpp"
#include "libdbn/dbn/regression.hpp"
#include "libdbn/dbn/target_scale.hpp"
#include "libdbn/dbn/unrolling.hpp"

namespace dbn {
namespace {

Rng initialization_of(const TrainingPlan& plan, const Stack& stack) {
  return Rng(plan.seed, Purpose::initialization, stack.layers.size());
}

class Classify final : public Objective {
 public:
  explicit Classify(const TrainingPlan& plan) : plan_(plan) {}

  void require_learnable() const override {
    const Labels& labels = plan_.training->labels();
    for (Index n = 0; n < labels.size(); ++n) {
      if (labels[n] >= 0 && static_cast<Index>(labels[n]) < plan_.classes) continue;
      const auto unknown = std::count(labels.begin(), labels.end(), missing_label);
      throw data_error("training data: row " + std::to_string(n) + " has label " + std::to_string(labels[n]) +
                       (unknown > 0 ? " (" + std::to_string(unknown) + " of " + std::to_string(labels.size()) +
                                          " rows have no label)"
                                    : "") +
                       ", but fine-tuning needs a class from 0 to " + std::to_string(plan_.classes - 1) +
                       " for every row; set finetune.epochs = 0 to train without labels");
    }
  }

  Network unrolled(const Stack& stack) const override {
    Rng rng = initialization_of(plan_, stack);
    return unroll_classifier(stack, plan_.classes, plan_.finetune.output_deviation, rng);
  }

  Matrix targets(const Batch& batch) const override { return one_hot(batch.labels, plan_.classes); }
  bool classifies() const override { return true; }

  BestEpoch::Result validate(const Network& finished, Workers& workers, EpochRecord& record) const override {
    const ClassificationScore score = score_classifier(
        [&](ConstMatrixView rows) { return forward(finished, rows, workers); }, plan_.classes, *plan_.validation);
    record.set("validation_loss", -score.log_likelihood);
    record.set("validation_error", score.error());
    return {score.error(), -score.log_likelihood};
  }

 private:
  const TrainingPlan& plan_;
};

class Reconstruct final : public Objective {
 public:
  explicit Reconstruct(const TrainingPlan& plan) : plan_(plan) {}

  Network unrolled(const Stack& stack) const override { return unroll_autoencoder(stack); }
  Matrix targets(const Batch& batch) const override { return batch.inputs; }

  BestEpoch::Result validate(const Network& finished, Workers& workers, EpochRecord& record) const override {
    const ReconstructionScore score =
        score_reconstruction([&](ConstMatrixView rows) { return forward(finished, rows, workers); }, *plan_.validation);
    record.set("validation_squared_error", score.squared_error_per_row());
    return {0, score.squared_error_per_row()};
  }

 private:
  const TrainingPlan& plan_;
};

// Learns standardized targets, so that one step size suits targets in any units and none of several outweighs another.
class Regress final : public Objective {
 public:
  explicit Regress(const TrainingPlan& plan)
      : plan_(plan), scale_(target_scale(plan.training->targets(), plan.training->weights())) {}

  void require_learnable() const override {
    if (!scale_.mean.empty()) return;
    throw config_error(
        "finetune.objective = regress: the training data have no targets to predict; name their columns by "
        "data.target_columns (CSV), or give HDF5 data with /targets");
  }

  Network unrolled(const Stack& stack) const override {
    Rng rng = initialization_of(plan_, stack);
    return unroll_regressor(stack, scale_.mean.size(), plan_.finetune.output_deviation, rng);
  }

  Matrix targets(const Batch& batch) const override { return standardized(scale_, batch.targets); }
  Network finished(const Network& network) const override { return in_units_of_targets(network, scale_); }

  BestEpoch::Result validate(const Network& finished, Workers& workers, EpochRecord& record) const override {
    const RegressionScore score = score_regressor(
        [&](ConstMatrixView rows) { return forward(finished, rows, workers); }, scale_.mean.size(), *plan_.validation);
    double squares = 0;
    for (Index j = 0; j < score.targets.size(); ++j) {
      squares += score.targets[j].mean_square() / (scale_.deviation[j] * scale_.deviation[j]);
    }
    record.set("validation_squared_error", squares);
    return {0, squares};
  }

 private:
  const TrainingPlan& plan_;
  TargetScale scale_;
};

}  // namespace

ObjectivePtr make_objective(const TrainingPlan& plan) {
  switch (plan.finetune.objective) {
    case FinetuneGoal::reconstruct: return std::make_unique<Reconstruct>(plan);
    case FinetuneGoal::regress: return std::make_unique<Regress>(plan);
    case FinetuneGoal::classify: break;
  }
  return std::make_unique<Classify>(plan);
}

}  // namespace dbn
