// External sort of sparse entries by row, within bounded memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "libdbn/data/streaming/unnamed_file.hpp"

namespace dbn {

/// An entry of a sparse row as a text file gives it.
struct SparseEntry {
  std::uint32_t row = 0;
  std::uint32_t column = 0;
  float value = 0;
  std::uint32_t line = 0;  ///< where it was read
};

/// Collects entries and gives them back sorted by row, column and line. What goes beyond `in_memory` entries is sorted
/// in runs that lie in an unnamed file in `directory`, which is gone whatever becomes of the process, and are merged.
/// Never holds more than `in_memory` entries of 16 bytes. (Two passes that count first would have to write each entry
/// at a place of its own: slower on disks, and no simpler.)
class EntrySorter {
 public:
  static constexpr Index usual_entries = Index{1} << 22;

  explicit EntrySorter(std::filesystem::path directory, Index in_memory = usual_entries);

  /// Throws a data error with the system's reason when the file cannot be written.
  void add(const SparseEntry& entry);

  Index count() const { return count_; }
  /// Whether every value so far can be kept as a byte.
  bool fits_bytes() const { return fits_bytes_; }

  /// Calls `visit` on each entry, in order. Once, after the last `add`.
  void for_each(const std::function<void(const SparseEntry&)>& visit);

 private:
  class Run;

  void sort_buffer();
  void write_run();

  UnnamedFile file_;
  Index in_memory_;
  std::vector<SparseEntry> buffer_;
  std::vector<Index> run_ends_;  ///< in entries from the begin of the file
  Index count_ = 0;
  bool fits_bytes_ = true;
};

}  // namespace dbn
