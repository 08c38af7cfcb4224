#include "experiments/figures/histogram.hpp"

#include <algorithm>
#include <cmath>

#include "experiments/figures/chart_axis.hpp"

namespace dbn::program {

Histogram::Histogram(double least, double greatest, int bins)
    : edges_(axis_ticks(least, greatest, bins)), counts_(edges_.size() - 1, 0) {}

void Histogram::enter(double value) {
  if (!std::isfinite(value)) {
    ++outside_;
    return;
  }
  const auto above = std::upper_bound(edges_.begin(), edges_.end(), value) - edges_.begin();
  const auto bin = std::clamp<std::ptrdiff_t>(above - 1, 0, static_cast<std::ptrdiff_t>(counts_.size()) - 1);
  ++counts_[static_cast<Index>(bin)];
}

}  // namespace dbn::program
