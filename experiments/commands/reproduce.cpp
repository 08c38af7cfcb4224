#include <algorithm>

#include "experiments/commands.hpp"
#include "experiments/report/report.hpp"
#include "experiments/reproductions/embedded_configs.hpp"
#include "experiments/reproductions/reproduction.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/base/version.hpp"
#include "libdbn/io/atomic_file.hpp"

namespace dbn::program {
namespace {

namespace fs = std::filesystem;

class Reproduce final : public Command {
 public:
  Syntax syntax() override {
    return {
        operand("NAME", name_, "a reproduction; left out, all are listed", Takes::optional_operand),
        flag("list", list_, "list the reproductions"),
        flag("config", config_, "print the reproduction's config: paper, recipe, rules, deviations"),
        flag("quick", quick_, "a short variant; the list says what it leaves out"),
        list("part", parts_, "NAME", "only this part; may be repeated; --list has the names"),
        text(Takes::value, "directory", directory_, "a directory", "where the files of MNIST are; 'data' if not given"),
        list("set", assignments_, "SECTION.KEY=VALUE", "change the recipe; may be repeated"),
        text(Takes::value, "out", out_, "a directory", "where everything is kept; runs/reproduce/NAME if not given"),
        text(Takes::value, "threads", threads_, "an integer >= 0, 0 for all cores",
             "threads to compute with; results do not depend on it"),
        flag("quiet", quiet_, "no progress on standard error"),
        format_.argument()};
  }

  void run() override {
    if (name_.empty() || list_) return print_list();
    const Reproduction reproduction = find_in(reproductions(), "reproduction", name_);
    if (config_) return print_text(std::string(find_in<std::string_view>(embedded_configs(), "reproduction", name_)));
    require_parts(reproduction);
    Workplace::Options options;
    options.parts = parts_;
    options.directory = out_.empty() ? fs::path("runs") / "reproduce" / name_ : fs::path(out_);
    options.assignments = assignments_;
    if (!directory_.empty()) options.assignments.push_back("data.directory=" + directory_);
    options.extent = quick_ ? Extent::quick : Extent::full;
    if (!threads_.empty()) integer_option("threads", options.threads, between(0, 1024), "").set(threads_);
    options.verbosity = quiet_ ? Verbosity::quiet : Verbosity::normal;
    Workplace workplace(name_, options);
    report(reproduction, options.directory, reproduction.run(workplace), workplace.workers());
  }

 private:
  void require_parts(const Reproduction& reproduction) const {
    for (const std::string& part : parts_) {
      const std::vector<std::string> known = words_of(reproduction.parts);
      if (known.empty()) throw config_error(name_ + " is run as a whole; leave out --part");
      if (std::find(known.begin(), known.end(), part) != known.end()) continue;
      throw config_error(unknown_name_message("part of " + name_, part, known));
    }
  }

  void print_list() const {
    Json object = Json::object();
    std::string text;
    for (const auto& entry : reproductions()) {
      const Reproduction& reproduction = entry.thing;
      object[std::string(entry.name)] = {
          {"help", entry.help}, {"quick", reproduction.quick}, {"parts", words_of(reproduction.parts)}};
      text += std::string(entry.name) + "\n    " + std::string(entry.help) +
              "\n    --quick: " + std::string(reproduction.quick) + "\n";
      if (!reproduction.parts.empty()) text += "    --part: " + std::string(reproduction.parts) + "\n";
    }
    format_.print(object, text);
  }

  // Of the parts that are runs; those of many short trials keep histories alone.
  static std::vector<std::string> write_reports(const fs::path& directory, Workers& workers) {
    std::vector<fs::path> runs;
    for (const auto& entry : fs::directory_iterator(directory)) {
      std::error_code ignored;
      if (fs::exists(entry.path() / "checkpoint.h5", ignored)) runs.push_back(entry.path());
    }
    std::sort(runs.begin(), runs.end());
    std::vector<std::string> files;
    for (const fs::path& run : runs) {
      write_report(run, report_file(run), workers);
      files.push_back(report_file(run).string());
    }
    return files;
  }

  void report(const Reproduction& reproduction, const fs::path& directory, const std::vector<Quantity>& quantities,
              Workers& workers) const {
    Json object;
    object["reproduction"] = name_;
    object["library"] = library_version();
    object["quick"] = quick_;
    if (!parts_.empty()) object["parts"] = parts_;
    object["changed"] = assignments_;
    object["directory"] = directory.string();
    std::vector<std::vector<std::string>> table{{"quantity", "published", "tolerance", "measured", "verdict"}};
    Index misses = 0;
    for (const Quantity& quantity : quantities) {
      const std::string verdict(verdict_text(quantity.verdict));
      if (quantity.verdict == Verdict::miss) ++misses;
      object["quantities"].push_back({{"quantity", quantity.name},
                                      {"published", quantity.published},
                                      {"tolerance", quantity.tolerance},
                                      {"measured", quantity.measured},
                                      {"verdict", verdict}});
      table.push_back(
          {quantity.name, quantity.published, quantity.tolerance, short_text(quantity.measured, 5), verdict});
    }
    object["misses"] = misses;
    std::string text = aligned(table);
    if (quick_) text += "\n--quick: " + std::string(reproduction.quick) + "\n";
    if (!assignments_.empty())
      text += "\nThe recipe was changed by --set, so these are not the paper's circumstances.\n";
    text += "\nresults  " + (directory / "results.json").string() + "\n";
    write_text_file(directory / "results.json", object.dump(2) + "\n");
    for (const std::string& file : write_reports(directory, workers)) text += "report  " + file + "\n";
    format_.print(object, text);
    if (misses == 0) return;
    throw Error(ErrorKind::missed, name_ + ": " + std::to_string(misses) + " of " + std::to_string(quantities.size()) +
                                       " values are outside their tolerance");
  }

  std::string name_;
  bool list_ = false;
  bool config_ = false;
  bool quick_ = false;
  std::string directory_;
  std::vector<std::string> parts_;
  std::vector<std::string> assignments_;
  std::string out_;
  std::string threads_;
  bool quiet_ = false;
  ResultFormat format_;
};

}  // namespace

CommandPtr make_reproduce() { return std::make_unique<Reproduce>(); }

}  // namespace dbn::program
