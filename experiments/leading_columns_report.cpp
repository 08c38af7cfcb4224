#include "experiments/leading_columns_report.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "experiments/model_input.hpp"
#include "libdbn/data/moments.hpp"
#include "libdbn/dbn/classification.hpp"
#include "libdbn/rbm/leading_columns.hpp"

namespace dbn::program {
namespace {

std::vector<Moments> hidden_moments(const Model& model, const RowSource& rows, Workers& workers) {
  std::vector<Moments> moments(model.layers.front().hidden->size());
  for_each_block(rows, rows_per_block, [&](Index, const Batch& block) {
    const Matrix means = hidden_representation(model, block.inputs, 0, workers);
    for (Index n = 0; n < means.shape(0); ++n) {
      for (Index j = 0; j < moments.size(); ++j) moments[j].add(static_cast<double>(means(n, j)));
    }
  });
  return moments;
}

struct ColumnLists {
  std::string_view key;
  std::string_view sign;
  std::vector<std::vector<Index>> columns;
};

}  // namespace

void describe_leading_columns(const Model& model, const RowSource& rows, const std::vector<std::string>& names,
                              Index count, Workers& workers, Json& report, std::string& text) {
  const ConstMatrixView weights = model.layers.front().parameters.weights;
  const std::vector<Moments> moments = hidden_moments(model, rows, workers);
  const ColumnLists ends[]{{"greatest", "+", leading_columns(weights, count, WeightEnd::greatest)},
                           {"least", "-", leading_columns(weights, count, WeightEnd::least)}};
  const auto name_of = [&](Index column) { return column < names.size() ? names[column] : std::to_string(column); };
  std::vector<Index> order(moments.size());
  std::iota(order.begin(), order.end(), Index(0));
  std::stable_sort(order.begin(), order.end(),
                   [&](Index a, Index b) { return moments[a].deviation() > moments[b].deviation(); });
  report["leading"] = Json::array();
  text += "\nunits of layer 0, those that tell rows apart best first, and the columns at the ends of their weights\n";
  for (const Index j : order) {
    Json unit{{"unit", j}, {"mean", moments[j].mean()}, {"deviation", moments[j].deviation()}};
    text += "unit " + std::to_string(j) + "  mean " + short_text(moments[j].mean(), 3) + ", deviation " +
            short_text(moments[j].deviation(), 3) + "\n";
    for (const ColumnLists& end : ends) {
      Json columns = Json::array();
      std::string line;
      for (const Index i : end.columns[j]) {
        columns.push_back({{"column", i}, {"name", name_of(i)}, {"weight", weights(i, j)}});
        line += " " + name_of(i);
      }
      unit[std::string(end.key)] = std::move(columns);
      text += "  " + std::string(end.sign) + line + "\n";
    }
    report["leading"].push_back(std::move(unit));
  }
}

}  // namespace dbn::program
