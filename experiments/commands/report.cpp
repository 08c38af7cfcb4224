#include "experiments/report/report.hpp"
#include "experiments/commands/commands.hpp"
#include "experiments/commands/result_format.hpp"
#include "experiments/config/run_options.hpp"
#include "experiments/config/shared_options.hpp"
#include "experiments/text/format.hpp"

namespace dbn::program {
namespace {

namespace fs = std::filesystem;

class Report final : public Invocation {
 public:
  Syntax syntax() override {
    return {operand("DIRECTORY", directory_, "the directory of a run or of a sweep").that(Role::reads_file),
            output_or_usual_file_argument(out_, "FILE.html", "report.html in the directory"),
            threads_argument(threads_), format_.argument()};
  }

  void run() override {
    const fs::path file = out_.empty() ? report_file(directory_) : fs::path(out_);
    Workers workers(thread_count(threads_));
    write_report(directory_, file, workers);
    std::error_code ignored;
    Json object;
    object["directory"] = directory_;
    object["report"] = file.string();
    object["bytes"] = fs::file_size(file, ignored);
    format_.print(object, "report  " + file.string() + "\n");
  }

 private:
  std::string directory_;
  std::string out_;
  Index threads_ = 0;
  ResultFormat format_;
};

}  // namespace

extern const Command report_command{
    .name = "report",
    .summary = "one HTML page about a run or a sweep",
    .page =
        "Of a run: how it stands and what it reached, curves of its history, confusion matrix and worst mistakes or "
        "predictions, filters of each layer, reconstructions, samples, units, times, and the config with where its "
        "values come from. Of a sweep: the metric against each axis, a table that can be sorted, the best run by "
        "validation, and the curves of all runs. The page is one file that loads nothing from elsewhere and can be "
        "printed. Data are read from where the config says; where they are gone the page says so and has the rest. The "
        "same directory gives the same bytes.",
    .examples = {"dbn report runs/fashion_mnist", "dbn report runs/fashion_mnist --out fashion.html"},
    .make = make_invocation<Report>,
};

}  // namespace dbn::program
