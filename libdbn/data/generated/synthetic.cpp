#include "libdbn/base/errors.hpp"

#include "libdbn/data/generated/synthetic.hpp"

namespace dbn {
namespace {

constexpr Index longest_side = 16;
constexpr Index longest_ring = 4096;
constexpr Index most_bits = 16;

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

Dataset shifting_bar(Index pixels, Index bar, BarPixels kind) {
  const std::string name = std::string(kind == BarPixels::flipped ? "flipped-" : "") +
                           "shifting-bar:" + std::to_string(pixels) + "x" + std::to_string(bar);
  if (bar < 1 || bar >= pixels || pixels > longest_ring) {
    throw config_error(name + ": expected PIXELSxBAR with 1 <= BAR < PIXELS <= " + std::to_string(longest_ring));
  }
  Dataset data;
  data.name = name;
  const std::uint8_t on = kind == BarPixels::on ? 1 : 0;
  ByteMatrix rows({pixels, pixels}, static_cast<std::uint8_t>(1 - on));
  for (Index n = 0; n < pixels; ++n) {
    for (Index i = 0; i < bar; ++i) rows(n, (n + i) % pixels) = on;
  }
  data.inputs = std::move(rows);
  return data;
}

Dataset labeled_shifter(Index bits) {
  if (bits < 2 || bits > most_bits) {
    throw config_error("labeled-shifter:" + std::to_string(bits) + ": expected from 2 to " + std::to_string(most_bits) +
                       " bits");
  }
  const Index patterns = Index(1) << bits;
  Dataset data;
  data.name = "labeled-shifter:" + std::to_string(bits);
  data.class_names = {"left", "none", "right"};
  ByteMatrix rows({3 * patterns, 2 * bits + 3}, 0);
  for (Index n = 0; n < rows.shape(0); ++n) {
    const Index shift = n % 3;
    data.labels.push_back(static_cast<std::int32_t>(shift));
    for (Index i = 0; i < bits; ++i) {
      const auto bit = static_cast<std::uint8_t>(n / 3 >> i & 1);
      rows(n, i) = bit;
      rows(n, bits + (i + bits + shift - 1) % bits) = bit;
    }
    rows(n, 2 * bits + shift) = 1;
  }
  data.inputs = std::move(rows);
  return data;
}

}  // namespace dbn
