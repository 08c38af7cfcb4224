#include <algorithm>
#include <cctype>
#include <cmath>
#include <deque>
#include <map>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/registry.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/data/sources.hpp"
#include "libdbn/data/text_lines.hpp"

namespace dbn {
namespace {

using Fields = std::vector<std::string_view>;

constexpr Index no_column = static_cast<Index>(-1);
constexpr std::int32_t largest_class = 65535;
constexpr Index block_elements = Index(1) << 18;
constexpr std::string_view label_names[] = {"label", "class", "target"};

std::string lower_case(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

/// A field as a message shows it: short, and printable even when the file is binary.
std::string shown(std::string_view field) {
  constexpr Index longest = 40;
  std::string text = "'";
  for (char c : field.substr(0, longest)) text += std::isprint(static_cast<unsigned char>(c)) != 0 ? c : '?';
  return text + (field.size() > longest ? "...'" : "'");
}

bool is_missing(std::string_view field) {
  const std::string word = field.size() > 4 ? std::string() : lower_case(field);
  return field.empty() || word == "na" || word == "nan" || word == "-nan";
}

bool is_numeric(std::string_view field) { return is_missing(field) || parse_number(field).has_value(); }

bool is_label_name(std::string_view field) {
  return std::find(std::begin(label_names), std::end(label_names), lower_case(field)) != std::end(label_names);
}

/// Rows of numbers of unknown count, in blocks that are freed while the matrix is made, so they never lie here twice.
class GrowingMatrix {
 public:
  explicit GrowingMatrix(Index columns)
      : columns_(columns), per_block_(std::max<Index>(1, block_elements / std::max<Index>(1, columns))) {}

  /// The next row, to be filled.
  real* append() {
    const Index at = rows_++ % per_block_;
    if (at == 0) blocks_.emplace_back(per_block_ * columns_);
    return blocks_.back().data() + at * columns_;
  }

  Matrix take() {
    Matrix result = Matrix::from_shape({rows_, columns_});
    for (Index first = 0; first < rows_; first += per_block_) {
      const Index count = std::min(per_block_, rows_ - first);
      std::copy_n(blocks_.front().begin(), count * columns_, result.data() + first * columns_);
      blocks_.pop_front();
    }
    return result;
  }

 private:
  Index columns_;
  Index per_block_;
  Index rows_ = 0;
  std::deque<std::vector<real>> blocks_;
};

/// Collects the texts of the label column; whether they are integers or words is known only at the end.
class LabelColumn {
 public:
  void add(std::string_view field, const TextLines& lines) {
    if (is_missing(field)) {
      ids_.push_back(missing_label);
      return;
    }
    auto known = texts_.find(field);
    if (known == texts_.end()) {
      if (texts_.size() > static_cast<Index>(largest_class)) {
        throw data_error(lines.place() + ": more than " + std::to_string(texts_.size()) +
                         " different labels; is this the column of classes?");
      }
      const auto id = static_cast<std::int32_t>(texts_.size());
      known = texts_.emplace(std::string(field), Text{id, class_number(field, lines)}).first;
    }
    ids_.push_back(known->second.id);
  }

  void finish(Dataset& data) {
    const bool words = std::any_of(texts_.begin(), texts_.end(), [](const auto& t) { return t.second.number < 0; });
    std::vector<std::int32_t> classes(texts_.size());
    std::int32_t rank = 0;
    for (const auto& [text, properties] : texts_) {
      classes[static_cast<Index>(properties.id)] = words ? rank++ : properties.number;
      if (words) data.class_names.push_back(text);
    }
    data.labels = std::move(ids_);
    for (std::int32_t& label : data.labels) {
      if (label != missing_label) label = classes[static_cast<Index>(label)];
    }
  }

 private:
  struct Text {
    std::int32_t id;
    std::int32_t number;
  };

  /// The class that a field numbers, or -1 for a word.
  static std::int32_t class_number(std::string_view field, const TextLines& lines) {
    const auto number = parse_number(field);
    if (!number) return -1;
    if (*number >= 0 && *number <= largest_class && *number == std::floor(*number)) {
      return static_cast<std::int32_t>(*number);
    }
    throw data_error(
        lines.place() + ": label " + shown(field) + "; expected an integer from 0 to " + std::to_string(largest_class) +
        ", a word, or an empty field for an unknown class; numbers to be predicted are named as target columns");
  }

  std::map<std::string, Text, std::less<>> texts_;
  Labels ids_;
};

/// Where labels, weights and targets are and how many fields a line has, found from the first line.
struct Layout {
  Index fields = 0;
  Index label = no_column;
  Index weight = no_column;
  std::vector<Index> targets;
  std::vector<std::string> names;

  Index columns() const {
    return fields - (label == no_column ? 0 : 1) - (weight == no_column ? 0 : 1) - targets.size();
  }
  /// The place of a field among the targets, or their number.
  Index target_of(Index field) const {
    return static_cast<Index>(std::find(targets.begin(), targets.end(), field) - targets.begin());
  }
  std::string column_text(Index field) const {
    return "column " + std::to_string(field) + (names.empty() ? "" : " (" + names[field] + ")");
  }
};

/// The column that is asked for by name, else by number. `what` is what it holds, for messages.
Index find_column(const Fields& first, bool has_names, const std::string& wanted, const std::string& what,
                  const TextLines& lines) {
  if (wanted.empty() || wanted == "none") return no_column;
  const auto named = std::find(first.begin(), first.end(), wanted);
  if (has_names && named != first.end()) return static_cast<Index>(named - first.begin());
  const auto number = parse_integer(wanted);
  if (number && *number >= 0 && static_cast<Index>(*number) < first.size()) return static_cast<Index>(*number);
  if (number || !has_names) {
    throw data_error(lines.place() + ": " + what + " column " + shown(wanted) + ", but there are " +
                     std::to_string(first.size()) + " columns, numbered from 0" +
                     (has_names ? "" : " and without names"));
  }
  throw data_error(
      lines.place() + ": " +
      unknown_name_message(what + " column", wanted, std::vector<std::string>(first.begin(), first.end())));
}

std::vector<Index> find_targets(const Fields& first, bool has_names, const std::string& wanted,
                                const TextLines& lines) {
  std::vector<Index> targets;
  if (wanted.empty() || wanted == "none") return targets;
  for (const std::string& name : split(wanted, ',')) {
    const Index column = name == "none" ? no_column : find_column(first, has_names, name, "target", lines);
    if (column == no_column || std::find(targets.begin(), targets.end(), column) != targets.end()) {
      throw data_error(lines.place() + ": target columns " + shown(wanted) +
                       "; expected different columns, separated by commas");
    }
    targets.push_back(column);
  }
  return targets;
}

/// The label column that is asked for, else the one with a usual name that holds no targets.
Index find_label(const Fields& first, bool has_names, const std::string& wanted, const std::vector<Index>& targets,
                 const TextLines& lines) {
  if (!wanted.empty()) return find_column(first, has_names, wanted, "label", lines);
  if (!has_names) return no_column;
  Index label = no_column;
  for (Index i = 0; i < first.size(); ++i) {
    if (!is_label_name(first[i]) || std::find(targets.begin(), targets.end(), i) != targets.end()) continue;
    if (label != no_column) {
      throw data_error(lines.place() + ": both " + shown(first[label]) + " and " + shown(first[i]) +
                       " may be the labels; name the label column");
    }
    label = i;
  }
  return label;
}

/// A first line with a text where a number should be holds column names. Texts in a label column that is given by
/// number tell nothing, unless it is called so.
bool holds_names(const Fields& first, const std::string& wanted) {
  const auto number = parse_integer(wanted);
  for (Index i = 0; i < first.size(); ++i) {
    const bool label = number && static_cast<std::int64_t>(i) == *number;
    if (!is_numeric(first[i]) && (!label || is_label_name(first[i]))) return true;
  }
  return false;
}

Layout find_layout(const Fields& first, bool has_names, const CsvColumns& wanted, const TextLines& lines) {
  Layout layout;
  layout.fields = first.size();
  layout.targets = find_targets(first, has_names, wanted.targets, lines);
  layout.label = find_label(first, has_names, wanted.label, layout.targets, lines);
  layout.weight = find_column(first, has_names, wanted.weight, "weight", lines);
  const auto refuse_both = [&](const std::string& column, const std::string& what) {
    throw data_error(lines.place() + ": column " + shown(column) + " cannot be both " + what);
  };
  if (layout.weight != no_column && layout.weight == layout.label) refuse_both(wanted.weight, "labels and weights");
  if (layout.target_of(layout.label) < layout.targets.size()) refuse_both(wanted.label, "labels and targets");
  if (layout.target_of(layout.weight) < layout.targets.size()) refuse_both(wanted.weight, "weights and targets");
  if (has_names) layout.names.assign(first.begin(), first.end());
  if (layout.columns() == 0)
    throw data_error(lines.place() + ": there is no column of inputs beside labels, weights and targets");
  return layout;
}

real number_in(std::string_view field, const Layout& layout, Index column, const TextLines& lines) {
  if (is_missing(field)) return std::numeric_limits<real>::quiet_NaN();
  const auto number = parse_number(field);
  if (!number) {
    throw data_error(lines.place() + ": " + layout.column_text(column) + ": " + shown(field) +
                     " is not a number; write a decimal point, and nothing, nan or NA for a missing value");
  }
  const auto value = static_cast<real>(*number);
  if (!std::isfinite(value)) {
    throw data_error(lines.place() + ": " + layout.column_text(column) + ": " + shown(field) +
                     " is infinite or too large; expected a finite number");
  }
  return value;
}

double weight_in(std::string_view field, const Layout& layout, const TextLines& lines) {
  const auto number = parse_number(field);
  if (number && is_row_weight(*number)) return *number;
  throw data_error(lines.place() + ": " + layout.column_text(layout.weight) + ": " + shown(field) +
                   " is not a row weight; expected a finite number >= 0");
}

real target_in(std::string_view field, const Layout& layout, Index column, const TextLines& lines) {
  const real value = number_in(field, layout, column, lines);
  if (value == value) return value;
  throw data_error(lines.place() + ": " + layout.column_text(column) + ": the target is missing (" + shown(field) +
                   "); expected a finite number: fill it in, or leave the row out");
}

/// What the lines give, column by column.
struct Table {
  explicit Table(const Layout& layout) : values(layout.columns()), targets(layout.targets.size()) {}

  GrowingMatrix values;
  GrowingMatrix targets;
  LabelColumn labels;
  std::vector<double> weights;
};

void read_row(const Fields& fields, const Layout& layout, const TextLines& lines, Table& table) {
  if (fields.size() != layout.fields) {
    throw data_error(lines.place() + ": " + std::to_string(fields.size()) + " fields; expected " +
                     std::to_string(layout.fields) + " as on the first line");
  }
  real* out = table.values.append();
  real* targets = layout.targets.empty() ? nullptr : table.targets.append();
  for (Index i = 0; i < fields.size(); ++i) {
    if (i == layout.label) {
      table.labels.add(fields[i], lines);
    } else if (i == layout.weight) {
      table.weights.push_back(weight_in(fields[i], layout, lines));
    } else if (const Index target = layout.target_of(i); target < layout.targets.size()) {
      targets[target] = target_in(fields[i], layout, i, lines);
    } else {
      *out++ = number_in(fields[i], layout, i, lines);
    }
  }
}

}  // namespace

Dataset read_csv(const std::filesystem::path& file, const CsvColumns& columns) {
  TextLines lines(file);
  const auto next_line = [&lines](std::string& line) {
    while (lines.next(line)) {
      const auto first = line.find_first_not_of(' ');
      if (first != std::string::npos && line[first] != '#') return true;
    }
    return false;
  };
  std::string line;
  if (!next_line(line)) throw data_error(file.string() + ": there are no rows of numbers in it");
  FieldCutter cutter(field_separator(line));
  const Fields& first = cutter.cut(line, lines);
  const bool has_names = holds_names(first, columns.label);
  const Layout layout = find_layout(first, has_names, columns, lines);
  Table table(layout);
  if (!has_names) read_row(first, layout, lines, table);
  while (next_line(line)) read_row(cutter.cut(line, lines), layout, lines, table);
  Dataset data;
  data.name = file.string();
  data.inputs = table.values.take();
  if (data.rows() == 0) throw data_error(file.string() + ": there are no rows of numbers after the column names");
  if (layout.label != no_column) table.labels.finish(data);
  data.weights = std::move(table.weights);
  if (!layout.targets.empty()) data.targets = table.targets.take();
  if (has_names) {
    for (const Index column : layout.targets) data.target_names.push_back(layout.names[column]);
  }
  if (!data.weights.empty() && all_zero(data.weights)) {
    throw data_error(file.string() + ": all weights in " + layout.column_text(layout.weight) +
                     " are 0; at least one row must count");
  }
  return data;
}

}  // namespace dbn
