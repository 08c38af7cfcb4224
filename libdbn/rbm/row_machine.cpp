#include "libdbn/rbm/row_machine.hpp"

#include <algorithm>
#include <map>
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
  result.rbm.visible = rbm.visible->observed_part(row, 0, result.columns);
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

std::vector<std::vector<Index>> rows_by_machine(const Rbm& rbm, ConstMatrixView visible) {
  require_columns("machines of rows", visible, rbm.visible->size());
  std::vector<std::vector<Index>> groups;
  std::map<std::pair<std::string, std::vector<Index>>, Index> group_of;
  for (Index n = 0; n < visible.rows; ++n) {
    const auto row = visible.row_range(n, 1);
    std::vector<Index> columns;
    std::string spec;
    if (has_missing(row) || rbm.visible->fixed_length() == 0) {
      const UnitsPtr present = rbm.visible->observed_part(row, 0, columns);
      if (!present) continue;
      spec = present->spec();
    }
    const auto [place, is_new] = group_of.try_emplace({std::move(spec), std::move(columns)}, groups.size());
    if (is_new) groups.emplace_back();
    groups[place->second].push_back(n);
  }
  return groups;
}

Matrix part_of(ConstMatrixView source, const std::vector<Index>& rows, const std::vector<Index>& columns) {
  Matrix result = zeros(rows.size(), columns.size());
  for (Index n = 0; n < rows.size(); ++n) {
    for (Index i = 0; i < columns.size(); ++i) result(n, i) = source(rows[n], columns[i]);
  }
  return result;
}

Matrix columns_of(ConstMatrixView source, const std::vector<Index>& columns) {
  std::vector<Index> rows(source.rows);
  std::iota(rows.begin(), rows.end(), Index(0));
  return part_of(source, rows, columns);
}

}  // namespace dbn
