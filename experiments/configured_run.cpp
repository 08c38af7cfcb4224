#include "experiments/configured_run.hpp"

namespace dbn::program {

ConfiguredRun::ConfiguredRun(const Config& config, Workers& workers)
    : initial_(initial_model(config)),
      start_(initial_ ? TrainingRun::Start::keep_parameters : TrainingRun::Start::initialize),
      data_(config, inherited_transform(config, initial_)),
      model_(starting_model(config, data_, std::move(initial_))),
      plan_(training_plan(config, data_, model_)),
      training_(std::move(model_), plan_, start_, workers) {}

}  // namespace dbn::program
