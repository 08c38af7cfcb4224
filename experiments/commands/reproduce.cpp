#include <algorithm>
#include <chrono>

#include "experiments/commands/commands.hpp"
#include "experiments/commands/result_format.hpp"
#include "experiments/config/shared_options.hpp"
#include "experiments/report/report.hpp"
#include "experiments/reproductions/embedded_configs.hpp"
#include "experiments/reproductions/reproduction.hpp"
#include "experiments/sweep/directory/sweep_directory.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/base/version.hpp"
#include "libdbn/io/files/atomic_file.hpp"

namespace dbn::program {
namespace {

namespace fs = std::filesystem;

class Reproduce final : public Invocation {
 public:
  Syntax syntax() override {
    return {operand("NAME", name_, "a reproduction; left out, all are listed", Takes::optional_operand,
                    names_in(reproductions())),
            flag("list", list_, "list the reproductions"),
            flag("config", config_, "print the reproduction's config: paper, recipe, rules, deviations"),
            flag("quick", quick_, "a short variant; the list says what it leaves out"),
            flag("all-quick", all_quick_, "the short variants of all, one after another; what fails is passed over"),
            list("part", parts_, "NAME", "only this part; may be repeated; --list has the names"),
            directory_argument(directory_),
            assignments_argument(assignments_),
            output_directory_argument(out_, "runs/reproduce/NAME, or runs/reproduce-quick with --all-quick,"),
            threads_argument(threads_),
            quiet_argument(quiet_),
            format_.argument()};
  }

  void run() override {
    if (all_quick_) return run_all();
    if (name_.empty() || list_) return print_list();
    const Reproduction reproduction = find_in(reproductions(), "reproduction", name_);
    if (config_) return print_text(std::string(find_in<std::string_view>(embedded_configs(), "reproduction", name_)));
    require_parts(reproduction);
    const fs::path directory = out_.empty() ? fs::path("runs") / "reproduce" / name_ : fs::path(out_);
    const Results results = reproduce({name_, reproduction, directory, quick_ ? Extent::quick : Extent::full});
    format_.print(results.object, results.text);
    if (results.misses == 0) return;
    throw Error(ErrorKind::missed, name_ + ": " + std::to_string(results.misses) + " of " +
                                       std::to_string(results.object["quantities"].size()) +
                                       " values are outside their tolerance");
  }

 private:
  struct Task {
    std::string name;
    Reproduction reproduction;
    fs::path directory;
    Extent extent;
  };
  struct Results {
    Json object;
    std::string text;
    Index misses;
  };

  Results reproduce(const Task& task) const {
    ReproductionContext::Options options;
    options.parts = parts_;
    options.directory = task.directory;
    options.assignments = assignments_;
    if (!directory_.empty()) options.assignments.push_back("data.directory=" + directory_);
    options.extent = task.extent;
    options.threads = threads_.value_or(options.threads);
    options.verbosity = quiet_ ? Verbosity::quiet : Verbosity::normal;
    ReproductionContext context(task.name, options);
    return reported(task, task.reproduction.run(context), context.workers());
  }

  // One that cannot be run, for want of its data for instance, does not keep the others from being run.
  void run_all() const {
    if (!name_.empty() || !parts_.empty() || config_) {
      throw config_error("dbn reproduce: --all-quick runs everything; leave out NAME, --part and --config");
    }
    const fs::path directory = out_.empty() ? fs::path("runs") / "reproduce-quick" : fs::path(out_);
    ProgressDisplay display(quiet_ ? Verbosity::quiet : Verbosity::normal);
    Json object = Json::object();
    std::vector<std::vector<std::string>> table{{"reproduction", "seconds", "judged", "missed", ""}};
    Index bad = 0;
    for (const auto& entry : reproductions()) {
      const std::string name(entry.name);
      display.line(name);
      const auto start = std::chrono::steady_clock::now();
      Json& found = object[name];
      try {
        found = reproduce({name, entry.thing, directory / name, Extent::quick}).object;
      } catch (const Error& error) {
        if (error.kind() == ErrorKind::interrupted) throw;
        found["failure"] = error.what();
        display.line(name + ": " + error.what());
      }
      const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
      const bool failed = found.contains("failure");
      const auto judged = std::count_if(found["quantities"].begin(), found["quantities"].end(), [](const Json& q) {
        return q["verdict"] != verdict_text(Verdict::not_judged);
      });
      const Index misses = failed ? 0 : found["misses"].get<Index>();
      if (failed || misses > 0) ++bad;
      table.push_back({name, short_text(seconds, 3), std::to_string(judged), std::to_string(misses),
                       failed       ? "failed"
                       : misses > 0 ? "MISS"
                       : judged > 0 ? "pass"
                                    : "not judged"});
    }
    format_.print(object, aligned(table) + "\nresults  " + (directory / "NAME" / "results.json").string() + "\n");
    if (bad == 0) return;
    throw Error(ErrorKind::missed, std::to_string(bad) + " of " + std::to_string(object.size()) +
                                       " reproductions failed or have values outside their tolerance");
  }

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

  // Of the parts that are runs or sweeps; those of many short trials keep histories alone.
  static std::vector<std::string> write_reports(const fs::path& directory, Workers& workers) {
    std::vector<fs::path> runs;
    for (const auto& entry : fs::directory_iterator(directory)) {
      const bool is_run = is_present(entry.path() / "checkpoint.h5");
      if (is_run || SweepDirectory(entry.path()).holds_sweep()) runs.push_back(entry.path());
    }
    std::sort(runs.begin(), runs.end());
    std::vector<std::string> files;
    for (const fs::path& run : runs) {
      write_report(run, report_file(run), workers);
      files.push_back(report_file(run).string());
    }
    return files;
  }

  Results reported(const Task& task, const std::vector<Quantity>& quantities, Workers& workers) const {
    const bool quick = task.extent == Extent::quick;
    Results results{Json::object(), "", 0};
    Json& object = results.object;
    object["reproduction"] = task.name;
    object["library"] = library_version();
    object["quick"] = quick;
    if (!parts_.empty()) object["parts"] = parts_;
    object["changed"] = assignments_;
    object["directory"] = task.directory.string();
    std::vector<std::vector<std::string>> table{{"quantity", "published", "tolerance", "measured", "verdict"}};
    for (const Quantity& quantity : quantities) {
      const std::string verdict(verdict_text(quantity.verdict));
      if (quantity.verdict == Verdict::miss) ++results.misses;
      object["quantities"].push_back({{"quantity", quantity.name},
                                      {"published", quantity.published},
                                      {"tolerance", quantity.tolerance},
                                      {"measured", quantity.measured},
                                      {"verdict", verdict}});
      table.push_back(
          {quantity.name, quantity.published, quantity.tolerance, short_text(quantity.measured, 5), verdict});
    }
    object["misses"] = results.misses;
    std::string& text = results.text;
    text = aligned(table);
    if (quick) text += "\n--quick: " + std::string(task.reproduction.quick) + "\n";
    if (!assignments_.empty())
      text += "\nThe recipe was changed by --set, so these are not the paper's circumstances.\n";
    text += "\nresults  " + (task.directory / "results.json").string() + "\n";
    write_text_file(task.directory / "results.json", object.dump(2) + "\n");
    for (const std::string& file : write_reports(task.directory, workers)) text += "report  " + file + "\n";
    return results;
  }

  std::string name_;
  bool list_ = false;
  bool config_ = false;
  bool quick_ = false;
  bool all_quick_ = false;
  std::string directory_;
  std::vector<std::string> parts_;
  std::vector<std::string> assignments_;
  std::string out_;
  std::optional<Index> threads_;
  bool quiet_ = false;
  ResultFormat format_;
};

}  // namespace

extern const Command reproduce_command{
    .name = "reproduce",
    .summary = "published results: published value, tolerance, measured value, verdict",
    .page =
        "Runs the recipe of a paper, which is part of the program, and compares. Values marked 'as commonly quoted' "
        "were not read in the paper itself. Everything is kept in a directory: run directories or histories of trials, "
        "and results.json. Ctrl-C keeps what is done; the same command continues, and a finished reproduction is only "
        "read again. The exit code is 0 when every value is within its tolerance and 1 when one is not.",
    .examples = {"dbn reproduce --list", "dbn reproduce melchior2016_bas3x3 --quick",
                 "dbn reproduce --all-quick --directory data/mnist", "dbn reproduce melchior_mnist500 --config",
                 "dbn reproduce melchior_mnist16_exact --directory data/mnist --out runs/mnist16 --json"},
    .make = make_invocation<Reproduce>,
};

}  // namespace dbn::program
