// Report of the columns with the greatest weights of each hidden unit: `dbn inspect --leading`.
#pragma once

#include "experiments/text/format.hpp"
#include "libdbn/data/sparse/sparse_rows.hpp"
#include "libdbn/dbn/model.hpp"

namespace dbn::program {

/// The weight between each column of the data and each hidden unit (columns, H). A column of counts, and of dense data
/// (for which `table` is null), is one visible unit. An item that is rated is a group of them, whose weight is
/// sum_k (value_k - mean value) W_kj over its levels: how far the unit pulls its rating up. The visible units of `rbm`
/// must be for these columns; units that say which items were rated may follow.
Matrix column_weights(const Rbm& rbm, const SparseTable* table);

/// Adds to `report` (key `leading`) and `text`, for each hidden unit of the first layer, its mean over `rows`, the
/// deviation of its mean from row to row, and the `count` columns at either end of its weights: units that tell rows
/// apart best first. Columns are called by their names in `table` as far as these go, else by their numbers.
void describe_leading_columns(const Model& model, const RowSource& rows, const SparseTable* table, Index count,
                              Workers& workers, Json& report, std::string& text);

}  // namespace dbn::program
