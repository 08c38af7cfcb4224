#include "libdbn/train/training_run.hpp"

#include <algorithm>
#include <limits>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/train/monitored_rows.hpp"
#include "libdbn/train/monitors.hpp"
#include "libdbn/train/network_optimizer.hpp"
#include "libdbn/train/rbm_trainer.hpp"
#include "libdbn/train/situations.hpp"
#include "libdbn/train/stage.hpp"

namespace dbn {
namespace {

enum class StageKind { pretraining, updown, finetuning };

// The stages of a plan in their order; one that is not asked for has no number.
std::vector<StageKind> stages_of(const TrainingPlan& plan) {
  std::vector<StageKind> stages(plan.layers.size(), StageKind::pretraining);
  if (plan.updown.epochs > 0) stages.push_back(StageKind::updown);
  if (plan.finetune.epochs > 0) stages.push_back(StageKind::finetuning);
  return stages;
}

// The part of a stack that training changes, for the archive.
struct Layers {
  Stack& stack;

  void archive(Archive& archive) {
    for (Index i = 0; i < stack.layers.size(); ++i) {
      archive.enter(std::to_string(i));
      stack.layers[i].parameters.archive(archive);
      if (i < stack.recognition.size()) archive.field("recognition_weights", stack.recognition[i], "visible,hidden");
      archive.leave();
    }
  }
};

double elements(const Rbm& rbm) { return static_cast<double>(rbm.parameters.weights.size()); }

// Multiply-adds per row of one epoch, up to a common factor: CD-k has 2 k + 1 products and two for the update.
double epoch_cost(const Rbm& rbm, const RbmOptions& options, Index epoch) {
  return elements(rbm) * (2 * options.gibbs_steps.at(epoch) + 3);
}

// Found before hours of pre-training rather than after them.
void require_later_stages(Model model, const TrainingPlan& plan, Workers& workers) {
  for (Index i = 1; i < plan.layers.size(); ++i) require_trainable(model.layers[i], plan.layers[i], i);
  if (plan.updown.epochs > 0) make_updown(model, plan, workers);
  if (plan.finetune.epochs > 0) make_finetuning(model, plan, workers);
}

// A way up and a way down with two products a directed layer and direction for the gradients, and CD-k at the top.
double updown_epoch_cost(const std::vector<Rbm>& layers, const UpDownOptions& options, Index epoch) {
  constexpr double products_of_directed_layer = 6;
  double cost = elements(layers.back()) * (2 * options.gibbs_steps.at(epoch) + 3);
  for (Index i = 0; i + 1 < layers.size(); ++i) cost += products_of_directed_layer * elements(layers[i]);
  return cost;
}

double finetune_epoch_cost(const std::vector<Rbm>& layers, const FinetuneOptions& options) {
  // Of conjugate gradient on MNIST, measured.
  constexpr double evaluations_per_line_search = 6;
  double cost = 0;
  for (const Rbm& rbm : layers) cost += 3 * elements(rbm);
  if (options.objective == FinetuneGoal::reconstruct) cost *= 2;
  if (searches_lines(options)) cost *= evaluations_per_line_search * static_cast<double>(options.line_searches);
  return cost;
}

}  // namespace

class TrainingRun::State {
 public:
  State(Model model, TrainingPlan plan, TrainingStart start, Workers& workers)
      : model_(std::move(model)), plan_(std::move(plan)), start_(start), workers_(workers) {
    require_equal("training plan: options per layer", plan_.layers.size(), model_.layers.size());
    require_equal("training plan: columns of the training data", plan_.training->columns(),
                  model_.layers[0].visible->size());
    if (plan_.classes == 0 && plan_.finetune.objective == FinetuneGoal::classify) plan_.finetune.epochs = 0;
    for (Index i = 0; i < plan_.layers.size(); ++i) require_validation(i);
    require_likelihood_of_labels();
    require_later_stages(model_, plan_, workers_);
    stages_ = stages_of(plan_);
    sum_costs();
    enter_stage(0, start_);
    skip_finished_stages();
  }

  bool finished() const { return stage_ == nullptr; }

  Advance advance() {
    if (finished()) return Advance::run_done;
    const bool recorded = batch_ + 1 == batches_->batches() && stage_->records(epoch_);
    step(recorded ? Figures::take : Figures::skip);
    if (++batch_ < batches_->batches()) return Advance::batch_done;

    if (recorded) {
      EpochRecord record{stage_->name(), epoch_, {}};
      stage_->end_epoch(epoch_, record);
      history_.add(std::move(record));
    }
    batch_ = 0;
    ++epoch_;
    if (!stage_finished()) return Advance::epoch_done;
    skip_finished_stages();
    return finished() ? Advance::run_done : Advance::stage_done;
  }

  Progress progress() const {
    Progress progress;
    progress.fraction = fraction();
    progress.rows = rows_;
    if (finished()) return progress;
    progress.stage = stage_->name();
    progress.epoch = epoch_;
    progress.epochs = stage_->epochs();
    progress.batch = batch_;
    progress.batches = batches_->batches();
    return progress;
  }

  void archive(Archive& archive) {
    archive.field("stage", stage_index_);
    archive.field("epoch", epoch_);
    archive.field("batch", batch_);
    if (archive.loading() && began_updown()) untie(model_);
    Layers layers{model_};
    archive.group("layers", layers);
    archive.group("history", history_);
    if (archive.loading()) {
      const Index epoch = epoch_;
      const Index batch = batch_;
      enter_stage(stage_index_, TrainingStart::keep_parameters);
      epoch_ = epoch;
      batch_ = batch;
      require_place();
    }
    if (stage_) {
      archive.group("training", *stage_);
    } else if (!model_.network.empty() || has_finetuning()) {
      archive_finished_network(archive);
    }
  }

  const History& history() const { return history_; }
  const Model& model() const { return model_; }

 private:
  void require_validation(Index layer) const {
    RbmOptions options = plan_.layers[layer];
    if (options.epochs == 0 || plan_.validation != nullptr) return;
    require_possible(options.options(), no_validation, "rbm." + std::to_string(layer));
  }

  // The first layer sees for itself, before it learns. Above it nothing is missing but labels at the top.
  void require_likelihood_of_labels() const {
    const Index top = plan_.layers.size() - 1;
    const RbmOptions& options = plan_.layers[top];
    const Index classes = top_label_units(model_.layers);
    if (top == 0 || classes == 0 || options.likelihood_every == 0 || options.epochs == 0) return;
    Matrix row = zeros(1, model_.layers[top].visible->size());
    std::fill_n(row.data() + row.size() - classes, classes, std::numeric_limits<real>::quiet_NaN());
    for (const RowSource* source : {plan_.training, plan_.validation}) {
      if (source == nullptr) continue;
      const SelectedRows rows = monitored_rows(*source, plan_.seed);
      const Labels& labels = rows.labels();
      if (std::find(labels.begin(), labels.end(), missing_label) == labels.end()) continue;
      require_log_likelihood(model_.layers[top], row, {}, top, options.likelihood_every);
    }
  }

  void step(Figures figures) {
    try {
      const std::span<const Index> rows = batches_->rows(epoch_, batch_);
      rows_ = rows.size();
      stage_->step(rows, epoch_, figures);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::diverged) throw;
      throw diverged_error(stage_->name() + ", epoch " + std::to_string(epoch_ + 1) + " of " +
                           std::to_string(stage_->epochs()) + ", batch " + std::to_string(batch_ + 1) + " of " +
                           std::to_string(batches_->batches()) + ": " + error.what());
    }
  }

  bool has_finetuning() const { return plan_.finetune.epochs > 0; }

  // Whether the run stands in the up-down stage or behind it.
  bool began_updown() const {
    const auto found = std::find(stages_.begin(), stages_.end(), StageKind::updown);
    return found != stages_.end() && static_cast<Index>(found - stages_.begin()) <= stage_index_;
  }

  StagePtr make_stage(Index index, TrainingStart start) {
    switch (stages_[index]) {
      case StageKind::pretraining: return make_pretraining(model_, plan_, index, start, workers_);
      case StageKind::updown: return make_updown(model_, plan_, workers_);
      case StageKind::finetuning: return make_finetuning(model_, plan_, workers_);
    }
    throw Error(ErrorKind::internal, "training run: no such stage");
  }

  void enter_stage(Index index, TrainingStart start) {
    stage_.reset();
    batches_.reset();
    stage_index_ = index;
    epoch_ = 0;
    batch_ = 0;
    if (index >= stages_.size()) return;
    stage_ = make_stage(index, start);
    const RowSource& source = stage_->source();
    constexpr int stage_shift = 40;  // orders of rows differ between stages, whatever small seeds people choose
    batches_ = std::make_unique<BatchPlan>(source, stage_->batch_size(), plan_.batch_order,
                                           plan_.seed + (index << stage_shift));
  }

  bool stage_finished() const { return epoch_ >= stage_->epochs() || stage_->stop_early(); }

  void skip_finished_stages() {
    while (stage_ && stage_finished()) enter_stage(stage_index_ + 1, start_);
  }

  void require_place() const {
    if (!stage_) return;
    if (epoch_ < stage_->epochs() && batch_ < batches_->batches()) return;
    throw model_error("the checkpoint stands at batch " + std::to_string(batch_) + " of epoch " +
                      std::to_string(epoch_) + " of " + stage_->name() + ", which the config does not have");
  }

  // A finished run has no stage left to carry its network.
  void archive_finished_network(Archive& archive) {
    if (archive.loading()) model_.network = initial_network(model_, plan_);
    archive.group("network", model_.network);
  }

  Index epochs_of(Index stage) const {
    if (stages_[stage] == StageKind::pretraining) return plan_.layers[stage].epochs;
    return stages_[stage] == StageKind::updown ? plan_.updown.epochs : plan_.finetune.epochs;
  }

  double cost_of(Index stage, Index epoch) const {
    if (stages_[stage] == StageKind::pretraining) return epoch_cost(model_.layers[stage], plan_.layers[stage], epoch);
    if (stages_[stage] == StageKind::updown) return updown_epoch_cost(model_.layers, plan_.updown, epoch);
    return finetune_epoch_cost(model_.layers, plan_.finetune);
  }

  // Costs are summed once: a run may have tens of thousands of short epochs.
  void sum_costs() {
    for (Index i = 0; i < stages_.size(); ++i) {
      std::vector<double> before{0};
      for (Index e = 0; e < epochs_of(i); ++e) before.push_back(before.back() + cost_of(i, e));
      total_cost_ += before.back();
      cost_before_epoch_.push_back(std::move(before));
    }
  }

  double fraction() const {
    if (finished() || total_cost_ == 0) return 1;
    double done = 0;
    for (Index i = 0; i < stage_index_; ++i) done += cost_before_epoch_[i].back();
    const std::vector<double>& before = cost_before_epoch_[stage_index_];
    const double share = static_cast<double>(batch_) / static_cast<double>(batches_->batches());
    done += before[epoch_] + share * (before[epoch_ + 1] - before[epoch_]);
    return done / total_cost_;
  }

  Model model_;
  TrainingPlan plan_;
  TrainingStart start_;
  Workers& workers_;
  std::vector<StageKind> stages_;
  StagePtr stage_;
  std::unique_ptr<BatchPlan> batches_;
  Index stage_index_ = 0;
  Index epoch_ = 0;
  Index batch_ = 0;
  Index rows_ = 0;  ///< of the last batch
  History history_;
  std::vector<std::vector<double>> cost_before_epoch_;  ///< per stage, of its epochs 0 .. e - 1
  double total_cost_ = 0;
};

TrainingRun::TrainingRun(Model model, TrainingPlan plan, TrainingStart start, Workers& workers)
    : state_(std::make_unique<State>(std::move(model), std::move(plan), start, workers)) {}

TrainingRun::~TrainingRun() = default;

bool TrainingRun::finished() const { return state_->finished(); }
Advance TrainingRun::advance() { return state_->advance(); }
Progress TrainingRun::progress() const { return state_->progress(); }
const History& TrainingRun::history() const { return state_->history(); }
const Model& TrainingRun::model() const { return state_->model(); }
void TrainingRun::archive(Archive& archive) { state_->archive(archive); }

}  // namespace dbn
