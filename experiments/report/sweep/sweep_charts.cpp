#include "experiments/report/sweep/sweep_charts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "libdbn/base/text.hpp"

namespace dbn::program {
namespace {

constexpr std::string_view seed_axis = "run.seed";
constexpr int of_runs = 0;
constexpr int of_best = 1;

// What is drawn of a history besides the metric itself.
constexpr std::array<std::string_view, 7> telling{
    "validation_error", "validation_loss", "validation_squared_error", "validation_log_likelihood",
    "log_likelihood",   "training_loss",   "reconstruction_error"};

std::vector<std::string> distinct(const SweepReportInput& sweep, std::size_t axis) {
  std::vector<std::string> values;
  for (const SweepRun& run : sweep.runs) {
    if (std::find(values.begin(), values.end(), run.values[axis]) == values.end()) values.push_back(run.values[axis]);
  }
  return values;
}

// The numbers that an axis takes, or none where a value is no number.
std::vector<double> as_numbers(const std::vector<std::string>& values) {
  std::vector<double> numbers;
  for (const std::string& value : values) {
    const auto number = parse_number(value);
    if (!number || !std::isfinite(*number)) return {};
    numbers.push_back(*number);
  }
  return numbers;
}

std::string shortened(const std::string& text) {
  constexpr std::size_t most = 16;
  return text.size() <= most ? text : text.substr(0, most - 2) + "..";
}

// Runs of one seed are one curve, where colors are enough for that.
struct Coloring {
  std::vector<std::string> seeds;
  std::optional<std::size_t> axis;

  explicit Coloring(const SweepReportInput& sweep) {
    const auto found = std::find(sweep.axes.begin(), sweep.axes.end(), seed_axis);
    if (found == sweep.axes.end()) return;
    axis = static_cast<std::size_t>(found - sweep.axes.begin());
    seeds = distinct(sweep, *axis);
    if (seeds.size() < 2 || seeds.size() > static_cast<std::size_t>(chart_colors())) axis = std::nullopt;
  }

  std::size_t of(const SweepRun& run) const {
    if (!axis) return 0;
    return static_cast<std::size_t>(std::find(seeds.begin(), seeds.end(), run.values[*axis]) - seeds.begin());
  }
};

}  // namespace

Panel axis_panel(const SweepReportInput& sweep, std::size_t axis) {
  Panel panel{sweep.axes[axis], sweep.metric, Scale::linear, {}};
  const std::vector<std::string> values = distinct(sweep, axis);
  const std::vector<double> numbers = as_numbers(values);
  if (numbers.empty()) {
    for (const std::string& value : values) panel.x_names.push_back(shortened(value));
  } else if (are_spaced_by_factors(numbers)) {
    panel.x_scale = Scale::logarithmic;
  }
  const Coloring coloring(sweep);
  for (std::size_t i = 0; i < std::max<std::size_t>(1, coloring.axis ? coloring.seeds.size() : 1); ++i) {
    panel.curves.push_back(
        {coloring.axis ? "seed " + coloring.seeds[i] : "runs", {}, {}, Mark::dots, static_cast<int>(i)});
  }
  std::vector<double> metrics;
  for (const SweepRun& run : sweep.runs) {
    const double metric = run.metric(sweep.metric);
    if (!std::isfinite(metric)) continue;
    const auto place =
        static_cast<std::size_t>(std::find(values.begin(), values.end(), run.values[axis]) - values.begin());
    Curve& curve = panel.curves[coloring.of(run)];
    curve.x.push_back(numbers.empty() ? static_cast<double>(place) : numbers[place]);
    curve.y.push_back(metric);
    metrics.push_back(metric);
  }
  if (sweep.best) {
    const SweepRun& best = sweep.runs[*sweep.best];
    const auto place = std::find(values.begin(), values.end(), best.values[axis]) - values.begin();
    const double x = numbers.empty() ? static_cast<double>(place) : numbers[static_cast<std::size_t>(place)];
    panel.curves.push_back({"best run", {x}, {best.metric(sweep.metric)}, Mark::rings, of_best});
  }
  // A run that failed to learn would press the others into a line.
  constexpr double far_apart = 20;
  const auto [least, greatest] = std::minmax_element(metrics.begin(), metrics.end());
  if (!metrics.empty() && *least > 0 && *greatest > far_apart * *least) panel.y_scale = Scale::logarithmic;
  return panel;
}

std::vector<SweepCurves> overlaid_curves(const SweepReportInput& sweep) {
  std::vector<std::string> wanted{sweep.metric};
  for (const std::string_view name : telling) {
    if (name != sweep.metric) wanted.emplace_back(name);
  }
  std::vector<SweepCurves> charts;
  for (const std::string& metric : wanted) {
    std::vector<std::string> stages;
    for (const SweepRun& run : sweep.runs) {
      for (const EpochRecord& record : run.records) {
        const bool is_new = std::find(stages.begin(), stages.end(), record.stage) == stages.end();
        if (is_new && std::isfinite(record.get(metric))) stages.push_back(record.stage);
      }
    }
    for (const std::string& stage : stages) {
      SweepCurves chart{metric + ", " + stage, {"epoch", metric, Scale::linear, {}}};
      for (std::size_t i = 0; i < sweep.runs.size(); ++i) {
        const bool is_best = sweep.best == i;
        Curve curve{is_best ? "best by " + sweep.metric : sweep.runs[i].id,
                    {},
                    {},
                    is_best ? Mark::line : Mark::faint,
                    is_best ? of_best : of_runs};
        for (const EpochRecord& record : sweep.runs[i].records) {
          if (record.stage != stage || !std::isfinite(record.get(metric))) continue;
          curve.x.push_back(static_cast<double>(record.epoch + 1));
          curve.y.push_back(record.get(metric));
        }
        if (!curve.x.empty()) chart.panel.curves.push_back(std::move(curve));
      }
      charts.push_back(std::move(chart));
    }
  }
  return charts;
}

}  // namespace dbn::program
