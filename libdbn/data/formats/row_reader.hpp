// Sequential reader of dense rows, for sources of any size.
#pragma once

#include <functional>
#include <memory>

#include "libdbn/data/formats/csv.hpp"
#include "libdbn/data/formats/idx.hpp"
#include "libdbn/data/formats/input_lines.hpp"

namespace dbn {

/// Reads from front to back, a block at a time.
class RowReader {
 public:
  virtual ~RowReader() = default;
  virtual Index columns() const = 0;
  /// The next rows in place of what `block` held, of one type from the first block to the last; false after the last.
  virtual bool next(RowBlock& block) = 0;
  /// After the last block: all but the inputs. Checks that can be made only at the end are made here.
  virtual Dataset beside() = 0;
  /// The part of the source that was read.
  virtual double fraction() const = 0;
};
using RowReaderPtr = std::unique_ptr<RowReader>;

/// About the bytes of a block.
inline constexpr Index block_bytes = Index{1} << 20;
/// Rows of a block with elements of `element_bytes`, at least one.
Index rows_of_block(Index columns, Index element_bytes);

/// What read_csv and read_idx (csv.hpp, idx.hpp) read, row by row; labels, weights and targets stay in memory.
RowReaderPtr csv_rows(const std::filesystem::path& file, const CsvColumns& columns = {});
RowReaderPtr idx_rows(const std::filesystem::path& images, const std::optional<std::filesystem::path>& labels);

/// Rows that lie in memory.
RowReaderPtr rows_of(Dataset data);

/// All rows of a reader. No block lies here twice: each is freed when it was copied.
Dataset gather(RowReader& reader);

}  // namespace dbn
