#include "libdbn/rbm/leading_columns.hpp"

#include <algorithm>
#include <numeric>

namespace dbn {

std::vector<std::vector<Index>> leading_columns(ConstMatrixView weights, Index count, WeightEnd end) {
  const Index kept = std::min(count, weights.rows);
  std::vector<std::vector<Index>> result;
  for (Index j = 0; j < weights.columns; ++j) {
    std::vector<Index> order(weights.rows);
    std::iota(order.begin(), order.end(), Index(0));
    const auto comes_first = [&](Index a, Index b) {
      const real difference = weights(a, j) - weights(b, j);
      if (difference == 0) return a < b;
      return end == WeightEnd::greatest ? difference > 0 : difference < 0;
    };
    const auto last = order.begin() + static_cast<std::ptrdiff_t>(kept);
    std::partial_sort(order.begin(), last, order.end(), comes_first);
    order.resize(kept);
    result.push_back(std::move(order));
  }
  return result;
}

}  // namespace dbn
