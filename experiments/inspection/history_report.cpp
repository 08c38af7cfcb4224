#include "experiments/inspection/history_report.hpp"

#include <algorithm>
#include <cmath>

#include "experiments/figures/chart.hpp"

namespace dbn::program {
namespace {

std::vector<std::string> measured_metrics(const History& history) {
  std::vector<std::string> names;
  for (const Metric& metric : metrics()) names.emplace_back(metric.name);
  for (const EpochRecord& record : history.records()) {
    for (const auto& [name, value] : record.values) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  const auto is_absent = [&](const std::string& name) {
    return std::all_of(history.records().begin(), history.records().end(),
                       [&](const EpochRecord& record) { return std::isnan(record.get(name)); });
  };
  names.erase(std::remove_if(names.begin(), names.end(), is_absent), names.end());
  return names;
}

std::vector<std::string> stages_of(const History& history) {
  std::vector<std::string> stages;
  for (const EpochRecord& record : history.records()) {
    if (std::find(stages.begin(), stages.end(), record.stage) == stages.end()) stages.push_back(record.stage);
  }
  return stages;
}

Curve curve_of(const History& history, const std::string& stage, const std::string& metric) {
  Curve curve{stage, {}, {}};
  for (const EpochRecord& record : history.records()) {
    if (record.stage != stage) continue;
    curve.x.push_back(static_cast<double>(record.epoch + 1));
    curve.y.push_back(record.get(metric));
  }
  return curve;
}

}  // namespace

Json history_columns(const History& history) {
  Json columns{{"stage", Json::array()}, {"epoch", Json::array()}};
  const std::vector<std::string> names = measured_metrics(history);
  for (const std::string& name : names) columns[name] = Json::array();
  for (const EpochRecord& record : history.records()) {
    columns["stage"].push_back(record.stage);
    columns["epoch"].push_back(record.epoch);
    for (const std::string& name : names) {
      const double value = record.get(name);
      columns[name].push_back(std::isnan(value) ? Json(nullptr) : Json(value));
    }
  }
  return columns;
}

std::string history_table(const History& history) {
  const std::vector<std::string> names = measured_metrics(history);
  std::vector<std::vector<std::string>> table{{"stage", "epoch"}};
  table.front().insert(table.front().end(), names.begin(), names.end());
  for (const EpochRecord& record : history.records()) {
    std::vector<std::string> line{record.stage, std::to_string(record.epoch + 1)};
    for (const std::string& name : names) {
      const double value = record.get(name);
      line.push_back(std::isnan(value) ? "" : short_text(value));
    }
    table.push_back(std::move(line));
  }
  return aligned(table);
}

std::string history_curves(const std::string& title, const History& history) {
  std::vector<Panel> panels;
  for (const std::string& metric : measured_metrics(history)) {
    Panel panel{"epoch", metric, Scale::linear, {}};
    // Stages without the metric keep their place, and with it the colors of the others.
    for (const std::string& stage : stages_of(history)) panel.curves.push_back(curve_of(history, stage, metric));
    panels.push_back(std::move(panel));
  }
  return svg_panels(title, panels);
}

}  // namespace dbn::program
