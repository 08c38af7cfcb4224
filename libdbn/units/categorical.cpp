#include "libdbn/units/categorical.hpp"

#include <algorithm>
#include <cmath>

namespace dbn {
namespace {

double total_input(const real* bias, const real* inputs, Index k) {
  return static_cast<double>(bias[k]) + static_cast<double>(inputs[k]);
}

double greatest_input(const real* bias, const real* inputs, Index count) {
  double greatest = total_input(bias, inputs, 0);
  for (Index k = 1; k < count; ++k) greatest = std::max(greatest, total_input(bias, inputs, k));
  return greatest;
}

}  // namespace

double Categorical::log_normalizer(const real* bias, const real* inputs, Index count) {
  const double greatest = greatest_input(bias, inputs, count);
  double sum = 0;
  for (Index k = 0; k < count; ++k) sum += std::exp(total_input(bias, inputs, k) - greatest);
  return greatest + std::log(sum);
}

void Categorical::set(const real* bias, const real* inputs) {
  const Index count = cumulative_.size();
  const double greatest = greatest_input(bias, inputs, count);
  total_ = 0;
  for (Index k = 0; k < count; ++k) {
    weights_[k] = std::exp(total_input(bias, inputs, k) - greatest);
    total_ += weights_[k];
    cumulative_[k] = total_;
  }
}

Index Categorical::choice(double uniform) const {
  const auto found = std::upper_bound(cumulative_.begin(), cumulative_.end(), uniform * total_);
  if (found != cumulative_.end()) return static_cast<Index>(found - cumulative_.begin());
  return static_cast<Index>(std::lower_bound(cumulative_.begin(), cumulative_.end(), total_) - cumulative_.begin());
}

}  // namespace dbn
