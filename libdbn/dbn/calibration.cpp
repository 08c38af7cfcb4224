#include "libdbn/dbn/calibration.hpp"

#include <algorithm>
#include <cmath>

namespace dbn {

void Calibration::enter(const real* probabilities, Index count, Index label) {
  const real of_label = probabilities[label];
  Index rank = 0;
  double squares = 0;
  for (Index k = 0; k < count; ++k) {
    const real p = probabilities[k];
    rank += p > of_label || (p == of_label && k < label) ? 1 : 0;
    const double difference = static_cast<double>(p) - (k == label ? 1 : 0);
    squares += difference * difference;
  }
  const auto confidence = static_cast<double>(*std::max_element(probabilities, probabilities + count));
  const double place = std::clamp(confidence, 0.0, 1.0) * static_cast<double>(bin_count);
  ReliabilityBin& bin = bins_[std::min(static_cast<Index>(place), bin_count - 1)];
  ++bin.rows;
  bin.right += rank == 0 ? 1 : 0;
  bin.confidence_sum += confidence;
  if (rows_of_rank_.size() < count) rows_of_rank_.resize(count, 0);
  ++rows_of_rank_[rank];
  squares_ += squares;
  ++rows_;
}

double Calibration::expected_error() const {
  double total = 0;
  for (const ReliabilityBin& bin : bins_) {
    total += static_cast<double>(bin.rows) * std::abs(bin.accuracy() - bin.confidence());
  }
  return rows_ == 0 ? 0 : total / static_cast<double>(rows_);
}

double Calibration::brier_score() const { return rows_ == 0 ? 0 : squares_ / static_cast<double>(rows_); }

Index Calibration::errors_of_best(Index k) const {
  Index errors = 0;
  for (Index rank = k; rank < rows_of_rank_.size(); ++rank) errors += rows_of_rank_[rank];
  return errors;
}

}  // namespace dbn
