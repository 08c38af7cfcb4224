// A whole training run as a value that can be advanced batch by batch, saved between any two, and continued.
#pragma once

#include <filesystem>
#include <limits>
#include <memory>
#include <optional>

#include "libdbn/data/presented.hpp"
#include "libdbn/dbn/model.hpp"
#include "libdbn/train/finetune_options.hpp"
#include "libdbn/train/history.hpp"
#include "libdbn/train/rbm_options.hpp"
#include "libdbn/train/updown_options.hpp"

namespace dbn {

/// Everything that decides the outcome of a run. The sources must outlive it.
struct TrainingPlan {
  std::uint64_t seed = 1;
  BatchOrder batch_order = BatchOrder::shuffled;
  std::vector<RbmOptions> layers;  ///< one per machine of the model, bottom up
  UpDownOptions updown;            ///< epochs = 0: no up-down learning
  FinetuneOptions finetune;        ///< epochs = 0: no fine-tuning
  Index classes = 0;               ///< 0 without labels, or with label units: no fine-tuning that classifies either
  const RowSource* training = nullptr;    ///< with targets where fine-tuning is to learn them
  const RowSource* validation = nullptr;  ///< or null
  std::filesystem::path spool_directory;  ///< for rows that Propagation::spool keeps on a disk
};

/// Where a run stands, for progress displays.
struct Progress {
  std::string stage;    ///< "rbm.0", ..., "updown", "finetune", "" when finished
  Index epoch = 0;      ///< the epoch that the next batch belongs to
  Index epochs = 0;     ///< of this stage, as planned
  Index batch = 0;      ///< batches done in this epoch
  Index batches = 0;    ///< per epoch
  Index rows = 0;       ///< rows of the last batch
  double fraction = 0;  ///< of the whole run's batches, by count of multiply-adds; early stopping may end it sooner
};

/// What an advance brought about.
enum class Advance { batch_done, epoch_done, stage_done, run_done };

/// Greedy pre-training of each layer in turn on the representation below it (Hinton, Osindero & Teh 2006), then,
/// where the plan asks for them, the up-down algorithm on the whole net, and backpropagation with the best network by
/// validation error kept.
class TrainingRun {
 public:
  /// `model` brings the layers with their initial units, label units at the top included (the labels of the rows teach
  /// them; a row of unknown class teaches the others alone); weights and biases are initialized here as `plan` says,
  /// except for the first `given_layers`, which keep what the model brings (transplanted from a model file).
  struct Start {
    Index given_layers;
    static const Start initialize;
    static const Start keep_parameters;
  };
  TrainingRun(Model model, TrainingPlan plan, Start start, Workers& workers);
  ~TrainingRun();

  bool finished() const;
  /// Trains on one batch; at the end of an epoch also measures and adds to the history. Throws a diverged error.
  Advance advance();

  Progress progress() const;
  const History& history() const;
  /// The model as it stands; after fine-tuning the network is the best by validation so far.
  const Model& model() const;

  /// All that resuming needs, and the proof that it fits: a resumed run continues byte for byte.
  void archive(Archive& archive);

 private:
  class State;
  std::unique_ptr<State> state_;
};

inline constexpr TrainingRun::Start TrainingRun::Start::initialize{0};
inline constexpr TrainingRun::Start TrainingRun::Start::keep_parameters{std::numeric_limits<Index>::max()};

}  // namespace dbn
