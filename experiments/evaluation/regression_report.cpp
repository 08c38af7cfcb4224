#include "experiments/evaluation/regression_report.hpp"

#include <cmath>

namespace dbn::program {
namespace {

// Of one target or of all, which have the same functions.
template <class Score>
std::vector<std::string> table_line(const std::string& name, const Score& score) {
  return {name, short_text(std::sqrt(score.mean_square())), short_text(score.mean_absolute()),
          std::isnan(score.r_squared()) ? "-" : short_text(score.r_squared()), short_text(std::sqrt(score.variance()))};
}

template <class Score>
void add_figures(Json& object, const std::string& prefix, const Score& score) {
  object[prefix + "rmse"] = std::sqrt(score.mean_square());
  object[prefix + "mae"] = score.mean_absolute();
  object[prefix + "r_squared"] = score.r_squared();
  object[prefix + "baseline_rmse"] = std::sqrt(score.variance());
}

}  // namespace

std::string regression_line(const RegressionScore& score) {
  const std::vector<std::string> figures = table_line("", score);
  // A mean of errors in different units is no figure.
  if (score.targets.size() > 1) {
    std::string text = "R^2 " + figures[3] + "  RMSE of each target";
    for (const TargetScore& target : score.targets) text += " " + short_text(std::sqrt(target.mean_square()));
    return text;
  }
  return "R^2 " + figures[3] + "  RMSE " + figures[1] + "  MAE " + figures[2] + "  (RMSE of the targets' mean " +
         figures[4] + ")";
}

std::string regression_table(const RegressionScore& score, const std::vector<std::string>& target_names) {
  std::vector<std::vector<std::string>> table{{"target", "RMSE", "MAE", "R^2", "RMSE of the mean"}};
  for (Index j = 0; j < score.targets.size(); ++j) {
    table.push_back(table_line(target_name(target_names, j), score.targets[j]));
  }
  if (score.targets.size() > 1) table.push_back({"mean", "", "", table_line("", score)[3], ""});
  return aligned(table);
}

void add_regression(Json& object, const std::string& prefix, const RegressionScore& score) {
  add_figures(object, prefix, score);
}

Json targets_json(const RegressionScore& score, const std::vector<std::string>& target_names) {
  Json list = Json::array();
  for (Index j = 0; j < score.targets.size(); ++j) {
    Json target{{"target", target_name(target_names, j)}};
    add_figures(target, "", score.targets[j]);
    list.push_back(std::move(target));
  }
  return list;
}

}  // namespace dbn::program
