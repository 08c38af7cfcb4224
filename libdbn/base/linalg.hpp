// Matrix products: the only callers of BLAS.
#pragma once

#include <string>

#include "libdbn/base/types.hpp"
#include "libdbn/base/workers.hpp"

namespace dbn {

enum class Transposed { no, yes };

/// One factor of a product, as it stands or transposed.
struct Factor {
  ConstMatrixView matrix;
  Transposed transposed = Transposed::no;

  Factor(ConstMatrixView m, Transposed t = Transposed::no) : matrix(m), transposed(t) {}
  Factor(const Matrix& m) : matrix(m) {}
  Factor(MatrixView m) : matrix(m) {}

  Index rows() const { return transposed == Transposed::no ? matrix.rows : matrix.columns; }
  Index columns() const { return transposed == Transposed::no ? matrix.columns : matrix.rows; }
  Factor row_range(Index first, Index count) const;
  Factor column_range(Index first, Index count) const;
};

inline Factor transposed(ConstMatrixView m) { return {m, Transposed::yes}; }

/// out = alpha a b + beta out, serially. Throws on shapes that do not fit; out must not overlap a or b.
void matmul(const Factor& a, const Factor& b, MatrixView out, real alpha = 1, real beta = 0);

/// The same cut into tiles of columns. The cuts follow from the shape alone and the summed dimension is never
/// split, so the result has the same bits for any number of workers. Where a is mostly zeros and neither factor is
/// transposed, it goes by lists, unless the workers have another rule.
void matmul(Workers& workers, const Factor& a, const Factor& b, MatrixView out, real alpha = 1, real beta = 0);

/// out = sum of left^T right over pairs of row ranges, + beta out, serially: `left` (R, n), `right` (R, m), cut after
/// row `first_part`. Each part goes by lists or as a dense product as `rule` and its own zeros say.
void add_transposed_product(ConstMatrixView left, ConstMatrixView right, Index first_part, SparseProducts rule,
                            MatrixView out, real beta);

/// Tiles of rows of a weight-shaped result: chosen so that a tile of parameters, its ascent and the optimizer's
/// state stay in the cache of one core. `piece(first, count)` is called once for every tile.
void for_row_tiles(Workers& workers, Index rows, Index columns, const std::function<void(Index, Index)>& piece);

/// A name for the tile plan of this version; results of different plans differ in their last bits.
std::string tile_plan();

}  // namespace dbn
