// Batch order: the rows of each batch of each epoch, a function of the seed, so that resuming needs no state.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "libdbn/base/random.hpp"
#include "libdbn/data/window_order.hpp"

namespace dbn {

/// shuffled: a new order every epoch. fixed: the order of the file, the same batches every epoch. fixed_shuffled: one
/// random order for the whole run, so batches keep their composition (as in the program released with Hinton &
/// Salakhutdinov 2006). balanced: shuffled, with the classes spread evenly over the batches: each batch has of each
/// class its proportional share, rounded down or up. Rows of unknown class count as a class.
///
/// Where rows lie in blocks, shuffled and fixed_shuffled mean the order of WindowOrder, and there is no balanced.
enum class BatchOrder { shuffled, fixed, fixed_shuffled, balanced };
/// Names in a config, in the order of BatchOrder.
std::vector<std::string> batch_orders();

/// Cuts the rows of an epoch into batches; the last one is smaller when the sizes do not divide.
class BatchPlan {
 public:
  /// `batch_size` larger than `rows` gives one batch of all rows. `balanced` needs labels, else a config error.
  BatchPlan(Index rows, Index batch_size, BatchOrder order, std::uint64_t seed, const Labels& labels);
  /// For the rows of `source`, which must outlive the plan and is told in time which of them come next.
  BatchPlan(const RowSource& source, Index batch_size, BatchOrder order, std::uint64_t seed);

  Index batches() const;
  /// The rows of batch `batch` in epoch `epoch`. The order of an epoch (of a window, where rows lie in blocks) is kept
  /// until another is asked for. The result is good until the next call.
  std::span<const Index> rows(Index epoch, Index batch);

 private:
  BatchPlan(Index rows, Index batch_size, BatchOrder order, std::uint64_t seed);

  void arrange(Index epoch);
  void deal(Rng& rng);
  Index window_of(Index place) const;
  void arrange_windows(Index epoch, Index first, Index end);

  Index rows_;
  Index batch_size_;
  BatchOrder kind_;
  std::uint64_t seed_;
  std::vector<std::vector<Index>> by_class_;  ///< rows of each class; only for `balanced`
  std::vector<Index> order_;                  ///< the batches of the arranged epoch, or windows, one after another
  Index arranged_epoch_ = static_cast<Index>(-1);

  const RowSource* source_ = nullptr;
  std::optional<WindowOrder> windows_;
  std::vector<Index> window_starts_;  ///< of the arranged epoch
  Index first_window_ = 0;            ///< the windows from here on are arranged
  Index end_window_ = 0;
};

/// Rows of one update: dense values and what is to be said of them: classes or numbers. Rows given as index and value
/// lists (ratings, word counts, sparse images) will be a second member beside `inputs`; whoever reads a batch goes
/// through the estimator's data phase, which is the one place to choose between the two.
struct Batch {
  Matrix inputs;                ///< (rows, V)
  Labels labels;                ///< per row, or empty
  std::vector<double> weights;  ///< per row, or empty: all rows count alike
  Matrix targets;               ///< (rows, T), or empty

  Index rows() const { return inputs.shape(0); }
  /// What each row counts in this batch, see row_shares.
  std::vector<double> shares() const { return row_shares(rows(), weights); }
  /// Rows of weight 0 are as good as absent: true when no row is left.
  bool is_weightless() const;
};

/// Reads the listed rows into `batch`, keeping its memory where the shape is unchanged.
void read_batch(const RowSource& source, std::span<const Index> rows, Index presentation, Batch& batch);

/// Rows that are worked on at a time by whoever reads all of them.
inline constexpr Index rows_per_block = 1000;

/// Calls visit(first row, block) for consecutive blocks of `source` at presentation 0: bounded memory for passes over
/// all rows.
void for_each_block(const RowSource& source, Index block_rows,
                    const std::function<void(Index first, const Batch& block)>& visit);

/// Splits `data` into training and validation rows, both rising: a seeded random part of round(fraction N) validation
/// rows, of each class its proportional share, rounded down or up. 0 < fraction < 1, else a config error; a data error
/// when either part would be empty.
struct SplitRows {
  std::vector<Index> training;
  std::vector<Index> validation;
};
SplitRows split_rows(const Dataset& data, double fraction, std::uint64_t seed);

}  // namespace dbn
