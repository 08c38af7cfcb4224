// Ratings made up by a model that is known, at any size: what a machine can learn from them is known as well.
#pragma once

#include "libdbn/base/random.hpp"
#include "libdbn/data/sparse/sparse_rows.hpp"

namespace dbn {

/// Users with binary traits rate items on a scale of five levels. With T traits s_t, -1 or 1 with equal chances, user u
/// gives item i level k with
///
///     p(k) ~ share_k exp((k - 3) x),    x = quality_i + leniency s_0 + sum_{t >= 1} taste_it s_t
///
/// quality and taste are normal. It is what an RBM with T hidden units can say, given these.
///
/// Item number r in the order of popularity (which is not that of the columns) is chosen in proportion to
/// (r / items + 0.028)^-2.06, each at most once by a user; how much users rate is log-normal with deviation 1.25 of the
/// logarithm, at most half of the items. With 480,189 users, 17,770 items and 100 million ratings these are the most
/// popular film, the median film and the median user of the Netflix contest, about.
struct RatingModel {
  Index users = 3000;
  Index items = 500;
  Index ratings = 150'000;  ///< exactly, held-out ones included
  double held_out = 0.1;    ///< share of the ratings, each by chance
  Index traits = 3;
  double taste = 0.6;  ///< deviation of taste_it
  std::uint64_t seed = 1;
};

/// Makes the rows one after the other or in any order: a row depends on the model and its number alone.
class GeneratedRatings {
 public:
  /// Throws a config error when there are more ratings than half of all pairs, or no room for traits.
  explicit GeneratedRatings(const RatingModel& model);

  /// Beside the rows; for either part.
  SparseTable table() const;

  /// One user's ratings, in two parts; `expected` are the values that the model expects given the user's traits.
  struct Part {
    std::vector<std::uint32_t> items;
    std::vector<float> levels;
    std::vector<double> expected;
  };
  struct Row {
    Part given;
    Part held_out;
  };
  /// Room that is used again for the next row.
  struct Scratch {
    std::vector<std::uint32_t> chosen;
    std::vector<std::uint8_t> is_chosen;
    std::vector<std::pair<double, std::uint32_t>> times;
    std::vector<double> signs;
  };
  void make_row(Index user, Scratch& scratch, Row& row) const;

 private:
  class Words;
  void choose_items(Index count, Words& words, Scratch& scratch) const;
  std::uint32_t item_at(double place) const;

  RatingModel model_;
  std::vector<double> cumulative_;  ///< chances of the items of all columns up to this one
  std::vector<Index> first_;        ///< ratings of all users before this one
  std::vector<double> quality_;
  std::vector<double> taste_;  ///< (items, traits), the first the leniency
};

}  // namespace dbn
