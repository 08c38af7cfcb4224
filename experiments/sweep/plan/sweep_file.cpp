#include "experiments/sweep/plan/sweep_file.hpp"

#include <algorithm>
#include <array>

#include "experiments/runs/run_directory.hpp"
#include "experiments/sweep/plan/alternatives.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/registry.hpp"
#include "libdbn/base/text.hpp"

namespace dbn::program {
namespace {

constexpr double most_points = 1e6;
const std::vector<std::string> goal_names{"minimize", "maximize"};
const std::array<std::string, 5> section_names{"sweep", "grid", "zip", "random", "halving"};

Error at(const Assignment& assignment, const std::string& message) {
  return config_error(assignment.origin.text() + ": " + assignment.key + ": " + message);
}

// What `use` throws, with the place of the assignment.
template <class Use>
auto placed(const Assignment& assignment, const Use& use) {
  try {
    return use();
  } catch (const Error& error) {
    throw at(assignment, error.what());
  }
}

void set_own_option(OptionList options, const Assignment& assignment, const std::string& section) {
  std::vector<std::string> known;
  for (const Option& option : options) {
    const std::string key = section + "." + option.name;
    if (key == assignment.key) return placed(assignment, [&] { option.set(assignment.value); });
    known.push_back(key);
  }
  throw config_error(assignment.origin.text() + ": " + unknown_name_message("option", assignment.key, known));
}

std::string section_of(const Assignment& assignment) {
  const auto dot = assignment.key.find('.');
  if (dot == std::string::npos) {
    throw config_error(assignment.origin.text() + ": '" + assignment.key +
                       "' stands in no section; expected [sweep], [grid], [zip], [random] or [halving] before it");
  }
  std::string section = assignment.key.substr(0, dot);
  if (std::find(section_names.begin(), section_names.end(), section) == section_names.end()) {
    throw config_error(assignment.origin.text() + ": " + unknown_name_message("section", section, section_names));
  }
  return section;
}

// Of models that are chosen by their test error the test error says nothing.
void require_no_test_metric(const Assignment& assignment) {
  if (!assignment.key.ends_with(".metric") || !assignment.value.starts_with("test_")) return;
  throw at(assignment, "'" + assignment.value +
                           "' would choose models by test data, whose error would then say nothing about new data; "
                           "name a metric of the validation rows, e.g. validation_error");
}

std::vector<Index> parsed_rungs(const Assignment& assignment) {
  std::vector<Index> rungs;
  for (const std::string& word : words_of(assignment.value)) {
    const auto epochs = parse_integer(word);
    if (!epochs || *epochs < 1 || (!rungs.empty() && static_cast<Index>(*epochs) <= rungs.back())) {
      throw at(assignment, "'" + assignment.value + "' is not a list of rising numbers of epochs, e.g. 2 6 18");
    }
    rungs.push_back(static_cast<Index>(*epochs));
  }
  return rungs;
}

void require_equal_lengths(const std::vector<ValueAxis>& zip) {
  for (const ValueAxis& axis : zip) {
    if (axis.values.size() == zip.front().values.size()) continue;
    throw config_error(axis.origin.text() + ": " + axis.key + " has " + std::to_string(axis.values.size()) +
                       " values, but " + zip.front().key + " in line " + std::to_string(zip.front().origin.line) +
                       " has " + std::to_string(zip.front().values.size()) +
                       "; the keys of [zip] go together, one value each");
  }
}

}  // namespace

OptionList SweepOptions::options() {
  return {text_option("base", base, "a config file", "config of all runs, relative to the sweep file"),
          text_option("seeds", seeds, "none, a count, or seeds with bars between them",
                      "each point is run with each seed; a count takes run.seed of the base and those after it"),
          text_option("metric", metric, "a result on validation rows",
                      "what the best run is chosen by: a key of result.json, e.g. validation_error"),
          enum_option("goal", goal, goal_names, "which end of the metric is better"),
          integer_option("points", points, between(0, most_points),
                         "how many points [random] draws; raising it keeps the points that were there"),
          integer_option("random_seed", random_seed, between(0, largest_exact_integer), "seed of the random points")};
}

OptionList HalvingOptions::options() {
  return {text_option("stage", stage, "rbm.0, ..., updown or finetune", "whose epochs the rungs count"),
          text_option("metric", metric, "a column of history.csv", "what runs are compared by at a rung"),
          enum_option("goal", goal, goal_names, "which end of the metric is better"),
          text_option("rungs", rungs, "rising numbers of epochs, e.g. 2 6 18",
                      "after so many epochs of the stage all runs wait for each other, and only the best go on"),
          number_option("factor", factor, between(1.01, 1000),
                        "one in so many points goes on, rounded up; seeds of a point stay together")};
}

SweepFile::SweepFile(std::string_view text, const std::string& file_name) : name(file_name) {
  std::vector<Assignment> axes;
  for (const Assignment& assignment : scan_config(text, name)) {
    const std::string section = section_of(assignment);
    if (section == "sweep" || section == "halving") {
      set_option(assignment, section);
    } else {
      add_axis(assignment, section, axes);
    }
  }
  if (sweep.base.empty()) {
    throw config_error(name + ": sweep.base is missing; name the config that all runs have in common");
  }
  require_equal_lengths(zip);
  if (random.empty() != (sweep.points == 0)) {
    throw config_error(name + (random.empty() ? ": sweep.points asks for random points, but [random] is empty"
                                              : ": [random] needs sweep.points, the number of points to draw"));
  }
  if (halving && rungs.empty()) throw config_error(name + ": [halving] needs rungs, e.g. rungs = 2 6 18");
  if (!is_none(sweep.seeds)) set_seeds(axes);
}

void SweepFile::set_option(const Assignment& assignment, const std::string& section) {
  require_no_test_metric(assignment);
  if (section == "sweep") {
    set_own_option(sweep.options(), assignment, section);
    if (assignment.key == "sweep.base") base_origin = assignment.origin;
    if (assignment.key == "sweep.seeds") seeds_origin = assignment.origin;
    return;
  }
  if (!halving) halving.emplace();
  set_own_option(halving->options(), assignment, section);
  if (assignment.key == "halving.rungs") rungs = parsed_rungs(assignment);
}

void SweepFile::add_axis(Assignment assignment, const std::string& section, std::vector<Assignment>& axes) {
  assignment.key.erase(0, section.size() + 1);
  for (const Assignment& other : axes) {
    if (other.key != assignment.key) continue;
    throw at(assignment, "is an axis already, in line " + std::to_string(other.origin.line));
  }
  if (role_of(assignment.key) == KeyRole::decides_nothing) {
    throw at(assignment, "changes no result, so it cannot be an axis");
  }
  placed(assignment, [&] {
    if (section == "random") {
      random.push_back({assignment.key, Distribution(assignment.value), assignment.origin});
    } else {
      (section == "grid" ? grid : zip).push_back({assignment.key, alternatives(assignment.value), assignment.origin});
    }
  });
  axes.push_back(std::move(assignment));
}

void SweepFile::set_seeds(const std::vector<Assignment>& axes) {
  const Assignment line{"sweep.seeds", sweep.seeds, seeds_origin};
  for (const Assignment& axis : axes) {
    if (axis.key != seed_key) continue;
    throw at(axis, "is an axis already, by sweep.seeds in line " + std::to_string(seeds_origin.line));
  }
  seeds = placed(line, [&] { return alternatives(sweep.seeds); });
  if (seeds.size() > 1) return;
  const auto count = parse_integer(seeds.front());
  if (!count || *count < 1 || static_cast<double>(*count) > most_points) {
    throw at(line, "'" + sweep.seeds + "' is not a count of seeds >= 1, nor a list such as 1 | 2 | 7");
  }
  seed_count = static_cast<Index>(*count);
  seeds.clear();
}

std::vector<std::pair<std::string, OptionList>> sweep_reference() {
  static SweepOptions sweep;
  static HalvingOptions halving;
  return {{"sweep", sweep.options()}, {"halving", halving.options()}};
}

}  // namespace dbn::program
