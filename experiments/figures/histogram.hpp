// Histogram of numbers over bins with round edges.
#pragma once

#include <vector>

#include "libdbn/base/types.hpp"

namespace dbn::program {

/// Counts of numbers between edges; the last bin includes its upper edge.
class Histogram {
 public:
  /// About `bins` of them at most, over [least, greatest].
  Histogram(double least, double greatest, int bins);

  void enter(double value);

  const std::vector<double>& edges() const { return edges_; }
  const std::vector<Index>& counts() const { return counts_; }
  /// Numbers that are NaN or infinite; those beyond the edges count in the bins at the ends.
  Index outside() const { return outside_; }

 private:
  std::vector<double> edges_;
  std::vector<Index> counts_;
  Index outside_ = 0;
};

}  // namespace dbn::program
