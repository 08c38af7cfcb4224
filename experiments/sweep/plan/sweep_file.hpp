// Sweep files: a base config, and the values of its varied keys.
#pragma once

#include <optional>

#include "experiments/config/config_file.hpp"
#include "experiments/sweep/plan/distribution.hpp"
#include "libdbn/base/options.hpp"

namespace dbn::program {

enum class MetricGoal { minimize, maximize };

/// Section [sweep].
struct SweepOptions {
  std::string base;
  std::string seeds = "none";
  std::string metric = "validation_error";
  MetricGoal goal = MetricGoal::minimize;
  Index points = 0;
  Index random_seed = 1;

  OptionList options();
};

/// Section [halving].
struct HalvingOptions {
  std::string stage = "finetune";
  std::string metric = "validation_error";
  MetricGoal goal = MetricGoal::minimize;
  std::string rungs;
  double factor = 3;

  OptionList options();
};

/// A config key with the values that it takes in turn.
struct ValueAxis {
  std::string key;
  std::vector<std::string> values;
  Origin origin;
};

/// A config key whose values are drawn.
struct RandomAxis {
  std::string key;
  Distribution distribution;
  Origin origin;
};

inline constexpr std::string_view seed_key = "run.seed";

/// A sweep file whose own keys are checked; those of the config are not, see make_plan.
struct SweepFile {
  /// Reads INI text with the sections [sweep], [grid], [zip], [random] and [halving]. Throws a config error with file
  /// and line.
  SweepFile(std::string_view text, const std::string& name);

  std::string name;
  SweepOptions sweep;
  Origin base_origin;
  std::optional<HalvingOptions> halving;
  std::vector<Index> rungs;     ///< of the halving: epochs of its stage, rising
  std::vector<ValueAxis> grid;  ///< every value with every value of the others
  std::vector<ValueAxis> zip;   ///< first values together, second values together, ...
  std::vector<RandomAxis> random;
  /// A count gives as many seeds from the base's on; a list gives itself.
  std::optional<Index> seed_count;
  std::vector<std::string> seeds;
  Origin seeds_origin;

 private:
  void set_option(const Assignment& assignment, const std::string& section);
  void add_axis(Assignment assignment, const std::string& section, std::vector<Assignment>& axes);
  void set_seeds(const std::vector<Assignment>& axes);
};

/// Every option of the sections [sweep] and [halving] with what it expects and does, for the help.
std::vector<std::pair<std::string, OptionList>> sweep_reference();

}  // namespace dbn::program
