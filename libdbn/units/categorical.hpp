// Categorical distribution over K choices, for softmax groups and word counts.
#pragma once

#include <vector>

#include "libdbn/base/types.hpp"

namespace dbn {

/// p_k ~ exp(bias_k + input_k) for k < K, without overflow.
class Categorical {
 public:
  explicit Categorical(Index count) : weights_(count), cumulative_(count) {}

  /// log sum_k exp(bias_k + input_k).
  static double log_normalizer(const real* bias, const real* inputs, Index count);

  /// Takes the distribution of these numbers; the functions below refer to the last one set.
  void set(const real* bias, const real* inputs);
  double probability(Index k) const { return weights_[k] / total_; }
  /// The choice at `uniform` in (0, 1) by inverse cdf; never one of probability 0.
  Index choice(double uniform) const;

 private:
  std::vector<double> weights_;
  std::vector<double> cumulative_;
  double total_ = 0;
};

}  // namespace dbn
