#include "libdbn/data/sparse/entry_sorter.hpp"

#include <algorithm>
#include <queue>
#include <tuple>

#include "libdbn/data/sparse/sparse_rows.hpp"

namespace dbn {
namespace {

constexpr Index entry_bytes = sizeof(SparseEntry);
static_assert(entry_bytes == 16);
constexpr Index fewest_entries = 64;
constexpr Index longest_block = Index{1} << 16;

bool comes_before(const SparseEntry& a, const SparseEntry& b) {
  return std::tie(a.row, a.column, a.line) < std::tie(b.row, b.column, b.line);
}

}  // namespace

/// The part of the file that holds one sorted run, read block by block.
class EntrySorter::Run {
 public:
  Run(const UnnamedFile& file, Index first, Index end, Index block)
      : file_(&file), next_(first), end_(end), block_(block) {}

  /// False after the last.
  bool advance() {
    if (++at_ < entries_.size()) return true;
    entries_.resize(std::min(block_, end_ - next_));
    if (entries_.empty()) return false;
    file_->read(next_ * entry_bytes, entries_.data(), entries_.size() * entry_bytes);
    next_ += entries_.size();
    at_ = 0;
    return true;
  }

  const SparseEntry& entry() const { return entries_[at_]; }

 private:
  const UnnamedFile* file_;
  Index next_;
  Index end_;
  Index block_;
  std::vector<SparseEntry> entries_;
  Index at_ = 0;
};

EntrySorter::EntrySorter(std::filesystem::path directory, Index in_memory)
    : file_(std::move(directory), "entries that are being sorted"), in_memory_(std::max(in_memory, fewest_entries)) {}

void EntrySorter::add(const SparseEntry& entry) {
  if (buffer_.size() == in_memory_) write_run();
  // In one piece, as growing would hold the entries twice for a moment; what is not written to takes no memory.
  if (count_ == 0) buffer_.reserve(in_memory_);
  buffer_.push_back(entry);
  fits_bytes_ = fits_bytes_ && fits_byte(entry.value);
  ++count_;
}

void EntrySorter::sort_buffer() {
  if (!std::is_sorted(buffer_.begin(), buffer_.end(), comes_before)) {
    std::sort(buffer_.begin(), buffer_.end(), comes_before);
  }
}

void EntrySorter::write_run() {
  sort_buffer();
  file_.append(buffer_.data(), buffer_.size() * entry_bytes);
  run_ends_.push_back((run_ends_.empty() ? 0 : run_ends_.back()) + buffer_.size());
  buffer_.clear();
}

void EntrySorter::for_each(const std::function<void(const SparseEntry&)>& visit) {
  if (run_ends_.empty()) {
    sort_buffer();
    for (const SparseEntry& entry : buffer_) visit(entry);
    return;
  }
  write_run();
  buffer_ = {};
  std::vector<Run> runs;
  const Index block = std::clamp(in_memory_ / run_ends_.size(), fewest_entries, longest_block);
  Index first = 0;
  for (const Index end : run_ends_) {
    runs.emplace_back(file_, first, end, block);
    first = end;
  }
  const auto comes_later = [&](Index a, Index b) { return comes_before(runs[b].entry(), runs[a].entry()); };
  std::priority_queue<Index, std::vector<Index>, decltype(comes_later)> nearest(comes_later);
  for (Index r = 0; r < runs.size(); ++r) {
    if (runs[r].advance()) nearest.push(r);
  }
  while (!nearest.empty()) {
    const Index r = nearest.top();
    nearest.pop();
    visit(runs[r].entry());
    if (runs[r].advance()) nearest.push(r);
  }
}

}  // namespace dbn
