#include "libdbn/base/checks.hpp"

#include <string>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/kernels.hpp"

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

bool has_missing(ConstMatrixView m) {
  for (Index i = 0; i < m.rows; ++i) {
    if (kernels::has_nan(m.row(i), m.columns)) return true;
  }
  return false;
}

bool all_finite(ConstMatrixView m) {
  for (Index i = 0; i < m.rows; ++i) {
    if (!kernels::all_finite(m.row(i), m.columns)) return false;
  }
  return true;
}

}  // namespace dbn
