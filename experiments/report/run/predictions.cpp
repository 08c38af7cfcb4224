// What a regressor predicts against what is true.
#include <algorithm>

#include "experiments/figures/chart.hpp"
#include "experiments/inspection/unit_pictures.hpp"
#include "experiments/report/run/run_report.hpp"
#include "libdbn/dbn/regression.hpp"

namespace dbn::program {
namespace {

constexpr Index most_points = 400;
constexpr Index most_targets = 12;

Markup scatter(const std::string& name, const std::vector<double>& truth, const std::vector<double>& predicted,
               const TargetScore& score) {
  const double least =
      std::min(*std::min_element(truth.begin(), truth.end()), *std::min_element(predicted.begin(), predicted.end()));
  const double greatest =
      std::max(*std::max_element(truth.begin(), truth.end()), *std::max_element(predicted.begin(), predicted.end()));
  const Panel panel{"true",
                    "predicted",
                    Scale::linear,
                    {{"rows", truth, predicted, Mark::dots, 0},
                     {"where prediction and truth agree", {least, greatest}, {least, greatest}, Mark::dashed, 1}}};
  const std::string figures =
      "R² " + short_text(score.r_squared()) + ", " + std::to_string(truth.size()) + " rows shown";
  return figure(svg_chart(panel, "Predicted against true " + name, figures),
                element("strong", name) + figures + chart_legend(panel));
}

Markup predictions_content(const RunReportInput& run) {
  if (!run.model() || !run.model()->network.is_regressor()) return {};
  if (run.shown() == nullptr) return data_notice(run);
  if (!run.shown()->evaluation || !run.shown()->evaluation->regression) return {};
  const Network& network = run.model()->network;
  const RowSource& rows = run.shown()->data->rows();
  const PickedRows picked = picked_rows(rows, most_points);
  const Matrix outputs = forward(network, picked.values, run.workers());
  Markup charts;
  for (const Index j : evenly_picked(network.outputs(), most_targets)) {
    std::vector<double> truth;
    std::vector<double> predicted;
    for (Index n = 0; n < picked.numbers.size(); ++n) {
      truth.push_back(static_cast<double>(rows.targets()(picked.numbers[n], j)));
      predicted.push_back(static_cast<double>(outputs(n, j)));
    }
    charts += scatter(target_name(run.model()->target_names, j), truth, predicted,
                      run.shown()->evaluation->regression->targets[j]);
  }
  return paragraph("Rows of the " + run.shown()->name + " data, picked evenly.") + side_by_side(charts);
}

}  // namespace

extern const RunPanel predictions_panel{"predictions", "Predicted and true", predictions_content};

}  // namespace dbn::program
