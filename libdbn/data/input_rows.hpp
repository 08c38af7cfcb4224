// Data set as states of visible units: transformed and optionally binarized.
#pragma once

#include <array>

#include "libdbn/base/random.hpp"
#include "libdbn/data/transform.hpp"

namespace dbn {

/// none: real values in [0, 1] are used as probabilities. threshold: 1 above 0.5. once: each value is the probability
/// of a bit drawn once for the whole run. per_presentation: drawn anew in every epoch (Salakhutdinov & Murray 2008).
enum class Binarization { none, threshold, once, per_presentation };
/// Names in a config, in the order of Binarization.
std::vector<std::string> binarizations();

/// Reads rows of `data` through `transform` and `binarization`. A bit depends only on (seed, row, column and, per
/// presentation, the presentation), not on batches or threads. A missing value (NaN) stays missing. Keeps references to
/// none of the arguments but `data`, which must outlive it. A null transform is none.
class InputRows final : public RowSource {
 public:
  InputRows(const Dataset& data, TransformPtr transform, Binarization binarization, std::uint64_t seed);

  Index rows() const override { return data_.rows(); }
  Index columns() const override { return data_.columns(); }
  void read(std::span<const Index> rows, Index presentation, MatrixView out) const override;
  const Labels& labels() const override { return data_.labels; }
  const std::vector<double>& weights() const override { return data_.weights; }
  const Matrix& targets() const override { return data_.targets; }
  const RowBlocks* blocks() const override;
  void expect(std::span<const Index> rows) const override;

 private:
  void convert(Index row, real* out) const;
  void convert(const std::uint8_t* elements, real* out) const;
  void convert(const real* elements, real* out) const;

  const Dataset& data_;
  TransformPtr transform_;
  Binarization binarization_;
  std::uint64_t seed_;
  /// What each byte becomes where all columns are transformed alike, which is the case of pixels; else just the number.
  std::array<real, 256> of_byte_;
  bool apply_by_row_;
};

/// Some rows of another source, which must outlive it: row i here is row `rows[i]` there, so a bit drawn for a row is
/// the same in both.
class SelectedRows final : public RowSource {
 public:
  SelectedRows(const RowSource& source, std::vector<Index> rows);

  Index rows() const override { return rows_.size(); }
  Index columns() const override { return source_.columns(); }
  void read(std::span<const Index> rows, Index presentation, MatrixView out) const override;
  const Labels& labels() const override { return labels_; }
  const std::vector<double>& weights() const override { return weights_; }
  const Matrix& targets() const override { return targets_; }
  void expect(std::span<const Index> rows) const override;

 private:
  std::vector<Index> rows_there(std::span<const Index> rows) const;

  const RowSource& source_;
  std::vector<Index> rows_;
  Labels labels_;
  std::vector<double> weights_;
  Matrix targets_;
};

/// Rows that lie ready as reals, e.g. the hidden representation that the next layer of a stack learns from.
class MatrixRows final : public RowSource {
 public:
  MatrixRows(Matrix rows, Labels labels, std::vector<double> weights = {})
      : rows_(std::move(rows)), labels_(std::move(labels)), weights_(std::move(weights)) {}

  Index rows() const override { return rows_.shape(0); }
  Index columns() const override { return rows_.shape(1); }
  void read(std::span<const Index> rows, Index presentation, MatrixView out) const override;
  const Labels& labels() const override { return labels_; }
  const std::vector<double>& weights() const override { return weights_; }

 private:
  Matrix rows_;
  Labels labels_;
  std::vector<double> weights_;
};

/// All rows of a source at its presentation 0, at most `limit`.
Matrix read_all(const RowSource& source, Index limit = static_cast<Index>(-1));
/// The mean of each column over all rows at presentation 0 with their weights, missing values left out; 0 where all are
/// missing. (1, V), summed in double.
Matrix column_means(const RowSource& source);

}  // namespace dbn
