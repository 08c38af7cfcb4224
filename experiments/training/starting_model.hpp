// Initial model of a run: new layers from the config, or those of a model file.
#pragma once

#include <optional>

#include "experiments/data/training_data.hpp"
#include "libdbn/train/training_run.hpp"

namespace dbn::program {

/// Throws a config error for layers of an unknown kind, without looking at data.
void require_known_units(const Config& config);

/// The model that [dbn] init names, or nothing.
std::optional<Model> initial_model(const Config& config);

/// The transform that comes with an initial model, when the config leaves the choice open; else null.
TransformPtr inherited_transform(const Config& config, const std::optional<Model>& initial);

/// The visible units of the first layer as far as they are known without the data: those of `initial`, or KIND:SIZE in
/// the config; null where the config names a kind alone.
UnitsPtr stated_visible_units(const Config& config, const std::optional<Model>& initial);

/// Where the run has its label units: as `initial` has them, else as the config says.
LabelPlace label_place(const Config& config, const std::optional<Model>& initial);

/// The model to train on `data`. Throws a config error where layers, visible units, data and `initial` do not fit.
Model starting_model(const Config& config, const TrainingData& data, std::optional<Model> initial);

/// The plan of the run; refers to `data`.
TrainingPlan training_plan(const Config& config, const TrainingData& data, const Model& model);

}  // namespace dbn::program
