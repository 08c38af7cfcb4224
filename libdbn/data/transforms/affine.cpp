#include "libdbn/data/transforms/affine.hpp"

#include <algorithm>

#include "libdbn/base/checks.hpp"

namespace dbn {
namespace {

// Shift and scale in passes of their own: fused, a compiler may round once where two operations round twice.
template <class Change>
void for_column_numbers(const Vector& numbers, MatrixView rows, const Change& change) {
  if (numbers.size() == 0) return;
  require_columns("InputTransform::apply", rows, numbers.size());
  for (Index i = 0; i < rows.rows; ++i) {
    real* row = rows.row(i);
    for (Index j = 0; j < rows.columns; ++j) change(row[j], numbers.data()[j]);
  }
}

void subtract(real& value, real number) { value -= number; }
void add(real& value, real number) { value += number; }
void divide(real& value, real number) { value /= number; }
void multiply(real& value, real number) { value *= number; }

bool all_equal(const Vector& numbers) {
  return std::all_of(numbers.begin(), numbers.end(), [&](real number) { return number == numbers(0); });
}

void archive_unless_empty(Archive& archive, std::string_view name, Vector& numbers) {
  if (archive.loading() ? archive.has(name) : numbers.size() > 0) {
    archive.field(name, numbers, "visible", Archive::Shape::stored);
  }
}

}  // namespace

AffineTransform::AffineTransform(std::string name, Vector shift, Vector scale)
    : name_(std::move(name)), shift_(std::move(shift)), scale_(std::move(scale)) {
  if (shift_.size() > 0 && scale_.size() > 0) require_equal("AffineTransform: scales", scale_.size(), shift_.size());
}

std::string AffineTransform::description() const {
  if (is_identity()) return name_;
  const std::string numerator = shift_.size() == 0 ? "x" : "x - shift";
  const std::string map = scale_.size() == 0   ? numerator
                          : shift_.size() == 0 ? numerator + " / scale"
                                               : "(" + numerator + ") / scale";
  return name_ + " (" + map + ", " + std::to_string(columns()) + " columns)";
}

void AffineTransform::apply(MatrixView rows) const {
  for_column_numbers(shift_, rows, subtract);
  for_column_numbers(scale_, rows, divide);
}

void AffineTransform::invert(MatrixView rows) const {
  for_column_numbers(scale_, rows, multiply);
  for_column_numbers(shift_, rows, add);
}

void AffineTransform::archive(Archive& archive) {
  archive_unless_empty(archive, "shift", shift_);
  archive_unless_empty(archive, "scale", scale_);
  if (!archive.loading()) return;
  for (Index i = 0; i < scale_.size(); ++i) {
    if (scale_(i) == 0) archive.refuse("scale", "element " + std::to_string(i) + " is 0; expected divisors");
  }
  if (shift_.size() > 0 && scale_.size() > 0 && shift_.size() != scale_.size()) {
    archive.refuse("scale", "there are " + std::to_string(scale_.size()) + " elements, but shift has " +
                                std::to_string(shift_.size()) + "; expected one for each column");
  }
}

bool AffineTransform::apply_to_any_column(std::span<real> values) const {
  if (!all_equal(shift_) || !all_equal(scale_)) return false;
  for (real& value : values) {
    if (shift_.size() > 0) subtract(value, shift_(0));
    if (scale_.size() > 0) divide(value, scale_(0));
  }
  return true;
}

std::unique_ptr<InputTransform> unfitted_affine(std::string_view name) {
  return std::make_unique<AffineTransform>(std::string(name));
}

AffineTransform fit_by_column(std::string name, const Dataset& training,
                              const std::function<std::pair<double, double>(const ColumnStatistics&)>& rule) {
  const std::vector<ColumnStatistics> columns = column_statistics(training);
  Vector shifts({columns.size()}, real(0));
  Vector scales({columns.size()}, real(1));
  for (Index j = 0; j < columns.size(); ++j) {
    if (columns[j].count == 0) continue;
    const auto [shift, scale] = rule(columns[j]);
    shifts(j) = static_cast<real>(shift);
    if (static_cast<real>(scale) > 0) scales(j) = static_cast<real>(scale);
  }
  return AffineTransform(std::move(name), std::move(shifts), std::move(scales));
}

}  // namespace dbn
