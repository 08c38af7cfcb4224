// Environment of a reproduction: config, directory with finished parts, threads.
#pragma once

#include <functional>

#include "experiments/config/config.hpp"
#include "experiments/data/training_data.hpp"
#include "experiments/sweep/plan/sweep_file.hpp"
#include "experiments/sweep/results/table.hpp"
#include "experiments/terminal/progress.hpp"
#include "experiments/text/format.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/workers.hpp"
#include "libdbn/dbn/model.hpp"

namespace dbn::program {

enum class Extent { full, quick };

/// A part of a reproduction: a name, which is also that of its directory, and how its config differs.
struct ReproductionPart {
  std::string name;
  std::vector<std::string> assignments;
};

/// A short run of which only the results are kept.
struct Trial {
  std::string history;          ///< text of history.csv
  std::filesystem::path model;  ///< file of the trained model
};

/// A column of a trial's history without the epochs that lack it.
struct Series {
  std::vector<double> epochs;  ///< epochs done, from 1
  std::vector<double> values;
};
/// The series of `metric` in history.csv text. Throws a model error naming `file` when it has no such column.
Series series_of(const std::string& csv, std::string_view metric, const std::filesystem::path& file);

class ReproductionContext {
 public:
  struct Options {
    std::filesystem::path directory;
    std::vector<std::string> assignments;  ///< of the user; they win over those of a part
    std::vector<std::string> parts;        ///< what the user asked for; empty: all
    Extent extent = Extent::full;
    Index threads = 0;
    Verbosity verbosity = Verbosity::normal;
  };
  ReproductionContext(std::string name, Options options);

  const std::filesystem::path& directory() const { return options_.directory; }
  Extent extent() const { return options_.extent; }
  Workers& workers() { return workers_; }
  void say(const std::string& line) { display_.line(line); }

  /// Whether the user asked for this part of the reproduction, by name or by naming none.
  bool wants(std::string_view part) const;

  /// The reproduction's embedded config with the differences of the part and of the user.
  Config config(const ReproductionPart& part) const;

  /// Trains in a run directory, from its checkpoint when it was interrupted; a finished run is only read. Throws as
  /// 'dbn train' does.
  Model train(const ReproductionPart& part);

  /// `count` trials of each part, with the seeds run.seed, run.seed + 1, ... Trials share the cores, each on one
  /// thread, and those that were finished before are read from their files. [part][trial]
  std::vector<std::vector<Trial>> trials(const std::vector<ReproductionPart>& parts, Index count);

  /// Does what is left of a sweep whose base is the reproduction's config with the differences of the part and of the
  /// user; runs share the cores, each on one thread. `text` is kept beside it. Throws when a run failed.
  SweepTable sweep(const ReproductionPart& part, const SweepFile& file, std::string_view text);

  /// The object that `measure` makes, or made before: it is kept as NAME.json in the part's directory.
  Json measured(const ReproductionPart& part, const std::string& name, const std::function<Json()>& measure);

  /// Where a part keeps its files.
  std::filesystem::path directory_of(const ReproductionPart& part) const;

  /// The data that a part's config names.
  TrainingData data(const ReproductionPart& part) const;

 private:
  Error interruption() const;
  std::string_view recipe() const;
  std::vector<std::string> assignments(const ReproductionPart& part) const;

  std::string name_;
  Options options_;
  Workers workers_;
  ProgressDisplay display_;
};

}  // namespace dbn::program
