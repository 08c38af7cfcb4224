#include "experiments/commands/commands.hpp"
#include "experiments/commands/result_format.hpp"
#include "experiments/config/shared_options.hpp"
#include "experiments/training/complete_run.hpp"
#include "libdbn/base/errors.hpp"

namespace dbn::program {
namespace {

namespace fs = std::filesystem;

class Train final : public Invocation {
 public:
  Syntax syntax() override {
    return {
        operand("CONFIG", file_, "a config file; with --resume it may be left out", Takes::optional_operand),
        assignments_argument(assignments_),
        output_directory_argument(out_, "run.out of the config"),
        flag("resume", resume_, "continue the run in the run directory from its last checkpoint"),
        text(Takes::value, "from", from_, "a checkpoint of the run",
             "with --resume: continue from this one, e.g. checkpoint.previous.h5 or a snapshot, in place of the last"),
        threads_argument(threads_),
        quiet_argument(quiet_),
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
    const RunControls controls{from_, std::nullopt, quiet_ ? Verbosity::quiet : Verbosity::normal};
    const RunResult result = complete_run(config, directory, run, workers, controls).value();
    format_.print(result.object, result.lines);
  }

 private:
  Config read_config() const {
    std::vector<std::string> assignments = assignments_;
    if (!out_.empty()) assignments.push_back("run.out=" + out_);
    if (threads_) assignments.push_back("run.threads=" + std::to_string(*threads_));
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

  std::string file_;
  std::vector<std::string> assignments_;
  std::string out_;
  bool resume_ = false;
  std::string from_;
  std::optional<Index> threads_;
  bool quiet_ = false;
  ResultFormat format_;
};

}  // namespace

extern const Command train_command{
    .name = "train",
    .summary = "train a deep belief net as a config says",
    .page =
        "Trains the layers one after the other, then the whole net by backpropagation if there are labels, and "
        "measures it on the test data. Everything goes to a run directory: model.h5, checkpoint.h5, history.csv, "
        "times.csv, log.txt, resolved.cfg. Ctrl-C finishes the batch, writes a checkpoint and exits with 130; --resume "
        "continues and ends with the same bytes as a run that was never interrupted.",
    .examples = {"dbn train configs/fashion_mnist.cfg",
                 "dbn train configs/mnist.cfg --set rbm.epochs=5 --set run.seed=2 --out runs/short",
                 "dbn train --resume --out runs/fashion_mnist"},
    .make = make_invocation<Train>,
};

}  // namespace dbn::program
