#include "libdbn/base/types.hpp"

#include <algorithm>

#include "libdbn/base/checks.hpp"

namespace dbn {

Matrix zeros(Index rows, Index columns) { return Matrix({rows, columns}, real(0)); }

Matrix copy_of(ConstMatrixView source) {
  Matrix result = Matrix::from_shape({source.rows, source.columns});
  copy(source, result);
  return result;
}

void copy(ConstMatrixView source, MatrixView target) {
  require_same_shape("copy", source, target);
  for (Index i = 0; i < source.rows; ++i) std::copy_n(source.row(i), source.columns, target.row(i));
}

void reshape(Matrix& m, Index rows, Index columns) {
  if (m.shape(0) != rows || m.shape(1) != columns) m.resize({rows, columns});
}

}  // namespace dbn
