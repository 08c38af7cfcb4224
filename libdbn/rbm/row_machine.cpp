#include "libdbn/rbm/row_machine.hpp"

#include <algorithm>
#include <numeric>

#include "libdbn/base/checks.hpp"

namespace dbn {

std::optional<RowMachine> machine_of_row(const Rbm& rbm, ConstMatrixView row) {
  require_columns("machine of a row", row, rbm.visible->size());
  RowMachine result;
  if (!has_missing(row) && rbm.visible->fixed_length() != 0) {
    result.columns.resize(row.columns);
    std::iota(result.columns.begin(), result.columns.end(), Index(0));
    result.rbm = rbm;
    return result;
  }
  result.rbm.visible = rbm.visible->presented(row, 0, result.columns);
  if (!result.rbm.visible) return std::nullopt;
  result.rbm.hidden = rbm.hidden;
  result.rbm.parameters.hidden = rbm.parameters.hidden;
  const Matrix visible = columns_of(rbm.parameters.visible, result.columns);
  const Index names = result.rbm.visible->parameter_names().size();
  result.rbm.parameters.visible = copy_of(ConstMatrixView(visible).row_range(0, names));
  result.rbm.parameters.weights = zeros(result.columns.size(), rbm.hidden->size());
  for (Index i = 0; i < result.columns.size(); ++i) {
    copy(ConstMatrixView(rbm.parameters.weights).row_range(result.columns[i], 1),
         MatrixView(result.rbm.parameters.weights).row_range(i, 1));
  }
  return result;
}

Matrix columns_of(ConstMatrixView source, const std::vector<Index>& columns) {
  Matrix result = zeros(source.rows, columns.size());
  for (Index n = 0; n < source.rows; ++n) {
    for (Index i = 0; i < columns.size(); ++i) result(n, i) = source(n, columns[i]);
  }
  return result;
}

}  // namespace dbn
