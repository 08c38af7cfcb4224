// The up-down algorithm on the whole net after greedy learning: contrastive wake-sleep (Hinton, Osindero & Teh 2006).
#include <cmath>
#include <optional>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/data/labeled_rows.hpp"
#include "libdbn/dbn/classification.hpp"
#include "libdbn/dbn/up_down.hpp"
#include "libdbn/optim/update_rule.hpp"
#include "libdbn/penalties/penalty.hpp"
#include "libdbn/train/monitored_rows.hpp"
#include "libdbn/train/situations.hpp"
#include "libdbn/train/stage.hpp"

namespace dbn {
namespace {

void require_directed_layers(const Model& model, const TrainingPlan& plan) {
  UpDownOptions options = plan.updown;
  const auto require = [&](const Situation& situation) { require_possible(options.options(), situation, "updown"); };
  if (model.layers.size() < 2) require(single_layer);
  if (model.layers.front().visible->has_lengths()) require(rows_with_lengths);
  if (!plan.training->weights().empty()) require(weighted_rows);
}

// The memory of the update rule for one layer.
struct LayerMotion {
  LayerMotion(const UpdateRule& rule, const RbmParameters& parameters)
      : weights(rule, parameters.weights), visible(rule, parameters.visible), hidden(rule, parameters.hidden) {}

  OptimizerState weights;
  OptimizerState visible;
  OptimizerState hidden;
  std::optional<OptimizerState> recognition;

  void archive(Archive& archive) {
    archive.group("weights", weights);
    archive.group("visible", visible);
    archive.group("hidden", hidden);
    if (recognition) archive.group("recognition", *recognition);
  }
};

class UpDown final : public DenseStage {
 public:
  UpDown(Model& model, const TrainingPlan& plan, Workers& workers)
      : model_(model),
        plan_(plan),
        options_(plan.updown),
        workers_(workers),
        rng_(plan.seed, Purpose::gibbs, model.layers.size()),
        rule_(make_update_rule("momentum")),
        decay_(options_.weight_decay > 0 ? make_l2(options_.weight_decay) : nullptr) {
    require_directed_layers(model, plan);
    untie(model);
    const Index classes = top_label_units(model.layers);
    if (classes > 0) labeled_.emplace(*plan.training, classes, LabelUnits::shown);
    for (const Rbm& rbm : model.layers) motions_.emplace_back(*rule_, rbm.parameters);
    for (Index i = 0; i < model.recognition.size(); ++i) {
      motions_[i].recognition.emplace(*rule_, model.recognition[i]);
    }
  }

  std::string name() const override { return "updown"; }
  Index epochs() const override { return options_.epochs; }
  Index batch_size() const override { return options_.batch_size; }
  const RowSource& source() const override {
    if (labeled_) return *labeled_;
    return *plan_.training;
  }

  void learn(const Batch& batch, Index epoch, Figures) override {
    const auto gibbs_steps = static_cast<Index>(std::lround(options_.gibbs_steps.at(epoch)));
    const UpDownAscent ascent = up_down_ascent(model_, batch.inputs, gibbs_steps, rng_, workers_);
    const auto rows = static_cast<double>(batch.rows());
    wake_error_ += rows * ascent.wake_error;
    sleep_error_ += rows * ascent.sleep_error;
    seen_ += batch.rows();
    move(ascent, {options_.learning_rate.at(epoch), options_.momentum.at(epoch)});
  }

  void end_epoch(Index epoch, EpochRecord& record) override {
    record.set("learning_rate", options_.learning_rate.at(epoch));
    record.set("momentum", options_.momentum.at(epoch));
    record.set("gibbs_steps", std::round(options_.gibbs_steps.at(epoch)));
    record.set("wake_error", wake_error_ / static_cast<double>(seen_));
    record.set("sleep_error", sleep_error_ / static_cast<double>(seen_));
    wake_error_ = 0;
    sleep_error_ = 0;
    seen_ = 0;
    if (!labeled_) return;
    record.set("label_error", label_error(monitored_rows(*plan_.training, plan_.seed)));
    if (plan_.validation == nullptr || plan_.validation->labels().empty()) return;
    record.set("validation_error", label_error(*plan_.validation));
  }

  void archive(Archive& archive) override {
    archive.group("rng", rng_);
    archive.field("wake_error", wake_error_);
    archive.field("sleep_error", sleep_error_);
    archive.field("seen", seen_);
    for (Index i = 0; i < motions_.size(); ++i) archive.group(std::to_string(i), motions_[i]);
  }

 private:
  double label_error(const RowSource& rows) const {
    const auto classify = [this](ConstMatrixView block) { return class_probabilities(model_, block, workers_); };
    return score_classifier(classify, classes_of(model_), rows).error();
  }

  // False when a weight is no longer finite.
  bool move_weights(Matrix& weights, ConstMatrixView ascent, OptimizerState& motion, const StepSize& size) {
    const auto ascent_of_rows = [&](Index first, MatrixView out) {
      copy(ascent.row_range(first, out.rows), out);
      if (decay_) decay_->add_ascent(ConstMatrixView(weights).row_range(first, out.rows), out);
    };
    return motion.step(weights, ascent_of_rows, size, workers_);
  }

  void move(const UpDownAscent& ascent, const StepSize& size) {
    bool finite = true;
    for (Index i = 0; i < model_.layers.size(); ++i) {
      Rbm& rbm = model_.layers[i];
      LayerMotion& motion = motions_[i];
      const RbmParameters& uphill = ascent.layers[i];
      finite &= move_weights(rbm.parameters.weights, uphill.weights, motion.weights, size);
      finite &= motion.visible.step(rbm.parameters.visible, uphill.visible, size);
      finite &= motion.hidden.step(rbm.parameters.hidden, uphill.hidden, size);
      if (i < model_.recognition.size()) {
        finite &= move_weights(model_.recognition[i], ascent.recognition[i], *motion.recognition, size);
      }
    }
    if (finite) return;
    throw diverged_error("parameters of the net are no longer finite; lower updown.learning_rate (now " +
                         to_text(size.rate) + ")");
  }

  Model& model_;
  const TrainingPlan& plan_;
  UpDownOptions options_;
  Workers& workers_;
  Rng rng_;
  UpdateRulePtr rule_;
  PenaltyPtr decay_;
  std::optional<LabeledRows> labeled_;
  std::vector<LayerMotion> motions_;
  double wake_error_ = 0;
  double sleep_error_ = 0;
  Index seen_ = 0;
};

}  // namespace

StagePtr make_updown(Model& model, const TrainingPlan& plan, Workers& workers) {
  return std::make_unique<UpDown>(model, plan, workers);
}

}  // namespace dbn
