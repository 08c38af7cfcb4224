// Which column of a CSV file holds what, found from its first lines and, where these leave a doubt, from all of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libdbn/data/formats/text_lines.hpp"

namespace dbn {

enum class CsvHeader {
  automatic,  ///< found from the lines; an ambiguous first line is refused
  present,    ///< the first line holds column names
  absent,     ///< the first line is a row
};

/// What the text NA means in a column of words that are labels.
enum class NaLabel { ask, unknown, word };

/// What the user says about the columns of a CSV file. A column is given by its name, else by its number from 0; lists
/// are separated by commas; "none" names no column.
struct CsvColumns {
  std::string label = "";  ///< also "": the column called label, class or target, else the only column of words
  std::string weight = "none";
  std::string targets = "none";  ///< the targets come in this order
  std::string inputs = "all";    ///< the columns that are inputs, in this order; "all": what is nothing else
  std::string ignored = "none";
  CsvHeader header = CsvHeader::automatic;
  NaLabel na_label = NaLabel::ask;
};

/// An empty field, `?`, `na` or `nan` in any case.
bool is_missing_field(std::string_view field);

struct CsvLayout {
  static constexpr Index no_column = static_cast<Index>(-1);

  char separator = ',';
  bool has_names = false;
  Index fields = 0;  ///< of a row
  Index label = no_column;
  Index weight = no_column;
  std::vector<Index> targets;
  std::vector<Index> inputs;
  std::vector<std::string> names;  ///< one per field, or none
  std::vector<std::string> notes;  ///< what was assumed, a line each

  std::vector<std::string> names_of(const std::vector<Index>& columns) const;
  /// "column 3 (name)".
  std::string column_text(Index field) const;
};

/// Rules: a first line that counts 0, 1, 2, .. or 1, 2, 3, .. holds names; so does one with a name the user gave, one
/// with a usual name of labels, and one with more texts than numbers. Other first lines are rows. A column without a
/// name is left out, with a note, when it is empty throughout or counts the rows (each number once, in any order), and
/// refused otherwise. Throws a data error with file and line.
CsvLayout find_csv_layout(const std::filesystem::path& file, const CsvColumns& wanted);

/// The next line that is neither blank nor begins with '#', or false after the last.
bool next_row_line(TextLines& lines, std::string& line);

}  // namespace dbn
