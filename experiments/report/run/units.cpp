// How weights and hidden means are distributed, and which units carry nothing.
#include <algorithm>
#include <cmath>

#include "experiments/figures/chart.hpp"
#include "experiments/figures/histogram.hpp"
#include "experiments/inspection/unit_activity.hpp"
#include "experiments/report/run/run_report.hpp"
#include "libdbn/data/input_rows.hpp"

namespace dbn::program {
namespace {

constexpr Index most_rows = 1000;
constexpr Index most_listed = 40;
constexpr int bins = 30;

Markup histogram_chart(const Matrix& values, const std::string& title, const std::string& label, int color) {
  const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
  Histogram histogram(static_cast<double>(*least), static_cast<double>(*greatest), bins);
  double sum = 0;
  double squares = 0;
  for (const real value : values) {
    const auto number = static_cast<double>(value);
    histogram.enter(number);
    sum += number;
    squares += number * number;
  }
  Curve curve{"", histogram.edges(), {}, Mark::bars, color};
  for (const Index count : histogram.counts()) curve.y.push_back(static_cast<double>(count));
  const double mean = sum / static_cast<double>(values.size());
  const double deviation = std::sqrt(std::max(0.0, squares / static_cast<double>(values.size()) - mean * mean));
  const std::string figures = "Mean " + short_text(mean) + ", standard deviation " + short_text(deviation) + ", from " +
                              short_text(static_cast<double>(*least)) + " to " +
                              short_text(static_cast<double>(*greatest));
  return figure(svg_chart({label, "count", Scale::linear, {curve}}, title, figures),
                element("strong", title) + figures + ".");
}

std::string listed(const std::vector<Index>& units) {
  std::string text;
  for (Index i = 0; i < std::min(units.size(), most_listed); ++i)
    text += (i == 0 ? "" : ", ") + std::to_string(units[i]);
  return units.size() > most_listed ? text + ", ..." : text;
}

Markup activity_table(const std::vector<LayerActivity>& layers, const std::string& rows) {
  Table result{"Hidden means over " + rows + "; dead: always below 1/2 and within 0.01, always on: the same above",
               {"layer", "units", "dead", "always on", "mean"},
               {}};
  Markup numbers;
  for (Index i = 0; i < layers.size(); ++i) {
    const LayerActivity& layer = layers[i];
    const std::string name = "layer " + std::to_string(i);
    result.rows.push_back({name, whole_number(layer.units), whole_number(layer.dead.size()),
                           whole_number(layer.always_on.size()), number_as(layer.mean_activity)});
    if (!layer.dead.empty()) numbers += element("li", "Dead in " + name + ": " + listed(layer.dead));
    if (!layer.always_on.empty()) numbers += element("li", "Always on in " + name + ": " + listed(layer.always_on));
  }
  return table(result) + (numbers.empty() ? numbers : folded("Their numbers", element("ul", numbers)));
}

Markup units_content(const RunReportInput& run) {
  if (!run.model()) return {};
  const Model& model = *run.model();
  Markup charts;
  for (Index i = 0; i < model.layers.size(); ++i) {
    charts += histogram_chart(model.layers[i].parameters.weights, "Weights of layer " + std::to_string(i), "weight",
                              static_cast<int>(i));
  }
  if (run.shown() == nullptr) return side_by_side(charts) + data_notice(run);
  const PickedRows picked = picked_rows(run.shown()->data->rows(), most_rows);
  for (Index i = 0; i < model.layers.size(); ++i) {
    charts += histogram_chart(hidden_representation(model, picked.values, i, run.workers()),
                              "Hidden means of layer " + std::to_string(i), "mean given a row", static_cast<int>(i));
  }
  const MatrixRows rows(picked.values, {});
  const std::string name = std::to_string(picked.numbers.size()) + " " + run.shown()->name + " rows";
  return activity_table(layer_activities(model, rows, run.workers()), name) + side_by_side(charts);
}

}  // namespace

extern const RunPanel units_panel{"units", "Units and weights", units_content};

}  // namespace dbn::program
