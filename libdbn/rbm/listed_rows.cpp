#include "libdbn/rbm/listed_rows.hpp"

#include <algorithm>

#include "libdbn/base/linalg.hpp"

namespace dbn {

std::vector<Index> rows_with_ascent(const GradientEstimate& estimate) {
  const ConstMatrixView visible = estimate.visible;
  const bool has_more = estimate.weights.shape(0) > 0;
  std::vector<real> squares(visible.columns, has_more ? real(1) : real(0));
  for (Index n = 0; n < visible.rows; ++n) {
    const real* row = visible.row(n);
    for (Index i = 0; i < visible.columns; ++i) squares[i] += row[i] * row[i];
  }
  std::vector<Index> rows;
  for (Index i = 0; i < squares.size(); ++i) {
    if (squares[i] != 0) rows.push_back(i);
  }
  return rows;
}

void ascent_of_listed(const GradientEstimate& estimate, std::span<const Index> rows, MatrixView out) {
  const ConstMatrixView visible = estimate.visible;
  Matrix columns = Matrix::from_shape({visible.rows, rows.size()});
  for (Index n = 0; n < visible.rows; ++n) {
    for (Index i = 0; i < rows.size(); ++i) columns(n, i) = visible(n, rows[i]);
  }
  const bool has_more = estimate.weights.shape(0) > 0;
  for (Index i = 0; has_more && i < rows.size(); ++i) {
    std::copy_n(ConstMatrixView(estimate.weights).row(rows[i]), out.columns, out.row(i));
  }
  matmul(transposed(columns), ConstMatrixView(estimate.hidden), out, 1, has_more ? real(1) : real(0));
}

}  // namespace dbn
