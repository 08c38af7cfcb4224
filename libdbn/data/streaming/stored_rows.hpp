// Stored rows: a row source read in blocks on demand.
#pragma once

#include <memory>
#include <span>
#include <variant>

#include "libdbn/base/types.hpp"

namespace dbn {

/// Whole rows one behind the other, in the type of their source.
using RowBlock = std::variant<std::vector<std::uint8_t>, std::vector<real>>;
using RowBlockPtr = std::shared_ptr<const RowBlock>;

/// How rows lie: block b holds the rows starts[b] .. starts[b + 1] - 1, which can only be read together.
struct RowBlocks {
  std::vector<Index> starts{0};  ///< rising from 0 to the number of rows; no block is empty
  Index buffer_bytes = 0;        ///< of memory for blocks
  Index window = 1;              ///< blocks whose rows are shuffled together; memory holds two windows

  RowBlocks() = default;
  /// The window is as large as `buffer_bytes` allow, and at least one block.
  RowBlocks(std::vector<Index> starts, Index row_bytes, Index buffer_bytes);

  Index count() const { return starts.size() - 1; }
  Index rows() const { return starts.back(); }
  /// The block that a row lies in.
  Index block_of(Index row) const;
};

/// One row and what keeps it in memory.
struct StoredRow {
  RowBlockPtr block;
  Index first;  ///< its first element in the block

  /// Calls visit(const std::uint8_t*) or visit(const real*) with the row's elements.
  template <class Visit>
  void visit(const Visit& visit) const {
    std::visit([&](const auto& values) { visit(values.data() + first); }, *block);
  }
};

/// Reading throws data errors, also when the source was changed since it was opened. All functions are thread-safe.
class StoredRows {
 public:
  virtual ~StoredRows() = default;
  virtual Index columns() const = 0;
  virtual bool is_bytes() const = 0;
  virtual const RowBlocks& blocks() const = 0;
  virtual StoredRow row(Index row) const = 0;
  /// These rows are asked for soon: what they lie in is read by another thread meanwhile. What was expected the last
  /// two times stays in memory. Changes nothing but the speed.
  virtual void expect(std::span<const Index> rows) const = 0;

  Index rows() const { return blocks().rows(); }
};

using StoredRowsPtr = std::shared_ptr<const StoredRows>;

/// Rows of `source`, rising: row i is row `rows[i]` there.
StoredRowsPtr select_stored_rows(StoredRowsPtr source, std::vector<Index> rows);

}  // namespace dbn
