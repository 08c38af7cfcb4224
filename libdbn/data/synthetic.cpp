#include "libdbn/base/errors.hpp"
#include "libdbn/data/sources.hpp"

namespace dbn {
namespace {

constexpr Index longest_side = 16;

}  // namespace

Dataset bars_and_stripes(Index rows, Index columns) {
  if (rows < 1 || columns < 1 || rows > longest_side || columns > longest_side) {
    throw config_error("bars-and-stripes:" + std::to_string(rows) + "x" + std::to_string(columns) +
                       ": both sides must be from 1 to " + std::to_string(longest_side));
  }
  const Index row_patterns = Index(1) << rows;
  const Index column_patterns = Index(1) << columns;
  Dataset data;
  data.name = "bars-and-stripes:" + std::to_string(rows) + "x" + std::to_string(columns);
  data.image = {rows, columns};
  data.class_names = {"rows", "columns"};
  data.labels.assign(row_patterns, 0);
  data.labels.resize(row_patterns + column_patterns, 1);
  ByteMatrix pixels = ByteMatrix::from_shape({row_patterns + column_patterns, rows * columns});
  for (Index n = 0; n < pixels.shape(0); ++n) {
    for (Index r = 0; r < rows; ++r) {
      for (Index c = 0; c < columns; ++c) {
        const Index bit = n < row_patterns ? n >> r : (n - row_patterns) >> c;
        pixels(n, r * columns + c) = static_cast<std::uint8_t>(bit & 1);
      }
    }
  }
  data.inputs = std::move(pixels);
  return data;
}

}  // namespace dbn
