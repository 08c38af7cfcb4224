// Target scale: standardization of regression targets, and its inverse.
#pragma once

#include <span>

#include "libdbn/dbn/network.hpp"

namespace dbn {

/// Mean and deviation of each of T targets.
struct TargetScale {
  std::vector<double> mean;
  std::vector<double> deviation;  ///< > 0
};

/// With the share q_n of each row (row_shares):
///
///     mean_j = sum_n q_n t_nj        deviation_j = sqrt(sum_n q_n (t_nj - mean_j)^2), 1 of a constant target
///
/// `targets` (N, T), finite; `weights` N, or empty: all rows count alike. Summed in double, from the first row that
/// counts, so that a shift of all targets loses nothing.
TargetScale target_scale(ConstMatrixView targets, std::span<const double> weights);

/// t'_nj = (t_nj - mean_j) / deviation_j. (rows, T)
Matrix standardized(const TargetScale& scale, ConstMatrixView targets);

/// The network whose outputs are in units of the targets, from one with linear outputs W, b in units of the scale:
///
///     W'_ij = W_ij deviation_j        b'_j = b_j deviation_j + mean_j
///
/// so that its outputs are y'_nj = deviation_j y_nj + mean_j, exactly but for rounding.
Network in_units_of_targets(Network network, const TargetScale& scale);

}  // namespace dbn
