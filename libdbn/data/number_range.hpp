// Which numbers a data set holds: bytes, probabilities, values that a transform clips.
#pragma once

#include "libdbn/data/transform.hpp"

namespace dbn {

/// True where all values lie in [0, 1] and one of them is not 0: what a division by 255 must not be done to again.
/// Stops at the first row that says otherwise. Missing values are left out.
bool lies_in_unit_interval(const Dataset& data);

/// Whole numbers above this are pixels rather than counts, classes or levels.
inline constexpr double greatest_count = 127;
/// True where all values are whole numbers from 0 to 255 and one is above `greatest_count`, in whatever type they
/// are kept. Missing values are left out.
bool holds_pixels_as_numbers(const Dataset& data);

/// The values that a transform clips, and where the first one stands.
struct ClippedValues {
  Index count = 0;
  Index row = 0;
  Index column = 0;
  double value = 0;
};
/// Of all rows of `data`; none where the transform clips nothing.
ClippedValues clipped_values(const Dataset& data, const InputTransform& transform);

}  // namespace dbn
