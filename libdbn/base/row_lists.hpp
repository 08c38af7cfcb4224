// Sparse matrices as lists of nonzero elements per row.
#pragma once

#include "libdbn/base/types.hpp"
#include "libdbn/base/workers.hpp"

namespace dbn {

/// The nonzero elements of a matrix, row by row: column numbers, rising, and values. NaN is an element like others.
class RowLists {
 public:
  struct Row {
    const std::uint32_t* columns;
    const real* values;
    Index count;
  };

  /// Takes the rows of `m`.
  void take_rows(ConstMatrixView m, Workers& workers = Workers::serial());
  /// Takes the columns of `m`: the lists are those of its transpose.
  void take_columns(ConstMatrixView m);

  Index rows() const { return starts_.empty() ? 0 : starts_.size() - 1; }
  Index elements() const { return starts_.empty() ? 0 : starts_.back(); }
  Row row(Index n) const {
    return {columns_.data() + starts_[n], values_.data() + starts_[n], starts_[n + 1] - starts_[n]};
  }

 private:
  void make_room();

  std::vector<Index> starts_;
  std::vector<std::uint32_t> columns_;
  std::vector<real> values_;
};

/// Lists are taken below this share of nonzero elements: DESIGN 0.5.
inline constexpr double list_crossover = 0.35;

/// Whether a product with `m`, which is summed over the rows of the other factor, is better done by lists: always and
/// never as the rule says; automatic looks at the share of nonzero elements, and at nothing but `m`, so that the same
/// data take the same way on any number of threads.
bool prefers_lists(ConstMatrixView m, SparseProducts rule);

/// out = alpha a b + beta out, serially, for the lists of a (n, d) and b (d, m): every element is summed over the
/// rising elements of its row of a. Element for element the same bits however b and out are cut into columns.
void list_product(const RowLists& a, ConstMatrixView b, MatrixView out, real alpha = 1, real beta = 0);

}  // namespace dbn
