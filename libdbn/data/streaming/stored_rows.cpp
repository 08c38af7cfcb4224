#include "libdbn/data/streaming/stored_rows.hpp"

#include <algorithm>

#include "libdbn/base/errors.hpp"

namespace dbn {
namespace {

class SelectedStoredRows final : public StoredRows {
 public:
  SelectedStoredRows(StoredRowsPtr source, std::vector<Index> rows)
      : source_(std::move(source)), rows_(std::move(rows)) {
    if (!std::is_sorted(rows_.begin(), rows_.end()) || (!rows_.empty() && rows_.back() >= source_->rows())) {
      throw Error(ErrorKind::internal, "select_stored_rows: expected rising rows that are there");
    }
    blocks_.buffer_bytes = source_->blocks().buffer_bytes;
    blocks_.window = source_->blocks().window;
    for (const Index end : source_->blocks().starts) {
      const auto here = static_cast<Index>(std::lower_bound(rows_.begin(), rows_.end(), end) - rows_.begin());
      if (here > blocks_.starts.back()) blocks_.starts.push_back(here);
    }
  }

  Index columns() const override { return source_->columns(); }
  bool is_bytes() const override { return source_->is_bytes(); }
  const RowBlocks& blocks() const override { return blocks_; }
  StoredRow row(Index row) const override { return source_->row(rows_[row]); }
  void expect(std::span<const Index> rows) const override {
    std::vector<Index> there;
    there.reserve(rows.size());
    for (const Index row : rows) there.push_back(rows_[row]);
    source_->expect(there);
  }

 private:
  StoredRowsPtr source_;
  std::vector<Index> rows_;
  RowBlocks blocks_;
};

}  // namespace

Index RowBlocks::block_of(Index row) const {
  return static_cast<Index>(std::upper_bound(starts.begin(), starts.end(), row) - starts.begin()) - 1;
}

RowBlocks::RowBlocks(std::vector<Index> row_starts, Index row_bytes, Index bytes)
    : starts(std::move(row_starts)), buffer_bytes(bytes) {
  constexpr Index windows_in_memory = 2;
  Index greatest = 1;
  for (Index b = 0; b < count(); ++b) greatest = std::max(greatest, starts[b + 1] - starts[b]);
  window = std::max<Index>(1, buffer_bytes / windows_in_memory / (greatest * std::max<Index>(1, row_bytes)));
}

StoredRowsPtr select_stored_rows(StoredRowsPtr source, std::vector<Index> rows) {
  return std::make_shared<SelectedStoredRows>(std::move(source), std::move(rows));
}

}  // namespace dbn
