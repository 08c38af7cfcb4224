// Running mean and standard deviation.
#pragma once

#include "libdbn/base/types.hpp"

namespace dbn {

/// After Welford 1962, which loses nothing where the mean is large; the deviation is that of the population.
class Moments {
 public:
  void add(double value);

  Index count() const { return count_; }
  double mean() const { return mean_; }
  double deviation() const;
  double least() const { return least_; }
  double greatest() const { return greatest_; }

  /// Near enough to mean 0 and deviation 1 for gaussian units: a mean in -1 .. 1 and a deviation in 1/2 .. 2, or, as at
  /// the border of pictures, 0.
  bool are_standard() const;

 private:
  Index count_ = 0;
  double mean_ = 0;
  double squares_ = 0;
  double least_ = 0;
  double greatest_ = 0;
};

}  // namespace dbn
