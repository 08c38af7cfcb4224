// Data sets, kept in the type of their source, and the interface through which training reads rows.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <variant>

#include "libdbn/data/streaming/stored_rows.hpp"

namespace dbn {

using ByteMatrix = xt::xtensor<std::uint8_t, 2>;

/// How a row is arranged as a picture; 0 x 0 when it is none.
struct ImageShape {
  Index height = 0;
  Index width = 0;
};

/// A whole data set as it was read: bytes stay bytes. Inputs that are too large for memory stay where they are.
struct Dataset {
  std::string name;                                        ///< what messages call it, usually its SPEC or file name
  std::variant<ByteMatrix, Matrix, StoredRowsPtr> inputs;  ///< (N, V); NaN marks a missing value in real data
  Labels labels;                                           ///< N classes from 0, or empty; missing_label where unknown
  std::vector<double> weights;            ///< N finite numbers >= 0, not all 0, or empty: all rows count alike
  Matrix targets;                         ///< (N, T) finite numbers to be predicted from the inputs, or empty
  std::vector<std::string> column_names;  ///< one per column of inputs where the source names them
  std::vector<std::string> class_names;   ///< one per class where the source names them
  std::vector<std::string> target_names;  ///< one per target where the source names them
  ImageShape image;
  bool absent_is_zero = false;     ///< counts: a column that a file lacks holds zeros
  std::vector<std::string> notes;  ///< what the reader assumed, a line each

  Index rows() const;
  Index columns() const;
  /// 1 + the largest label, at least the number of class names; 0 without labels.
  Index classes() const;
  bool is_bytes() const;
  /// The inputs where they are not in memory, else null.
  const StoredRows* stored() const;

  /// Calls visit(row, elements) for every row in order, with `elements` of type const std::uint8_t* or const real*.
  template <class Visit>
  void for_each_row(const Visit& visit) const;
};

template <class Visit>
void Dataset::for_each_row(const Visit& visit) const {
  if (const StoredRows* rows_elsewhere = stored()) {
    for (Index n = 0; n < rows_elsewhere->rows(); ++n) {
      rows_elsewhere->row(n).visit([&](const auto* elements) { visit(n, elements); });
    }
  } else if (const auto* bytes = std::get_if<ByteMatrix>(&inputs)) {
    for (Index n = 0; n < bytes->shape(0); ++n) visit(n, bytes->data() + n * bytes->shape(1));
  } else {
    const auto& values = std::get<Matrix>(inputs);
    for (Index n = 0; n < values.shape(0); ++n) visit(n, values.data() + n * values.shape(1));
  }
}

/// A copy of the rows `first` .. `first + count - 1`. Throws an internal error for a row that is not there.
Dataset row_range(const Dataset& data, Index first, Index count);
/// A copy of the rows listed, in that order; inputs that are not in memory are not copied and need rising rows.
/// SelectedRows (presented.hpp) does without the copy.
Dataset select_rows(const Dataset& data, std::span<const Index> rows);

/// The rows listed of a matrix, in that order; nothing of nothing.
Matrix select_rows(const Matrix& values, std::span<const Index> rows);

/// True for what a row weight can be: finite and >= 0.
bool is_row_weight(double weight);
bool all_zero(std::span<const double> weights);
/// What each row counts: w_n / sum w, or 1/rows without weights; all 0 when every weight is. Equal weights give the
/// bits of none.
std::vector<double> row_shares(Index rows, std::span<const double> weights);

/// The greatest mean log-likelihood that any model of discrete rows can give these: sum_x p(x) log p(x), minus the
/// entropy of the empirical distribution, where p(x) is the share of the rows that equal x, with their weights. In nats
/// per row.
double greatest_mean_log_likelihood(const Dataset& data);

/// What training sees of its data: rows by number, converted when they are drawn.
class RowSource {
 public:
  virtual ~RowSource() = default;
  virtual Index rows() const = 0;
  virtual Index columns() const = 0;
  /// out row i = row `rows[i]` of the source. `presentation` counts how often the data have been gone through, for
  /// sources whose rows are drawn anew each time. Thread-safe.
  virtual void read(std::span<const Index> rows, Index presentation, MatrixView out) const = 0;
  /// Classes of all rows, or empty.
  virtual const Labels& labels() const = 0;
  /// Weights of all rows, or empty: all rows count alike.
  virtual const std::vector<double>& weights() const;
  /// (rows, T) numbers to be predicted of all rows, or empty.
  virtual const Matrix& targets() const;
  /// How the rows lie where reading any of them takes reading a block; null where each can be read by itself.
  virtual const RowBlocks* blocks() const { return nullptr; }
  /// See StoredRows::expect.
  virtual void expect(std::span<const Index> /*rows*/) const {}
};

}  // namespace dbn
