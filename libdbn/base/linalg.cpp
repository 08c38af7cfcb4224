#include "libdbn/base/linalg.hpp"

#include <algorithm>

#include <xtensor-blas/xblas.hpp>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/thin_product.hpp"

namespace dbn {
namespace {

// Measured choices: see "Products" in libdbn/README.md.
constexpr Index column_tile = 128;
constexpr Index row_tile_elements = 64 * 1024;
constexpr Index serial_flops = 1 << 17;

cxxblas::Transpose blas_transpose(Transposed t) { return t == Transposed::no ? cxxblas::NoTrans : cxxblas::Trans; }

Index rounded_up(Index value, Index multiple) { return (value + multiple - 1) / multiple * multiple; }

void require_product(const Factor& a, const Factor& b, MatrixView out) {
  require_equal("matmul: inner dimensions", b.rows(), a.columns());
  require_equal("matmul: rows of the result", out.rows, a.rows());
  require_equal("matmul: columns of the result", out.columns, b.columns());
}

}  // namespace

Factor Factor::row_range(Index first, Index count) const {
  return transposed == Transposed::no ? Factor(matrix.row_range(first, count))
                                      : Factor(matrix.column_range(first, count), Transposed::yes);
}

Factor Factor::column_range(Index first, Index count) const {
  return transposed == Transposed::no ? Factor(matrix.column_range(first, count))
                                      : Factor(matrix.row_range(first, count), Transposed::yes);
}

void matmul(const Factor& a, const Factor& b, MatrixView out, real alpha, real beta) {
  require_product(a, b, out);
  if (out.rows == 0 || out.columns == 0) return;
  if (is_thin_product(a, b)) return multiply_by_rows(a, b.matrix, out, alpha, beta);
  using BlasIndex = xt::blas_index_t;
  static_assert(sizeof(*a.matrix.data) == sizeof(real));
  if (out.rows == 1 && a.columns() > 0) {
    const Index between_terms = a.transposed == Transposed::no ? 1 : a.matrix.stride;
    cxxblas::gemv<BlasIndex>(cxxblas::StorageOrder::RowMajor, cxxblas::NoTrans, static_cast<BlasIndex>(b.matrix.rows),
                             static_cast<BlasIndex>(b.matrix.columns), alpha, b.matrix.data,
                             static_cast<BlasIndex>(b.matrix.stride), a.matrix.data,
                             static_cast<BlasIndex>(between_terms), beta, out.data, BlasIndex(1));
    return;
  }
  cxxblas::gemm<BlasIndex>(cxxblas::StorageOrder::RowMajor, blas_transpose(a.transposed), blas_transpose(b.transposed),
                           static_cast<BlasIndex>(out.rows), static_cast<BlasIndex>(out.columns),
                           static_cast<BlasIndex>(a.columns()), alpha, a.matrix.data,
                           static_cast<BlasIndex>(a.matrix.stride), b.matrix.data,
                           static_cast<BlasIndex>(b.matrix.stride), beta, out.data, static_cast<BlasIndex>(out.stride));
}

void matmul(Workers& workers, const Factor& a, const Factor& b, MatrixView out, real alpha, real beta) {
  require_product(a, b, out);
  if (out.rows * out.columns * a.columns() < serial_flops) {
    matmul(a, b, out, alpha, beta);
    return;
  }
  const Index tiles = std::max<Index>(1, (out.columns + column_tile / 2) / column_tile);
  const Index width = rounded_up((out.columns + tiles - 1) / tiles, 16);
  workers.run_pieces(out.columns, width, [&](Index first, Index count) {
    matmul(a, b.column_range(first, count), out.column_range(first, count), alpha, beta);
  });
}

void for_row_tiles(Workers& workers, Index rows, Index columns, const std::function<void(Index, Index)>& piece) {
  const Index tall = std::max<Index>(16, row_tile_elements / std::max<Index>(1, columns) / 16 * 16);
  const Index tiles = std::max<Index>(1, (rows + tall - 1) / tall);
  workers.run_pieces(rows, std::max<Index>(1, rounded_up((rows + tiles - 1) / tiles, 16)), piece);
}

std::string tile_plan() {
  return "columns " + std::to_string(column_tile) + ", rows " + std::to_string(row_tile_elements);
}

}  // namespace dbn
