#include "libdbn/base/linalg.hpp"

#include <algorithm>

#include <xtensor-blas/xblas.hpp>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/row_lists.hpp"
#include "libdbn/base/text.hpp"

namespace dbn {
namespace {

// Measured choices: DESIGN 0.3.
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

void for_column_tiles(Workers& workers, Index columns, const std::function<void(Index, Index)>& piece) {
  const Index tiles = std::max<Index>(1, (columns + column_tile / 2) / column_tile);
  workers.run_pieces(columns, rounded_up((columns + tiles - 1) / tiles, 16), piece);
}

// Updates by one row of data make these. They wait for memory, and lists do not read what meets only zeros: most pixels
// of a handwritten digit and all but one label unit are 0. Tiles of columns are as thin as the whole.
bool is_thin(const Factor& a, const Factor& b) {
  constexpr Index most_terms = 16;
  return b.transposed == Transposed::no && (a.rows() == 1 || a.columns() <= most_terms);
}

void multiply_lists(const Factor& a, ConstMatrixView b, MatrixView out, real alpha, real beta) {
  thread_local RowLists lists;
  if (a.transposed == Transposed::no) {
    lists.take_rows(a.matrix);
  } else {
    lists.take_columns(a.matrix);
  }
  list_product(lists, b, out, alpha, beta);
}

bool by_lists(const Workers& workers, const Factor& a, const Factor& b, bool is_small) {
  if (a.transposed == Transposed::yes || b.transposed == Transposed::yes) return false;
  const SparseProducts rule = workers.sparse_products();
  return is_small && rule == SparseProducts::automatic ? false : prefers_lists(a.matrix, rule);
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
  if (is_thin(a, b)) return multiply_lists(a, b.matrix, out, alpha, beta);
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
  const bool is_small = out.rows * out.columns * a.columns() < serial_flops;
  if (by_lists(workers, a, b, is_small)) {
    thread_local RowLists lists;
    lists.take_rows(a.matrix, workers);
    const RowLists& taken = lists;
    for_column_tiles(workers, out.columns, [&](Index first, Index count) {
      list_product(taken, b.matrix.column_range(first, count), out.column_range(first, count), alpha, beta);
    });
    return;
  }
  if (is_small) {
    matmul(a, b, out, alpha, beta);
    return;
  }
  for_column_tiles(workers, out.columns, [&](Index first, Index count) {
    matmul(a, b.column_range(first, count), out.column_range(first, count), alpha, beta);
  });
}

void add_transposed_product(ConstMatrixView left, ConstMatrixView right, Index first_part, SparseProducts rule,
                            MatrixView out, real beta) {
  require_product(transposed(left), right, out);
  const auto multiply = [&](Index first, Index rows, bool lists) {
    const ConstMatrixView a = left.row_range(first, rows);
    const ConstMatrixView b = right.row_range(first, rows);
    if (!lists) {
      matmul(dbn::transposed(a), b, out, 1, beta);
    } else {
      multiply_lists(dbn::transposed(a), b, out, 1, beta);
    }
    beta = 1;
  };
  const Index rest = left.rows - first_part;
  if (left.rows * out.rows * out.columns < serial_flops && rule == SparseProducts::automatic) {
    rule = SparseProducts::never;
  }
  const bool first_by_lists = prefers_lists(left.row_range(0, first_part), rule);
  const bool rest_by_lists = rest == 0 ? first_by_lists : prefers_lists(left.row_range(first_part, rest), rule);
  if (first_by_lists == rest_by_lists) return multiply(0, left.rows, first_by_lists);
  multiply(0, first_part, first_by_lists);
  multiply(first_part, rest, rest_by_lists);
}

void for_row_tiles(Workers& workers, Index rows, Index columns, const std::function<void(Index, Index)>& piece) {
  const Index tall = std::max<Index>(16, row_tile_elements / std::max<Index>(1, columns) / 16 * 16);
  const Index tiles = std::max<Index>(1, (rows + tall - 1) / tall);
  workers.run_pieces(rows, std::max<Index>(1, rounded_up((rows + tiles - 1) / tiles, 16)), piece);
}

std::string tile_plan() {
  return "columns " + std::to_string(column_tile) + ", rows " + std::to_string(row_tile_elements) + ", lists below " +
         to_text(list_crossover);
}

}  // namespace dbn
