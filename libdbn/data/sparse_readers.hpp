// Text files of ratings and documents, line by line: their entries go into a sorter, the rest is small.
//
// Each reader holds no more than the sorter's buffer, one line, what it says below of names and labels, and 1 bit for
// each number up to the greatest. Errors are data errors that begin with FILE:LINE.
#pragma once

#include "libdbn/data/entry_sorter.hpp"
#include "libdbn/data/input_lines.hpp"
#include "libdbn/data/sparse_rows.hpp"

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
};

/// Lines USER ITEM RATING [TIMESTAMP], separated by tabs (u.data of MovieLens), "::" (ratings.dat) or commas
/// (ratings.csv, with a line of names). Ids are numbers below 2^30; users and items are numbered in rising order of
/// their ids, which become their names. Ratings are whole numbers from 1 to 5, halves from 0.5 to 5 (K = 10), or other
/// whole numbers from 0 to 255, of which every one from the least to the greatest is a level.
SparseListing read_ratings(InputLines& lines, EntrySorter& entries);

/// How the numbers of columns in a file are to be taken.
struct ColumnNumbering {
  Index first = 1;                                  ///< the number of the first column, and of the first document
  std::optional<std::filesystem::path> vocabulary;  ///< a word a line: the names of the columns
};

/// Lines DOCUMENT WORD COUNT of numbers; where the first line is one number, three such lines come first: documents,
/// words, and entries that follow (docword files of the UCI repository). A document without a line is a row of zeros.
SparseListing read_triples(InputLines& lines, EntrySorter& entries, const ColumnNumbering& numbering);

/// Lines LABEL COLUMN:VALUE ... of svmlight; text after '#' and qid:N are skipped. Labels are whole numbers: classes
/// from 0 as they are, else (as -1 and +1) they become classes in rising order, named after the numbers. Holds 4 bytes
/// a row.
SparseListing read_svmlight(InputLines& lines, EntrySorter& entries, const ColumnNumbering& numbering);

/// The words of a file, one a line, each but once. Throws a data error.
std::vector<std::string> read_words(const std::filesystem::path& file);

/// Plain text, a document a line: counts of the words of the vocabulary, rising in its order. A word is a run of
/// letters and digits in lower case; bytes beyond ASCII count as letters and stay as they are. A document without known
/// words is a row of zeros.
SparseListing read_documents(InputLines& lines, EntrySorter& entries, std::vector<std::string> vocabulary);

/// The `most` words that are most frequent, at least `least_count` times, in the order of falling frequency and, of
/// equal ones, of the alphabet. Throws a data error beyond 2 million different words, which take about 200 MB.
std::vector<std::string> frequent_words(InputLines& lines, Index most, Index least_count);

}  // namespace dbn
