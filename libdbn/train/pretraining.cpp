// Greedy layer-wise pre-training: a layer learns from what the layers below make of the data (Hinton, Osindero & Teh
// 2006).
#include <algorithm>
#include <optional>

#include "libdbn/base/errors.hpp"
#include "libdbn/data/batches.hpp"
#include "libdbn/data/sparse/rating_rows.hpp"
#include "libdbn/dbn/model.hpp"
#include "libdbn/likelihood/label_posterior.hpp"
#include "libdbn/likelihood/pseudo_likelihood.hpp"
#include "libdbn/train/layer_pretraining.hpp"
#include "libdbn/train/monitored_rows.hpp"
#include "libdbn/train/monitors.hpp"
#include "libdbn/train/rows_at_layer.hpp"
#include "libdbn/train/stage.hpp"

namespace dbn {
namespace {

class Pretraining final : public DenseStage {
 public:
  Pretraining(Model& model, const TrainingPlan& plan, Index layer, TrainingStart start, Workers& workers)
      : rbm_(model.layers[layer]),
        options_(plan.layers[layer]),
        layer_(layer),
        workers_(workers),
        source_(plan.training),
        monitors_(find_monitors(options_.monitors)) {
    if (layer > 0) {
      below_ = std::make_unique<RowsAtLayer>(model, plan, *plan.training, layer, workers);
      source_ = &below_->rows();
    }
    monitored_training_ = read_all(monitored_rows(*source_, plan.seed));
    if (plan.validation != nullptr) {
      const SelectedRows held_out = monitored_rows(*plan.validation, plan.seed);
      if (layer == 0) {
        monitored_validation_ = read_all(held_out);
        held_out_ = plan.validation;
      } else {
        monitored_validation_ = read_all(RowsAtLayer(model, plan, held_out, layer, workers).rows());
      }
      if (layer > 0 && label_classes(rbm_) > 0) {
        all_held_out_ = std::make_unique<RowsAtLayer>(model, plan, *plan.validation, layer, workers);
        held_out_ = &all_held_out_->rows();
      }
    }
    check_states(plan);
    require_log_likelihood(rbm_, monitored_training_, monitored_validation_, layer_, options_.likelihood_every);
    const bool fresh = layer >= start.given_layers;
    const auto visible_means = [&] { return column_means(*source_); };
    if (fresh) initialize_layer(options_, layer, plan.seed, visible_means, rbm_);
    trainer_ = std::make_unique<RbmTrainer>(rbm_, options_, plan.seed, layer, workers);
    if (fresh) trainer_->begin(visible_means);
    if (options_.patience > 0) watch();
  }

  std::string name() const override { return "rbm." + std::to_string(layer_); }
  Index epochs() const override { return options_.epochs; }
  Index batch_size() const override { return options_.batch_size; }
  const RowSource& source() const override { return *source_; }
  void learn(const Batch& batch, Index epoch, Figures figures) override { trainer_->step(batch, epoch, figures); }

  bool records(Index epoch) const override {
    return watched_ != nullptr || is_due(epoch, options_.monitor_every, epochs()) ||
           is_due(epoch, options_.likelihood_every, epochs());
  }

  void end_epoch(Index epoch, EpochRecord& record) override {
    record_schedules(options_, epoch, record);
    const Monitored layer{rbm_, *trainer_, monitored_training_, monitored_validation_, workers_, held_out_};
    const bool due = is_due(epoch, options_.monitor_every, epochs());
    for (const Monitor monitor : monitors_) {
      if (due || monitor == watched_) monitor(layer, record);
    }
    if (is_due(epoch, options_.likelihood_every, epochs())) monitor_log_likelihood(layer, record);
    if (best_) best_->enter(epoch, result_of(record), record);
  }

  bool stop_early() const override { return best_ && best_->is_long_ago(); }

  void archive(Archive& archive) override {
    trainer_->archive(archive);
    if (best_) best_->archive(archive);
  }

 private:
  void check_states(const TrainingPlan& plan) const {
    if (layer_ > 0) return;
    for_each_block(*plan.training, greatest_monitored_rows, [&](Index first, const Batch& block) {
      rbm_.visible->check_states(block.inputs, "training data", first);
    });
  }

  bool shows_labels() const { return label_classes(rbm_) > 0; }

  // Refuses what cannot be measured before hours of training rather than after the first epoch.
  void watch() {
    if (shows_labels()) {
      const Labels& labels = held_out_->labels();
      if (std::all_of(labels.begin(), labels.end(), [](auto label) { return label == missing_label; })) {
        throw data_error(name() +
                         ".patience: stopping early by the label error needs validation rows with labels; "
                         "give data.validation some, or set patience = 0");
      }
    } else {
      pseudo_log_likelihood(rbm_, ConstMatrixView(monitored_validation_).row_range(0, 1), workers_);
    }
    watched_ = find_monitors(shows_labels() ? "labels" : "pseudo_likelihood").front();
    if (std::find(monitors_.begin(), monitors_.end(), watched_) == monitors_.end()) monitors_.push_back(watched_);
    best_.emplace(rbm_, options_);
  }

  BestEpoch::Result result_of(const EpochRecord& record) const {
    if (shows_labels()) return {record.get("validation_error"), record.get("validation_loss")};
    return {0, -record.get("validation_pseudo_likelihood")};
  }

  Rbm& rbm_;
  RbmOptions options_;
  Index layer_;
  Workers& workers_;
  const RowSource* source_;
  std::unique_ptr<RowsAtLayer> below_;
  std::unique_ptr<RowsAtLayer> all_held_out_;
  const RowSource* held_out_ = nullptr;
  std::vector<Monitor> monitors_;
  Monitor watched_ = nullptr;
  Matrix monitored_training_;
  Matrix monitored_validation_;
  std::unique_ptr<RbmTrainer> trainer_;
  std::optional<BestParameters> best_;  ///< with patience
};

}  // namespace

StagePtr make_pretraining(Model& model, const TrainingPlan& plan, Index layer, TrainingStart start, Workers& workers) {
  const bool has_lists = layer == 0 && plan.training->ratings() != nullptr;
  if (has_lists) return make_rating_pretraining(model, plan, layer, start, workers);
  return std::make_unique<Pretraining>(model, plan, layer, start, workers);
}

}  // namespace dbn
