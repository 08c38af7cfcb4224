// The label column of a CSV file: integers or words, which only its end tells apart.
#pragma once

#include <map>
#include <string>

#include "libdbn/data/dataset.hpp"
#include "libdbn/data/formats/csv_layout.hpp"

namespace dbn {

/// Collects the texts of the column. Integers from 0 are classes; exactly -1 and 1 are two classes; -1 beside other
/// integers is an unknown class; one word makes words of all, which become classes in sorted order. A missing field is
/// an unknown class; the text NA among words is what `na_label` says.
class CsvLabels {
 public:
  explicit CsvLabels(NaLabel na_label) : na_label_(na_label) {}

  /// Throws a data error with the place for too many different labels.
  void add(std::string_view field, const TextLines& lines);
  /// Gives the labels and the names of words to `data`, and notes. Throws a data error for numbers that are no class,
  /// and for NA among words.
  void finish(Dataset& data);

 private:
  struct Text {
    std::int32_t id;
    std::string place;  ///< where it stood first
  };

  std::int32_t id_of(std::string_view field, const TextLines& lines);

  NaLabel na_label_;
  std::map<std::string, Text, std::less<>> texts_;
  Labels ids_;
};

}  // namespace dbn
