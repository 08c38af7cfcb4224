// Orders of rows that lie in blocks: each row once an epoch, few blocks at a time, batches that follow from the seed.
#include "libdbn/data/window_order.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include "libdbn/data/batches.hpp"
#include "tests/support/data_files.hpp"

using namespace dbn;
using namespace dbn::test;

namespace window_order_test {
namespace {

/// Rows that are never read; notes what is announced.
class Announced final : public RowSource {
 public:
  explicit Announced(RowBlocks blocks) : blocks_(std::move(blocks)) {}

  Index rows() const override { return blocks_.rows(); }
  Index columns() const override { return 1; }
  void read(std::span<const Index>, Index, MatrixView) const override {}
  const Labels& labels() const override { return labels_; }
  const RowBlocks* blocks() const override { return &blocks_; }
  void expect(std::span<const Index> rows) const override { announced.emplace_back(rows.begin(), rows.end()); }

  mutable std::vector<std::vector<Index>> announced;

 private:
  RowBlocks blocks_;
  Labels labels_;
};

/// Blocks of 1 to `greatest` rows.
RowBlocks uneven_blocks(Index rows, Index greatest, Index window) {
  RowBlocks blocks;
  while (blocks.rows() < rows) {
    const Index size = 1 + (blocks.rows() * 7 + 3) % greatest;
    blocks.starts.push_back(std::min(rows, blocks.rows() + size));
  }
  blocks.window = window;
  return blocks;
}

std::vector<Index> epoch_of(BatchPlan& plan, Index epoch) {
  std::vector<Index> all;
  for (Index b = 0; b < plan.batches(); ++b) {
    const auto rows = plan.rows(epoch, b);
    all.insert(all.end(), rows.begin(), rows.end());
  }
  return all;
}

bool is_permutation_of_rows(std::vector<Index> rows, Index count) {
  std::sort(rows.begin(), rows.end());
  std::vector<Index> all(count);
  std::iota(all.begin(), all.end(), Index{0});
  return rows == all;
}

const std::vector<BatchOrder> orders{BatchOrder::shuffled, BatchOrder::fixed, BatchOrder::fixed_shuffled};

}  // namespace

BOOST_AUTO_TEST_SUITE(window_order)

BOOST_AUTO_TEST_CASE(every_row_comes_once_an_epoch_whatever_the_sizes) {
  for (const Index rows : {1, 2, 17, 64, 100, 257}) {
    for (const Index greatest : {1, 2, 5, 33, 300}) {
      for (const Index window : {1, 2, 3, 1000}) {
        for (const Index batch_size : {1, 7, 16, 100, 1000}) {
          const Announced source(uneven_blocks(rows, greatest, window));
          for (const BatchOrder order : orders) {
            BatchPlan plan(source, batch_size, order, 3);
            for (const Index epoch : {0, 1}) {
              BOOST_REQUIRE_MESSAGE(
                  is_permutation_of_rows(epoch_of(plan, epoch), rows),
                  rows << " rows in blocks of " << greatest << ", window " << window << ", batches of " << batch_size);
            }
          }
        }
      }
    }
  }
}

// What resuming in the middle of an epoch does.
BOOST_AUTO_TEST_CASE(a_batch_is_the_same_whatever_was_asked_for_before) {
  const Announced source(uneven_blocks(500, 20, 3));
  for (const BatchOrder order : orders) {
    BatchPlan plan(source, 33, order, 9);
    std::vector<std::vector<std::vector<Index>>> in_order(2);
    for (Index e = 0; e < 2; ++e) {
      for (Index b = 0; b < plan.batches(); ++b) {
        const auto rows = plan.rows(e, b);
        in_order[e].emplace_back(rows.begin(), rows.end());
      }
    }
    BatchPlan jumping(source, 33, order, 9);
    for (Index i = 0; i < 64; ++i) {
      const Index e = i % 3 == 0;
      const Index b = i * 5 % plan.batches();
      const auto rows = jumping.rows(e, b);
      BOOST_REQUIRE((std::vector<Index>(rows.begin(), rows.end()) == in_order[e][b]));
    }
  }
}

BOOST_AUTO_TEST_CASE(orders_differ_between_epochs_and_seeds_as_they_should) {
  const Announced source(uneven_blocks(300, 10, 4));
  const auto order_of = [&](BatchOrder order, std::uint64_t seed, Index epoch) {
    BatchPlan plan(source, 20, order, seed);
    return epoch_of(plan, epoch);
  };
  BOOST_CHECK(order_of(BatchOrder::shuffled, 1, 0) != order_of(BatchOrder::shuffled, 1, 1));
  BOOST_CHECK(order_of(BatchOrder::shuffled, 1, 0) != order_of(BatchOrder::shuffled, 2, 0));
  BOOST_CHECK(order_of(BatchOrder::fixed_shuffled, 1, 0) == order_of(BatchOrder::fixed_shuffled, 1, 5));
  BOOST_CHECK(order_of(BatchOrder::fixed_shuffled, 1, 0) != order_of(BatchOrder::fixed_shuffled, 2, 0));
  const std::vector<Index> fixed = order_of(BatchOrder::fixed, 1, 3);
  BOOST_CHECK(std::is_sorted(fixed.begin(), fixed.end()));
}

BOOST_AUTO_TEST_CASE(windows_have_permutations_of_their_own_and_are_announced_one_ahead) {
  RowBlocks blocks({0, 50, 100, 150}, 1, 1);
  const Announced source(blocks);
  BatchPlan plan(source, 50, BatchOrder::shuffled, 6);
  std::set<std::vector<Index>> permutations;
  for (Index b = 0; b < plan.batches(); ++b) {
    std::vector<Index> places;
    for (const Index row : plan.rows(0, b)) places.push_back(row % 50);
    permutations.insert(places);
    BOOST_CHECK_EQUAL(source.announced.size(), std::min<Index>(b + 2, 3));
  }
  BOOST_CHECK_EQUAL(permutations.size(), 3);
}

BOOST_AUTO_TEST_CASE(few_blocks_are_needed_at_a_time_and_announced_before) {
  constexpr Index window = 3;
  const RowBlocks blocks = uneven_blocks(600, 15, window);
  const Announced source(blocks);
  BatchPlan plan(source, window, BatchOrder::shuffled, 4);  // no window is smaller
  for (Index b = 0; b < plan.batches(); ++b) {
    const auto rows = plan.rows(0, b);
    // In the two windows announced last, as memory holds no more.
    std::set<Index> near;
    for (Index i = source.announced.size() < 2 ? 0 : source.announced.size() - 2; i < source.announced.size(); ++i) {
      near.insert(source.announced[i].begin(), source.announced[i].end());
    }
    for (const Index row : rows) BOOST_REQUIRE_MESSAGE(near.contains(row), "batch " << b << ", row " << row);
  }
  std::vector<Index> all;
  for (const std::vector<Index>& rows : source.announced) {
    all.insert(all.end(), rows.begin(), rows.end());
    std::set<Index> of_window;
    for (const Index row : rows) of_window.insert(blocks.block_of(row));
    BOOST_CHECK_LE(of_window.size(), window);
    for (const Index block : of_window) {
      for (Index row = blocks.starts[block]; row < blocks.starts[block + 1]; ++row) {
        BOOST_REQUIRE(std::find(rows.begin(), rows.end(), row) != rows.end());
      }
    }
  }
  BOOST_CHECK(is_permutation_of_rows(all, 600));
}

// Both permutations are uniform: over many epochs every row comes at every place equally often, within 5 sigma of the
// binomial, and neighbors in a block do not stay neighbors.
BOOST_AUTO_TEST_CASE(rows_come_at_every_place_equally_often) {
  constexpr Index rows = 24;
  constexpr Index epochs = 4800;
  RowBlocks blocks({0, 4, 8, 12, 16, 20, 24}, 1, 1);
  blocks.window = 2;
  const Announced source(blocks);
  BatchPlan plan(source, rows, BatchOrder::shuffled, 12);
  std::vector<double> counts(rows * rows, 0.0);
  double neighbors = 0;
  for (Index epoch = 0; epoch < epochs; ++epoch) {
    const auto order = plan.rows(epoch, 0);
    for (Index i = 0; i < rows; ++i) counts[order[i] * rows + i] += 1;
    for (Index i = 0; i + 1 < rows; ++i) neighbors += order[i + 1] == order[i] + 1 ? 1 : 0;
  }
  const double p = 1.0 / rows;
  const double sigma = std::sqrt(epochs * p * (1 - p));
  for (const double count : counts) BOOST_CHECK_LE(std::abs(count - epochs * p), 5 * sigma);
  // Two rows of a window follow each other, in this order, with 1/8. A window has 6 pairs of neighbors in its blocks,
  // and with 1/3 one between them.
  BOOST_CHECK_LE(std::abs(neighbors / epochs - 3 * (6 + 1.0 / 3) / 8), 0.15);
}

// How well a file is mixed that is sorted by class: with batches of m and windows of w blocks, the number of rows of a
// class in a batch has 1 + (m - 1)/w times the variance that it has after a full shuffle (DESIGN 1.5).
BOOST_AUTO_TEST_CASE(rows_sorted_by_class_are_mixed_as_windows_allow) {
  constexpr Index classes = 10;
  constexpr Index batch_size = 100;
  constexpr Index epochs = 4;
  for (const Index window : {8, 64, 256}) {
    RowBlocks blocks;
    while (blocks.count() < 2000) blocks.starts.push_back(blocks.rows() + 50);
    blocks.window = window;
    const Announced source(blocks);
    BatchPlan plan(source, batch_size, BatchOrder::shuffled, 2);
    double squares = 0;
    double counts = 0;
    for (Index epoch = 0; epoch < epochs; ++epoch) {
      for (Index b = 0; b < plan.batches(); ++b) {
        std::vector<double> found(classes, 0.0);
        for (const Index row : plan.rows(epoch, b)) found[row * classes / blocks.rows()] += 1;
        for (const double count : found) squares += std::pow(count - batch_size / double{classes}, 2);
        counts += classes;
      }
    }
    const double of_full_shuffle = batch_size * 0.1 * 0.9;
    const double expected = 1 + (batch_size - 1.0) / static_cast<double>(window);
    const double windows = epochs * 2000.0 / static_cast<double>(window);
    const double sigma = std::sqrt(2 / (windows * (classes - 1)));
    const double found = squares / counts / of_full_shuffle;
    BOOST_TEST_MESSAGE("windows of " << window << " blocks: " << found << " times, expected " << expected);
    BOOST_CHECK_LE(std::abs(found / expected - 1), 5 * sigma + static_cast<double>(window) / 2000);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace window_order_test
