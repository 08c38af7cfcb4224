// Spooled rows: computed once and kept on the disk.
#pragma once

#include "libdbn/data/streaming/block_cache.hpp"
#include "libdbn/data/streaming/unnamed_file.hpp"

namespace dbn {

/// Takes rows of reals from the first to the last and gives them back as blocks. They lie in `directory` without a
/// name; where there is no such directory, in the nearest one above it.
class RowSpool {
 public:
  RowSpool(const std::filesystem::path& directory, Index columns, RowBlocks blocks);

  /// Throws a data error when the disk is full, and an internal one for other columns.
  void append(ConstMatrixView rows);
  /// All rows; to be called once, after the last.
  StoredRowsPtr finish();

 private:
  std::shared_ptr<UnnamedFile> file_;
  Index columns_;
  RowBlocks blocks_;
};

}  // namespace dbn
