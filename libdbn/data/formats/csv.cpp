#include "libdbn/data/formats/csv.hpp"

#include <algorithm>
#include <cmath>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/data/formats/csv_labels.hpp"
#include "libdbn/data/formats/row_reader.hpp"

namespace dbn {
namespace {

/// What becomes of a field, and its place among those of its kind.
struct Use {
  enum class As { nothing, input, target, label, weight };
  As as = As::nothing;
  Index place = 0;
};

std::vector<Use> uses_of(const CsvLayout& layout) {
  std::vector<Use> uses(layout.fields);
  for (Index i = 0; i < layout.inputs.size(); ++i) uses[layout.inputs[i]] = {Use::As::input, i};
  for (Index i = 0; i < layout.targets.size(); ++i) uses[layout.targets[i]] = {Use::As::target, i};
  if (layout.label != CsvLayout::no_column) uses[layout.label] = {Use::As::label, 0};
  if (layout.weight != CsvLayout::no_column) uses[layout.weight] = {Use::As::weight, 0};
  return uses;
}

real number_in(std::string_view field, const CsvLayout& layout, Index column, const TextLines& lines) {
  if (is_missing_field(field)) return std::numeric_limits<real>::quiet_NaN();
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

double weight_in(std::string_view field, const CsvLayout& layout, const TextLines& lines) {
  const auto number = parse_number(field);
  if (number && is_row_weight(*number)) return *number;
  throw data_error(lines.place() + ": " + layout.column_text(layout.weight) + ": " + shown(field) +
                   " is not a row weight; expected a finite number >= 0");
}

real target_in(std::string_view field, const CsvLayout& layout, Index column, const TextLines& lines) {
  const real value = number_in(field, layout, column, lines);
  if (value == value) return value;
  throw data_error(lines.place() + ": " + layout.column_text(column) + ": the target is missing (" + shown(field) +
                   "); expected a finite number: fill it in, or leave the row out");
}

class CsvRows final : public RowReader {
 public:
  CsvRows(const std::filesystem::path& file, const CsvColumns& columns)
      : file_(file),
        bytes_(std::filesystem::file_size(file, ignored_)),
        layout_(find_csv_layout(file, columns)),
        uses_(uses_of(layout_)),
        lines_(file),
        cutter_(layout_.separator),
        labels_(columns.na_label) {
    if (layout_.has_names) next_row_line(lines_, line_);
  }

  Index columns() const override { return layout_.inputs.size(); }

  bool next(RowBlock& block) override {
    auto& values = block.emplace<std::vector<real>>();
    for (Index left = rows_of_block(columns(), sizeof(real)); left > 0 && next_row_line(lines_, line_);) {
      const auto& fields = cutter_.cut(line_, lines_);
      if (fields.size() > 1 && std::all_of(fields.begin(), fields.end(), [](auto field) { return field.empty(); })) {
        ++empty_rows_;
        continue;
      }
      read_row(fields, values);
      ++rows_;
      --left;
    }
    return !values.empty();
  }

  Dataset beside() override {
    if (rows_ == 0) throw data_error(file_.string() + ": there are no rows of numbers after the column names");
    Dataset data;
    data.name = file_.string();
    data.notes = layout_.notes;
    data.column_names = layout_.names_of(layout_.inputs);
    if (empty_rows_ > 0) data.notes.push_back(std::to_string(empty_rows_) + " rows of empty fields: left out");
    if (layout_.label != CsvLayout::no_column) labels_.finish(data);
    data.weights = std::move(weights_);
    if (!data.weights.empty() && all_zero(data.weights)) {
      throw data_error(file_.string() + ": all weights in " + layout_.column_text(layout_.weight) +
                       " are 0; at least one row must count");
    }
    if (layout_.targets.empty()) return data;
    data.targets = Matrix::from_shape({rows_, layout_.targets.size()});
    std::copy(targets_.begin(), targets_.end(), data.targets.data());
    data.target_names = layout_.names_of(layout_.targets);
    return data;
  }

  double fraction() const override {
    return bytes_ == 0 ? 1 : static_cast<double>(lines_.position()) / static_cast<double>(bytes_);
  }

 private:
  void read_row(const std::vector<std::string_view>& fields, std::vector<real>& values) {
    if (fields.size() != layout_.fields) {
      throw data_error(lines_.place() + ": " + std::to_string(fields.size()) + " fields; expected " +
                       std::to_string(layout_.fields) + " as on the first line");
    }
    const Index first_value = values.size();
    const Index first_target = targets_.size();
    values.resize(first_value + layout_.inputs.size());
    targets_.resize(first_target + layout_.targets.size());
    for (Index i = 0; i < fields.size(); ++i) {
      const Use& use = uses_[i];
      switch (use.as) {
        case Use::As::input: values[first_value + use.place] = number_in(fields[i], layout_, i, lines_); break;
        case Use::As::target: targets_[first_target + use.place] = target_in(fields[i], layout_, i, lines_); break;
        case Use::As::label: labels_.add(fields[i], lines_); break;
        case Use::As::weight: weights_.push_back(weight_in(fields[i], layout_, lines_)); break;
        case Use::As::nothing: break;
      }
    }
  }

  std::filesystem::path file_;
  std::error_code ignored_;
  std::uintmax_t bytes_;
  CsvLayout layout_;
  std::vector<Use> uses_;  ///< of each field
  TextLines lines_;
  std::string line_;
  FieldCutter cutter_;
  CsvLabels labels_;
  Index rows_ = 0;
  Index empty_rows_ = 0;
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
