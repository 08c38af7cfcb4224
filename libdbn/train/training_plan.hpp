// Plan of a training run: data, stages and their options.
#pragma once

#include <filesystem>
#include <limits>
#include <vector>

#include "libdbn/data/presented.hpp"
#include "libdbn/train/finetune_options.hpp"
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

/// Which layers keep the parameters of the model that a run is given. The model brings the layers with their initial
/// units, label units at the top included (the labels of the rows teach them; a row of unknown class teaches the others
/// alone); weights and biases are initialized as the plan says, except for the first `given_layers`, which keep what
/// the model brings (transplanted from a model file).
struct TrainingStart {
  Index given_layers;
  static const TrainingStart initialize;
  static const TrainingStart keep_parameters;
};
inline constexpr TrainingStart TrainingStart::initialize{0};
inline constexpr TrainingStart TrainingStart::keep_parameters{std::numeric_limits<Index>::max()};

}  // namespace dbn
