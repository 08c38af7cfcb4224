#include "experiments/regression_report.hpp"

#include <algorithm>
#include <cmath>

#include "libdbn/base/errors.hpp"

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

std::string counted(Index count) {
  return (count == 0 ? "no" : std::to_string(count)) + (count == 1 ? " target" : " targets");
}

}  // namespace

std::string regression_line(const RegressionScore& score) {
  const std::vector<std::string> figures = table_line("", score);
  return "R^2 " + figures[3] + "  RMSE " + figures[1] + "  MAE " + figures[2] + "  (RMSE of the targets' mean " +
         figures[4] + ")";
}

std::string regression_table(const RegressionScore& score, const std::vector<std::string>& target_names) {
  std::vector<std::vector<std::string>> table{{"target", "RMSE", "MAE", "R^2", "RMSE of the mean"}};
  for (Index j = 0; j < score.targets.size(); ++j) {
    table.push_back(table_line(target_name(target_names, j), score.targets[j]));
  }
  if (score.targets.size() > 1) table.push_back(table_line("all", score));
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

void require_same_targets(const TargetList& found, const TargetList& expected, const std::string& remedy) {
  if (found.count != expected.count) {
    throw data_error(found.of + " has " + counted(found.count) + ", but " + expected.of + " has " +
                     counted(expected.count) + (found.count == 0 ? "; " + remedy : ""));
  }
  const auto& names = expected.names;
  if (found.names.size() != names.size()) return;
  for (Index j = 0; j < names.size(); ++j) {
    if (found.names[j] == names[j] || std::find(names.begin(), names.end(), found.names[j]) == names.end()) continue;
    throw data_error(found.of + " has '" + found.names[j] + "' as target " + std::to_string(j) + " (from 0), where " +
                     expected.of + " has '" + names[j] + "'; give the targets in the same order");
  }
}

}  // namespace dbn::program
