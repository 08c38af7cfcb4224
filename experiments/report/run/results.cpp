// What was measured on test and validation rows, and what may be done about a run that shows a known disease.
#include <cmath>

#include "experiments/report/run/run_report.hpp"
#include "experiments/training/advice.hpp"
#include "libdbn/dbn/regression.hpp"

namespace dbn::program {
namespace {

using Row = std::vector<Markup>;

template <class Score>
Row regression_row(const std::string& part, const std::string& target, const Score& score) {
  return {part,
          target,
          number_as(score.r_squared()),
          number_as(std::sqrt(score.mean_square())),
          number_as(score.mean_absolute()),
          number_as(std::sqrt(score.variance()))};
}

Markup classification_table(const RunReportInput& run) {
  Table result{"Classification",
               {"rows of", "rows", "errors", "error", "mean log p(label | row), nats", "calibration error"},
               {}};
  for (const MeasuredPart& part : run.parts()) {
    if (!part.evaluation || !part.evaluation->classification) continue;
    const ClassificationScore& score = *part.evaluation->classification;
    const double calibration = score.calibration.expected_error();
    result.rows.push_back({part.name, whole_number(score.rows), whole_number(score.errors),
                           number_as(score.error(), percent(score.error())), number_as(score.log_likelihood),
                           number_as(calibration, percent(calibration))});
  }
  return result.rows.empty() ? Markup() : table(result);
}

Markup regression_tables(const RunReportInput& run) {
  Table result{"Prediction of targets", {"rows of", "target", "R²", "RMSE", "MAE", "RMSE of the mean"}, {}};
  for (const MeasuredPart& part : run.parts()) {
    if (!part.evaluation || !part.evaluation->regression) continue;
    const RegressionScore& score = *part.evaluation->regression;
    for (Index j = 0; j < score.targets.size(); ++j) {
      result.rows.push_back(regression_row(part.name, target_name(run.model()->target_names, j), score.targets[j]));
    }
    if (score.targets.size() > 1) result.rows.push_back(regression_row(part.name, "all", score));
  }
  return result.rows.empty() ? Markup() : table(result);
}

Markup rating_errors_table(const RunReportInput& run) {
  Table result{
      "Prediction of ratings", {"ratings of", "ratings", "RMSE", "MAE", "RMSE of biases", "RMSE of the mean"}, {}};
  for (const MeasuredPart& part : run.parts()) {
    if (!part.evaluation || !part.evaluation->ratings) continue;
    const RatingScore& score = *part.evaluation->ratings;
    result.rows.push_back({part.name, whole_number(score.model.ratings), number_as(score.model.rmse()),
                           number_as(score.model.mae()), number_as(score.biases.rmse()), number_as(score.mean.rmse())});
  }
  return result.rows.empty() ? Markup() : table(result);
}

Markup reconstruction_table(const RunReportInput& run) {
  Table result{"Squared error of reconstructions", {"rows of", "rows", "mean per value", "summed per row"}, {}};
  for (const MeasuredPart& part : run.parts()) {
    if (!part.evaluation || !part.evaluation->reconstruction) continue;
    const ReconstructionScore& score = *part.evaluation->reconstruction;
    result.rows.push_back({part.name, whole_number(score.rows), number_as(score.squared_error_per_value()),
                           number_as(score.squared_error_per_row())});
  }
  return result.rows.empty() ? Markup() : table(result);
}

Markup advice_list(const RunReportInput& run) {
  const Index classes = run.model() ? classes_of(*run.model()) : 0;
  Markup items;
  for (const std::string& sentence : advice(run.history(), classes)) items += element("li", sentence);
  return items.empty() ? items : element("h3", "Advice") + element("ul", items);
}

Markup results_content(const RunReportInput& run) {
  if (!run.model()) return paragraph("The run has not saved a model yet.");
  Markup content =
      classification_table(run) + regression_tables(run) + rating_errors_table(run) + reconstruction_table(run);
  if (!run.data_problem().empty()) content += data_notice(run);
  content += advice_list(run);
  if (content.empty()) {
    content = paragraph("The config names no test or validation rows; the curves show what was measured in training.");
  }
  return content;
}

}  // namespace

extern const RunPanel results_panel{"results", "Results", results_content};

}  // namespace dbn::program
