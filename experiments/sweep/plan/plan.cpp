#include "experiments/sweep/plan/plan.hpp"

#include <algorithm>
#include <set>

#include "experiments/sweep/plan/run_identity.hpp"
#include "experiments/training/starting_model.hpp"
#include "libdbn/base/errors.hpp"

namespace dbn::program {
namespace {

constexpr Index most_runs = 100'000;

using Point = std::vector<Assignment>;

std::vector<Point> product(const std::vector<Point>& slow, const std::vector<Point>& fast) {
  std::vector<Point> points;
  if (slow.size() * fast.size() > most_runs) {
    throw config_error("the sweep has more than " + std::to_string(most_runs) + " runs; take fewer values");
  }
  for (const Point& first : slow) {
    for (const Point& second : fast) {
      points.push_back(first);
      points.back().insert(points.back().end(), second.begin(), second.end());
    }
  }
  return points;
}

std::vector<Point> points_of(const ValueAxis& axis) {
  std::vector<Point> points;
  for (const std::string& value : axis.values) points.push_back({{axis.key, value, axis.origin}});
  return points;
}

std::vector<Point> zipped(const std::vector<ValueAxis>& axes) {
  std::vector<Point> points(axes.front().values.size());
  for (const ValueAxis& axis : axes) {
    for (Index i = 0; i < points.size(); ++i) points[i].push_back({axis.key, axis.values[i], axis.origin});
  }
  return points;
}

std::vector<Point> drawn(const SweepFile& file) {
  std::vector<Point> points(file.sweep.points);
  for (Index i = 0; i < points.size(); ++i) {
    for (const RandomAxis& axis : file.random) {
      const double place = random_place(file.sweep.random_seed, axis.key, i);
      points[i].push_back({axis.key, axis.distribution.quantile(place), axis.origin});
    }
  }
  return points;
}

std::vector<std::string> seeds_of(const SweepFile& file, Index first) {
  std::vector<std::string> seeds = file.seeds;
  for (Index i = 0; i < file.seed_count.value_or(0); ++i) seeds.push_back(std::to_string(first + i));
  return seeds;
}

std::vector<Point> all_points(const SweepFile& file, Index first_seed) {
  std::vector<Point> points(1);
  for (const ValueAxis& axis : file.grid) points = product(points, points_of(axis));
  if (!file.zip.empty()) points = product(points, zipped(file.zip));
  if (!file.random.empty()) points = product(points, drawn(file));
  const ValueAxis seeds{std::string(seed_key), seeds_of(file, first_seed), file.seeds_origin};
  return seeds.values.empty() ? points : product(points, points_of(seeds));
}

// A base that has sections for layers which only some depths have is at odds with the axis of the depth.
Config config_at(const Point& point, const SweepFile& file, std::string_view base_text, const std::string& base_name,
                 const std::vector<Assignment>& winning) {
  std::vector<Assignment> assignments = winning;
  assignments.insert(assignments.end(), point.begin(), point.end());
  try {
    Config config = Config::with(base_text, base_name, assignments);
    require_known_units(config);
    return config;
  } catch (const Error& error) {
    const auto depth =
        std::find_if(point.begin(), point.end(), [](const Assignment& a) { return a.key == "dbn.layers"; });
    if (std::string_view(error.what()).starts_with(file.name + ":") || depth == point.end()) throw;
    throw Error(error.kind(), depth->origin.text() + ": dbn.layers = " + depth->value + ": " + error.what());
  }
}

std::string value_in(const std::vector<Setting>& settings, const std::string& key) {
  const auto found = std::find_if(settings.begin(), settings.end(), [&](const Setting& s) { return s.key() == key; });
  return found->value;
}

Json halving_json(const Halving& halving) {
  return {{"stage", halving.stage},
          {"metric", halving.metric},
          {"goal", goal_name(halving.goal)},
          {"rungs", halving.rungs},
          {"factor", halving.factor}};
}

MetricGoal goal_of(const Json& name) {
  return name == goal_name(MetricGoal::maximize) ? MetricGoal::maximize : MetricGoal::minimize;
}

}  // namespace

const PlannedRun& SweepPlan::run(const std::string& id) const {
  const auto found = std::find_if(runs.begin(), runs.end(), [&](const PlannedRun& run) { return run.id == id; });
  if (found == runs.end()) throw config_error("the sweep " + name + " has no run " + id);
  return *found;
}

std::vector<std::string> SweepPlan::assignments(const PlannedRun& run) const {
  std::vector<std::string> texts;
  for (Index i = 0; i < axes.size(); ++i) texts.push_back(axes[i] + "=" + run.values[i]);
  return texts;
}

std::string goal_name(MetricGoal goal) { return goal == MetricGoal::minimize ? "minimize" : "maximize"; }

std::filesystem::path base_path(const SweepFile& file) {
  return (std::filesystem::path(file.name).parent_path() / file.sweep.base).lexically_normal();
}

SweepPlan make_plan(const SweepFile& file, std::string_view base_text, const std::vector<std::string>& assignments) {
  SweepPlan plan;
  plan.name = std::filesystem::path(file.name).stem().string();
  plan.base = file.sweep.base;
  plan.metric = file.sweep.metric;
  plan.goal = file.sweep.goal;
  if (const auto& h = file.halving) plan.halving = Halving{h->stage, h->metric, h->goal, file.rungs, h->factor};
  const std::string base_name = base_path(file).string();
  const std::vector<Assignment> winning = parse_assignments(assignments);
  const Index first_seed = config_at({}, file, base_text, base_name, winning).run.seed;
  std::set<std::string> known;
  for (const Point& point : all_points(file, first_seed)) {
    const Config config = config_at(point, file, base_text, base_name, winning);
    if (plan.axes.empty()) {
      for (const Assignment& assignment : point) plan.axes.push_back(assignment.key);
    }
    PlannedRun run{run_id(config), {}};
    if (!known.insert(run.id).second) continue;
    const std::vector<Setting> settings = config.settings();
    for (const std::string& axis : plan.axes) run.values.push_back(value_in(settings, axis));
    plan.runs.push_back(std::move(run));
  }
  return plan;
}

Json plan_json(const SweepPlan& plan) {
  Json object{{"name", plan.name},
              {"base", plan.base},
              {"axes", plan.axes},
              {"metric", {{"name", plan.metric}, {"goal", goal_name(plan.goal)}}}};
  if (plan.halving) object["halving"] = halving_json(*plan.halving);
  object["runs"] = Json::array();
  for (const PlannedRun& run : plan.runs) {
    Json values = Json::object();
    for (Index i = 0; i < plan.axes.size(); ++i) values[plan.axes[i]] = run.values[i];
    object["runs"].push_back({{"id", run.id}, {"values", std::move(values)}});
  }
  return object;
}

SweepPlan read_plan(const std::string& text, const std::filesystem::path& file) {
  SweepPlan plan;
  try {
    const Json object = Json::parse(text);
    plan.name = object.at("name").get<std::string>();
    plan.base = object.at("base").get<std::string>();
    plan.axes = object.at("axes").get<std::vector<std::string>>();
    plan.metric = object.at("metric").at("name").get<std::string>();
    plan.goal = goal_of(object.at("metric").at("goal"));
    if (object.contains("halving")) {
      const Json& halving = object["halving"];
      plan.halving = Halving{halving.at("stage"), halving.at("metric"), goal_of(halving.at("goal")),
                             halving.at("rungs").get<std::vector<Index>>(), halving.at("factor")};
    }
    for (const Json& entry : object.at("runs")) {
      PlannedRun run{entry.at("id").get<std::string>(), {}};
      for (const std::string& axis : plan.axes) run.values.push_back(entry.at("values").at(axis).get<std::string>());
      // It becomes the name of a directory.
      if (run.id.empty() || run.id.find_first_not_of("0123456789abcdef") != std::string::npos) {
        throw config_error(file.string() + ": '" + run.id + "' is not the id of a run");
      }
      plan.runs.push_back(std::move(run));
    }
  } catch (const Json::exception& error) {
    throw config_error(file.string() + ": is not the plan of a sweep: " + error.what() +
                       "; make it anew with 'dbn sweep plan FILE --commands' or 'dbn sweep run FILE'");
  }
  return plan;
}

}  // namespace dbn::program
