// Regression errors.
#pragma once

#include <functional>
#include <string>

#include "libdbn/data/dataset.hpp"
#include "libdbn/dbn/network.hpp"

namespace dbn {

/// Predictions y of one target t over N rows, each of which counts once.
class TargetScore {
 public:
  void enter(double prediction, double target);

  Index rows() const { return rows_; }
  /// 1/N sum (y - t)^2
  double mean_square() const;
  /// 1/N sum |y - t|
  double mean_absolute() const;
  /// 1/N sum (t - mean of t)^2: the mean square of the best constant prediction.
  double variance() const;
  /// 1 - mean_square / variance: 1 for perfect predictions, 0 for the mean of the targets, below 0 for worse; NaN for a
  /// target that is constant, where there is nothing to explain.
  double r_squared() const;

 private:
  Index rows_ = 0;
  double squares_ = 0;
  double absolutes_ = 0;
  double mean_ = 0;        ///< of the targets so far
  double deviations_ = 0;  ///< sum of (t - mean)^2 (Welford 1962)
};

/// The score of each target, and means over the targets.
struct RegressionScore {
  std::vector<TargetScore> targets;

  Index rows() const { return targets.empty() ? 0 : targets.front().rows(); }
  double mean_square() const;
  double mean_absolute() const;
  double variance() const;
  /// Over the targets that are not constant, NaN where all are: unlike the others it does not depend on the targets'
  /// units.
  double r_squared() const;
};

/// Predictions for a block of rows. (rows, V) -> (rows, T)
using Regressor = std::function<Matrix(ConstMatrixView visible)>;

/// Predicts the targets of every row of `source`, in blocks. Throws a data error unless it has `targets` of them a row.
RegressionScore score_regressor(const Regressor& predict, Index targets, const RowSource& source);

/// The name of target `index`, or "target 0", ... where there are no names.
std::string target_name(const std::vector<std::string>& names, Index index);

}  // namespace dbn
