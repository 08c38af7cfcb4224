#include "libdbn/data/streaming/block_cache.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace dbn {

struct BlockCache::State {
  /// A block that is being read has neither.
  struct Slot {
    RowBlockPtr block;
    std::exception_ptr error;

    bool is_ready() const { return block != nullptr || error != nullptr; }
  };
  using Lock = std::unique_lock<std::mutex>;

  State(Index count, ReadAhead how, Load function) : blocks(count), ahead(how), load(std::move(function)) {}
  ~State() {
    {
      const Lock lock(mutex);
      stopping = true;
    }
    changed.notify_all();
    if (reader.joinable()) reader.join();
  }

  bool is_expected(Index block) const {
    const auto has = [block](const std::vector<Index>& sorted) {
      return std::binary_search(sorted.begin(), sorted.end(), block);
    };
    return has(expected_before) || has(expected);
  }
  bool is_kept(Index block) const { return is_expected(block) || block == visited || block == next_in_pass; }

  // What is being read stays: it is looked at again when it is there.
  void drop_what_is_not_kept() {
    std::erase_if(slots, [this](const auto& entry) { return entry.second.is_ready() && !is_kept(entry.first); });
  }

  void want(Index block) {
    if (ahead == ReadAhead::never) return;
    queue.push_back(block);
    if (!reader.joinable()) reader = std::thread([this] { read_ahead(); });
    changed.notify_all();
  }

  // A block that nobody announced: one of a pass over all rows, or of some rows here and there.
  void visit(Index block) {
    if (visited == block) return;
    const bool is_pass = visited ? block == *visited + 1 : block == 0;
    visited = block;
    next_in_pass.reset();
    if (is_pass && block + 1 < blocks) next_in_pass = block + 1;
    drop_what_is_not_kept();
    if (next_in_pass && !slots.contains(*next_in_pass)) want(*next_in_pass);
  }

  void fill(Index block, Lock& lock) {
    slots[block] = {};
    lock.unlock();
    Slot loaded;
    try {
      loaded.block = std::make_shared<const RowBlock>(load(block));
    } catch (...) {
      loaded.error = std::current_exception();
    }
    lock.lock();
    slots[block] = std::move(loaded);
    changed.notify_all();
  }

  void read_ahead() {
    Lock lock(mutex);
    while (!stopping) {
      if (queue.empty()) {
        changed.wait(lock);
        continue;
      }
      const Index block = queue.front();
      queue.pop_front();
      if (!is_kept(block) || slots.contains(block)) continue;
      fill(block, lock);
      drop_what_is_not_kept();
    }
  }

  RowBlockPtr get(Index block) {
    Lock lock(mutex);
    if (!is_expected(block)) visit(block);
    while (true) {
      const auto found = slots.find(block);
      if (found == slots.end()) {
        fill(block, lock);
      } else if (!found->second.is_ready()) {
        changed.wait(lock);
      } else if (found->second.error) {
        std::rethrow_exception(found->second.error);
      } else {
        return found->second.block;
      }
    }
  }

  void announce(std::vector<Index> upcoming) {
    const Lock lock(mutex);
    std::vector<Index> sorted = upcoming;
    std::sort(sorted.begin(), sorted.end());
    expected_before = std::exchange(expected, std::move(sorted));
    drop_what_is_not_kept();
    std::erase_if(queue, [this](Index block) { return !is_kept(block); });
    for (const Index block : upcoming) {
      if (!slots.contains(block)) want(block);
    }
  }

  Index blocks;
  ReadAhead ahead;
  Load load;
  std::mutex mutex;
  std::condition_variable changed;
  std::map<Index, Slot> slots;
  std::deque<Index> queue;
  std::vector<Index> expected_before;
  std::vector<Index> expected;
  std::optional<Index> visited;
  std::optional<Index> next_in_pass;
  bool stopping = false;
  std::thread reader;
};

BlockCache::BlockCache(Index blocks, ReadAhead ahead, Load load)
    : state_(std::make_unique<State>(blocks, ahead, std::move(load))) {}

BlockCache::~BlockCache() = default;

RowBlockPtr BlockCache::block(Index block) const { return state_->get(block); }
void BlockCache::expect(std::vector<Index> blocks) const { state_->announce(std::move(blocks)); }

StoredRow CachedRows::row(Index row) const {
  const Index block = blocks_.block_of(row);
  return {cache_.block(block), (row - blocks_.starts[block]) * columns_};
}

void CachedRows::expect(std::span<const Index> rows) const {
  std::vector<bool> seen(blocks_.count(), false);
  std::vector<Index> upcoming;
  for (const Index row : rows) {
    const Index block = blocks_.block_of(row);
    if (!seen[block]) upcoming.push_back(block);
    seen[block] = true;
  }
  cache_.expect(std::move(upcoming));
}

}  // namespace dbn
