// Plain text, a document a line, and its vocabulary.
#pragma once

#include "libdbn/data/formats/sparse_listing.hpp"

namespace dbn {

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
