#include "libdbn/data/alignment.hpp"

#include <algorithm>
#include <limits>
#include <map>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"

namespace dbn {
namespace {

using Places = std::map<std::string, Index, std::less<>>;

constexpr Index most_listed = 5;

Places places_of(const std::string& name, const std::vector<std::string>& names, const std::string& what) {
  Places places;
  for (Index i = 0; i < names.size(); ++i) {
    if (places.emplace(names[i], i).second) continue;
    throw data_error(name + ": two " + what + " are called '" + names[i] +
                     "', so that names cannot decide; rename one");
  }
  return places;
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (Index i = 0; i < std::min(names.size(), most_listed); ++i) text += (i == 0 ? "'" : ", '") + names[i] + "'";
  return text + (names.size() > most_listed ? ", .." : "");
}

bool is_identity(const std::vector<Index>& order, Index columns) {
  for (Index i = 0; i < order.size(); ++i) {
    if (order[i] != i) return false;
  }
  return order.size() == columns;
}

/// Where the expected columns are found.
struct ColumnMatch {
  static constexpr Index absent = static_cast<Index>(-1);

  std::vector<Index> order;            ///< column i of the result is column order[i] of the data, or `absent`
  std::vector<std::string> left_over;  ///< names that nobody expects
};

ColumnMatch match_columns(const std::string& name, const std::vector<std::string>& found,
                          const ExpectedNames& expected) {
  const Places places = places_of(name, found, "columns");
  places_of(expected.who, expected.column_names, "columns");
  ColumnMatch match;
  std::vector<bool> is_expected(found.size(), false);
  for (const std::string& column : expected.column_names) {
    const auto place = places.find(column);
    if (place == places.end()) {
      match.order.push_back(ColumnMatch::absent);
      continue;
    }
    match.order.push_back(place->second);
    is_expected[place->second] = true;
  }
  for (Index i = 0; i < found.size(); ++i) {
    if (!is_expected[i]) match.left_over.push_back(found[i]);
  }
  return match;
}

template <class Array>
Array columns_of(const Array& values, const std::vector<Index>& order) {
  Array result = Array::from_shape({values.shape(0), order.size()});
  for (Index n = 0; n < values.shape(0); ++n) {
    for (Index j = 0; j < order.size(); ++j) {
      result(n, j) = order[j] == ColumnMatch::absent ? typename Array::value_type(0) : values(n, order[j]);
    }
  }
  return result;
}

void reorder(Dataset& data, const std::vector<Index>& order) {
  if (data.stored() != nullptr) {
    throw data_error(data.name + ": its columns are in another order than expected and lie in the file; set " +
                     "run.streaming = never, or write the file again with its columns in the expected order");
  }
  std::visit(
      [&](auto& values) {
        if constexpr (!std::is_same_v<std::decay_t<decltype(values)>, StoredRowsPtr>)
          values = columns_of(values, order);
      },
      data.inputs);
}

std::string by_position(const std::string& what, const std::string& without) {
  return what + " are matched by position, as " + without + " has no names of them";
}

void align_columns(Dataset& data, const ExpectedNames& expected) {
  if (data.column_names.empty() && expected.column_names.empty()) return;
  if (data.column_names.empty() || expected.column_names.empty()) {
    data.notes.push_back(by_position("columns", data.column_names.empty() ? "the file" : expected.who));
    return;
  }
  if (data.column_names == expected.column_names) return;
  const ColumnMatch match = match_columns(data.name, data.column_names, expected);
  const auto absent = std::find(match.order.begin(), match.order.end(), ColumnMatch::absent);
  if (absent != match.order.end()) {
    const std::string& column = expected.column_names[static_cast<Index>(absent - match.order.begin())];
    const auto count = static_cast<Index>(std::count(absent, match.order.end(), ColumnMatch::absent));
    if (!data.absent_is_zero || count == match.order.size()) {
      throw data_error(data.name + ": column '" + column + "' is missing, which " + expected.who + " has; found " +
                       listed(data.column_names));
    }
    data.notes.push_back(std::to_string(count) + " columns of " + expected.who + " do not occur and count 0: " + "'" +
                         column + "'" + (count > 1 ? ", .." : ""));
  }
  if (!is_identity(match.order, data.columns())) reorder(data, match.order);
  data.column_names = expected.column_names;
  if (!match.left_over.empty()) {
    data.notes.push_back(std::to_string(match.left_over.size()) + " columns that " + expected.who +
                         " does not have are left out: " + listed(match.left_over));
  }
  if (absent == match.order.end() && !std::is_sorted(match.order.begin(), match.order.end())) {
    data.notes.push_back("columns are put into the order of " + expected.who + " by their names");
  }
}

/// Labels without names are called by their numbers, where the names of the other side are numbers too.
bool are_numbers(const std::vector<std::string>& names) {
  return std::all_of(names.begin(), names.end(),
                     [](const std::string& name) { return parse_integer(name).has_value(); });
}

std::vector<std::string> numbers_up_to(std::int64_t greatest) {
  std::vector<std::string> names;
  for (std::int64_t k = 0; k <= greatest; ++k) names.push_back(std::to_string(k));
  return names;
}

// A part that holds one sign only says nothing about two classes by itself.
bool take_signs(Dataset& data, const ExpectedNames& expected) {
  const auto is_sign = [](std::int32_t label) { return label == -1 || label == 1; };
  if (expected.class_names != std::vector<std::string>{"-1", "1"}) return false;
  if (!data.class_names.empty() || !std::all_of(data.labels.begin(), data.labels.end(), is_sign)) return false;
  for (std::int32_t& label : data.labels) label = label == 1 ? 1 : 0;
  data.class_names = expected.class_names;
  return true;
}

/// Gives the side without names the numbers of its classes as names; false where these would say nothing.
bool name_by_numbers(std::vector<std::string>& found, std::vector<std::string>& wanted, const Labels& labels) {
  if (!found.empty() && !wanted.empty()) return true;
  std::vector<std::string>& named = found.empty() ? wanted : found;
  if (!are_numbers(named)) return false;
  std::int64_t greatest = *std::max_element(labels.begin(), labels.end());
  for (const std::string& name : named) greatest = std::max(greatest, *parse_integer(name));
  if (greatest > std::numeric_limits<std::uint16_t>::max()) return false;
  (found.empty() ? found : wanted) = numbers_up_to(greatest);
  return true;
}

class ClassesInOrder final : public RowReader {
 public:
  ClassesInOrder(RowReaderPtr rows, ExpectedNames expected) : rows_(std::move(rows)), expected_(std::move(expected)) {}

  Index columns() const override { return rows_->columns(); }
  bool next(RowBlock& block) override { return rows_->next(block); }
  Dataset beside() override {
    Dataset data = rows_->beside();
    align_classes(data, expected_);
    return data;
  }
  double fraction() const override { return rows_->fraction(); }

 private:
  RowReaderPtr rows_;
  ExpectedNames expected_;
};

}  // namespace

void align_classes(Dataset& data, const ExpectedNames& expected) {
  if (data.labels.empty() || data.class_names == expected.class_names || take_signs(data, expected)) return;
  std::vector<std::string> found = data.class_names;
  std::vector<std::string> wanted = expected.class_names;
  if (!name_by_numbers(found, wanted, data.labels)) {
    data.notes.push_back(by_position("classes", data.class_names.empty() ? "the file" : expected.who));
    return;
  }
  const Places places = places_of(expected.who, wanted, "classes");
  std::vector<std::int32_t> classes;
  for (const std::string& name : found) {
    const auto place = places.find(name);
    classes.push_back(place == places.end() ? missing_label : static_cast<std::int32_t>(place->second));
  }
  for (std::int32_t& label : data.labels) {
    if (label == missing_label) continue;
    if (static_cast<Index>(label) >= classes.size()) {
      throw data_error(data.name + ": label " + std::to_string(label) + " is beyond its " +
                       std::to_string(classes.size()) + " names of classes");
    }
    const std::string& name = found[static_cast<Index>(label)];
    label = classes[static_cast<Index>(label)];
    if (label == missing_label) {
      throw data_error(data.name + ": class '" + name + "' is unknown; " + expected.who + " has " + listed(wanted));
    }
  }
  data.class_names = expected.class_names;
}

RowReaderPtr with_classes(RowReaderPtr rows, ExpectedNames expected) {
  return std::make_unique<ClassesInOrder>(std::move(rows), std::move(expected));
}

void align(Dataset& data, const ExpectedNames& expected) {
  align_columns(data, expected);
  align_classes(data, expected);
}

}  // namespace dbn
