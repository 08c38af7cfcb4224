#include "libdbn/data/number_range.hpp"

#include <algorithm>
#include <cmath>

namespace dbn {
namespace {

/// Calls test(value) for the values that are there, row by row, until one fails; false then.
template <class Test>
bool all_values(const Dataset& data, const Test& test) {
  const auto passes = [&](const auto* elements, Index count) {
    return std::all_of(elements, elements + count, [&](auto element) {
      const auto value = static_cast<double>(element);
      return std::isnan(value) || test(value);
    });
  };
  const StoredRows* stored = data.stored();
  if (stored == nullptr) {
    if (const auto* bytes = std::get_if<ByteMatrix>(&data.inputs)) return passes(bytes->data(), bytes->size());
    const auto& values = std::get<Matrix>(data.inputs);
    return passes(values.data(), values.size());
  }
  for (Index n = 0; n < stored->rows(); ++n) {
    bool passed = true;
    stored->row(n).visit([&](const auto* elements) { passed = passes(elements, stored->columns()); });
    if (!passed) return false;
  }
  return true;
}

}  // namespace

bool lies_in_unit_interval(const Dataset& data) {
  bool any = false;
  const bool inside = all_values(data, [&](double value) {
    any = any || value > 0;
    return value >= 0 && value <= 1;
  });
  return inside && any;
}

bool holds_pixels_as_numbers(const Dataset& data) {
  constexpr double greatest_byte = 255;
  bool any = false;
  const bool bytes = all_values(data, [&](double value) {
    any = any || value > greatest_count;
    return value >= 0 && value <= greatest_byte && value == std::floor(value);
  });
  return bytes && any;
}

ClippedValues clipped_values(const Dataset& data, const InputTransform& transform) {
  ClippedValues clipped;
  if (!transform.clips()) return clipped;
  data.for_each_row([&](Index n, const auto* row) {
    for (Index j = 0; j < data.columns(); ++j) {
      const auto value = static_cast<double>(row[j]);
      if (!transform.is_outside(j, value)) continue;
      if (clipped.count++ == 0) clipped = {1, n, j, value};
    }
  });
  return clipped;
}

}  // namespace dbn
