#include "libdbn/data/sparse/rating_biases.hpp"

#include <algorithm>

namespace dbn {
namespace {

constexpr int alternations = 10;

/// Calls visit(row, item, value) on all given ratings.
template <class Visit>
void for_ratings(const RatingRows& ratings, const Visit& visit) {
  for (Index n = 0; n < ratings.rows(); ++n) {
    const RatedItems known = ratings.given(n);
    for (Index e = 0; e < known.items.size(); ++e) {
      visit(n, Index{known.items[e]}, ratings.given().levels[known.levels[e]]);
    }
  }
}

/// The best biases of one side while the other stands: sums of residuals, shrunk.
struct BiasSums {
  explicit BiasSums(Index size) : sums(size), counts(size) {}

  void enter(Index place, double residual) {
    sums[place] += residual;
    ++counts[place];
  }
  void solve(double shrinkage, std::vector<double>& biases) {
    for (Index i = 0; i < sums.size(); ++i) biases[i] = sums[i] / (static_cast<double>(counts[i]) + shrinkage);
    std::fill(sums.begin(), sums.end(), 0.0);
    std::fill(counts.begin(), counts.end(), Index{0});
  }

  std::vector<double> sums;
  std::vector<Index> counts;
};

}  // namespace

double RatingBiases::value(Index row_number, Index item_number) const {
  return std::clamp(mean + item[item_number] + row[row_number], least, greatest);
}

RatingBiases fit_rating_biases(const RatingRows& ratings, double shrinkage) {
  RatingBiases found;
  found.least = ratings.given().levels.front();
  found.greatest = ratings.given().levels.back();
  found.item.assign(ratings.items(), 0);
  found.row.assign(ratings.rows(), 0);
  for_ratings(ratings, [&](Index, Index, double value) { found.mean += value; });
  found.mean /= static_cast<double>(std::max<Index>(1, ratings.given().entries()));
  BiasSums items(ratings.items());
  BiasSums rows(ratings.rows());
  for (int round = 0; round < alternations; ++round) {
    for_ratings(ratings, [&](Index n, Index i, double value) { items.enter(i, value - found.mean - found.row[n]); });
    items.solve(shrinkage, found.item);
    for_ratings(ratings, [&](Index n, Index i, double value) { rows.enter(n, value - found.mean - found.item[i]); });
    rows.solve(shrinkage, found.row);
  }
  return found;
}

}  // namespace dbn
