#include "libdbn/train/training_run.hpp"

#include "libdbn/base/checks.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/train/network_optimizer.hpp"
#include "libdbn/train/stage.hpp"

namespace dbn {
namespace {

// The part of a stack that training changes, for the archive.
struct Layers {
  std::vector<Rbm>& layers;

  void archive(Archive& archive) {
    for (Index i = 0; i < layers.size(); ++i) archive.group(std::to_string(i), layers[i].parameters);
  }
};

double elements(const Rbm& rbm) { return static_cast<double>(rbm.parameters.weights.size()); }

// Multiply-adds per row of one epoch, up to a common factor: CD-k has 2 k + 1 products and two for the update.
double epoch_cost(const Rbm& rbm, const RbmOptions& options, Index epoch) {
  return elements(rbm) * (2 * options.gibbs_steps.at(epoch) + 3);
}

void require_finetuning(Model model, const TrainingPlan& plan, Workers& workers) {
  make_finetuning(model, plan, workers);
}

double finetune_epoch_cost(const std::vector<Rbm>& layers, const FinetuneOptions& options) {
  constexpr double evaluations_per_line_search = 2;
  double cost = 0;
  for (const Rbm& rbm : layers) cost += 3 * elements(rbm);
  if (options.objective == FinetuneGoal::reconstruct) cost *= 2;
  if (searches_lines(options)) cost *= evaluations_per_line_search * static_cast<double>(options.line_searches);
  return cost;
}

}  // namespace

class TrainingRun::State {
 public:
  State(Model model, TrainingPlan plan, Start start, Workers& workers)
      : model_(std::move(model)), plan_(std::move(plan)), start_(start), workers_(workers) {
    require_equal("training plan: options per layer", plan_.layers.size(), model_.layers.size());
    require_equal("training plan: columns of the training data", plan_.training->columns(),
                  model_.layers[0].visible->size());
    if (plan_.classes == 0 && plan_.finetune.objective == FinetuneGoal::classify) plan_.finetune.epochs = 0;
    for (Index i = 0; i < plan_.layers.size(); ++i) require_validation(i);
    // Found before hours of pre-training rather than after them.
    if (has_finetuning()) require_finetuning(model_, plan_, workers_);
    sum_costs();
    enter_stage(0, start_);
    skip_finished_stages();
  }

  bool finished() const { return stage_ == nullptr; }

  Advance advance() {
    if (finished()) return Advance::run_done;
    read_batch(stage_->source(), batches_->rows(epoch_, batch_), epoch_, rows_);
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
    progress.rows = rows_.rows();
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
    Layers layers{model_.layers};
    archive.group("layers", layers);
    archive.group("history", history_);
    if (archive.loading()) {
      const Index epoch = epoch_;
      const Index batch = batch_;
      enter_stage(stage_index_, Start::keep_parameters);
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
    const Index patience = plan_.layers[layer].patience;
    if (patience == 0 || plan_.layers[layer].epochs == 0 || plan_.validation != nullptr) return;
    throw config_error("rbm." + std::to_string(layer) + ".patience = " + std::to_string(patience) +
                       ": stopping early needs validation rows, and there are none; set data.validation, or "
                       "patience = 0");
  }

  void step(Figures figures) {
    try {
      stage_->step(rows_, epoch_, figures);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::diverged) throw;
      throw diverged_error(stage_->name() + ", epoch " + std::to_string(epoch_ + 1) + " of " +
                           std::to_string(stage_->epochs()) + ", batch " + std::to_string(batch_ + 1) + " of " +
                           std::to_string(batches_->batches()) + ": " + error.what());
    }
  }

  bool has_finetuning() const { return plan_.finetune.epochs > 0; }

  void enter_stage(Index index, Start start) {
    stage_.reset();
    batches_.reset();
    stage_index_ = index;
    epoch_ = 0;
    batch_ = 0;
    const Index layers = model_.layers.size();
    if (index < layers) {
      stage_ = make_pretraining(model_, plan_, index, start, workers_);
    } else if (index == layers && has_finetuning()) {
      stage_ = make_finetuning(model_, plan_, workers_);
    } else {
      return;
    }
    const RowSource& source = stage_->source();
    constexpr int stage_shift = 40;  // orders of rows differ between stages, whatever small seeds people choose
    batches_ = std::make_unique<BatchPlan>(source.rows(), stage_->batch_size(), plan_.batch_order,
                                           plan_.seed + (index << stage_shift), plan_.training->labels());
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

  // Costs are summed once: a run may have tens of thousands of short epochs.
  void sum_costs() {
    for (Index i = 0; i <= model_.layers.size(); ++i) {
      const bool fine = i == model_.layers.size();
      const Index epochs = fine ? plan_.finetune.epochs : plan_.layers[i].epochs;
      std::vector<double> before{0};
      for (Index e = 0; e < epochs; ++e) {
        const double cost = fine ? finetune_epoch_cost(model_.layers, plan_.finetune)
                                 : epoch_cost(model_.layers[i], plan_.layers[i], e);
        before.push_back(before.back() + cost);
      }
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
  Start start_;
  Workers& workers_;
  StagePtr stage_;
  std::unique_ptr<BatchPlan> batches_;
  Index stage_index_ = 0;
  Index epoch_ = 0;
  Index batch_ = 0;
  Batch rows_;
  History history_;
  std::vector<std::vector<double>> cost_before_epoch_;  ///< per stage, of its epochs 0 .. e - 1
  double total_cost_ = 0;
};

TrainingRun::TrainingRun(Model model, TrainingPlan plan, Start start, Workers& workers)
    : state_(std::make_unique<State>(std::move(model), std::move(plan), start, workers)) {}

TrainingRun::~TrainingRun() = default;

bool TrainingRun::finished() const { return state_->finished(); }
Advance TrainingRun::advance() { return state_->advance(); }
Progress TrainingRun::progress() const { return state_->progress(); }
const History& TrainingRun::history() const { return state_->history(); }
const Model& TrainingRun::model() const { return state_->model(); }
void TrainingRun::archive(Archive& archive) { state_->archive(archive); }

}  // namespace dbn
