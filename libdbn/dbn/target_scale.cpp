#include "libdbn/dbn/target_scale.hpp"

#include <algorithm>
#include <cmath>

#include "libdbn/base/checks.hpp"
#include "libdbn/data/dataset.hpp"

namespace dbn {

TargetScale target_scale(ConstMatrixView targets, std::span<const double> weights) {
  TargetScale scale{std::vector<double>(targets.columns, 0.0), std::vector<double>(targets.columns, 1.0)};
  if (targets.rows == 0) return scale;
  const std::vector<double> row_weights = normalized_weights(targets.rows, weights);
  const auto counts = std::find_if(row_weights.begin(), row_weights.end(), [](double share) { return share > 0; });
  if (counts == row_weights.end()) return scale;
  const auto origin_row = static_cast<Index>(counts - row_weights.begin());
  for (Index j = 0; j < targets.columns; ++j) {
    const auto origin = static_cast<double>(targets(origin_row, j));
    const auto shifted = [&](Index n) { return static_cast<double>(targets(n, j)) - origin; };
    double mean = 0;
    for (Index n = 0; n < targets.rows; ++n) mean += row_weights[n] * shifted(n);
    double variance = 0;
    for (Index n = 0; n < targets.rows; ++n) variance += row_weights[n] * (shifted(n) - mean) * (shifted(n) - mean);
    scale.mean[j] = origin + mean;
    if (variance > 0) scale.deviation[j] = std::sqrt(variance);
  }
  return scale;
}

Matrix standardized(const TargetScale& scale, ConstMatrixView targets) {
  require_columns("standardized targets", targets, scale.mean.size());
  Matrix result = zeros(targets.rows, targets.columns);
  for (Index n = 0; n < targets.rows; ++n) {
    for (Index j = 0; j < targets.columns; ++j) {
      result(n, j) = static_cast<real>((static_cast<double>(targets(n, j)) - scale.mean[j]) / scale.deviation[j]);
    }
  }
  return result;
}

Network in_units_of_targets(Network network, const TargetScale& scale) {
  NetworkLayer& outputs = network.layers.back();
  require_columns("outputs in units of the targets", outputs.weights, scale.mean.size());
  for (Index j = 0; j < scale.mean.size(); ++j) {
    const double deviation = scale.deviation[j];
    for (Index i = 0; i < outputs.weights.shape(0); ++i) {
      outputs.weights(i, j) = static_cast<real>(static_cast<double>(outputs.weights(i, j)) * deviation);
    }
    outputs.bias(0, j) = static_cast<real>(static_cast<double>(outputs.bias(0, j)) * deviation + scale.mean[j]);
  }
  return network;
}

}  // namespace dbn
