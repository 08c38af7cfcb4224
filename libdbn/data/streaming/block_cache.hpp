// Cache of row blocks in bounded memory, with read-ahead on another thread.
#pragma once

#include <functional>

#include "libdbn/data/streaming/stored_rows.hpp"

namespace dbn {

/// Who reads what is expected: a thread of the cache, or nobody before it is asked for.
enum class ReadAhead { by_thread, never };

/// Keeps the blocks that were expected the last two times, and of others the one asked for last. Blocks that are asked
/// for in their order are read ahead by one without being announced, so that a pass over all rows waits little. What
/// `load` throws is thrown again where the block is asked for. Thread-safe; `load` may be called on any thread, on two
/// at a time, and never for a block that is here.
class BlockCache {
 public:
  using Load = std::function<RowBlock(Index block)>;

  BlockCache(Index blocks, ReadAhead ahead, Load load);
  ~BlockCache();
  BlockCache(const BlockCache&) = delete;
  BlockCache& operator=(const BlockCache&) = delete;

  RowBlockPtr block(Index block) const;
  /// In the order in which they will be asked for.
  void expect(std::vector<Index> blocks) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Rows whose blocks come from a function.
class CachedRows : public StoredRows {
 public:
  CachedRows(Index columns, bool is_bytes, RowBlocks blocks, ReadAhead ahead, BlockCache::Load load)
      : columns_(columns),
        is_bytes_(is_bytes),
        blocks_(std::move(blocks)),
        cache_(blocks_.count(), ahead, std::move(load)) {}

  Index columns() const override { return columns_; }
  bool is_bytes() const override { return is_bytes_; }
  const RowBlocks& blocks() const override { return blocks_; }
  StoredRow row(Index row) const override;
  void expect(std::span<const Index> rows) const override;

 private:
  Index columns_;
  bool is_bytes_;
  RowBlocks blocks_;
  BlockCache cache_;
};

}  // namespace dbn
