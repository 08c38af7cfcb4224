// Names, labels and counts that a reader of sparse rows returns beside the entries.
//
// Each reader holds no more than the sorter's buffer, one line, what it says below of names and labels, and 1 bit for
// each number up to the greatest. Errors are data errors that begin with FILE:LINE.
#pragma once

#include "libdbn/data/formats/input_lines.hpp"
#include "libdbn/data/sparse/entry_sorter.hpp"
#include "libdbn/data/sparse/sparse_rows.hpp"

namespace dbn {

/// What a reader found beside the entries.
struct SparseListing {
  SparseTable table;
  Index rows = 0;
  /// Where entries hold ids: those that occur, rising; the row or column of an id is its place here. Empty where they
  /// hold rows and columns themselves.
  std::vector<std::uint32_t> row_ids;
  std::vector<std::uint32_t> column_ids;
  /// What an entry is, for messages: "user", "item".
  std::string row_word;
  std::string column_word;
  std::vector<std::string> notes;  ///< what was assumed or left out, a line each
};

}  // namespace dbn
