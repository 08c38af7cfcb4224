#include "experiments/report/page/history_charts.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "experiments/text/format.hpp"

namespace dbn::program {
namespace {

/// Of what changes by factors a logarithmic axis shows more.
enum class Changes { by_sums, by_factors };
/// Stages share a chart, except for quantities whose zero differs from layer to layer.
enum class Stages { together, apart };

/// A chart: a metric and, dashed, the same of the validation rows.
struct Plan {
  std::string_view group;
  std::string_view title;
  std::string_view metric;
  std::string_view validation = {};
  Changes changes = Changes::by_sums;
  Stages stages = Stages::together;
};

// clang-format off
constexpr std::array<Plan, 24> plans{{
    {"Errors", "Classification error", "training_error", "validation_error", Changes::by_factors},
    {"Errors", "Label error of the machine", "label_error"},
    {"Errors", "Loss", "training_loss", "validation_loss", Changes::by_factors},
    {"Errors", "Squared error of validation rows", "validation_squared_error", {}, Changes::by_factors},
    {"Errors", "Reconstruction error", "reconstruction_error", {}, Changes::by_factors},
    {"Errors", "Wake error", "wake_error", {}, Changes::by_factors},
    {"Errors", "Sleep error", "sleep_error", {}, Changes::by_factors},
    {"Likelihood", "Log-likelihood, nats", "log_likelihood", "validation_log_likelihood", Changes::by_sums,
     Stages::apart},
    {"Likelihood", "Margin of the log-likelihood", "log_likelihood_margin"},
    {"Likelihood", "Pseudo-likelihood, nats", "pseudo_likelihood", "validation_pseudo_likelihood", Changes::by_sums,
     Stages::apart},
    {"Free energy", "Free energy", "free_energy", "validation_free_energy", Changes::by_sums, Stages::apart},
    {"Free energy", "Gap between validation and training", "free_energy_gap"},
    {"Updates", "Size of updates relative to the weights", "update_ratio", {}, Changes::by_factors},
    {"Updates", "Root mean square of the weights", "weight_norm"},
    {"Units and chains", "Dead units, fraction", "dead_units"},
    {"Units and chains", "Units always on, fraction", "always_on_units"},
    {"Units and chains", "Flips of persistent chains", "flip_rate"},
    {"Units and chains", "Accepted swaps of temperatures", "swap_rate"},
    {"Units and chains", "Accepted swaps, least", "least_swap_rate"},
    {"Schedule", "Learning rate", "learning_rate", {}, Changes::by_factors},
    {"Schedule", "Momentum", "momentum"},
    {"Schedule", "Gibbs steps", "gibbs_steps"},
    {"Schedule", "Epochs since the best", "epochs_since_best"},
    {"Others", "", ""},
}};
// clang-format on

std::vector<std::string> stages_of(const std::vector<EpochRecord>& records) {
  std::vector<std::string> stages;
  for (const EpochRecord& record : records) {
    if (std::find(stages.begin(), stages.end(), record.stage) == stages.end()) stages.push_back(record.stage);
  }
  return stages;
}

// Finite values alone: a metric that is measured now and then is a curve all the same.
Curve curve_of(const std::vector<EpochRecord>& records, const std::string& stage, std::string_view metric) {
  Curve curve{stage, {}, {}};
  for (const EpochRecord& record : records) {
    const double value = record.get(metric);
    if (record.stage != stage || std::isnan(value)) continue;
    curve.x.push_back(static_cast<double>(record.epoch + 1));
    curve.y.push_back(value);
  }
  return curve;
}

bool spans_factors(const Panel& panel) {
  constexpr double wide = 20;
  double least = HUGE_VAL;
  double greatest = 0;
  for (const Curve& curve : panel.curves) {
    for (const double y : curve.y) {
      if (!std::isfinite(y)) continue;
      least = std::min(least, y);
      greatest = std::max(greatest, y);
    }
  }
  return least > 0 && greatest > wide * least;
}

class Charts {
 public:
  explicit Charts(const std::vector<EpochRecord>& records) : records_(records), stages_(stages_of(records)) {}

  std::vector<HistoryChart> of(const Plan& plan) const {
    if (plan.stages == Stages::together) {
      Panel panel = empty_panel(plan);
      for (std::size_t i = 0; i < stages_.size(); ++i) add_stage(plan, i, panel);
      return finished(std::string(plan.title), plan, std::move(panel));
    }
    std::vector<HistoryChart> charts;
    for (std::size_t i = 0; i < stages_.size(); ++i) {
      Panel panel = empty_panel(plan);
      add_stage(plan, i, panel);
      for (HistoryChart& chart : finished(std::string(plan.title) + ", " + stages_[i], plan, std::move(panel))) {
        charts.push_back(std::move(chart));
      }
    }
    return charts;
  }

 private:
  static Panel empty_panel(const Plan& plan) {
    return {"epoch", std::string(plan.validation.empty() ? plan.metric : plan.title), Scale::linear, {}};
  }

  void add_stage(const Plan& plan, std::size_t stage, Panel& panel) const {
    add(stage, plan.metric, Mark::line, plan.validation.empty() ? "" : ", training", panel);
    if (!plan.validation.empty()) add(stage, plan.validation, Mark::dashed, ", validation", panel);
  }

  // A stage has the same color in every chart.
  void add(std::size_t stage, std::string_view metric, Mark mark, const std::string& part, Panel& panel) const {
    Curve curve = curve_of(records_, stages_[stage], metric);
    if (curve.x.empty()) return;
    curve.name += part;
    curve.mark = mark;
    curve.color = static_cast<int>(stage);
    panel.curves.push_back(std::move(curve));
  }

  static std::vector<HistoryChart> finished(std::string title, const Plan& plan, Panel panel) {
    if (panel.curves.empty()) return {};
    if (plan.changes == Changes::by_factors && spans_factors(panel)) panel.y_scale = Scale::logarithmic;
    std::string description;
    for (const Curve& curve : panel.curves) description += (description.empty() ? "" : ". ") + described(curve);
    return {{std::move(title), std::move(panel), std::move(description)}};
  }

  const std::vector<EpochRecord>& records_;
  std::vector<std::string> stages_;
};

// What estimators from outside have added.
std::vector<Plan> other_plans(const std::vector<EpochRecord>& records) {
  std::vector<Plan> others;
  for (const EpochRecord& record : records) {
    for (const auto& [name, value] : record.values) {
      const auto has = [&name = name](const Plan& plan) { return plan.metric == name || plan.validation == name; };
      if (std::any_of(plans.begin(), plans.end(), has) || std::any_of(others.begin(), others.end(), has)) continue;
      others.push_back({plans.back().group, name, name, {}, Changes::by_factors});
    }
  }
  return others;
}

}  // namespace

std::string described(const Curve& curve) {
  const auto at = [&](std::size_t i) { return short_text(curve.y[i]) + " at epoch " + short_text(curve.x[i], 6); };
  const auto size = static_cast<std::ptrdiff_t>(curve.y.size());
  if (size == 1) return curve.name + ": " + at(0);
  const auto [least, greatest] = std::minmax_element(curve.y.begin(), curve.y.begin() + size);
  return curve.name + " goes from " + at(0) + " to " + at(curve.y.size() - 1) + ", least " +
         at(static_cast<std::size_t>(least - curve.y.begin())) + ", greatest " +
         at(static_cast<std::size_t>(greatest - curve.y.begin()));
}

std::vector<ChartGroup> history_charts(const std::vector<EpochRecord>& records) {
  std::vector<Plan> all(plans.begin(), plans.end() - 1);
  for (const Plan& plan : other_plans(records)) all.push_back(plan);
  const Charts charts(records);
  std::vector<ChartGroup> groups;
  for (const Plan& plan : all) {
    for (HistoryChart& chart : charts.of(plan)) {
      if (groups.empty() || groups.back().title != plan.group) groups.push_back({std::string(plan.group), {}});
      groups.back().charts.push_back(std::move(chart));
    }
  }
  return groups;
}

}  // namespace dbn::program
