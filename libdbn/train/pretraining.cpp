// Greedy layer-wise pre-training: a layer learns from what the layers below make of the data (Hinton, Osindero & Teh
// 2006).
#include <algorithm>
#include <cmath>

#include "libdbn/base/errors.hpp"
#include "libdbn/data/rating_rows.hpp"
#include "libdbn/dbn/classification.hpp"
#include "libdbn/likelihood/label_posterior.hpp"
#include "libdbn/likelihood/pseudo_likelihood.hpp"
#include "libdbn/train/best_epoch.hpp"
#include "libdbn/train/monitored_rows.hpp"
#include "libdbn/train/monitors.hpp"
#include "libdbn/train/rows_at_layer.hpp"
#include "libdbn/train/stage.hpp"

namespace dbn {
namespace {

// Whether the epoch is the last of a group of `every`, or of all.
bool is_due(Index epoch, Index every, Index epochs) {
  return every > 0 && ((epoch + 1) % every == 0 || epoch + 1 == epochs);
}

class Pretraining final : public DenseStage {
 public:
  Pretraining(Model& model, const TrainingPlan& plan, Index layer, TrainingRun::Start start, Workers& workers)
      : rbm_(model.layers[layer]),
        options_(plan.layers[layer]),
        layer_(layer),
        workers_(workers),
        source_(plan.training),
        monitors_(find_monitors(options_.monitors)),
        best_(options_.patience) {
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
    if (layer >= start.given_layers) initialize(plan.seed);
    if (options_.patience > 0) watch();
    trainer_ = std::make_unique<RbmTrainer>(rbm_, options_, plan.seed, layer, workers);
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
    record.set("learning_rate", options_.learning_rate.at(epoch));
    record.set("momentum", options_.momentum.at(epoch));
    record.set("gibbs_steps", std::round(options_.gibbs_steps.at(epoch)));
    const Monitored layer{rbm_, *trainer_, monitored_training_, monitored_validation_, workers_, held_out_};
    const bool due = is_due(epoch, options_.monitor_every, epochs());
    for (const Monitor monitor : monitors_) {
      if (due || monitor == watched_) monitor(layer, record);
    }
    if (is_due(epoch, options_.likelihood_every, epochs())) monitor_log_likelihood(layer, record);
    if (watched_ != nullptr) keep_if_best(epoch, record);
  }

  bool stop_early() const override { return best_.is_long_ago(); }

  void archive(Archive& archive) override {
    trainer_->archive(archive);
    if (watched_ == nullptr) return;
    best_.archive(archive);
    archive.group("best", best_parameters_);
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
    best_parameters_ = rbm_.parameters;
  }

  // The last epoch leaves the best parameters behind: for the layer above, and for the model file.
  void keep_if_best(Index epoch, EpochRecord& record) {
    const BestEpoch::Result result =
        shows_labels() ? BestEpoch::Result{record.get("validation_error"), record.get("validation_loss")}
                       : BestEpoch::Result{0, -record.get("validation_pseudo_likelihood")};
    if (best_.enter(epoch, result, record)) best_parameters_ = rbm_.parameters;
    if (stop_early() || epoch + 1 == epochs()) rbm_.parameters = best_parameters_;
  }

  void initialize(std::uint64_t seed) {
    Rng rng(seed, Purpose::initialization, layer_);
    initialize_weights(rbm_.parameters.weights, options_.initial_weights, options_.initial_deviation, rng);
    rbm_.parameters.visible = rbm_.visible->neutral_parameters();
    rbm_.parameters.hidden = rbm_.hidden->neutral_parameters();
    initialize_sigma(*rbm_.visible, options_.initial_sigma, rbm_.parameters.visible);
    std::fill_n(rbm_.parameters.hidden.data(), rbm_.hidden->size(), static_cast<real>(options_.initial_hidden_bias));
    if (options_.initial_visible_bias == VisibleBiasStart::data) {
      rbm_.visible->bias_from_mean(column_means(*source_), rbm_.parameters.visible);
    }
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
  BestEpoch best_;
  RbmParameters best_parameters_;
};

}  // namespace

StagePtr make_pretraining(Model& model, const TrainingPlan& plan, Index layer, TrainingRun::Start start,
                          Workers& workers) {
  const bool has_lists = layer == 0 && ratings_of(*plan.training) != nullptr;
  if (has_lists) return make_ratings_pretraining(model, plan, layer, start, workers);
  return std::make_unique<Pretraining>(model, plan, layer, start, workers);
}

}  // namespace dbn
