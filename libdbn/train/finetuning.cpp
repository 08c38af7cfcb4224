// Backpropagation through the unrolled stack with a softmax layer on top; the best network by validation is kept.
#include <cmath>
#include <limits>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/linalg.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/dbn/classification.hpp"
#include "libdbn/optim/update_rule.hpp"
#include "libdbn/penalties/penalty.hpp"
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
        rule_(make_update_rule(options_.optimizer)) {
    require_labels();
    Rng rng(plan.seed, Purpose::initialization, model.layers.size());
    network_ = unroll_classifier(model.layers, plan.classes, options_.output_deviation, rng);
    model_.network = network_;
    if (options_.weight_decay > 0) decay_ = make_l2(options_.weight_decay);
    for (const NetworkLayer& layer : network_.layers) {
      weights_.emplace_back(*rule_, layer.weights.shape(0), layer.weights.shape(1));
      biases_.emplace_back(*rule_, 1, layer.bias.shape(1));
    }
  }

  std::string name() const override { return "finetune"; }
  Index epochs() const override { return options_.epochs; }
  Index batch_size() const override { return options_.batch_size; }
  const RowSource& source() const override { return *plan_.training; }

  void step(const Batch& batch, Index epoch, Figures) override {
    if (batch.is_weightless()) return;
    backpropagate(network_, batch.inputs, batch.labels, workers_, ascent_, batch.weights);
    tally(batch);
    const StepSize size{options_.learning_rate.at(epoch), options_.momentum.at(epoch)};
    for (Index i = 0; i < network_.layers.size(); ++i) {
      NetworkLayer& layer = network_.layers[i];
      const auto ascent_of_rows = [&](Index first, MatrixView ascent) {
        matmul(transposed(ConstMatrixView(ascent_.inputs[i]).column_range(first, ascent.rows)), ascent_.deltas[i],
               ascent);
        if (decay_) decay_->add_ascent(ConstMatrixView(layer.weights).row_range(first, ascent.rows), ascent);
      };
      bool finite = weights_[i].step(layer.weights, ascent_of_rows, size, workers_);
      finite &= biases_[i].step(layer.bias, ascent_.bias[i], size);
      if (!finite) {
        throw diverged_error("the weights of layer " + std::to_string(i) +
                             " are no longer finite; lower finetune.learning_rate (now " + to_text(size.rate) + ")");
      }
    }
  }

  void end_epoch(Index epoch, EpochRecord& record) override {
    record.set("learning_rate", options_.learning_rate.at(epoch));
    record.set("momentum", options_.momentum.at(epoch));
    record.set("training_loss", loss_ / static_cast<double>(seen_));
    record.set("training_error", static_cast<double>(wrong_) / static_cast<double>(seen_));
    loss_ = 0;
    seen_ = 0;
    wrong_ = 0;
    if (plan_.validation == nullptr) {
      model_.network = network_;
      return;
    }
    const ClassificationScore score = score_classifier(
        [this](ConstMatrixView rows) { return forward(network_, rows, workers_); }, plan_.classes, *plan_.validation);
    record.set("validation_loss", -score.log_likelihood);
    record.set("validation_error", score.error());
    keep_if_best(epoch, score);
  }

  bool stop_early() const override { return options_.patience > 0 && epochs_since_best_ >= options_.patience; }

  void archive(Archive& archive) override {
    archive.group("network", network_);
    archive.group("best", model_.network);
    archive.field("best_errors", best_errors_);
    archive.field("best_loss", best_loss_);
    archive.field("epochs_since_best", epochs_since_best_);
    archive.field("loss", loss_);
    archive.field("seen", seen_);
    archive.field("wrong", wrong_);
    for (Index i = 0; i < weights_.size(); ++i) {
      archive.group("weights_" + std::to_string(i), weights_[i]);
      archive.group("bias_" + std::to_string(i), biases_[i]);
    }
  }

 private:
  void require_labels() const {
    const Labels& labels = plan_.training->labels();
    for (Index n = 0; n < labels.size(); ++n) {
      if (labels[n] >= 0 && static_cast<Index>(labels[n]) < plan_.classes) continue;
      throw data_error("training data: row " + std::to_string(n) + " has label " + std::to_string(labels[n]) +
                       ", but fine-tuning needs a class from 0 to " + std::to_string(plan_.classes - 1) +
                       " for every row; set finetune.epochs = 0 to train without labels");
    }
  }

  void tally(const Batch& batch) {
    const Labels found = most_probable(ascent_.inputs.back());
    for (Index n = 0; n < batch.rows(); ++n) wrong_ += found[n] == batch.labels[n] ? 0 : 1;
    loss_ -= ascent_.log_likelihood * static_cast<double>(batch.rows());
    seen_ += batch.rows();
  }

  // Fewer errors win; among equals the smaller loss does, which keeps improving when the errors no longer do.
  void keep_if_best(Index epoch, const ClassificationScore& score) {
    const double loss = -score.log_likelihood;
    const bool better =
        epoch == 0 || score.errors < best_errors_ || (score.errors == best_errors_ && loss < best_loss_);
    epochs_since_best_ = better ? 0 : epochs_since_best_ + 1;
    if (!better) return;
    best_errors_ = score.errors;
    best_loss_ = loss;
    model_.network = network_;
  }

  Model& model_;
  const TrainingPlan& plan_;
  FinetuneOptions options_;
  Workers& workers_;
  UpdateRulePtr rule_;
  PenaltyPtr decay_;
  Network network_;
  NetworkAscent ascent_;
  std::vector<Moving> weights_;
  std::vector<Moving> biases_;
  Index best_errors_ = 0;
  double best_loss_ = 0;
  Index epochs_since_best_ = 0;
  double loss_ = 0;
  Index seen_ = 0;
  Index wrong_ = 0;
};

}  // namespace

StagePtr make_finetuning(Model& model, const TrainingPlan& plan, Workers& workers) {
  return std::make_unique<Finetuning>(model, plan, workers);
}

}  // namespace dbn
