#include "libdbn/data/streaming/spooled_rows.hpp"

#include "libdbn/base/checks.hpp"

namespace dbn {
namespace {

std::filesystem::path nearest_directory(std::filesystem::path path) {
  std::error_code ignored;
  while (!path.empty() && !std::filesystem::is_directory(path, ignored)) path = path.parent_path();
  return path.empty() ? "." : path;
}

}  // namespace

RowSpool::RowSpool(const std::filesystem::path& directory, Index columns, RowBlocks blocks)
    : file_(std::make_shared<UnnamedFile>(nearest_directory(directory), "rows for the next layer")),
      columns_(columns),
      blocks_(std::move(blocks)) {}

void RowSpool::append(ConstMatrixView rows) {
  require_columns("RowSpool::append", rows, columns_);
  const Matrix packed = rows.stride == rows.columns ? Matrix() : copy_of(rows);
  file_->append(packed.size() == 0 ? rows.data : packed.data(), rows.rows * columns_ * sizeof(real));
}

StoredRowsPtr RowSpool::finish() {
  const auto load = [file = file_, columns = columns_, starts = blocks_.starts](Index block) -> RowBlock {
    std::vector<real> values((starts[block + 1] - starts[block]) * columns);
    file->read(starts[block] * columns * sizeof(real), values.data(), values.size() * sizeof(real));
    return values;
  };
  return std::make_shared<CachedRows>(columns_, false, std::move(blocks_), ReadAhead::by_thread, load);
}

}  // namespace dbn
