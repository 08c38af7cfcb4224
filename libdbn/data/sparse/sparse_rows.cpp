#include "libdbn/data/sparse/sparse_rows.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "libdbn/base/errors.hpp"
#include "libdbn/data/labels.hpp"

namespace dbn {
namespace {

std::string megabytes(double bytes) { return std::to_string(static_cast<Index>(bytes / (1 << 20)) + 1) + " MiB"; }

}  // namespace

std::span<const std::string> sparse_kinds() {
  static const std::array<std::string, 2> names{"ratings", "counts"};
  return names;
}

std::span<const std::string_view> generator_figures() {
  static constexpr std::array<std::string_view, 4> names{
      "generator_rmse", "generator_perplexity", "generator_perplexity_given_topics", "generator_unigram_perplexity"};
  return names;
}

std::optional<double> SparseTable::generator_figure(std::string_view wanted) const {
  for (const auto& [figure, value] : generator) {
    if (figure == wanted) return value;
  }
  return std::nullopt;
}

bool fits_byte(float value) {
  return value >= 0 && value <= 255 && value == static_cast<float>(static_cast<int>(value));
}

Index SparseRows::bytes() const {
  const Index of_value = std::holds_alternative<std::vector<std::uint8_t>>(values) ? 1 : sizeof(float);
  return starts.size() * sizeof(Index) + entries() * (sizeof(std::uint32_t) + of_value);
}

void SparseRows::add_row(const SparseRow& row) {
  positions.insert(positions.end(), row.columns.begin(), row.columns.end());
  std::visit(
      [&](auto& all) {
        using Value = typename std::decay_t<decltype(all)>::value_type;
        for (const float value : row.values) all.push_back(static_cast<Value>(value));
      },
      values);
  starts.push_back(positions.size());
}

Dataset dense_rows(const SparseRows& rows, Index most_bytes) {
  const bool ratings = rows.kind == SparseKind::ratings;
  const Index width = ratings ? rows.levels.size() : 1;
  const double bytes =
      static_cast<double>(rows.rows()) * static_cast<double>(rows.columns) * static_cast<double>(width * sizeof(real));
  if (bytes > static_cast<double>(most_bytes)) {
    throw data_error(rows.name + ": its " + std::to_string(rows.rows()) + " sparse rows of " +
                     std::to_string(rows.columns) + " columns would take " + megabytes(bytes) +
                     " as dense ones, but at most " + megabytes(static_cast<double>(most_bytes - 1)) +
                     " are made; import fewer rows or columns (of text: --words)");
  }
  Dataset data;
  data.name = rows.name;
  data.labels = rows.labels;
  data.class_names = rows.class_names;
  if (!ratings) data.column_names = rows.column_names;
  data.absent_is_zero = !ratings;
  Matrix dense = zeros(rows.rows(), rows.columns * width);
  if (ratings) dense.fill(std::numeric_limits<real>::quiet_NaN());
  std::visit(
      [&](const auto& values) {
        for (Index n = 0; n < rows.rows(); ++n) {
          real* row = dense.data() + n * dense.shape(1);
          for (Index i = rows.starts[n]; i < rows.starts[n + 1]; ++i) {
            real* group = row + rows.positions[i] * width;
            if (!ratings) {
              *group = static_cast<real>(values[i]);
              continue;
            }
            std::fill_n(group, width, real(0));
            group[static_cast<Index>(values[i])] = real(1);
          }
        }
      },
      rows.values);
  data.inputs = std::move(dense);
  if (auto note = note_of_unknown_labels(data.labels)) data.notes.push_back(std::move(*note));
  return data;
}

}  // namespace dbn
