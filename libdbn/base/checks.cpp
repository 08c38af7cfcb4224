#include "libdbn/base/checks.hpp"

#include <string>

#include "libdbn/base/errors.hpp"

namespace dbn {
namespace {

std::string shape_text(ConstMatrixView m) {
  return "(" + std::to_string(m.rows) + ", " + std::to_string(m.columns) + ")";
}

}  // namespace

void require_columns(std::string_view where, ConstMatrixView m, Index columns) {
  if (m.columns == columns) return;
  throw Error(ErrorKind::internal, std::string(where) + ": the matrix is " + shape_text(m) + ", expected " +
                                       std::to_string(columns) + " columns");
}

void require_same_shape(std::string_view where, ConstMatrixView a, ConstMatrixView b) {
  if (a.rows == b.rows && a.columns == b.columns) return;
  throw Error(ErrorKind::internal,
              std::string(where) + ": shapes " + shape_text(a) + " and " + shape_text(b) + " differ");
}

void require_equal(std::string_view where, Index found, Index expected) {
  if (found == expected) return;
  throw Error(ErrorKind::internal,
              std::string(where) + ": found " + std::to_string(found) + ", expected " + std::to_string(expected));
}

// x - x is 0 for finite x and NaN otherwise; an or over comparisons vectorizes, an early exit does not.
bool has_missing(ConstMatrixView m) {
  bool missing = false;
  for (Index i = 0; i < m.rows; ++i) {
    const real* row = m.row(i);
    for (Index j = 0; j < m.columns; ++j) missing |= row[j] != row[j];
  }
  return missing;
}

bool all_finite(ConstMatrixView m) {
  bool broken = false;
  for (Index i = 0; i < m.rows; ++i) {
    const real* row = m.row(i);
    for (Index j = 0; j < m.columns; ++j) broken |= !(row[j] - row[j] == real(0));
  }
  return !broken;
}

}  // namespace dbn
