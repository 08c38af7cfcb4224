#include "experiments/top_columns.hpp"

#include <numeric>

#include "libdbn/base/errors.hpp"
#include "libdbn/rbm/leading_columns.hpp"

namespace dbn::program {
namespace {

/// What the weights of a column's units are multiplied with.
std::vector<double> factors_of(const SparseTable& table) {
  if (table.levels.empty()) return {1};
  const auto count = static_cast<double>(table.levels.size());
  const double mean = std::accumulate(table.levels.begin(), table.levels.end(), 0.0) / count;
  std::vector<double> factors;
  for (const double level : table.levels) factors.push_back(level - mean);
  return factors;
}

std::string name_of(const SparseTable& table, Index column) {
  return column < table.column_names.size() ? table.column_names[column] : std::to_string(column);
}

}  // namespace

std::vector<std::vector<WeightedColumn>> top_columns(const Rbm& rbm, const SparseTable& table, Index count) {
  const std::vector<double> factors = factors_of(table);
  const Index units = table.columns * factors.size();
  // Units that say which items were rated may follow.
  if (units != rbm.visible->size() && units + table.columns != rbm.visible->size()) {
    throw data_error(table.name + " has " + std::to_string(table.columns) + " columns, which take " +
                     std::to_string(units) + " visible units, but the model has " + rbm.visible->spec());
  }
  const ConstMatrixView weights = rbm.parameters.weights;
  Matrix of_columns = zeros(table.columns, weights.columns);
  for (Index i = 0; i < table.columns; ++i) {
    for (Index j = 0; j < weights.columns; ++j) {
      double weight = 0;
      for (Index k = 0; k < factors.size(); ++k) {
        weight += factors[k] * static_cast<double>(weights(i * factors.size() + k, j));
      }
      of_columns(i, j) = static_cast<real>(weight);
    }
  }
  std::vector<std::vector<WeightedColumn>> top;
  for (const std::vector<Index>& columns : leading_columns(of_columns, count, WeightEnd::greatest)) {
    std::vector<WeightedColumn>& unit = top.emplace_back();
    for (const Index i : columns) unit.push_back({i, static_cast<double>(of_columns(i, top.size() - 1))});
  }
  return top;
}

Json top_columns_json(const std::vector<std::vector<WeightedColumn>>& top, const SparseTable& table) {
  Json units = Json::array();
  for (Index j = 0; j < top.size(); ++j) {
    Json columns = Json::array();
    for (const WeightedColumn& found : top[j]) {
      columns.push_back({{"column", found.column}, {"name", name_of(table, found.column)}, {"weight", found.weight}});
    }
    units.push_back({{"unit", j}, {"columns", std::move(columns)}});
  }
  return units;
}

std::string top_columns_text(const std::vector<std::vector<WeightedColumn>>& top, const SparseTable& table) {
  std::string text = "largest weights of each hidden unit, of the columns of " + table.name + "\n";
  for (Index j = 0; j < top.size(); ++j) {
    text += "  " + std::to_string(j) + ":";
    for (const WeightedColumn& found : top[j]) {
      text += "  " + name_of(table, found.column) + " (" + short_text(found.weight, 2) + ")";
    }
    text += "\n";
  }
  return text;
}

}  // namespace dbn::program
