#include "experiments/training/configured_run.hpp"

#include "experiments/data/standardization.hpp"

namespace dbn::program {

ConfiguredRun::ConfiguredRun(const Config& config, Workers& workers)
    : initial_(initial_model(config)),
      start_{initial_ ? initial_->layers.size() : 0},
      data_(config, inherited_transform(config, initial_), stated_visible_units(config, initial_),
            label_place(config, initial_), initial_ ? std::optional(fingerprint_of(*initial_)) : std::nullopt),
      model_(starting_model(config, data_, std::move(initial_))),
      warning_(standardization_warning(*model_.layers.front().visible, data_.training().rows(),
                                       data_.training().data().name)),
      plan_(training_plan(config, data_, model_)),
      training_(std::move(model_), plan_, start_, workers) {}

}  // namespace dbn::program
