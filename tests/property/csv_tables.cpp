// A known table, written in the many ways that programs write CSV, is read to the same table or refused: never to
// another one.
#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/data/formats/csv.hpp"
#include "tests/support/data_files.hpp"

using namespace dbn;
using namespace dbn::test;

namespace csv_tables_test {
namespace {

using Texts = std::vector<std::string>;

/// Columns by their names; labels as texts.
struct Table {
  Texts names;
  std::vector<std::vector<double>> columns;  ///< NaN is missing
  Texts labels;
  std::string label_name = "label";
  bool has_words = false;

  Index rows() const { return columns.front().size(); }
};

class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}

  Index below(Index count) { return engine_() % count; }
  bool once_in(Index count) { return below(count) == 0; }
  const std::string& one_of(const Texts& texts) { return texts[below(texts.size())]; }
  template <class List>
  void shuffle(List& list) {
    for (Index i = list.size(); i > 1; --i) std::swap(list[i - 1], list[below(i)]);
  }

 private:
  std::mt19937 engine_;
};

Table make_table(Dice& dice) {
  const std::vector<Texts> name_lists{{"length", "width", "height", "mass"},
                                      {"0", "1", "2", "3"},
                                      {"1", "2", "3", "4"},
                                      {"x1", "x2", "y z", "weight"},
                                      {"l\xc3\xa4nge", "breite", "h\xc3\xb6he", "a\"b"}};
  Table table;
  table.names = name_lists[dice.below(name_lists.size())];
  table.names.resize(2 + dice.below(3));
  const Index rows = 5 + dice.below(8);
  const bool whole = dice.once_in(3);
  for (Index j = 0; j < table.names.size(); ++j) {
    std::vector<double> column;
    for (Index i = 0; i < rows; ++i) {
      column.push_back(whole ? static_cast<double>(dice.below(9))
                             : (static_cast<double>(dice.below(4000)) - 2000) / 64);
    }
    table.columns.push_back(column);
  }
  // The first row of a table may not look like column numbers, nor a column like row numbers.
  table.columns.front().front() = 7.5;
  for (auto& column : table.columns) column.back() = 2.25;
  if (dice.once_in(3)) return table;
  table.has_words = dice.once_in(2);
  table.label_name = dice.one_of({"label", "Class", "target"});
  const Texts words{"red", "green", "blue, dark"};
  const Texts numbers{"0", "1", "2"};
  for (Index i = 0; i < rows; ++i)
    table.labels.push_back((table.has_words ? words : numbers)[i < 3 ? i : dice.below(3)]);
  dice.shuffle(table.labels);
  return table;
}

/// How a table is written.
struct Writing {
  bool header = true;
  std::string index;  ///< "", "nameless", "short" (R: no name at all), "Unnamed: 0"
  std::vector<Index> row_numbers;
  char separator = ',';
  bool quotes = false;
  bool trailing = false;
  bool trailing_in_header = false;
  std::string missing;
  std::string end = "\n";
  std::string mark;      ///< of the byte order
  std::string encoding;  ///< "", "UTF-16LE", "UTF-16BE", "LATIN1"
  Index blank_line = 0;  ///< after this row, if any
  Index empty_row = 0;   ///< of separators only
  bool last_line_ends = true;
  std::string padding;  ///< behind separators
  std::string remark;   ///< a first line
};

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) result += c == '"' ? std::string("\"\"") : std::string(1, c);
  return result + "\"";
}

std::string field_of(const std::string& text, const Writing& how) {
  const bool needs = text.find(how.separator) != std::string::npos || text.find('"') != std::string::npos;
  return how.quotes || needs ? quoted(text) : text;
}

std::string line_of(const Texts& fields, const Writing& how) {
  std::string line;
  for (Index i = 0; i < fields.size(); ++i) line += (i == 0 ? "" : how.separator + how.padding) + fields[i];
  return line;
}

std::string encoded(const std::string& text, const std::string& encoding) {
  if (encoding.empty()) return text;
  std::string bytes;
  for (Index i = 0; i < text.size(); ++i) {
    auto code = static_cast<unsigned char>(text[i]);
    // Two bytes of UTF-8 for the letters that these tables have.
    if (code == 0xc3) code = static_cast<unsigned char>(static_cast<unsigned char>(text[++i]) + 0x40);
    if (encoding == "UTF-16BE") bytes += '\0';
    bytes += static_cast<char>(code);
    if (encoding == "UTF-16LE") bytes += '\0';
  }
  return bytes;
}

/// The text of the table; `order` are its columns, of which the last is the label where it has one.
std::string written(const Table& table, const std::vector<Index>& order, const Writing& how) {
  std::string text = how.remark;
  const auto add = [&](Texts fields, bool trailing) {
    if (trailing) fields.emplace_back();
    text += line_of(fields, how) + how.end;
  };
  const Index width = order.size() + (how.index.empty() ? 0 : 1);
  if (how.header) {
    Texts names;
    if (how.index == "nameless") names.push_back(how.quotes ? "\"\"" : "");
    if (how.index == "Unnamed: 0") names.push_back(field_of(how.index, how));
    for (const Index j : order) {
      names.push_back(field_of(j < table.names.size() ? table.names[j] : table.label_name, how));
    }
    add(names, how.trailing_in_header);
  }
  for (Index i = 0; i < table.rows(); ++i) {
    Texts fields;
    if (!how.index.empty()) fields.push_back(field_of(std::to_string(how.row_numbers[i]), how));
    for (const Index j : order) {
      const bool is_input = j < table.names.size();
      const double number = is_input ? table.columns[j][i] : 0;
      fields.push_back(is_input ? (std::isnan(number) ? how.missing : field_of(to_text(number), how))
                                : field_of(table.labels[i], how));
    }
    add(fields, how.trailing);
    if (how.blank_line == i + 1) text += how.end;
    if (how.empty_row == i + 1) add(Texts(width), how.trailing);
  }
  if (!how.last_line_ends) text.resize(text.size() - how.end.size());
  return how.mark + encoded(text, how.encoding);
}

Writing make_writing(Dice& dice, Index rows) {
  Writing how;
  const Index first = dice.below(2);
  for (Index i = 0; i < rows; ++i) how.row_numbers.push_back(first + i);
  // What is left of a table whose rows were drawn at random.
  if (dice.once_in(6)) dice.shuffle(how.row_numbers);
  if (dice.once_in(6)) how.padding = " ";
  if (dice.once_in(8)) how.remark = "# a remark, with a comma\n";
  how.header = !dice.once_in(4);
  if (dice.once_in(3)) how.index = dice.one_of({"nameless", "short", "Unnamed: 0"});
  how.separator = std::string(",,,;\t ")[dice.below(6)];
  how.quotes = dice.once_in(3);
  how.trailing = dice.once_in(6);
  how.trailing_in_header = how.trailing && dice.once_in(2);
  how.missing = dice.one_of({"", "NA", "?", "nan", "NaN"});
  how.end = dice.once_in(3) ? "\r\n" : "\n";
  if (dice.once_in(5)) how.mark = "\xEF\xBB\xBF";
  if (dice.once_in(12)) {
    how.encoding = dice.one_of({"UTF-16LE", "UTF-16BE", "LATIN1"});
    how.mark = how.encoding == "LATIN1" || dice.once_in(2) ? "" : how.encoding == "UTF-16LE" ? "\xff\xfe" : "\xfe\xff";
  }
  if (dice.once_in(5)) how.blank_line = 1 + dice.below(6);
  if (dice.once_in(5)) how.empty_row = 1 + dice.below(6);
  how.last_line_ends = !dice.once_in(4);
  return how;
}

std::string label_text(const Dataset& data, Index row) {
  const std::int32_t label = data.labels[row];
  return static_cast<Index>(label) < data.class_names.size() ? data.class_names[static_cast<Index>(label)]
                                                             : std::to_string(label);
}

/// What was read differs from the table in this, or nothing.
std::string difference(const Dataset& data, const Table& table, const std::vector<Index>& order, bool has_names) {
  if (data.rows() != table.rows()) return "rows";
  // Without a header a label of numbers is a column like others.
  const bool labels_apart = !table.labels.empty() && (has_names || table.has_words);
  std::vector<Index> expected;
  for (const Index j : order) {
    if (j < table.names.size() || !labels_apart) expected.push_back(j);
  }
  if (data.columns() != expected.size()) return "columns";
  if (has_names != !data.column_names.empty()) return "names or none";
  if (labels_apart != !data.labels.empty()) return "labels or none";
  const auto value = [&](Index j, Index i) {
    return j < table.names.size() ? table.columns[j][i] : *parse_number(table.labels[i]);
  };
  for (Index i = 0; i < data.rows(); ++i) {
    const std::vector<double> row = row_of(data, i);
    for (Index k = 0; k < expected.size(); ++k) {
      if (has_names && data.column_names[k] != table.names[expected[k]]) return "name of column " + std::to_string(k);
      const double number = value(expected[k], i);
      if (!(row[k] == number || (std::isnan(row[k]) && std::isnan(number)))) {
        return "row " + std::to_string(i) + ", column " + std::to_string(k);
      }
    }
    if (labels_apart && label_text(data, i) != table.labels[i]) return "label of row " + std::to_string(i);
  }
  return "";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(csv_tables)

BOOST_AUTO_TEST_CASE(the_same_table_or_a_refusal) {
  constexpr unsigned files = 2000;
  TemporaryDirectory directory;
  std::map<std::string, Index> refused;
  Index read = 0;
  for (unsigned seed = 0; seed < files; ++seed) {
    Dice dice(seed);
    Table table = make_table(dice);
    const Writing how = make_writing(dice, table.rows());
    if (dice.once_in(3)) table.columns[dice.below(table.columns.size())][dice.below(table.rows())] = NAN;
    std::vector<Index> order(table.names.size() + (table.labels.empty() ? 0 : 1));
    for (Index j = 0; j < order.size(); ++j) order[j] = j;
    const bool counts = table.names.front() == "0" || table.names.front() == "1";
    if (how.header && !counts) dice.shuffle(order);
    const std::string text = written(table, order, how);
    const auto file = write_file(directory.path() / "table.csv", text);
    try {
      const Dataset data = read_csv(file);
      const std::string found = difference(data, table, order, how.header);
      BOOST_CHECK_MESSAGE(found.empty(), "seed " << seed << " differs in " << found << ":\n" << text);
      ++read;
    } catch (const Error& error) {
      BOOST_CHECK_MESSAGE(error.kind() == ErrorKind::data, "seed " << seed << ": " << error.what());
      std::string message = error.what();
      message = message.substr(message.find(": ") + 2);
      ++refused[message.substr(0, 60)];
    }
  }
  for (const auto& [message, count] : refused) BOOST_TEST_MESSAGE(count << " refused: " << message);
  BOOST_TEST_MESSAGE(read << " read");
  // Most ways are those of common programs.
  BOOST_TEST(read > files * 6 / 10);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace csv_tables_test
