// Calibration of class probabilities.
#pragma once

#include <vector>

#include "libdbn/base/types.hpp"

namespace dbn {

/// Rows whose greatest class probability, their confidence, lies within one of equally wide ranges.
struct ReliabilityBin {
  Index rows = 0;
  Index right = 0;            ///< whose most probable class is their label
  double confidence_sum = 0;  ///< of the rows' confidences

  double confidence() const { return rows == 0 ? 0 : confidence_sum / static_cast<double>(rows); }
  double accuracy() const { return rows == 0 ? 0 : static_cast<double>(right) / static_cast<double>(rows); }
};

/// Gathers rows one by one.
class Calibration {
 public:
  static constexpr Index bin_count = 10;

  /// A row with these class probabilities and this label, 0 .. count - 1.
  void enter(const real* probabilities, Index count, Index label);

  /// Bin b holds confidences in [b/10, (b+1)/10), the last one also 1.
  const std::vector<ReliabilityBin>& bins() const { return bins_; }
  /// sum_b rows_b / rows |accuracy_b - confidence_b|, in [0, 1]; 0 without rows (Guo et al. 2017, equation 3).
  double expected_error() const;
  /// mean_n sum_k (p_nk - [k = label_n])^2, in [0, 2]; 0 without rows (Brier 1950).
  double brier_score() const;
  /// Rows whose label is not among their `k` most probable classes; of equally probable classes the first counts as
  /// more probable, as in `most_probable`. k >= 1.
  Index errors_of_best(Index k) const;

 private:
  Index rows_ = 0;
  double squares_ = 0;
  std::vector<ReliabilityBin> bins_ = std::vector<ReliabilityBin>(bin_count);
  std::vector<Index> rows_of_rank_;  ///< [r]: rows with r classes more probable than their label
};

}  // namespace dbn
