#include "libdbn/data/streaming/block_cache.hpp"

#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <thread>

#include "libdbn/base/errors.hpp"
#include "libdbn/data/streaming/spooled_rows.hpp"
#include "tests/support/data_files.hpp"

using namespace dbn;
using namespace dbn::test;

namespace block_cache_test {
namespace {

RowBlock numbered(Index block) { return std::vector<std::uint8_t>{static_cast<std::uint8_t>(block)}; }

Index number_in(const RowBlockPtr& block) { return std::get<std::vector<std::uint8_t>>(*block).front(); }

/// Counts what is loaded, and by whom.
struct Loads {
  mutable std::mutex mutex;
  std::multiset<Index> blocks;
  std::set<std::thread::id> threads;

  RowBlock load(Index block) {
    const std::lock_guard lock(mutex);
    blocks.insert(block);
    threads.insert(std::this_thread::get_id());
    return numbered(block);
  }
  Index count(Index block) const {
    const std::lock_guard lock(mutex);
    return blocks.count(block);
  }
  Index count() const {
    const std::lock_guard lock(mutex);
    return blocks.size();
  }
  bool wait_for(Index loads) const {
    for (int i = 0; i < 5000 && count() < loads; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return count() >= loads;
  }
};

BlockCache cache_of(Index blocks, ReadAhead ahead, Loads& loads) {
  return BlockCache(blocks, ahead, [&loads](Index block) { return loads.load(block); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(block_cache)

BOOST_AUTO_TEST_CASE(what_is_expected_is_read_by_another_thread_and_once) {
  Loads loads;
  const BlockCache cache = cache_of(10, ReadAhead::by_thread, loads);
  cache.expect({7, 2, 5});
  BOOST_REQUIRE(loads.wait_for(3));
  BOOST_CHECK(!loads.threads.contains(std::this_thread::get_id()));
  for (int round = 0; round < 3; ++round) {
    for (const Index block : {5, 2, 7, 2}) BOOST_CHECK_EQUAL(number_in(cache.block(block)), block);
  }
  BOOST_CHECK_EQUAL(loads.count(), 3);
}

BOOST_AUTO_TEST_CASE(what_was_expected_the_last_two_times_stays) {
  Loads loads;
  const BlockCache cache = cache_of(10, ReadAhead::never, loads);
  const auto visit = [&](std::initializer_list<Index> blocks) {
    for (const Index block : blocks) BOOST_CHECK_EQUAL(number_in(cache.block(block)), block);
  };
  cache.expect({0, 1});
  visit({0, 1});
  cache.expect({2, 3});
  visit({2, 0, 3, 1});
  BOOST_CHECK_EQUAL(loads.count(), 4);
  cache.expect({4, 5});
  visit({2, 3});
  BOOST_CHECK_EQUAL(loads.count(), 4);
  visit({0});
  BOOST_CHECK_EQUAL(loads.count(0), 2);
}

// An unexpected block does not push out expected ones, and is itself kept until the next one.
BOOST_AUTO_TEST_CASE(of_others_the_last_stays) {
  Loads loads;
  const BlockCache cache = cache_of(10, ReadAhead::never, loads);
  cache.expect({1, 2});
  for (const Index block : {1, 2, 8, 8, 1, 8, 2}) cache.block(block);
  BOOST_CHECK_EQUAL(loads.count(), 3);
  for (const Index block : {5, 8, 1, 2}) cache.block(block);
  BOOST_CHECK_EQUAL(loads.count(8), 2);
  BOOST_CHECK_EQUAL(loads.count(), 5);
}

BOOST_AUTO_TEST_CASE(a_pass_over_all_blocks_is_read_ahead) {
  Loads loads;
  const BlockCache cache = cache_of(6, ReadAhead::by_thread, loads);
  cache.block(0);
  BOOST_CHECK(loads.wait_for(2));
  for (Index block = 0; block < 6; ++block) BOOST_CHECK_EQUAL(number_in(cache.block(block)), block);
  for (Index block = 0; block < 6; ++block) BOOST_CHECK_EQUAL(loads.count(block), 1);
}

BOOST_AUTO_TEST_CASE(blocks_here_and_there_are_not_read_ahead) {
  Loads loads;
  const BlockCache cache = cache_of(10, ReadAhead::by_thread, loads);
  for (const Index block : {3, 1, 7, 5}) cache.block(block);
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  BOOST_CHECK_EQUAL(loads.count(), 4);
}

BOOST_AUTO_TEST_CASE(failures_of_the_thread_arrive_where_the_block_is_asked_for) {
  std::atomic<int> loaded = 0;
  const BlockCache cache(4, ReadAhead::by_thread, [&](Index block) -> RowBlock {
    ++loaded;
    if (block == 2) throw data_error("block 2 is damaged");
    return numbered(block);
  });
  cache.expect({2, 3});
  while (loaded < 2) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  BOOST_CHECK_EQUAL(number_in(cache.block(3)), 3);
  for (int i = 0; i < 2; ++i) check_error(ErrorKind::data, {"block 2 is damaged"}, [&] { cache.block(2); });
  BOOST_CHECK_EQUAL(number_in(cache.block(3)), 3);
}

// The thread passes over what was asked for before it came to it.
BOOST_AUTO_TEST_CASE(nothing_is_read_twice) {
  std::atomic<bool> began = false;
  std::atomic<bool> may_go_on = false;
  std::atomic<int> of_last = 0;
  const BlockCache cache(3, ReadAhead::by_thread, [&](Index block) {
    if (block == 0) began = true;
    while (block == 0 && !may_go_on) std::this_thread::yield();
    if (block == 1) ++of_last;
    return numbered(block);
  });
  cache.expect({0, 1});
  while (!began) std::this_thread::yield();
  cache.block(1);
  may_go_on = true;
  cache.block(0);
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  BOOST_CHECK_EQUAL(of_last.load(), 1);
}

// The destructor waits for what is being read, and for nothing that is only wanted.
BOOST_AUTO_TEST_CASE(it_ends_in_the_middle_of_reading) {
  std::atomic<int> loaded = 0;
  {
    const BlockCache cache(1000, ReadAhead::by_thread, [&](Index block) {
      ++loaded;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      return numbered(block % 256);
    });
    std::vector<Index> all(1000);
    for (Index i = 0; i < all.size(); ++i) all[i] = i;
    cache.expect(all);
    while (loaded == 0) std::this_thread::yield();
  }
  BOOST_CHECK_LT(loaded.load(), 100);
}

BOOST_AUTO_TEST_CASE(several_threads_get_the_same_blocks) {
  Loads loads;
  const BlockCache cache = cache_of(50, ReadAhead::by_thread, loads);
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (Index t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (Index i = 0; i < 2000; ++i) {
        const Index block = (i * 7 + t * 13 + i / 50) % 50;
        if (i % 100 == 0) cache.expect({block, (block + 1) % 50, (block + 2) % 50});
        if (number_in(cache.block(block)) != block) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  BOOST_CHECK_EQUAL(wrong.load(), 0);
}

BOOST_AUTO_TEST_CASE(rows_of_a_spool) {
  const TemporaryDirectory directory;
  constexpr Index columns = 3;
  const RowBlocks blocks({0, 4, 5, 11}, columns * sizeof(real), 1);
  RowSpool spool(directory.path() / "not" / "there", columns, blocks);
  Matrix rows = Matrix::from_shape({11, columns + 2});
  for (Index i = 0; i < rows.size(); ++i) rows.data()[i] = static_cast<real>(i) / 7;
  const ConstMatrixView some = ConstMatrixView(rows).column_range(1, columns);
  spool.append(some.row_range(0, 6));
  spool.append(some.row_range(6, 5));
  const StoredRowsPtr stored = spool.finish();
  BOOST_CHECK(std::filesystem::is_empty(directory.path()));
  BOOST_CHECK_EQUAL(stored->rows(), 11);
  BOOST_CHECK_EQUAL(stored->columns(), columns);
  BOOST_CHECK(!stored->is_bytes());
  for (const Index row : {10, 0, 3, 4, 5, 9}) {
    stored->row(row).visit([&](const auto* elements) {
      for (Index j = 0; j < columns; ++j) BOOST_CHECK_EQUAL(static_cast<real>(elements[j]), some(row, j));
    });
  }
  check_error(ErrorKind::internal, {"RowSpool"}, [&] { RowSpool(directory.path(), 2, blocks).append(some); });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace block_cache_test
