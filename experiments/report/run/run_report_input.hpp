// Inputs of a run's report page, read once.
#pragma once

#include <filesystem>
#include <optional>

#include "experiments/data/training_data.hpp"
#include "experiments/evaluation/evaluation.hpp"
#include "experiments/runs/run_watch.hpp"

namespace dbn::program {

/// A part of the data with what the model makes of it.
struct MeasuredPart {
  std::string name;  ///< "test", "validation", "training"
  const InputData* data = nullptr;
  std::optional<Evaluation> evaluation;  ///< of test and validation rows
};

class RunReportInput {
 public:
  /// Throws a config error for a directory without a run, and a model error for a damaged checkpoint or model. Data
  /// that cannot be read are no error but a `data_problem`.
  RunReportInput(const std::filesystem::path& directory, Workers& workers);

  /// The last part of the directory's path, which names the run.
  const std::string& name() const { return name_; }
  const std::filesystem::path& directory() const { return directory_; }
  const ObservedRun& observed() const { return observed_; }
  History history() const;

  /// The text of the config with comments about origins where the run has kept them; empty where there is none.
  const std::string& config_text() const { return config_text_; }
  /// Nothing where this version does not understand the text.
  const std::optional<Config>& config() const { return config_; }
  /// Nothing as long as the run has saved none.
  const std::optional<Model>& model() const { return model_; }

  /// Test, validation and training rows, as far as there are any and they can be read.
  const std::vector<MeasuredPart>& parts() const { return parts_; }
  /// The rows that show what the model does: the first of the parts, or null.
  const MeasuredPart* shown() const { return parts_.empty() ? nullptr : &parts_.front(); }
  /// Why data are not there; empty where they are.
  const std::string& data_problem() const { return data_problem_; }

  Workers& workers() const { return workers_; }

 private:
  void read_config();
  void read_data();

  std::filesystem::path directory_;
  std::string name_;
  Workers& workers_;
  ObservedRun observed_;
  std::string config_text_;
  std::optional<Config> config_;
  std::string config_problem_;
  std::optional<Model> model_;
  std::unique_ptr<TrainingData> data_;
  std::vector<MeasuredPart> parts_;
  std::string data_problem_;
};

/// At most `count` rows of `source`, picked evenly from the first to the last, as the model sees them.
struct PickedRows {
  std::vector<Index> numbers;
  Matrix values;
};
PickedRows picked_rows(const RowSource& source, Index count);

}  // namespace dbn::program
