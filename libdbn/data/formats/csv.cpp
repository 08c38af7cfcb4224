#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/registry.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/data/formats/row_reader.hpp"
#include "libdbn/data/formats/text_lines.hpp"

namespace dbn {
namespace {

using Fields = std::vector<std::string_view>;

constexpr Index no_column = static_cast<Index>(-1);
constexpr std::int32_t largest_class = 65535;
constexpr std::string_view label_names[] = {"label", "class", "target"};

std::string lower_case(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

bool is_missing(std::string_view field) {
  const std::string word = field.size() > 4 ? std::string() : lower_case(field);
  return field.empty() || word == "na" || word == "nan" || word == "-nan";
}

bool is_numeric(std::string_view field) { return is_missing(field) || parse_number(field).has_value(); }

bool is_label_name(std::string_view field) {
  return std::find(std::begin(label_names), std::end(label_names), lower_case(field)) != std::end(label_names);
}

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

/// Blank lines and lines that begin with '#' are skipped.
bool next_row_line(TextLines& lines, std::string& line) {
  while (lines.next(line)) {
    const auto first = line.find_first_not_of(' ');
    if (first != std::string::npos && line[first] != '#') return true;
  }
  return false;
}

class CsvRows final : public RowReader {
 public:
  CsvRows(const std::filesystem::path& file, const CsvColumns& columns)
      : file_(file), bytes_(std::filesystem::file_size(file, ignored_)), lines_(file) {
    if (!next_row_line(lines_, line_)) throw data_error(file_.string() + ": there are no rows of numbers in it");
    cutter_.emplace(field_separator(line_));
    const Fields& first = cutter_->cut(line_, lines_);
    has_names_ = holds_names(first, columns.label);
    layout_ = find_layout(first, has_names_, columns, lines_);
    line_is_row_ = !has_names_;
  }

  Index columns() const override { return layout_.columns(); }

  bool next(RowBlock& block) override {
    auto& values = block.emplace<std::vector<real>>();
    for (Index left = rows_of_block(columns(), sizeof(real)); left > 0; --left) {
      if (!line_is_row_ && !next_row_line(lines_, line_)) break;
      line_is_row_ = false;
      read_row(cutter_->cut(line_, lines_), values);
      ++rows_;
    }
    return !values.empty();
  }

  Dataset beside() override {
    if (rows_ == 0) throw data_error(file_.string() + ": there are no rows of numbers after the column names");
    Dataset data;
    data.name = file_.string();
    if (layout_.label != no_column) labels_.finish(data);
    data.weights = std::move(weights_);
    if (!data.weights.empty() && all_zero(data.weights)) {
      throw data_error(file_.string() + ": all weights in " + layout_.column_text(layout_.weight) +
                       " are 0; at least one row must count");
    }
    if (layout_.targets.empty()) return data;
    data.targets = Matrix::from_shape({rows_, layout_.targets.size()});
    std::copy(targets_.begin(), targets_.end(), data.targets.data());
    if (!has_names_) return data;
    for (const Index column : layout_.targets) data.target_names.push_back(layout_.names[column]);
    return data;
  }

  double fraction() const override {
    return bytes_ == 0 ? 1 : static_cast<double>(lines_.position()) / static_cast<double>(bytes_);
  }

 private:
  void read_row(const Fields& fields, std::vector<real>& values) {
    if (fields.size() != layout_.fields) {
      throw data_error(lines_.place() + ": " + std::to_string(fields.size()) + " fields; expected " +
                       std::to_string(layout_.fields) + " as on the first line");
    }
    const Index first_target = targets_.size();
    targets_.resize(first_target + layout_.targets.size());
    for (Index i = 0; i < fields.size(); ++i) {
      if (i == layout_.label) {
        labels_.add(fields[i], lines_);
      } else if (i == layout_.weight) {
        weights_.push_back(weight_in(fields[i], layout_, lines_));
      } else if (const Index target = layout_.target_of(i); target < layout_.targets.size()) {
        targets_[first_target + target] = target_in(fields[i], layout_, i, lines_);
      } else {
        values.push_back(number_in(fields[i], layout_, i, lines_));
      }
    }
  }

  std::filesystem::path file_;
  std::error_code ignored_;
  std::uintmax_t bytes_;
  TextLines lines_;
  std::string line_;
  std::optional<FieldCutter> cutter_;
  bool has_names_ = false;
  bool line_is_row_ = false;  ///< the first line, which was read to find the layout
  Layout layout_;
  Index rows_ = 0;
  LabelColumn labels_;
  std::vector<double> weights_;
  std::vector<real> targets_;
};

}  // namespace

RowReaderPtr csv_rows(const std::filesystem::path& file, const CsvColumns& columns) {
  return std::make_unique<CsvRows>(file, columns);
}

Dataset read_csv(const std::filesystem::path& file, const CsvColumns& columns) {
  CsvRows rows(file, columns);
  return gather(rows);
}

}  // namespace dbn
