// User and item biases of ratings: the baseline predictor.
#pragma once

#include "libdbn/data/sparse/rating_rows.hpp"

namespace dbn {

/// The value of item i for row u as mean + item_i + row_u, fitted to the given ratings by least squares with the
/// penalty `shrinkage` sum of squares of all biases (Koren, Bell & Volinsky 2009, equation 1 without factors),
/// alternating between items and rows ten times. A row or item without ratings has bias 0.
struct RatingBiases {
  double mean = 0;
  std::vector<double> item;
  std::vector<double> row;

  /// Within the scale of `levels`.
  double value(Index row_number, Index item_number) const;

  double least = 0;
  double greatest = 0;
};

/// Shrinkage 5: as if every bias had been 0 in five more ratings.
RatingBiases fit_rating_biases(const RatingRows& ratings, double shrinkage = 5);

}  // namespace dbn
