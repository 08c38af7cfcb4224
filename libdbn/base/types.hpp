// Scalar type of a build, matrices, and views into them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <xtensor/xtensor.hpp>

namespace dbn {

/// The scalar of parameters and states: float, or double in a build configured with -DDBN_REAL=double.
using real = DBN_REAL_TYPE;

using Index = std::size_t;
using Matrix = xt::xtensor<real, 2>;
using Vector = xt::xtensor<real, 1>;
/// One value per row in nats; double in every build, because likelihoods are differences of large sums.
using Energies = xt::xtensor<double, 1>;
using Labels = std::vector<std::int32_t>;

/// The label of a row whose class is not known.
inline constexpr std::int32_t missing_label = -1;

/// A read-only window on a row-major matrix; rows are `stride` elements apart. Never owns.
struct ConstMatrixView {
  const real* data = nullptr;
  Index rows = 0;
  Index columns = 0;
  Index stride = 0;

  ConstMatrixView() = default;
  ConstMatrixView(const real* first, Index row_count, Index column_count, Index row_stride)
      : data(first), rows(row_count), columns(column_count), stride(row_stride) {}
  ConstMatrixView(const Matrix& m) : ConstMatrixView(m.data(), m.shape(0), m.shape(1), m.shape(1)) {}

  const real* row(Index i) const { return data + i * stride; }
  real operator()(Index i, Index j) const { return data[i * stride + j]; }
  ConstMatrixView row_range(Index first, Index count) const { return {row(first), count, columns, stride}; }
  ConstMatrixView column_range(Index first, Index count) const { return {data + first, rows, count, stride}; }
};

/// A writable window on a row-major matrix.
struct MatrixView {
  real* data = nullptr;
  Index rows = 0;
  Index columns = 0;
  Index stride = 0;

  MatrixView() = default;
  MatrixView(real* first, Index row_count, Index column_count, Index row_stride)
      : data(first), rows(row_count), columns(column_count), stride(row_stride) {}
  MatrixView(Matrix& m) : MatrixView(m.data(), m.shape(0), m.shape(1), m.shape(1)) {}

  operator ConstMatrixView() const { return {data, rows, columns, stride}; }
  real* row(Index i) const { return data + i * stride; }
  real& operator()(Index i, Index j) const { return data[i * stride + j]; }
  MatrixView row_range(Index first, Index count) const { return {row(first), count, columns, stride}; }
  MatrixView column_range(Index first, Index count) const { return {data + first, rows, count, stride}; }
};

/// A (rows, columns) matrix of zeros.
Matrix zeros(Index rows, Index columns);
/// A copy of the viewed elements.
Matrix copy_of(ConstMatrixView source);
/// Copies `source` into `target` of the same shape.
void copy(ConstMatrixView source, MatrixView target);
/// Makes `m` (rows, columns) without keeping its contents; keeps the memory when the shape is unchanged.
void reshape(Matrix& m, Index rows, Index columns);

}  // namespace dbn
