// Window order of rows, for sources that are read block by block.
#pragma once

#include "libdbn/data/dataset.hpp"

namespace dbn {

/// With blocks of rows B_0 .. B_{n-1}, window w, and permutations drawn for epoch e,
///
///     window k of epoch e = the rows of B_{pi_e(k w)}, ..., B_{pi_e(k w + w - 1)}, permuted by sigma_{e,k}
///
/// so that every row comes once, only the blocks of one window are needed at a time, and where any batch begins follows
/// from (seed, e) alone. In the order of the file pi and sigma are identities.
class WindowOrder {
 public:
  enum class Shuffle { none, windows };

  WindowOrder(const RowBlocks& blocks, Shuffle shuffle, std::uint64_t seed);

  Index windows() const;
  /// The rows of window `window` of the epoch, in their order, behind what `out` holds.
  void append(Index epoch, Index window, std::vector<Index>& out) const;
  /// Rows that come before each window of the epoch; the last number is that of all rows.
  std::vector<Index> window_starts(Index epoch) const;

 private:
  std::vector<Index> blocks_of(Index epoch) const;

  const RowBlocks& blocks_;
  Shuffle shuffle_;
  std::uint64_t seed_;
};

}  // namespace dbn
