// Sparse rows in HDF5 files, as compressed sparse rows: FORMAT.md, "Sparse rows".
#pragma once

#include <functional>
#include <memory>

#include "libdbn/data/formats/sparse_listing.hpp"
#include "libdbn/data/sparse/sparse_rows.hpp"

namespace dbn {

/// Whether `group` of the file holds sparse rows. Throws a data error when it cannot be opened.
bool holds_sparse_rows(const std::filesystem::path& file, const std::string& group = "");

/// A file of sparse rows that is open for reading: all but the entries is in memory and checked, 8 bytes a row and
/// names. Opening reads the file in a guarded child process first, as a whole where it has no checksums.
class SparseFile {
 public:
  /// Throws a data error that names file and object, as every function here does.
  explicit SparseFile(const std::filesystem::path& file, const std::string& group = "");
  ~SparseFile();
  SparseFile(const SparseFile&) = delete;
  SparseFile& operator=(const SparseFile&) = delete;

  const SparseTable& table() const;
  Index rows() const;
  Index entries() const;
  bool values_are_bytes() const;

  /// Calls `visit` on every row in order, after it was checked. Holds about a million entries at a time, or one row.
  void for_each_row(const std::function<void(Index row, const SparseRow& entries)>& visit) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

SparseRows read_sparse_rows(const std::filesystem::path& file, const std::string& group = "");

/// How values are stored.
enum class SparseValues { bytes, reals };

/// Writes the rows that `write_rows` gives to `add_row`, in memory that does not grow with them, beside their place and
/// then renamed: what fails or is interrupted leaves nothing. Names are left out where there are more than a million,
/// as no reader takes more.
void write_sparse_file(const std::filesystem::path& file, const SparseTable& table, SparseValues values,
                       const std::function<void(const std::function<void(const SparseRow&)>& add_row)>& write_rows);
void write_sparse_rows(const std::filesystem::path& file, const SparseRows& rows);

/// Writes what a reader of text found. Throws a data error that names both lines when an entry is there twice.
void write_listing(const std::filesystem::path& file, const SparseListing& listing, EntrySorter& entries,
                   const InputLines& lines, const ImportWatch& watch);

}  // namespace dbn
