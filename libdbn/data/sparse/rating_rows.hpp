// Ratings as rows for training and prediction: known ratings, rated items, and held-out ratings of each user.
#pragma once

#include <memory>

#include "libdbn/data/sparse/sparse_rows.hpp"

namespace dbn {

/// What one row rated: items rise, and each has the number of its level.
struct RatedItems {
  std::span<const std::uint32_t> items;
  std::span<const std::uint8_t> levels;
};

/// Ratings of the rows (usually users) of one table, in three parts that have the same rows and columns.
///
///     given    ratings whose values a machine sees
///     rated    further items that a row is known to have rated, whatever the values; or null
///     wanted   the ratings to be predicted: `given` itself, each from the row's others, or ratings held out
///
/// A machine sees an item as a softmax group of K levels, missing where it was not rated. With `rated` one binary unit
/// for each item follows behind all groups: on where the item was rated, in `given` or in `rated`. These units are
/// never modeled; their weights are the matrix D of the conditional RBM (Salakhutdinov, Mnih & Hinton 2007, section
/// 4). Where a value is known, D adds to all its levels alike; it is items rated without values that it is for.
class RatingRows final : public RowSource {
 public:
  using Part = std::shared_ptr<const SparseRows>;

  /// Ratings to learn from. Throws a data error unless all parts are ratings with the same items and levels.
  explicit RatingRows(Part given, Part rated = nullptr);
  /// Ratings to predict for the rows of `known`.
  RatingRows(const RatingRows& known, Part wanted);

  Index rows() const override { return given_->rows(); }
  Index columns() const override;
  /// The given ratings as dense rows: for what has no way to go through lists.
  void read(std::span<const Index> rows, Index presentation, MatrixView out) const override;
  const Labels& labels() const override;
  const RatingRows* ratings() const override { return this; }

  Index items() const { return given_->columns; }
  Index levels() const { return given_->levels.size(); }
  bool is_conditional() const { return rated_ != nullptr; }
  /// The visible units that these rows are states of.
  std::string visible_spec() const;

  RatedItems given(Index row) const { return entries_of(*given_, row); }
  RatedItems wanted(Index row) const { return entries_of(*wanted_, row); }
  /// Items of `rated` that are not among the given ratings; none where it is null.
  std::span<const std::uint32_t> rated(Index row) const;

  const SparseRows& given() const { return *given_; }
  const SparseRows& wanted() const { return *wanted_; }
  /// Whether the wanted ratings are the given ones.
  bool predicts_itself() const { return wanted_ == given_; }

 private:
  static RatedItems entries_of(const SparseRows& rows, Index row);

  Part given_;
  Part rated_;
  Part wanted_;
};

/// Whether the levels of two tables are the same, which they need to be where one is to predict the other. Throws a
/// data error that names both.
void require_same_levels(const SparseTable& found, const SparseTable& expected);

/// How many ratings were left out because nothing is known of their row or column.
struct Aligned {
  SparseRows rows;
  Index unknown = 0;
};

/// `found` with rows and columns in the places that they have in `expected`, by their names where both tables have
/// them, else by their numbers. Ratings of rows or columns that are not in `expected` are left out. Levels are told by
/// their values. Throws a data error when `found` has a level that `expected` has not, when tables without names differ
/// in size, or when nothing is left.
Aligned aligned_with(const SparseRows& found, const SparseRows& expected);

/// Ratings divided at random, each for itself: about `fraction` of them are held out. Rows and columns stay. A rating
/// goes where it goes by seed, row and column alone. 0 < fraction < 1; a data error when either part would be empty.
struct SplitRatings {
  SparseRows training;
  SparseRows held_out;
};
SplitRatings split_ratings(const SparseRows& all, double fraction, std::uint64_t seed);

}  // namespace dbn
