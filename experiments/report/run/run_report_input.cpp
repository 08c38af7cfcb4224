#include "experiments/report/run/run_report_input.hpp"

#include "experiments/inspection/unit_pictures.hpp"
#include "experiments/runs/model_place.hpp"
#include "experiments/runs/run_directory.hpp"
#include "experiments/training/starting_model.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/io/files/atomic_file.hpp"
#include "libdbn/io/model/checkpoint.hpp"
#include "libdbn/io/model/model_file.hpp"

namespace dbn::program {
namespace {

namespace fs = std::filesystem;

std::string name_of_directory(const fs::path& directory) {
  std::error_code failure;
  fs::path whole = fs::weakly_canonical(fs::absolute(directory, failure), failure);
  if (failure) whole = directory;
  return whole.has_filename() ? whole.filename().string() : whole.parent_path().filename().string();
}

// Files that were exchanged under their names would show rows that the run has never seen as its own.
void require_data_of_run(const fs::path& checkpoint, const TrainingData& data) {
  if (!is_present(checkpoint)) return;
  TrainingData::Identity of_run;
  load_checkpoint(checkpoint, [&](Archive& archive) { archive.group("data", of_run); });
  if (of_run.training == data.identity().training && of_run.validation == data.identity().validation) return;
  throw data_error("the data are not those that the run learned from: found " + data.identity().training.text() +
                   "; then " + of_run.training.text());
}

}  // namespace

RunReportInput::RunReportInput(const fs::path& directory, Workers& workers)
    : directory_(directory), name_(name_of_directory(directory)), workers_(workers) {
  if (!holds_run(directory)) {
    throw config_error(directory.string() + ": found no run there; expected the directory of a run (checkpoint.h5, " +
                       "history.csv, ...) or of a sweep (plan.json); 'dbn train CONFIG --out " + directory.string() +
                       "' makes one");
  }
  observed_ = observe_run(directory);
  if (is_present(directory / "checkpoint.h5") || is_present(directory / "model.h5"))
    model_ = read_model(model_file(directory));
  read_config();
  if (model_) read_data();
}

History RunReportInput::history() const {
  History history;
  for (const EpochRecord& record : observed_.records) history.add(record);
  return history;
}

void RunReportInput::read_config() {
  const fs::path file = directory_ / "resolved.cfg";
  if (is_present(file)) {
    config_text_ = read_text_file(file, ErrorKind::config);
  } else if (is_present(directory_ / "checkpoint.h5")) {
    config_text_ = stored_config_text(directory_);
  } else {
    config_problem_ = "the run has no config";
    return;
  }
  try {
    config_.emplace(config_text_, "resolved.cfg", std::vector<std::string>{});
  } catch (const Error& error) {
    config_problem_ = error.what();
  }
}

void RunReportInput::read_data() {
  if (!config_) {
    data_problem_ = config_problem_;
    return;
  }
  Config config = *config_;
  // All options are written out there, and so a run with label units would seem to ask for fine-tuning, too.
  if (model_->network.empty()) config.finetune.epochs = 0;
  try {
    data_ = std::make_unique<TrainingData>(config, model_->transform, model_->layers.front().visible,
                                           label_place(config, model_));
    require_data_of_run(directory_ / "checkpoint.h5", *data_);
    if (data_->test() != nullptr) parts_.push_back({"test", data_->test(), std::nullopt});
    if (data_->validation() != nullptr) parts_.push_back({"validation", data_->validation(), std::nullopt});
    for (MeasuredPart& part : parts_) {
      part.evaluation = evaluate(*model_, part.data->data(), part.data->rows(), workers_);
    }
    parts_.push_back({"training", &data_->training(), std::nullopt});
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::data && error.kind() != ErrorKind::config) throw;
    parts_.clear();
    data_problem_ = error.what();
  }
}

PickedRows picked_rows(const RowSource& source, Index count) {
  PickedRows picked{evenly_picked(source.rows(), count), {}};
  picked.values = zeros(picked.numbers.size(), source.columns());
  source.read(picked.numbers, 0, picked.values);
  return picked;
}

}  // namespace dbn::program
