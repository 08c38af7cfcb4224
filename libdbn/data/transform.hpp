// Input transform from stored numbers to visible states; fitted on training data and kept with the model.
#pragma once

#include <string>

#include "libdbn/base/archive.hpp"
#include "libdbn/data/dataset.hpp"

namespace dbn {

enum class TransformKind { automatic, none, scale, standardize };
/// Names in a config, in the order of TransformKind.
std::vector<std::string> transform_kinds();

/// x' = (x - shift) / scale per column.
struct InputTransform {
  std::string kind = "none";  ///< a name in transform_kinds(); "none" whenever nothing is changed
  Vector shift;               ///< (V); empty means 0
  Vector scale;               ///< (V); empty means 1

  bool is_identity() const { return shift.size() == 0 && scale.size() == 0; }
  /// Applies the map to rows in place; NaN stays NaN. Throws an internal error unless the rows have V columns.
  void apply(MatrixView rows) const;
};

/// Fits a transform. `automatic`: bytes that exceed 1 are pixels and are divided by 255, anything else is left as it
/// is. `scale`: each column's [min, max] goes to [0, 1]. `standardize`: each column to mean 0 and variance 1 (the mean
/// squared deviation over its N values). A column that is constant keeps scale 1 and becomes 0; missing values are left
/// out, and a column that has no others is left as it is. Throws a data error for an infinite value.
InputTransform fit_transform(TransformKind kind, const Dataset& training);

}  // namespace dbn
