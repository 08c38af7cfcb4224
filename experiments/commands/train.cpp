#include "experiments/advice.hpp"
#include "experiments/commands.hpp"
#include "experiments/configured_run.hpp"
#include "experiments/evaluation.hpp"
#include "experiments/regression_report.hpp"
#include "experiments/training_session.hpp"
#include "libdbn/base/errors.hpp"

namespace dbn::program {
namespace {

namespace fs = std::filesystem;

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
}

std::string score_line(const std::string& part, const Evaluation& evaluation) {
  if (const auto& score = evaluation.classification) {
    return part + " error  " + percent(score->error()) + "  (" + std::to_string(score->errors) + " of " +
           std::to_string(score->rows) + " rows)\n";
  }
  if (const auto& score = evaluation.regression) return part + "  " + regression_line(*score) + "\n";
  return part + " reconstruction error  " + reconstruction_text(*evaluation.reconstruction) + "\n";
}

class Train final : public Command {
 public:
  Syntax syntax() override {
    return {
        operand("CONFIG", file_, "a config file; with --resume it may be left out", Takes::optional_operand),
        list("set", assignments_, "SECTION.KEY=VALUE", "a value that wins over the config; may be repeated"),
        text(Takes::value, "out", out_, "a directory", "the run directory; the same as --set run.out=DIRECTORY"),
        flag("resume", resume_, "continue the run in the run directory from its last checkpoint"),
        text(Takes::value, "from", from_, "a checkpoint of the run",
             "with --resume: continue from this one, e.g. checkpoint.previous.h5 or a snapshot, in place of the last"),
        text(Takes::value, "threads", threads_, "an integer >= 0, 0 for all cores",
             "threads to compute with; results do not depend on it"),
        flag("quiet", quiet_, "no progress on standard error"),
        format_.argument()};
  }

  void run() override {
    const Config config = read_config();
    const fs::path directory_path = config.run.out;
    if (!from_.empty() && !resume_) throw config_error("dbn train: --from goes with --resume");
    if (resume_) {
      const Config of_run(stored_config_text(directory_path, from_), (directory_path / "resolved.cfg").string(), {});
      require_same_experiment(of_run, config, directory_path);
    }
    Workers workers(thread_count(config.run.threads));
    workers.set_sparse_products(config.run.sparse);
    ConfiguredRun run(config, workers);

    const RunDirectory directory(directory_path,
                                 resume_ ? RunDirectory::Opening::resume : RunDirectory::Opening::fresh);
    ProgressDisplay display(quiet_ ? Verbosity::quiet : Verbosity::normal);
    TrainingSession session(config, directory, run.data(), run.training(), display);
    if (from_.empty()) {
      session.begin(workers.threads());
    } else {
      session.go_back_to(from_);
    }
    if (const auto& warning = run.warning(); warning && !resume_) {
      directory.log(*warning);
      display.line(*warning);
    }
    session.train();
    report(directory, run.data(), run.training(), workers);
  }

 private:
  Config read_config() const {
    std::vector<std::string> assignments = assignments_;
    if (!out_.empty()) assignments.push_back("run.out=" + out_);
    if (!threads_.empty()) assignments.push_back("run.threads=" + threads_);
    if (file_.empty() && !(resume_ && !out_.empty())) {
      throw config_error(resume_ ? "dbn train: --resume needs CONFIG or --out DIRECTORY"
                                 : "dbn train: CONFIG is missing; usage: dbn train CONFIG [options]");
    }
    Config config =
        file_.empty() ? Config(stored_config_text(out_, from_), (fs::path(out_) / "resolved.cfg").string(), assignments)
                      : Config::read(file_, assignments);
    if (config.run.out == "automatic" || config.run.out.empty()) {
      config.run.out = (fs::path("runs") / fs::path(file_).stem()).string();
    }
    return config;
  }

  void report(const RunDirectory& directory, const TrainingData& data, const TrainingRun& training,
              Workers& workers) const {
    Json object;
    object["run_directory"] = directory.path().string();
    object["model"] = directory.model().string();
    object["epochs"] = training.history().epochs();
    std::string lines;
    const auto measure = [&](const std::string& part, const PresentedData* rows) {
      if (rows == nullptr) return;
      const Evaluation evaluation = evaluate(training.model(), rows->data(), rows->rows(), workers);
      add_score(object, part, evaluation);
      lines += score_line(part, evaluation);
    };
    measure("validation", data.validation());
    measure("test", data.test());
    lines += "model  " + directory.model().string() + "\n";
    const std::vector<std::string> sentences = advice(training.history(), data.classes());
    object["advice"] = sentences;
    for (const std::string& sentence : sentences) lines += "advice  " + sentence + "\n";
    directory.log(std::string(end_word(RunEnd::finished)) + "\n" + lines);
    format_.print(object, lines);
  }

  std::string file_;
  std::vector<std::string> assignments_;
  std::string out_;
  bool resume_ = false;
  std::string from_;
  std::string threads_;
  bool quiet_ = false;
  ResultFormat format_;
};

}  // namespace

CommandPtr make_train() { return std::make_unique<Train>(); }

}  // namespace dbn::program
