// Report of regression errors as text and JSON.
#pragma once

#include "experiments/text/format.hpp"
#include "libdbn/dbn/regression.hpp"

namespace dbn::program {

/// R^2, root mean square error and mean absolute error of all targets together, in one line.
std::string regression_line(const RegressionScore& score);

/// These for each target, beside the baseline: the error of the best constant prediction.
std::string regression_table(const RegressionScore& score, const std::vector<std::string>& target_names);

/// Sets the keys `prefix` + rmse, mae, r_squared and baseline_rmse; r_squared is null where no target varies.
void add_regression(Json& object, const std::string& prefix, const RegressionScore& score);
/// A list with these keys for each target.
Json targets_json(const RegressionScore& score, const std::vector<std::string>& target_names);

}  // namespace dbn::program
