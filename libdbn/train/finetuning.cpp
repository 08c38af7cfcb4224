// Backpropagation through the unrolled stack, to the labels or back to the rows; the best network by validation is
// kept.
#include <cmath>

#include "libdbn/base/errors.hpp"
#include "libdbn/dbn/classification.hpp"
#include "libdbn/dbn/reconstruction.hpp"
#include "libdbn/dbn/unrolling.hpp"
#include "libdbn/train/best_epoch.hpp"
#include "libdbn/train/network_optimizer.hpp"
#include "libdbn/train/stage.hpp"

namespace dbn {
namespace {

class Finetuning final : public Stage {
 public:
  Finetuning(Model& model, const TrainingPlan& plan, Workers& workers)
      : model_(model),
        plan_(plan),
        options_(plan.finetune),
        workers_(workers),
        network_(initial_network(model, plan)),
        loss_(network_, options_, workers),
        optimizer_(make_network_optimizer(network_, options_)),
        dropout_(plan.seed, Purpose::dropout, model.layers.size()),
        best_(options_.patience) {
    if (classifies()) require_labels();
    if (is_tied()) require_tied();
    model_.network = network_;
  }

  std::string name() const override { return "finetune"; }
  Index epochs() const override { return options_.epochs; }
  Index batch_size() const override { return options_.batch_size; }
  const RowSource& source() const override { return *plan_.training; }

  void step(const Batch& batch, Index epoch, Figures) override {
    const Dropout dropout{options_.dropout, dropout_.next()};
    if (batch.is_weightless()) return;
    const Matrix labels = classifies() ? one_hot(batch.labels, plan_.classes) : Matrix();
    Lesson lesson{batch.inputs, classifies() ? labels : batch.inputs, batch.weights};
    if (options_.dropout > 0) lesson.dropout = &dropout;
    if (epoch < options_.output_epochs) lesson.first_layer = network_.layers.size() - 1;
    loss_.begin(lesson);
    tally(batch);
    optimizer_->step(loss_, epoch);
  }

  void end_epoch(Index epoch, EpochRecord& record) override {
    if (!searches_lines(options_)) {
      record.set("learning_rate", options_.learning_rate.at(epoch));
      record.set("momentum", options_.momentum.at(epoch));
    }
    record.set("training_loss", total_loss_ / static_cast<double>(seen_));
    if (classifies()) record.set("training_error", static_cast<double>(wrong_) / static_cast<double>(seen_));
    total_loss_ = 0;
    seen_ = 0;
    wrong_ = 0;
    if (plan_.validation == nullptr) {
      model_.network = network_;
      return;
    }
    const BestEpoch::Result result = classifies() ? validate_classes(record) : validate_reconstructions(record);
    if (best_.enter(epoch, result, record)) model_.network = network_;
  }

  bool stop_early() const override { return best_.is_long_ago(); }

  void archive(Archive& archive) override {
    archive.group("network", network_);
    archive.group("best", model_.network);
    best_.archive(archive);
    archive.field("loss", total_loss_);
    archive.field("seen", seen_);
    archive.field("wrong", wrong_);
    archive.group("dropout", dropout_);
    optimizer_->archive(archive);
  }

 private:
  bool classifies() const { return !network_.is_autoencoder(); }
  bool is_tied() const { return network_.is_autoencoder() && options_.decoder == Decoder::tied; }

  void require_labels() const {
    const Labels& labels = plan_.training->labels();
    for (Index n = 0; n < labels.size(); ++n) {
      if (labels[n] >= 0 && static_cast<Index>(labels[n]) < plan_.classes) continue;
      throw data_error("training data: row " + std::to_string(n) + " has label " + std::to_string(labels[n]) +
                       ", but fine-tuning needs a class from 0 to " + std::to_string(plan_.classes - 1) +
                       " for every row; set finetune.epochs = 0 to train without labels");
    }
  }

  void require_tied() const {
    if (options_.output_epochs > 0) {
      throw config_error(
          "finetune.output_epochs: the output layer of an autoencoder with finetune.decoder = tied has no weights of "
          "its own; set output_epochs = 0, or decoder = free");
    }
    if (has_tied_weights(network_)) return;
    throw config_error(
        "finetune.decoder = tied: the layers have standard deviations other than 1, so the weights on the way down are "
        "not those on the way up; set decoder = free");
  }

  void tally(const Batch& batch) {
    total_loss_ += loss_.mean_loss() * static_cast<double>(batch.rows());
    seen_ += batch.rows();
    if (!classifies()) return;
    const Labels found = most_probable(loss_.outputs());
    for (Index n = 0; n < batch.rows(); ++n) wrong_ += found[n] == batch.labels[n] ? 0 : 1;
  }

  BestEpoch::Result validate_classes(EpochRecord& record) const {
    const ClassificationScore score = score_classifier(
        [this](ConstMatrixView rows) { return forward(network_, rows, workers_); }, plan_.classes, *plan_.validation);
    record.set("validation_loss", -score.log_likelihood);
    record.set("validation_error", score.error());
    return {score.error(), -score.log_likelihood};
  }

  BestEpoch::Result validate_reconstructions(EpochRecord& record) const {
    const ReconstructionScore score = score_reconstruction(
        [this](ConstMatrixView rows) { return forward(network_, rows, workers_); }, *plan_.validation);
    record.set("validation_squared_error", score.squared_error_per_row());
    return {0, score.squared_error_per_row()};
  }

  Model& model_;
  const TrainingPlan& plan_;
  FinetuneOptions options_;
  Workers& workers_;
  Network network_;
  BatchLoss loss_;
  NetworkOptimizerPtr optimizer_;
  Rng dropout_;
  BestEpoch best_;
  double total_loss_ = 0;
  Index seen_ = 0;
  Index wrong_ = 0;
};

}  // namespace

Network initial_network(const Model& model, const TrainingPlan& plan) {
  if (plan.finetune.objective == FinetuneGoal::reconstruct) return unroll_autoencoder(model);
  Rng rng(plan.seed, Purpose::initialization, model.layers.size());
  return unroll_classifier(model, plan.classes, plan.finetune.output_deviation, rng);
}

StagePtr make_finetuning(Model& model, const TrainingPlan& plan, Workers& workers) {
  return std::make_unique<Finetuning>(model, plan, workers);
}

}  // namespace dbn
