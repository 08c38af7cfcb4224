#include "libdbn/data/array_parts.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "libdbn/base/characters.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/data/labels.hpp"

namespace dbn {
namespace {

constexpr std::string_view names_of_inputs[] = {"inputs", "samples", "x", "X"};
constexpr std::string_view names_of_labels[] = {"labels", "label", "y", "Y", "target"};
// One-hot rows are made of labels: a stray large number must not ask for all memory.
constexpr double greatest_label = 1'000'000;

/// A name that may as well be that of targets.
bool is_open(std::string_view name) { return name != "labels" && name != "label"; }

std::string text_of(const std::vector<Index>& shape) {
  std::string text = "(";
  for (Index i = 0; i < shape.size(); ++i) text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
  return text + ")";
}

bool has_rows(const std::vector<Index>& shape, Index rows) {
  return shape.size() <= 2 && rows > 0 && std::find(shape.begin(), shape.end(), rows) != shape.end();
}

Error shape_error(const std::string& place, const std::vector<Index>& shape, Index rows) {
  return data_error(place + ": found shape " + text_of(shape) + ", expected (" + std::to_string(rows) +
                    "), one label for each of the " + std::to_string(rows) + " rows of the inputs");
}

Error bad(const PlainArray& array, const std::string& text) { return data_error(array.place + ": " + text); }

void note_use(Dataset& data, std::string_view name, const std::string& use) {
  data.notes.push_back("'" + std::string(name) + "' is taken as the " + use);
}

void take_words(Dataset& data, const PlainArray& array) {
  for (const std::string& text : array.texts) {
    if (!is_plain_text(text)) {
      throw bad(array, "label '" + printable(text) + "' " + std::string(not_plain_text));
    }
  }
  std::map<std::string_view, std::int32_t> classes;
  if (data.class_names.empty()) {
    for (const std::string& text : array.texts) classes.emplace(trimmed(text), 0);
    classes.erase("");
    for (auto& [name, number] : classes) {
      number = static_cast<std::int32_t>(data.class_names.size());
      data.class_names.emplace_back(name);
    }
  } else {
    for (Index k = 0; k < data.class_names.size(); ++k) {
      classes.emplace(data.class_names[k], static_cast<std::int32_t>(k));
    }
  }
  for (const std::string& text : array.texts) {
    const auto found = classes.find(trimmed(text));
    if (found == classes.end() && !trimmed(text).empty()) {
      throw bad(array, "label '" + text + "' is none of the " + std::to_string(classes.size()) + " class names");
    }
    data.labels.push_back(found == classes.end() ? missing_label : found->second);
  }
}

/// The row that holds no label, or nothing.
std::optional<Index> row_without_label(const std::vector<double>& numbers, double limit) {
  for (Index i = 0; i < numbers.size(); ++i) {
    if (numbers[i] >= missing_label && numbers[i] < limit && numbers[i] == std::floor(numbers[i])) continue;
    return i;
  }
  return std::nullopt;
}

/// Whole numbers with far more classes than rows are prices rather than classes.
bool may_be_classes(const std::vector<double>& numbers) {
  const double greatest = *std::max_element(numbers.begin(), numbers.end());
  return !row_without_label(numbers, greatest_label) && greatest <= static_cast<double>(numbers.size());
}

/// The classes of one-hot rows; nothing where a row is none.
std::optional<Labels> one_hot_classes(const PlainArray& array, Index columns) {
  Labels labels;
  for (auto row = array.numbers.begin(); row != array.numbers.end(); row += static_cast<std::ptrdiff_t>(columns)) {
    const auto end = row + static_cast<std::ptrdiff_t>(columns);
    if (std::all_of(row, end, [](double x) { return std::isnan(x); })) {
      labels.push_back(missing_label);
      continue;
    }
    const bool good = std::count(row, end, 1.0) == 1 && std::count(row, end, 0.0) == end - row - 1;
    if (!good) return std::nullopt;
    labels.push_back(static_cast<std::int32_t>(std::find(row, end, 1.0) - row));
  }
  return labels;
}

void take_targets(Dataset& data, const PlainArray& array, std::string_view name, Index rows) {
  if (data.targets.size() > 0) {
    data.notes.push_back("'" + std::string(name) + "' holds no classes and is not used, as there are targets");
    return;
  }
  data.targets = Matrix::from_shape({rows, array.numbers.size() / rows});
  for (Index i = 0; i < array.numbers.size(); ++i) {
    if (!std::isfinite(array.numbers[i])) {
      throw bad(array, "row " + std::to_string(i / data.targets.shape(1)) + " is " + to_text(array.numbers[i]) +
                           "; expected classes, or finite numbers to be predicted");
    }
    data.targets.data()[i] = static_cast<real>(array.numbers[i]);
  }
  note_use(data, name, "targets, as it holds no classes");
}

void take_numbers(Dataset& data, const PlainArray& array, std::string_view name, Index rows) {
  if (is_open(name) && !may_be_classes(array.numbers)) return take_targets(data, array, name, rows);
  const double limit = data.class_names.empty() ? greatest_label : static_cast<double>(data.class_names.size());
  if (const auto row = row_without_label(array.numbers, limit)) {
    throw bad(array, "the label of row " + std::to_string(*row) + " is " + to_text(array.numbers[*row]) +
                         "; expected a whole number from 0 to " + to_text(limit - 1) + ", or -1 where it is unknown");
  }
  for (const double number : array.numbers) data.labels.push_back(static_cast<std::int32_t>(number));
  if (name != "labels") note_use(data, name, "labels");
}

void take_table(Dataset& data, const PlainArray& array, std::string_view name, Index rows) {
  const Index columns = array.numbers.size() / rows;
  auto labels = one_hot_classes(array, columns);
  if (!labels && is_open(name)) return take_targets(data, array, name, rows);
  if (!labels) {
    throw bad(array, "found shape " + text_of(array.shape) + " with rows that are not one 1 among zeros; expected (" +
                         std::to_string(rows) + "), one label for each row, or one-hot rows");
  }
  if (!data.class_names.empty() && data.class_names.size() != columns) {
    throw bad(array, "found one-hot rows of " + std::to_string(columns) + " columns, but there are " +
                         std::to_string(data.class_names.size()) + " class names");
  }
  data.labels = std::move(*labels);
  // A class without a row is one nevertheless.
  for (Index k = data.class_names.size(); k < columns; ++k) data.class_names.push_back(std::to_string(k));
  note_use(data, name, "labels, one-hot rows of " + std::to_string(columns) + " classes");
}

}  // namespace

std::span<const std::string_view> input_names() { return names_of_inputs; }
std::span<const std::string_view> label_names() { return names_of_labels; }

bool may_be_labels(const std::vector<Index>& shape, std::string_view name, Index rows) {
  return !is_open(name) || has_rows(shape, rows);
}

void require_label_shape(const std::string& place, const std::vector<Index>& shape, Index rows) {
  if (!has_rows(shape, rows)) throw shape_error(place, shape, rows);
}

void take_labels(Dataset& data, const PlainArray& array, std::string_view name, Index rows) {
  require_label_shape(array.place, array.shape, rows);
  const Index count = array.texts.size() + array.numbers.size();
  const bool is_table = array.shape.size() == 2 && array.shape[0] == rows && count > rows && array.texts.empty();
  if (count != rows && !is_table) throw shape_error(array.place, array.shape, rows);
  if (is_table) {
    take_table(data, array, name, rows);
  } else if (array.texts.empty()) {
    take_numbers(data, array, name, rows);
  } else {
    take_words(data, array);
    if (name != "labels") note_use(data, name, "labels");
  }
  take_plus_minus(data.labels, data.class_names);
}

PlainArray transposed(PlainArray array) {
  if (array.shape.size() != 2) return array;
  const Index rows = array.shape[0];
  const Index columns = array.shape[1];
  const auto turn = [&](auto& values) {
    if (values.empty()) return;
    auto turned = values;
    for (Index i = 0; i < rows; ++i) {
      for (Index j = 0; j < columns; ++j) turned[j * rows + i] = std::move(values[i * columns + j]);
    }
    values = std::move(turned);
  };
  turn(array.numbers);
  turn(array.texts);
  std::swap(array.shape[0], array.shape[1]);
  return array;
}

}  // namespace dbn
