// Counter-based random numbers: draws have addresses instead of an order.
#pragma once

#include <array>

#include "libdbn/base/archive.hpp"
#include "libdbn/base/types.hpp"

namespace dbn {

/// Philox4x32-10: ten rounds of the block function on one 128-bit counter under a 64-bit key.
/// Source: Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", section 3.3; bit-equal to
/// their Random123 (its published test vectors are a test here).
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

/// What random numbers are drawn for. Each purpose has a key of its own, so adding draws to one leaves the others.
enum class Purpose : std::uint32_t {
  initialization = 1,
  shuffle = 2,
  binarization = 3,
  gibbs = 4,
  chains = 5,
  propagation = 6,
  split = 7,
  dropout = 8,
  evaluation = 9,
  subset = 10,
  synthesis = 11
};

/// One matrix of random words: word(row, column) depends only on the address, so any part may be computed by any
/// thread in any order. Columns are dealt to counters in blocks of 64, which lets 4, 8 or 16 SIMD lanes produce
/// consecutive columns without a shuffle.
class Draws {
 public:
  Draws(std::array<std::uint32_t, 2> key, std::uint64_t number) : key_(key), number_(number) {}

  std::uint32_t word(Index row, Index column) const;
  /// Words of `count` consecutive columns; `first` must be a multiple of 64.
  void words(Index row, Index first, Index count, std::uint32_t* out) const;

  /// Uniform on [0, 1) with 24 bits: exact in float and in double, so both builds take the same decisions.
  real uniform(Index row, Index column) const { return to_uniform(word(row, column)); }
  /// Uniform on (0, 1), never 0 or 1, for logarithms and quantiles.
  double open_uniform(Index row, Index column) const { return (word(row, column) + 0.5) * 0x1p-32; }
  /// Standard normal by Box-Muller (1958) from the words of this address in planes 0 and 1.
  double normal(Index row, Index column) const;

  /// The same matrix seen from row `first` on.
  Draws from_row(Index first) const;
  /// An independent matrix at the same address: for units that need several draws, and for blocks of a layer.
  Draws plane(std::uint32_t index) const;
  /// The plane `offset` places after this one; there are 256.
  Draws later_plane(std::uint32_t offset) const { return plane(plane_ + offset); }

  static real to_uniform(std::uint32_t word) { return static_cast<real>(word >> 8) * real(0x1p-24); }

 private:
  std::array<std::uint32_t, 4> counter(Index row, Index column) const;

  std::array<std::uint32_t, 2> key_;
  std::uint64_t number_;
  std::uint32_t first_row_ = 0;
  std::uint32_t plane_ = 0;
};

/// A sequence of draw matrices: a key derived from (seed, purpose, index) and the number of matrices taken so far.
/// That is its whole state; nothing drawn depends on threads or on the standard library.
class Rng {
 public:
  explicit Rng(std::uint64_t seed, Purpose purpose = Purpose::evaluation, std::uint64_t index = 0);

  /// The next matrix of draws.
  Draws next() { return {key_, taken_++}; }

  void archive(Archive& archive);

 private:
  std::array<std::uint32_t, 2> key_;
  std::uint64_t taken_ = 0;
};

/// A random order of 0 .. count-1 (Fisher-Yates; Durstenfeld 1964, algorithm 235).
std::vector<Index> random_permutation(Index count, Rng& rng);

}  // namespace dbn
