#include "experiments/report/report.hpp"
#include "experiments/commands/commands.hpp"
#include "experiments/commands/result_format.hpp"
#include "experiments/config/run_options.hpp"
#include "experiments/text/format.hpp"
#include "libdbn/base/errors.hpp"

namespace dbn::program {
namespace {

namespace fs = std::filesystem;

class Report final : public Command {
 public:
  Syntax syntax() override {
    return {
        operand("DIRECTORY", directory_, "the directory of a run or of a sweep"),
        text(Takes::value, "out", out_, "FILE.html", "where the page goes; report.html in the directory if not given"),
        {Takes::value, integer_option("threads", threads_, between(0, 1024),
                                      "threads to compute with, 0 for all cores; the page does not depend on it")},
        format_.argument()};
  }

  void run() override {
    const fs::path file = out_.empty() ? report_file(directory_) : fs::path(out_);
    if (file.extension() != ".html" && file.extension() != ".htm") {
      throw config_error("dbn report: --out " + file.string() + ": expected a name that ends in .html");
    }
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

CommandPtr make_report() { return std::make_unique<Report>(); }

}  // namespace dbn::program
