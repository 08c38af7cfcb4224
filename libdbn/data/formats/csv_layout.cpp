#include "libdbn/data/formats/csv_layout.hpp"

#include <algorithm>
#include <cctype>
#include <functional>

#include "libdbn/base/characters.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/registry.hpp"
#include "libdbn/base/text.hpp"

namespace dbn {
namespace {

using Fields = std::vector<std::string>;
constexpr Index no_column = CsvLayout::no_column;
constexpr std::string_view label_names[] = {"label", "class", "target"};
// Fewer rows than this may count by chance.
constexpr Index rows_that_count = 5;

std::string lower_case(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

bool is_text(std::string_view field) { return !is_missing_field(field) && !parse_number(field).has_value(); }

bool is_label_name(std::string_view field) {
  return std::find(std::begin(label_names), std::end(label_names), lower_case(field)) != std::end(label_names);
}

/// What pandas writes for a name that is missing counts as none.
bool is_nameless(std::string_view name) { return name.empty() || name.starts_with("Unnamed: "); }

bool contains(const std::vector<Index>& list, Index value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

bool is_none_or_all(std::string_view wanted) { return wanted.empty() || wanted == "none" || wanted == "all"; }

/// The first line and the first row below it, and passes over the whole file for what these leave open.
class Sample {
 public:
  explicit Sample(const std::filesystem::path& file) : file_(file) {
    TextLines lines(file);
    bytes_ = lines.longest();
    std::string line;
    if (!next_row_line(lines, line)) throw data_error(file.string() + ": there are no rows of numbers in it");
    separator_ = field_separator(line);
    FieldCutter cutter(separator_);
    first = copied(cutter.cut(line, lines));
    place = lines.place();
    while (second.empty() && next_row_line(lines, line)) {
      second = copied(cutter.cut(line, lines));
      if (std::all_of(second.begin(), second.end(), [](const auto& field) { return field.empty(); })) second.clear();
    }
  }

  char separator() const { return separator_; }
  /// Of the text, at most.
  std::uint64_t bytes() const { return bytes_; }

  /// True when accept(row, field) is true for the field of a column in all rows that have it.
  bool all_rows(Index column, bool has_names, const std::function<bool(Index row, std::string_view)>& accept) const {
    TextLines lines(file_);
    FieldCutter cutter(separator_);
    std::string line;
    if (has_names) next_row_line(lines, line);
    for (Index row = 0; next_row_line(lines, line);) {
      const auto& fields = cutter.cut(line, lines);
      if (std::all_of(fields.begin(), fields.end(), [](auto field) { return field.empty(); })) continue;
      if (column < fields.size() && !accept(row, fields[column])) return false;
      ++row;
    }
    return true;
  }

  Fields first;
  Fields second;
  std::string place;

 private:
  static Fields copied(const std::vector<std::string_view>& fields) { return {fields.begin(), fields.end()}; }

  std::filesystem::path file_;
  char separator_;
  std::uint64_t bytes_ = 0;
};

/// True for 0, 1, 2, .. and 1, 2, 3, .., with a corner that is empty or not.
bool counts_in_order(const Fields& line) {
  Index begin = !line.empty() && is_nameless(line.front()) ? 1 : 0;
  const Index end = line.size() > begin && line.back().empty() ? line.size() - 1 : line.size();
  if (end - begin < 2 || (line[begin] != "0" && line[begin] != "1")) return false;
  for (Index number = line[begin] == "0" ? 0 : 1; begin < end; ++begin, ++number) {
    if (line[begin] != std::to_string(number)) return false;
  }
  return true;
}

bool names_a_wanted_column(const Fields& line, const CsvColumns& wanted) {
  for (const std::string* list : {&wanted.label, &wanted.weight, &wanted.targets, &wanted.inputs, &wanted.ignored}) {
    if (is_none_or_all(*list)) continue;
    for (const std::string& name : split(*list, ',')) {
      if (!parse_number(name) && std::find(line.begin(), line.end(), name) != line.end()) return true;
    }
  }
  return false;
}

[[noreturn]] void refuse_ambiguous(const Sample& sample) {
  throw data_error(sample.place + ": the first line may hold column names or a row; set data.header = present or " +
                   "data.header = absent (--header)");
}

/// A text in a column of labels that is given by number tells nothing, unless it is called so.
bool holds_names(const Sample& sample, const CsvColumns& wanted) {
  if (wanted.header != CsvHeader::automatic) return wanted.header == CsvHeader::present;
  const Fields& first = sample.first;
  if (counts_in_order(first) || names_a_wanted_column(first, wanted)) return true;
  if (std::any_of(first.begin(), first.end(), is_label_name)) return true;
  const auto label = parse_integer(wanted.label);
  Index texts = 0;
  Index numbers = 0;
  bool is_text_below = true;
  bool is_fraction = false;
  for (Index i = 0; i < first.size(); ++i) {
    if (label && static_cast<std::int64_t>(i) == *label) continue;
    if (is_text(first[i])) {
      ++texts;
      is_text_below = is_text_below && i < sample.second.size() && is_text(sample.second[i]);
    } else if (!is_missing_field(first[i])) {
      ++numbers;
      is_fraction = is_fraction || !parse_integer(first[i]);
    }
  }
  if (texts == 0) return false;
  if (texts != numbers) return texts > numbers;
  if (!is_text_below) return true;
  if (is_fraction) return false;
  refuse_ambiguous(sample);
}

/// The column that is asked for by name, else by number. `what` is what it holds, for messages.
Index find_column(const Sample& sample, const CsvLayout& layout, const std::string& wanted, const std::string& what) {
  if (wanted.empty() || wanted == "none") return no_column;
  const auto named = std::find(layout.names.begin(), layout.names.end(), wanted);
  if (named != layout.names.end()) return static_cast<Index>(named - layout.names.begin());
  const auto number = parse_integer(wanted);
  if (number && *number >= 0 && static_cast<Index>(*number) < layout.fields) return static_cast<Index>(*number);
  if (number || !layout.has_names) {
    throw data_error(sample.place + ": " + what + " column " + shown(wanted) + ", but there are " +
                     std::to_string(layout.fields) + " columns, numbered from 0" +
                     (layout.has_names ? "" : " and without names"));
  }
  throw data_error(sample.place + ": " + unknown_name_message(what + " column", wanted, layout.names));
}

std::vector<Index> find_columns(const Sample& sample, const CsvLayout& layout, const std::string& wanted,
                                const std::string& what) {
  std::vector<Index> columns;
  if (is_none_or_all(wanted)) return columns;
  for (const std::string& name : split(wanted, ',')) {
    const Index column = name == "none" ? no_column : find_column(sample, layout, name, what);
    if (column == no_column || contains(columns, column)) {
      throw data_error(sample.place + ": " + what + " columns " + shown(wanted) +
                       "; expected different columns, separated by commas");
    }
    columns.push_back(column);
  }
  return columns;
}

Index labels_by_name(const Sample& sample, const CsvLayout& layout, const std::vector<Index>& taken) {
  Index label = no_column;
  for (Index i = 0; i < layout.names.size(); ++i) {
    if (!is_label_name(layout.names[i]) || contains(taken, i)) continue;
    if (label != no_column) {
      throw data_error(sample.place + ": both " + shown(layout.names[label]) + " and " + shown(layout.names[i]) +
                       " may be the labels; name the label column");
    }
    label = i;
  }
  return label;
}

/// The only column of words: a word that stands in no second row may be the name of the column.
Index labels_by_words(const Sample& sample, CsvLayout& layout, const std::vector<Index>& taken) {
  const Fields& row = layout.has_names ? sample.second : sample.first;
  Index label = no_column;
  for (Index i = 0; i < row.size(); ++i) {
    if (!is_text(row[i]) || contains(taken, i)) continue;
    if (label != no_column) return no_column;
    label = i;
  }
  if (label == no_column || row.size() < 2) return no_column;
  const auto is_word = [](Index, std::string_view field) { return is_missing_field(field) || is_text(field); };
  if (!sample.all_rows(label, layout.has_names, is_word)) return no_column;
  const auto is_another = [&](Index other, std::string_view field) { return other == 0 || field != row[label]; };
  if (!layout.has_names && sample.all_rows(label, false, is_another)) refuse_ambiguous(sample);
  layout.notes.push_back(layout.column_text(label) + " holds words: taken as the labels");
  return label;
}

/// Rows that begin with one field more than there are names hold a name of the row; rows that end in a separator an
/// empty field.
void complete_names(const Sample& sample, CsvLayout& layout) {
  layout.names = sample.first;
  if (sample.second.size() == sample.first.size() + 1) {
    const bool ends_empty = sample.second.back().empty();
    layout.names.insert(ends_empty ? layout.names.end() : layout.names.begin(), std::string());
  }
  layout.fields = layout.names.size();
}

/// True for a column that holds each of 0, 1, 2, .. or 1, 2, 3, .. once, as row numbers do that were kept while the
/// rows were shuffled.
bool counts_rows(const Sample& sample, Index column, const CsvLayout& layout, Index& rows) {
  constexpr std::int64_t greatest = std::int64_t{1} << 32;
  std::vector<bool> found;
  Index filled = 0;
  const bool all_differ = sample.all_rows(column, layout.has_names, [&](Index row, std::string_view field) {
    const auto number = parse_integer(field);
    rows = row + 1;
    if (!number || *number < 0 || *number > greatest) return false;
    const auto place = static_cast<Index>(*number);
    // Far numbers are no row numbers: memory for them is not taken.
    if (place > sample.bytes()) return false;
    if (place >= found.size()) found.resize(place + 1, false);
    if (found[place]) return false;
    ++filled;
    found[place] = true;
    return true;
  });
  const bool starts_at_once = !found.empty() && (found[0] || (found.size() > 1 && found[1]));
  return all_differ && starts_at_once && found.size() - (found[0] ? 0 : 1) == filled;
}

/// Columns without a name that are no data. `mentioned` are those that the user gave a meaning.
std::vector<Index> left_out(const Sample& sample, CsvLayout& layout, const std::vector<Index>& mentioned) {
  std::vector<Index> columns;
  const auto leave_out = [&](Index column, const std::string& why) {
    columns.push_back(column);
    layout.notes.push_back(layout.column_text(column) + " " + why + ": left out");
  };
  const auto is_empty = [](Index, std::string_view field) { return field.empty(); };
  const Fields& row = layout.has_names ? sample.second : sample.first;
  for (Index i = 0; i < layout.fields; ++i) {
    const bool is_named = layout.has_names && !is_nameless(layout.names[i]);
    if (is_named || contains(mentioned, i)) continue;
    const bool may_be_empty = layout.has_names || i + 1 == layout.fields;
    if (may_be_empty && layout.fields > 1 && i < row.size() && row[i].empty() &&
        sample.all_rows(i, layout.has_names, is_empty)) {
      leave_out(i, "is empty in all rows");
      continue;
    }
    Index rows = 0;
    if (layout.has_names) {
      if (counts_rows(sample, i, layout, rows)) {
        leave_out(i, "has no name and counts the rows");
      } else if (i == 0 && sample.first.size() < layout.fields) {
        leave_out(i, "has no name and names the rows");
      } else {
        throw data_error(sample.place + ": column " + std::to_string(i) +
                         " has no name; give it one, or leave it out by data.ignore_columns (--ignore-columns) = " +
                         std::to_string(i));
      }
    } else if (i == 0 && layout.fields > 1 && counts_rows(sample, i, layout, rows) && rows >= rows_that_count) {
      throw data_error(
          sample.place +
          ": column 0 counts the rows, as it holds each number once, and is hardly an input; leave it out by "
          "data.ignore_columns (--ignore-columns) = 0, or list the inputs in data.columns (--columns)");
    }
  }
  return columns;
}

void refuse_double_use(const Sample& sample, const CsvLayout& layout, const CsvColumns& wanted) {
  const auto refuse_both = [&](const std::string& column, const std::string& what) {
    throw data_error(sample.place + ": column " + shown(column) + " cannot be both " + what);
  };
  if (layout.weight != no_column && layout.weight == layout.label) refuse_both(wanted.weight, "labels and weights");
  if (contains(layout.targets, layout.label)) refuse_both(wanted.label, "labels and targets");
  if (contains(layout.targets, layout.weight)) refuse_both(wanted.weight, "weights and targets");
}

}  // namespace

bool is_missing_field(std::string_view field) {
  const std::string word = field.size() > 4 ? std::string() : lower_case(field);
  return field.empty() || word == "?" || word == "na" || word == "nan" || word == "-nan";
}

bool next_row_line(TextLines& lines, std::string& line) {
  while (lines.next(line)) {
    const auto first = line.find_first_not_of(' ');
    if (first != std::string::npos && line[first] != '#') return true;
  }
  return false;
}

std::vector<std::string> CsvLayout::names_of(const std::vector<Index>& columns) const {
  std::vector<std::string> result;
  if (!has_names) return result;
  for (const Index column : columns) result.push_back(names[column]);
  return result;
}

std::string CsvLayout::column_text(Index field) const {
  return "column " + std::to_string(field) + (names.empty() || names[field].empty() ? "" : " (" + names[field] + ")");
}

CsvLayout find_csv_layout(const std::filesystem::path& file, const CsvColumns& wanted) {
  const Sample sample(file);
  CsvLayout layout;
  layout.separator = sample.separator();
  layout.has_names = holds_names(sample, wanted);
  layout.fields = sample.first.size();
  if (layout.has_names) complete_names(sample, layout);
  for (const std::string& name : layout.names) {
    if (!is_plain_text(name)) {
      throw data_error(sample.place + ": column name '" + printable(name) + "' " + std::string(not_plain_text));
    }
  }
  if (layout.has_names && wanted.header == CsvHeader::automatic && counts_in_order(sample.first)) {
    layout.notes.push_back(
        "the first line counts the columns: taken as their names (data.header = absent reads a row)");
  }

  layout.targets = find_columns(sample, layout, wanted.targets, "target");
  layout.label = wanted.label.empty() ? labels_by_name(sample, layout, layout.targets)
                                      : find_column(sample, layout, wanted.label, "label");
  layout.weight = find_column(sample, layout, wanted.weight, "weight");
  std::vector<Index> ignored = find_columns(sample, layout, wanted.ignored, "ignored");
  const std::vector<Index> listed = find_columns(sample, layout, wanted.inputs, "input");
  std::vector<Index> used = listed;
  used.insert(used.end(), layout.targets.begin(), layout.targets.end());
  for (const Index column : {layout.label, layout.weight}) {
    if (column != no_column) used.push_back(column);
  }
  for (const Index column : ignored) {
    if (contains(used, column)) {
      throw data_error(sample.place + ": " + layout.column_text(column) + " cannot be both used and ignored");
    }
  }
  used.insert(used.end(), ignored.begin(), ignored.end());
  if (wanted.inputs == "all") {
    for (const Index column : left_out(sample, layout, used)) ignored.push_back(column), used.push_back(column);
  }
  if (wanted.label.empty() && layout.label == no_column) {
    layout.label = labels_by_words(sample, layout, used);
    if (layout.label != no_column) used.push_back(layout.label);
  }
  refuse_double_use(sample, layout, wanted);
  for (const Index column : listed) {
    if (column == layout.label || column == layout.weight || contains(layout.targets, column)) {
      throw data_error(sample.place + ": " + layout.column_text(column) +
                       " cannot be both an input and labels, weights or targets");
    }
  }
  layout.inputs = listed;
  for (Index i = 0; wanted.inputs == "all" && i < layout.fields; ++i) {
    if (!contains(used, i)) layout.inputs.push_back(i);
  }
  if (layout.inputs.empty()) {
    throw data_error(sample.place + ": there is no column of inputs beside labels, weights and targets");
  }
  return layout;
}

}  // namespace dbn
