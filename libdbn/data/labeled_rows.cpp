#include "libdbn/data/labeled_rows.hpp"

#include <algorithm>
#include <limits>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/errors.hpp"

namespace dbn {

LabeledRows::LabeledRows(const RowSource& source, Index classes, LabelUnits label_units)
    : source_(source), classes_(classes), label_units_(label_units) {
  const Labels& labels = source.labels();
  for (Index n = 0; n < labels.size(); ++n) {
    if (labels[n] == missing_label || static_cast<Index>(labels[n]) < classes) continue;
    throw data_error("row " + std::to_string(n) + " has class " + std::to_string(labels[n]) + ", but there are " +
                     std::to_string(classes) + " label units, for classes 0 to " + std::to_string(classes - 1));
  }
}

void LabeledRows::read(std::span<const Index> rows, Index presentation, MatrixView out) const {
  require_columns("LabeledRows::read", out, columns());
  source_.read(rows, presentation, out.column_range(0, source_.columns()));
  const MatrixView label_columns = out.column_range(source_.columns(), classes_);
  const Labels& labels = source_.labels();
  for (Index i = 0; i < rows.size(); ++i) {
    const bool known = label_units_ == LabelUnits::shown && !labels.empty() && labels[rows[i]] != missing_label;
    std::fill_n(label_columns.row(i), classes_, known ? real(0) : std::numeric_limits<real>::quiet_NaN());
    if (known) label_columns(i, static_cast<Index>(labels[rows[i]])) = real(1);
  }
}

}  // namespace dbn
