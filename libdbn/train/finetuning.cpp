// Backpropagation through the unrolled stack, towards what the objective asks for; the best network by validation is
// kept.
#include <cmath>

#include "libdbn/base/errors.hpp"
#include "libdbn/dbn/unrolling.hpp"
#include "libdbn/train/network_optimizer.hpp"
#include "libdbn/train/objective.hpp"
#include "libdbn/train/situations.hpp"
#include "libdbn/train/stage.hpp"

namespace dbn {
namespace {

class Finetuning final : public DenseStage {
 public:
  Finetuning(Model& model, const TrainingPlan& plan, Workers& workers)
      : model_(model),
        plan_(plan),
        options_(plan.finetune),
        workers_(workers),
        objective_(make_objective(plan)),
        network_(objective_->unrolled(model)),
        loss_(network_, options_, workers),
        optimizer_(make_network_optimizer(network_, options_)),
        dropout_(plan.seed, Purpose::dropout, model.layers.size()),
        best_(options_.patience) {
    objective_->require_learnable();
    if (is_tied()) require_tied();
    model_.network = objective_->finished(network_);
  }

  std::string name() const override { return "finetune"; }
  Index epochs() const override { return options_.epochs; }
  Index batch_size() const override { return options_.batch_size; }
  const RowSource& source() const override { return *plan_.training; }

  void learn(const Batch& batch, Index epoch, Figures) override {
    const Dropout dropout{options_.dropout, dropout_.next()};
    if (batch.is_weightless()) return;
    const Matrix targets = objective_->targets(batch);
    Lesson lesson{batch.inputs, targets, batch.weights};
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
    if (objective_->classifies())
      record.set("training_error", static_cast<double>(wrong_) / static_cast<double>(seen_));
    total_loss_ = 0;
    seen_ = 0;
    wrong_ = 0;
    Network finished = objective_->finished(network_);
    const bool is_kept =
        plan_.validation == nullptr || best_.enter(epoch, objective_->validate(finished, workers_, record), record);
    if (is_kept) model_.network = std::move(finished);
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
  bool is_tied() const { return network_.is_autoencoder() && options_.decoder == Decoder::tied; }

  void require_tied() const {
    FinetuneOptions options = options_;
    require_possible(options.options(), tied_decoder, "finetune");
    if (has_tied_weights(network_)) return;
    throw config_error(
        "finetune.decoder = tied: the layers have standard deviations other than 1, so the weights on the way down are "
        "not those on the way up; set decoder = free");
  }

  void tally(const Batch& batch) {
    total_loss_ += loss_.mean_loss() * static_cast<double>(batch.rows());
    seen_ += batch.rows();
    if (!objective_->classifies()) return;
    const Labels found = most_probable(loss_.outputs());
    for (Index n = 0; n < batch.rows(); ++n) wrong_ += found[n] == batch.labels[n] ? 0 : 1;
  }

  Model& model_;
  const TrainingPlan& plan_;
  FinetuneOptions options_;
  Workers& workers_;
  ObjectivePtr objective_;
  Network network_;  ///< at work, with outputs as the objective's targets are
  BatchLoss loss_;
  NetworkOptimizerPtr optimizer_;
  Rng dropout_;
  BestEpoch best_;
  double total_loss_ = 0;
  Index seen_ = 0;
  Index wrong_ = 0;
};

}  // namespace

Network initial_network(const Model& model, const TrainingPlan& plan) { return make_objective(plan)->unrolled(model); }

StagePtr make_finetuning(Model& model, const TrainingPlan& plan, Workers& workers) {
  return std::make_unique<Finetuning>(model, plan, workers);
}

}  // namespace dbn
