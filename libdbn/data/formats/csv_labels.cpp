#include "libdbn/data/formats/csv_labels.hpp"

#include <algorithm>
#include <cmath>

#include "libdbn/base/characters.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/data/labels.hpp"

namespace dbn {
namespace {

constexpr Index most_classes = 65536;

/// The class that a text numbers, -1 for -1 itself.
std::int32_t class_number(const std::string& text, const std::string& place) {
  const auto number = parse_number(text);
  if (number && *number >= -1 && *number < static_cast<double>(most_classes) && *number == std::floor(*number)) {
    return static_cast<std::int32_t>(*number);
  }
  throw data_error(place + ": label " + shown(text) + "; expected an integer from 0 to " +
                   std::to_string(most_classes - 1) +
                   ", a word, or an empty field for an unknown class; numbers to be predicted are named as target "
                   "columns");
}

}  // namespace

std::int32_t CsvLabels::id_of(std::string_view field, const TextLines& lines) {
  const auto known = texts_.find(field);
  if (known != texts_.end()) return known->second.id;
  if (texts_.size() >= most_classes) {
    throw data_error(lines.place() + ": more than " + std::to_string(texts_.size()) +
                     " different labels; is this the column of classes?");
  }
  if (!is_plain_text(field)) {
    throw data_error(lines.place() + ": label '" + printable(field) + "' " + std::string(not_plain_text));
  }
  const auto id = static_cast<std::int32_t>(texts_.size());
  texts_.emplace(std::string(field), Text{id, lines.place()});
  return id;
}

// A missing field that is no empty one may be a word, as NA is the code of a country.
void CsvLabels::add(std::string_view field, const TextLines& lines) {
  ids_.push_back(field.empty() || field == "?" ? missing_label : id_of(field, lines));
}

void CsvLabels::finish(Dataset& data) {
  const auto is_word = [](const std::string& text) { return !is_missing_field(text) && !parse_number(text); };
  const bool words = std::any_of(texts_.begin(), texts_.end(), [&](const auto& t) { return is_word(t.first); });
  std::vector<std::int32_t> classes(texts_.size());
  std::int32_t rank = 0;
  for (const auto& [text, properties] : texts_) {
    std::int32_t& number = classes[static_cast<Index>(properties.id)];
    const bool is_na = is_missing_field(text);
    if (words && is_na && na_label_ == NaLabel::ask) {
      throw data_error(properties.place + ": label " + shown(text) +
                       " among words may be a class or an unknown one; set data.na_label = word or data.na_label = "
                       "unknown (--na-label)");
    }
    if (is_na && (!words || na_label_ == NaLabel::unknown)) {
      number = missing_label;
    } else if (words) {
      number = rank++;
      data.class_names.push_back(text);
    } else {
      number = class_number(text, properties.place);
    }
  }
  // A field that is missing is no -1.
  Labels numbers;
  for (const auto& [text, properties] : texts_) {
    if (!is_missing_field(text)) numbers.push_back(classes[static_cast<Index>(properties.id)]);
  }
  if (!words) take_plus_minus(numbers, data.class_names);
  auto next = numbers.begin();
  for (const auto& [text, properties] : texts_) {
    if (!words && !is_missing_field(text)) classes[static_cast<Index>(properties.id)] = *next++;
  }
  data.labels = std::move(ids_);
  for (std::int32_t& label : data.labels) {
    if (label != missing_label) label = classes[static_cast<Index>(label)];
  }
  if (auto note = note_of_unknown_labels(data.labels)) data.notes.push_back(std::move(*note));
}

}  // namespace dbn
