// What each hidden unit stands for: the items or words that it speaks for most.
#pragma once

#include "experiments/output.hpp"
#include "libdbn/data/sparse_rows.hpp"
#include "libdbn/rbm/rbm.hpp"

namespace dbn::program {

/// A column with the weight between it and a hidden unit.
struct WeightedColumn {
  Index column;
  double weight;
};

/// For each hidden unit the `count` columns of `table` with the largest weights, falling. The weight of a rated item is
/// sum_k (value_k - mean value) W_kj over its levels: how far the unit pulls its rating up. Throws a data error unless
/// the machine has visible units for the columns of the table.
std::vector<std::vector<WeightedColumn>> top_columns(const Rbm& rbm, const SparseTable& table, Index count);

/// A list for each unit with the keys unit and columns: [{column, name, weight}], where the table has names.
Json top_columns_json(const std::vector<std::vector<WeightedColumn>>& top, const SparseTable& table);
/// A line for each unit.
std::string top_columns_text(const std::vector<std::vector<WeightedColumn>>& top, const SparseTable& table);

}  // namespace dbn::program
