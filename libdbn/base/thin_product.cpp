#include "libdbn/base/thin_product.hpp"

#include <algorithm>
#include <array>

#include "libdbn/base/kernels.hpp"

namespace dbn {
namespace {

constexpr Index most_terms = 16;
constexpr Index rows_at_once = 4;

void add_four_scaled(const real* const* rows, const real* scales, Index count, real* out) {
  const real* a = rows[0];
  const real* b = rows[1];
  const real* c = rows[2];
  const real* d = rows[3];
  const std::array<real, 4> s{scales[0], scales[1], scales[2], scales[3]};
  for (Index j = 0; j < count; ++j) out[j] += (s[0] * a[j] + s[1] * b[j]) + (s[2] * c[j] + s[3] * d[j]);
}

// The terms of a sum of rows that are not 0, a few at a time.
class RowSum {
 public:
  RowSum(Index columns, real* out) : columns_(columns), out_(out) {}

  void add(real factor, const real* row) {
    if (factor == 0) return;
    factors_[held_] = factor;
    rows_[held_] = row;
    if (++held_ < rows_at_once) return;
    add_four_scaled(rows_.data(), factors_.data(), columns_, out_);
    held_ = 0;
  }

  void finish() {
    for (Index i = 0; i < held_; ++i) kernels::add_scaled(rows_[i], factors_[i], columns_, out_);
  }

 private:
  Index columns_;
  real* out_;
  Index held_ = 0;
  std::array<real, rows_at_once> factors_{};
  std::array<const real*, rows_at_once> rows_{};
};

// What is left of `out`; 0 overwrites whatever is there, as in BLAS.
void scale(real beta, Index columns, real* out) {
  if (beta == 0) {
    std::fill_n(out, columns, real(0));
  } else if (beta != 1) {
    for (Index j = 0; j < columns; ++j) out[j] *= beta;
  }
}

}  // namespace

bool is_thin_product(const Factor& a, const Factor& b) {
  return b.transposed == Transposed::no && (a.rows() == 1 || a.columns() <= most_terms);
}

void multiply_by_rows(const Factor& a, ConstMatrixView b, MatrixView out, real alpha, real beta) {
  const bool stands = a.transposed == Transposed::no;
  const Index between_terms = stands ? 1 : a.matrix.stride;
  for (Index i = 0; i < out.rows; ++i) {
    scale(beta, out.columns, out.row(i));
    RowSum sum(out.columns, out.row(i));
    const real* factors = stands ? a.matrix.row(i) : a.matrix.data + i;
    for (Index k = 0; k < b.rows; ++k) sum.add(alpha * factors[k * between_terms], b.row(k));
    sum.finish();
  }
}

}  // namespace dbn
