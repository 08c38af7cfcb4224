// Column by column x' = (x - shift) / scale: the family of transforms that numbers of single columns need.
#pragma once

#include <functional>
#include <utility>

#include "libdbn/data/transform.hpp"
#include "libdbn/data/transforms/column_statistics.hpp"

namespace dbn {

/// x'_j = (x_j - shift_j) / scale_j.
class AffineTransform : public InputTransform {
 public:
  /// `shift` (V) or empty, which means 0; `scale` (V), none of it 0, or empty, which means 1.
  explicit AffineTransform(std::string name, Vector shift = {}, Vector scale = {});

  std::string_view name() const override { return name_; }
  std::string description() const override;
  Index columns() const override { return std::max(shift_.size(), scale_.size()); }
  void apply(MatrixView rows) const override;
  void invert(MatrixView rows) const override;
  void archive(Archive& archive) override;
  std::unique_ptr<InputTransform> copy() const override { return std::make_unique<AffineTransform>(*this); }
  bool is_identity() const override { return columns() == 0; }
  bool apply_to_any_column(std::span<real> values) const override;

  const Vector& shift() const { return shift_; }
  const Vector& scale() const { return scale_; }

 private:
  std::string name_;
  Vector shift_;
  Vector scale_;
};

/// One that awaits the fields of a file.
std::unique_ptr<InputTransform> unfitted_affine(std::string_view name);

/// The transform `name` with the (shift, scale) that `rule` gives for each column. A scale that is 0, or too small for
/// a real, becomes 1; a column without any value keeps 0 and 1.
AffineTransform fit_by_column(std::string name, const Dataset& training,
                              const std::function<std::pair<double, double>(const ColumnStatistics&)>& rule);

}  // namespace dbn
