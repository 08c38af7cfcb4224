#include "libdbn/data/window_order.hpp"

#include <algorithm>
#include <numeric>

#include "libdbn/base/random.hpp"

namespace dbn {
namespace {

// sigma_{e,k}; pi_e is that of k = -1, as the first matrix of draws of an epoch.
std::vector<Index> permutation(Index count, std::uint64_t seed, Index epoch, Index number) {
  Rng rng(seed, Purpose::shuffle, epoch);
  for (Index i = 0; i < number; ++i) rng.next();
  return random_permutation(count, rng);
}

}  // namespace

WindowOrder::WindowOrder(const RowBlocks& blocks, Shuffle shuffle, std::uint64_t seed)
    : blocks_(blocks), shuffle_(shuffle), seed_(seed) {}

Index WindowOrder::windows() const { return (blocks_.count() + blocks_.window - 1) / blocks_.window; }

std::vector<Index> WindowOrder::blocks_of(Index epoch) const {
  if (shuffle_ == Shuffle::windows) return permutation(blocks_.count(), seed_, epoch, 0);
  std::vector<Index> order(blocks_.count());
  std::iota(order.begin(), order.end(), Index{0});
  return order;
}

void WindowOrder::append(Index epoch, Index window, std::vector<Index>& out) const {
  const std::vector<Index> order = blocks_of(epoch);
  std::vector<Index> rows;
  const Index end = std::min(order.size(), (window + 1) * blocks_.window);
  for (Index i = window * blocks_.window; i < end; ++i) {
    for (Index row = blocks_.starts[order[i]]; row < blocks_.starts[order[i] + 1]; ++row) rows.push_back(row);
  }
  if (shuffle_ == Shuffle::none) {
    out.insert(out.end(), rows.begin(), rows.end());
  } else {
    for (const Index i : permutation(rows.size(), seed_, epoch, window + 1)) out.push_back(rows[i]);
  }
}

std::vector<Index> WindowOrder::window_starts(Index epoch) const {
  std::vector<Index> starts{0};
  const std::vector<Index> order = blocks_of(epoch);
  for (Index i = 0; i < order.size(); ++i) {
    if (i % blocks_.window == 0) starts.push_back(starts.back());
    starts.back() += blocks_.starts[order[i] + 1] - blocks_.starts[order[i]];
  }
  return starts;
}

}  // namespace dbn
