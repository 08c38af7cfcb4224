// Documents whose words are numbers: triples and svmlight.
#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_set>

#include "libdbn/base/text.hpp"

#include "libdbn/data/formats/documents.hpp"
#include "libdbn/data/formats/numbered_words.hpp"
#include "libdbn/data/formats/sparse_listing.hpp"

namespace dbn {
namespace {

constexpr Index most_columns = (Index{1} << 31) - 1;
constexpr Index most_rows = Index{1} << 32;

/// The columns of a file, whose number is known from a vocabulary or a header, or only at the end.
class Columns {
 public:
  Columns(const ColumnNumbering& numbering, SparseTable& table) : first_(numbering.first), table_(table) {
    if (numbering.vocabulary.empty()) return;
    table_.column_names = numbering.vocabulary;
    of_ = "the vocabulary " + numbering.origin;
    table_.columns = table_.column_names.size();
  }

  void announce(Index columns, const InputLines& lines) {
    if (!of_.empty() && columns != table_.columns) {
      throw lines.error("announces " + std::to_string(columns) + " words, but " + of_ + " has " +
                        std::to_string(table_.columns));
    }
    of_ = "the header";
    table_.columns = columns;
  }

  std::uint32_t column(std::string_view field, const std::string& what, const InputLines& lines) {
    const auto number = parse_integer(field);
    const Index end = of_.empty() ? most_columns : table_.columns;
    if (!number || *number < static_cast<std::int64_t>(first_) || static_cast<Index>(*number) - first_ >= end) {
      throw lines.error("the " + what + " is " + shown(field) + "; expected a whole number from " +
                        std::to_string(first_) + " to " + std::to_string(end + first_ - 1) +
                        (of_.empty() ? "" : ", as in " + of_) +
                        (number && *number == 0 ? ": give --first 0 where numbers begin at 0" : ""));
    }
    const Index column = static_cast<Index>(*number) - first_;
    greatest_ = std::max(greatest_, column + 1);
    return static_cast<std::uint32_t>(column);
  }

  void finish() const {
    if (of_.empty()) table_.columns = greatest_;
  }

 private:
  Index first_;
  SparseTable& table_;
  std::string of_;  ///< who says how many there are
  Index greatest_ = 0;
};

float count_in(std::string_view field, const std::string& what, const InputLines& lines) {
  const auto value = parse_number(field);
  if (value && *value >= 0 && std::isfinite(static_cast<float>(*value))) return static_cast<float>(*value);
  throw lines.error("the " + what + " is " + shown(field) +
                    "; expected a finite number >= 0 (data with negative values are dense: import them as csv)");
}

std::uint32_t line_number(const InputLines& lines) {
  return static_cast<std::uint32_t>(std::min<Index>(lines.number(), ~std::uint32_t{0}));
}

/// The three numbers on the first lines of UCI's docword files.
struct Announced {
  Index documents = 0;
  Index words = 0;
  Index entries = 0;
};

Index announced_number(const std::string& line, const std::string& what, const InputLines& lines) {
  const auto number = parse_integer(line);
  if (number && *number > 0) return static_cast<Index>(*number);
  throw lines.error("found " + shown(line) + ", expected the number of " + what +
                    ", as a first line of one number begins a header of three: documents, words, entries");
}

}  // namespace

std::vector<std::string> read_words(const std::filesystem::path& file) {
  TextLines lines(file);
  std::vector<std::string> words;
  std::unordered_set<std::string> known;
  std::string line;
  while (lines.next(line)) {
    const std::string_view word = trimmed(line);
    if (word.empty()) throw data_error(lines.place() + ": the line is empty; expected one word of the vocabulary");
    if (!known.emplace(word).second) {
      throw data_error(lines.place() + ": the word " + shown(word) + " stands there already; expected each but once");
    }
    words.emplace_back(word);
  }
  if (words.empty()) throw data_error(file.string() + ": there are no words in it; expected one a line");
  return words;
}

SparseListing read_triples(InputLines& lines, EntrySorter& entries, const ColumnNumbering& numbering) {
  SparseListing listing;
  listing.row_word = "document";
  listing.column_word = "word";
  Columns columns(numbering, listing.table);
  std::optional<Announced> announced;
  std::string line;
  while (lines.next(line)) {
    const std::vector<std::string> fields = words_of(line);
    if (fields.empty()) continue;
    if (fields.size() == 1 && lines.number() == 1) {
      announced.emplace();
      announced->documents = announced_number(line, "documents", lines);
      if (!lines.next(line)) line.clear();
      announced->words = announced_number(line, "words", lines);
      columns.announce(announced->words, lines);
      if (!lines.next(line)) line.clear();
      announced->entries = announced_number(line, "entries", lines);
      continue;
    }
    if (fields.size() != 3) {
      throw lines.error(std::to_string(fields.size()) + " fields in " + shown(line) +
                        "; expected three numbers: DOCUMENT WORD COUNT");
    }
    const auto document = parse_integer(fields[0]);
    const Index end = announced ? announced->documents : most_rows;
    if (!document || *document < static_cast<std::int64_t>(numbering.first) ||
        static_cast<Index>(*document) - numbering.first >= end) {
      throw lines.error("the document is " + shown(fields[0]) + "; expected a whole number from " +
                        std::to_string(numbering.first) + " to " + std::to_string(end + numbering.first - 1) +
                        (document && *document == 0 ? ": give --first 0 where numbers begin at 0" : ""));
    }
    const Index row = static_cast<Index>(*document) - numbering.first;
    listing.rows = std::max(listing.rows, row + 1);
    entries.add({static_cast<std::uint32_t>(row), columns.column(fields[1], "word", lines),
                 count_in(fields[2], "count", lines), line_number(lines)});
  }
  if (entries.count() == 0) throw data_error(lines.place() + ": there are no counts");
  if (announced && entries.count() != announced->entries) {
    throw lines.error("the file ends after " + std::to_string(entries.count()) + " counts, but its header announces " +
                      std::to_string(announced->entries) + "; it is cut off or damaged, get it again");
  }
  columns.finish();
  if (announced) listing.rows = announced->documents;
  return listing;
}

SparseListing read_svmlight(InputLines& lines, EntrySorter& entries, const ColumnNumbering& numbering) {
  SparseListing listing;
  listing.row_word = "row";
  listing.column_word = "column";
  Columns columns(numbering, listing.table);
  Labels& labels = listing.table.labels;
  std::map<std::int32_t, std::int32_t> classes;
  constexpr std::int64_t greatest_label = 65535;
  std::string line;
  while (lines.next(line)) {
    const std::vector<std::string> fields = words_of(std::string_view(line).substr(0, line.find('#')));
    if (fields.empty()) continue;
    const auto label = parse_number(fields[0]);
    if (!label || *label != std::floor(*label) || std::abs(*label) > greatest_label) {
      throw lines.error("the label is " + shown(fields[0]) + "; expected a whole number from -65535 to 65535");
    }
    labels.push_back(static_cast<std::int32_t>(*label));
    classes.emplace(labels.back(), 0);
    for (Index i = 1; i < fields.size(); ++i) {
      const auto colon = fields[i].find(':');
      if (colon == std::string::npos) {
        throw lines.error("found " + shown(fields[i]) + ", expected COLUMN:VALUE");
      }
      const std::string_view field = fields[i];
      if (field.starts_with("qid:")) continue;
      const float value = count_in(field.substr(colon + 1), "value", lines);
      entries.add({static_cast<std::uint32_t>(listing.rows), columns.column(field.substr(0, colon), "column", lines),
                   value, line_number(lines)});
    }
    if (++listing.rows >= most_rows) throw lines.error("more rows than can be numbered");
  }
  if (entries.count() == 0) throw data_error(lines.place() + ": there are no values");
  columns.finish();
  if (classes.begin()->first >= 0) return listing;
  // The format knows no row without a label, and sets of three classes -1, 0, 1 are common in it.
  if (classes.begin()->first == -1 && (classes.size() != 2 || classes.rbegin()->first != 1)) {
    listing.notes.push_back("label -1 is a class like others here, called '-1'");
  }
  for (auto& [number, place] : classes) {
    place = static_cast<std::int32_t>(listing.table.class_names.size());
    listing.table.class_names.push_back(std::to_string(number));
  }
  for (std::int32_t& label : labels) label = classes.at(label);
  return listing;
}

}  // namespace dbn
