#include "experiments/training/complete_run.hpp"

#include "experiments/evaluation/evaluation.hpp"
#include "experiments/evaluation/rating_report.hpp"
#include "experiments/evaluation/regression_report.hpp"
#include "experiments/training/advice.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/io/files/atomic_file.hpp"

namespace dbn::program {
namespace {

void add_score(Json& object, const std::string& part, const Evaluation& evaluation) {
  object[part + "_rows"] = evaluation.rows;
  if (const auto& score = evaluation.classification) {
    object[part + "_errors"] = score->errors;
    object[part + "_error"] = score->error();
  }
  if (const auto& score = evaluation.reconstruction) {
    object[part + "_reconstruction_error"] = score->squared_error_per_value();
    object[part + "_squared_error_per_row"] = score->squared_error_per_row();
  }
  if (const auto& score = evaluation.regression) add_regression(object, part + "_", *score);
  if (const auto& score = evaluation.ratings) add_ratings(object, part + "_", *score);
}

std::string score_line(const std::string& part, const Evaluation& evaluation) {
  if (const auto& score = evaluation.classification) {
    return part + " error  " + error_text(*score) + "\n";
  }
  if (const auto& score = evaluation.ratings) return part + "  " + ratings_line(*score) + "\n";
  if (const auto& score = evaluation.regression) return part + "  " + regression_line(*score) + "\n";
  return part + " reconstruction error  " + reconstruction_text(*evaluation.reconstruction) + "\n";
}

RunResult measured(const RunDirectory& directory, const TrainingData& data, const TrainingRun& training,
                   Workers& workers) {
  RunResult result;
  result.object["run_directory"] = directory.path().string();
  result.object["model"] = directory.model().string();
  result.object["epochs"] = training.history().epochs();
  const auto measure = [&](const std::string& part, const InputData* rows) {
    if (rows == nullptr) return;
    const Evaluation evaluation = evaluate(training.model(), rows->data(), rows->rows(), workers);
    add_score(result.object, part, evaluation);
    result.lines += score_line(part, evaluation);
  };
  measure("validation", data.validation());
  measure("test", data.test());
  result.lines += "model  " + directory.model().string() + "\n";
  result.lines += "report  dbn report " + directory.path().string() + "\n";
  const std::vector<std::string> sentences = advice(training.history(), data.classes());
  result.object["advice"] = sentences;
  for (const std::string& sentence : sentences) result.lines += "advice  " + sentence + "\n";
  return result;
}

}  // namespace

std::optional<RunResult> complete_run(const Config& config, const RunDirectory& directory, ConfiguredRun& run,
                                      Workers& workers, const RunControls& controls) {
  ProgressDisplay display(controls.verbosity);
  TrainingSession session(config, directory, run.data(), run.training(), display);
  const bool is_new = !directory.has_checkpoint();
  if (controls.from.empty()) {
    session.begin(workers.threads());
  } else {
    session.go_back_to(controls.from);
  }
  std::vector<std::string> notes = run.data().notes();
  if (run.warning()) notes.push_back(*run.warning());
  for (const std::string& note : notes) {
    if (!is_new) continue;
    directory.log(note);
    display.line(note);
  }
  session.train(controls.pause);
  if (!run.training().finished()) return std::nullopt;
  RunResult result = measured(directory, run.data(), run.training(), workers);
  write_text_file(directory.result(), result.object.dump(2) + "\n");
  directory.log(name_of(RunState::finished, Spelling::log) + "\n" + result.lines);
  return result;
}

}  // namespace dbn::program
