// Text files of numbered words: triples (UCI docword) and svmlight.
#pragma once

#include "libdbn/data/formats/sparse_listing.hpp"

namespace dbn {

/// How the numbers of columns in a file are to be taken.
struct ColumnNumbering {
  Index first = 1;                      ///< the number of the first column, and of the first document
  std::vector<std::string> vocabulary;  ///< the names of the columns, or empty
  std::string origin;                   ///< what messages call the vocabulary
};

/// Lines DOCUMENT WORD COUNT of numbers; where the first line is one number, three such lines come first: documents,
/// words, and entries that follow (docword files of the UCI repository). A document without a line is a row of zeros.
SparseListing read_triples(InputLines& lines, EntrySorter& entries, const ColumnNumbering& numbering);

/// Lines LABEL COLUMN:VALUE ... of svmlight; text after '#' and qid:N are skipped. Labels are whole numbers: classes
/// from 0 as they are, else (as -1 and +1) they become classes in rising order, named after the numbers; a note says so
/// of -1 beside others, which is an unknown class in other formats. Holds 4 bytes a row.
SparseListing read_svmlight(InputLines& lines, EntrySorter& entries, const ColumnNumbering& numbering);

}  // namespace dbn
