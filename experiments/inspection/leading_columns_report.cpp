#include "experiments/inspection/leading_columns_report.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "experiments/data/training_data.hpp"
#include "libdbn/data/batches.hpp"
#include "libdbn/data/description/moments.hpp"
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

/// What the weights of a column's units are multiplied with.
std::vector<double> factors_of(const SparseTable* table) {
  if (table == nullptr || table->levels.empty()) return {1};
  const auto count = static_cast<double>(table->levels.size());
  const double mean = std::accumulate(table->levels.begin(), table->levels.end(), 0.0) / count;
  std::vector<double> factors;
  for (const double level : table->levels) factors.push_back(level - mean);
  return factors;
}

std::string name_of(const SparseTable* table, Index column) {
  const bool has_name = table != nullptr && column < table->column_names.size();
  return has_name ? table->column_names[column] : std::to_string(column);
}

struct ColumnLists {
  std::string_view key;
  std::string_view sign;
  std::vector<std::vector<Index>> columns;
};

}  // namespace

Matrix column_weights(const Rbm& rbm, const SparseTable* table) {
  const Matrix& weights = rbm.parameters.weights;
  const std::vector<double> factors = factors_of(table);
  Matrix of_columns = zeros(table == nullptr ? weights.shape(0) : table->columns, weights.shape(1));
  for (Index i = 0; i < of_columns.shape(0); ++i) {
    for (Index j = 0; j < of_columns.shape(1); ++j) {
      double weight = 0;
      for (Index k = 0; k < factors.size(); ++k) {
        weight += factors[k] * static_cast<double>(weights(i * factors.size() + k, j));
      }
      of_columns(i, j) = static_cast<real>(weight);
    }
  }
  return of_columns;
}

void describe_leading_columns(const Model& model, const RowSource& rows, const SparseTable* table, Index count,
                              Workers& workers, Json& report, std::string& text) {
  const Matrix weights = column_weights(model.layers.front(), table);
  const std::vector<Moments> moments = hidden_moments(model, rows, workers);
  const ColumnLists ends[]{{"greatest", "+", leading_columns(weights, count, WeightEnd::greatest)},
                           {"least", "-", leading_columns(weights, count, WeightEnd::least)}};
  std::vector<Index> order(moments.size());
  std::iota(order.begin(), order.end(), Index(0));
  std::stable_sort(order.begin(), order.end(),
                   [&](Index a, Index b) { return moments[a].deviation() > moments[b].deviation(); });
  report["leading"] = Json::array();
  text +=
      "\nunits of layer 0 in falling order of their deviation over rows, with the columns of greatest and least "
      "weight\n";
  for (const Index j : order) {
    Json unit{{"unit", j}, {"mean", moments[j].mean()}, {"deviation", moments[j].deviation()}};
    text += "unit " + std::to_string(j) + "  mean " + short_text(moments[j].mean(), 3) + ", deviation " +
            short_text(moments[j].deviation(), 3) + "\n";
    for (const ColumnLists& end : ends) {
      Json columns = Json::array();
      std::string line;
      for (const Index i : end.columns[j]) {
        columns.push_back({{"column", i}, {"name", name_of(table, i)}, {"weight", weights(i, j)}});
        line += " " + name_of(table, i);
      }
      unit[std::string(end.key)] = std::move(columns);
      text += "  " + std::string(end.sign) + line + "\n";
    }
    report["leading"].push_back(std::move(unit));
  }
}

}  // namespace dbn::program
