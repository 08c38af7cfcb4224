#include "libdbn/data/input_rows.hpp"

#include <algorithm>
#include <numeric>
#include <optional>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"

namespace dbn {
namespace {

constexpr Index rows_at_a_time = 256;

void require_readable(std::string_view where, const RowSource& source, std::span<const Index> rows, MatrixView out) {
  require_equal(std::string(where) + ": rows to read into", out.rows, rows.size());
  require_columns(where, out, source.columns());
  const Index available = source.rows();
  for (Index row : rows) {
    if (row < available) continue;
    throw Error(ErrorKind::internal, std::string(where) + ": row " + std::to_string(row) + " of " +
                                         std::to_string(available) + " was asked for");
  }
}

/// What is no probability makes no bit: 200 would be 1 without a word.
void require_probabilities(const Dataset& data, Index row, const real* values, Index count) {
  const auto is_outside = [](real value) { return value < 0 || value > 1; };
  if (std::none_of(values, values + count, is_outside)) return;
  const real* found = std::find_if(values, values + count, is_outside);
  throw data_error(data.name + ": row " + std::to_string(row) + ", column " + std::to_string(found - values) +
                   " (both from 0) is " + to_text(static_cast<double>(*found)) +
                   ", but bits are made of values in [0, 1] only; scale the data to it, or leave binarize out");
}

void threshold(real* values, Index count) {
  for (Index j = 0; j < count; ++j) {
    if (values[j] == values[j]) values[j] = values[j] > real(0.5) ? real(1) : real(0);
  }
}

/// Replaces each probability by a bit, but leaves missing values missing (which kernels::bernoulli_sample does not).
void draw_bits(const Draws& draws, Index row, real* values, Index count) {
  std::array<std::uint32_t, 64> words;
  for (Index first = 0; first < count; first += words.size()) {
    const Index n = std::min<Index>(words.size(), count - first);
    draws.random_bits(row, first, n, words.data());
    real* piece = values + first;
    for (Index j = 0; j < n; ++j) {
      const real bit = Draws::to_uniform(words[j]) < piece[j] ? real(1) : real(0);
      piece[j] = piece[j] == piece[j] ? bit : piece[j];
    }
  }
}

/// Calls visit(first, rows) for the rows 0 .. count-1, some at a time.
template <class Visit>
void for_blocks(Index count, const Visit& visit) {
  std::vector<Index> rows;
  for (Index first = 0; first < count; first += rows.size()) {
    rows.resize(std::min(rows_at_a_time, count - first));
    std::iota(rows.begin(), rows.end(), first);
    visit(first, rows);
  }
}

}  // namespace

std::vector<std::string> binarizations() { return {"none", "threshold", "once", "per_presentation"}; }

InputRows::InputRows(const Dataset& data, TransformPtr transform, Binarization binarization, std::uint64_t seed)
    : data_(data),
      transform_(transform ? std::move(transform) : no_transform()),
      binarization_(binarization),
      seed_(seed) {
  if (transform_->columns() != 0 && transform_->columns() != data.columns()) {
    throw data_error(data.name + " has " + std::to_string(data.columns()) +
                     " columns, but the input transform was fitted on " + std::to_string(transform_->columns()) +
                     "; use data like those of the training");
  }
  for (Index byte = 0; byte < of_byte_.size(); ++byte) of_byte_[byte] = static_cast<real>(byte);
  apply_by_row_ = !data.is_bytes() || !transform_->apply_to_any_column(of_byte_);
}

void InputRows::convert(const std::uint8_t* elements, real* out) const {
  for (Index j = 0; j < data_.columns(); ++j) out[j] = of_byte_[elements[j]];
}

void InputRows::convert(const real* elements, real* out) const { std::copy_n(elements, data_.columns(), out); }

void InputRows::convert(Index row, real* out) const {
  const Index columns = data_.columns();
  if (const StoredRows* stored = data_.stored()) {
    stored->row(row).visit([&](const auto* elements) { convert(elements, out); });
  } else if (const auto* bytes = std::get_if<ByteMatrix>(&data_.inputs)) {
    convert(bytes->data() + row * columns, out);
  } else {
    convert(std::get<Matrix>(data_.inputs).data() + row * columns, out);
  }
  if (apply_by_row_) transform_->apply({out, 1, columns, columns});
}

const RowBlocks* InputRows::blocks() const { return data_.stored() == nullptr ? nullptr : &data_.stored()->blocks(); }

void InputRows::expect(std::span<const Index> rows) const {
  if (const StoredRows* stored = data_.stored()) stored->expect(rows);
}

void InputRows::read(std::span<const Index> rows, Index presentation, MatrixView out) const {
  require_readable("InputRows::read", *this, rows, out);
  const bool redrawn = binarization_ == Binarization::per_presentation;
  const Draws draws = Rng(seed_, Purpose::binarization, redrawn ? presentation : 0).next();
  for (Index i = 0; i < rows.size(); ++i) {
    real* row = out.row(i);
    convert(rows[i], row);
    if (binarization_ != Binarization::none) require_probabilities(data_, rows[i], row, out.columns);
    switch (binarization_) {
      case Binarization::none: break;
      case Binarization::threshold: threshold(row, out.columns); break;
      case Binarization::once:
      case Binarization::per_presentation: draw_bits(draws, rows[i], row, out.columns); break;
    }
  }
}

SelectedRows::SelectedRows(const RowSource& source, std::vector<Index> rows) : source_(source), rows_(std::move(rows)) {
  if (std::any_of(rows_.begin(), rows_.end(), [&](Index row) { return row >= source.rows(); })) {
    throw Error(ErrorKind::internal, "SelectedRows: a row beyond the " + std::to_string(source.rows()) + " there are");
  }
  const auto pick = [this](const auto& all, auto& picked) {
    if (all.empty()) return;
    picked.reserve(rows_.size());
    for (Index row : rows_) picked.push_back(all[row]);
  };
  pick(source.labels(), labels_);
  pick(source.weights(), weights_);
  targets_ = select_rows(source.targets(), rows_);
}

void SelectedRows::read(std::span<const Index> rows, Index presentation, MatrixView out) const {
  require_readable("SelectedRows::read", *this, rows, out);
  source_.read(rows_there(rows), presentation, out);
}

void SelectedRows::expect(std::span<const Index> rows) const { source_.expect(rows_there(rows)); }

std::vector<Index> SelectedRows::rows_there(std::span<const Index> rows) const {
  std::vector<Index> there(rows.size());
  std::transform(rows.begin(), rows.end(), there.begin(), [this](Index row) { return rows_[row]; });
  return there;
}

void MatrixRows::read(std::span<const Index> rows, Index, MatrixView out) const {
  require_readable("MatrixRows::read", *this, rows, out);
  for (Index i = 0; i < rows.size(); ++i) std::copy_n(rows_.data() + rows[i] * columns(), columns(), out.row(i));
}

Matrix read_all(const RowSource& source, Index limit) {
  Matrix result = Matrix::from_shape({std::min(limit, source.rows()), source.columns()});
  for_blocks(result.shape(0), [&](Index first, std::span<const Index> rows) {
    source.read(rows, 0, MatrixView(result).row_range(first, rows.size()));
  });
  return result;
}

Matrix column_means(const RowSource& source) {
  std::vector<double> sums(source.columns(), 0.0);
  std::vector<double> counts(source.columns(), 0.0);
  const std::vector<double>& weights = source.weights();
  // Out of the greatest: equal weights are ones, as without weights.
  const double greatest = weights.empty() ? 1 : *std::max_element(weights.begin(), weights.end());
  Matrix block;
  for_blocks(source.rows(), [&](Index, std::span<const Index> rows) {
    reshape(block, rows.size(), source.columns());
    source.read(rows, 0, block);
    for (Index i = 0; i < rows.size(); ++i) {
      const real* row = ConstMatrixView(block).row(i);
      const double weight = weights.empty() ? 1 : weights[rows[i]] / greatest;
      for (Index j = 0; j < sums.size(); ++j) {
        const bool present = row[j] == row[j];
        sums[j] += present ? weight * static_cast<double>(row[j]) : 0.0;
        counts[j] += present ? weight : 0.0;
      }
    }
  });
  Matrix means = zeros(1, source.columns());
  for (Index j = 0; j < sums.size(); ++j) {
    means(0, j) = static_cast<real>(counts[j] > 0 ? sums[j] / counts[j] : 0.0);
  }
  return means;
}

}  // namespace dbn
