// Training run built from a config; owns its data, model and plan.
#pragma once

#include "experiments/training/starting_model.hpp"

namespace dbn::program {

class ConfiguredRun {
 public:
  /// Reads the data and makes the model that `config` asks for. Both arguments must outlive it. Throws config, data and
  /// model errors.
  ConfiguredRun(const Config& config, Workers& workers);
  ConfiguredRun(const ConfiguredRun&) = delete;
  ConfiguredRun& operator=(const ConfiguredRun&) = delete;

  const TrainingData& data() const { return data_; }
  TrainingRun& training() { return training_; }
  /// About data that do not suit the visible units.
  const std::optional<std::string>& warning() const { return warning_; }

 private:
  std::optional<Model> initial_;
  TrainingStart start_;
  TrainingData data_;
  Model model_;  ///< until the run begins, which takes it
  std::optional<std::string> warning_;
  TrainingPlan plan_;
  TrainingRun training_;
};

}  // namespace dbn::program
