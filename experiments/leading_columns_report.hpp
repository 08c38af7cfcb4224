// The columns of the data that each hidden unit is tied to most, as `dbn inspect --leading` reports them.
#pragma once

#include "experiments/output.hpp"
#include "libdbn/data/dataset.hpp"
#include "libdbn/dbn/model.hpp"

namespace dbn::program {

/// Adds to `report` and `text`, for each hidden unit of the first layer, its mean over `rows`, the deviation of its
/// mean from row to row, and the `count` columns at either end of its weights: units that tell rows apart best first.
/// Columns are called by `names` as far as these go, else by their numbers.
void describe_leading_columns(const Model& model, const RowSource& rows, const std::vector<std::string>& names,
                              Index count, Workers& workers, Json& report, std::string& text);

}  // namespace dbn::program
