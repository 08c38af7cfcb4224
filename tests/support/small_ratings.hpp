// A few ratings by hand and many by chance, for tests of what goes by lists.
#pragma once

#include "libdbn/data/sparse/rating_rows.hpp"
#include "tests/support/checks.hpp"

namespace dbn::test {

/// Ratings (row by row: item, level) of `items` items on a scale from 1 to `levels`.
inline SparseRows listed_ratings(Index items, Index levels,
                                 const std::vector<std::vector<std::pair<std::uint32_t, int>>>& rows) {
  SparseRows ratings;
  ratings.name = "ratings";
  ratings.kind = SparseKind::ratings;
  ratings.columns = items;
  for (Index k = 0; k < levels; ++k) ratings.levels.push_back(static_cast<double>(k + 1));
  for (const auto& row : rows) {
    std::vector<std::uint32_t> columns;
    std::vector<float> values;
    for (const auto& [item, level] : row) {
      columns.push_back(item);
      values.push_back(static_cast<float>(level));
    }
    ratings.add_row({columns, values});
  }
  return ratings;
}

/// Each pair rated with this chance, all levels alike.
inline SparseRows random_ratings(Index rows, Index items, Index levels, double density, unsigned seed) {
  std::mt19937 engine(seed);
  std::uniform_real_distribution<double> uniform;
  std::vector<std::vector<std::pair<std::uint32_t, int>>> lists(rows);
  for (auto& list : lists) {
    for (std::uint32_t item = 0; item < items; ++item) {
      const bool is_rated = uniform(engine) < density;
      const int level = static_cast<int>(uniform(engine) * static_cast<double>(levels));
      if (is_rated) list.emplace_back(item, level);
    }
  }
  return listed_ratings(items, levels, lists);
}

inline RatingRows::Part shared(SparseRows rows) { return std::make_shared<const SparseRows>(std::move(rows)); }

}  // namespace dbn::test
