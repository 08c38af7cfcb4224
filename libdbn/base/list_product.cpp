// Products with lists. A panel of the other factor, eight vectors wide, is summed in registers; where its rows are used
// several times, a chunk of them that fits the first-level cache is copied to aligned memory before.
#include <algorithm>
#include <array>

#include <xsimd/xsimd.hpp>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/row_lists.hpp"

namespace dbn {
namespace {

using Batch = xsimd::batch<real>;
constexpr Index width = Batch::size;
constexpr Index vectors = 8;
constexpr Index panel = vectors * width;
constexpr Index chunk_rows = 32 * 1024 / (panel * sizeof(real));
// A copied row must be used this often, on average, to pay for the copy.
constexpr Index uses_of_a_copy = 3;

using Sums = std::array<Batch, vectors>;

struct AlignedRow {
  alignas(64) std::array<real, panel> values;
};

// Adds elements k .. of the row while they are below row `end` of b; `rows` is where row `begin` of b lies.
Index add_elements(const RowLists::Row& row, Index k, Index begin, Index end, const AlignedRow* rows,
                   AlignedRow& sums) {
  Sums total;
  for (Index p = 0; p < vectors; ++p) total[p] = Batch::load_aligned(sums.values.data() + p * width);
  for (; k < row.count && row.columns[k] < end; ++k) {
    const Batch x(row.values[k]);
    const real* b = rows[row.columns[k] - begin].values.data();
    for (Index p = 0; p < vectors; ++p) total[p] = xsimd::fma(x, Batch::load_aligned(b + p * width), total[p]);
  }
  for (Index p = 0; p < vectors; ++p) total[p].store_aligned(sums.values.data() + p * width);
  return k;
}

template <Index count>
void sum_in_place(const RowLists::Row& row, ConstMatrixView b, real* sums) {
  std::array<Batch, count> total;
  for (Index p = 0; p < count; ++p) total[p] = Batch(real(0));
  for (Index k = 0; k < row.count; ++k) {
    const Batch x(row.values[k]);
    const real* from = b.row(row.columns[k]);
    for (Index p = 0; p < count; ++p) total[p] = xsimd::fma(x, Batch::load_unaligned(from + p * width), total[p]);
  }
  for (Index p = 0; p < count; ++p) total[p].store_unaligned(sums + p * width);
}

// b has from one vector to `vectors` of them; the last vector may overlap the one before, which it repeats bit for bit.
void sum_row_in_place(const RowLists::Row& row, ConstMatrixView b, real* sums) {
  Index j = 0;
  const auto advance = [&]<Index count>() {
    for (; j + count * width <= b.columns; j += count * width) {
      sum_in_place<count>(row, b.column_range(j, count * width), sums + j);
    }
  };
  advance.template operator()<vectors>();
  advance.template operator()<4>();
  advance.template operator()<2>();
  advance.template operator()<1>();
  if (j < b.columns) sum_in_place<1>(row, b.column_range(b.columns - width, width), sums + b.columns - width);
}

void store_row(const real* sums, Index count, real alpha, real beta, real* out) {
  if (beta == 0) {
    for (Index j = 0; j < count; ++j) out[j] = alpha * sums[j];
  } else {
    for (Index j = 0; j < count; ++j) out[j] = alpha * sums[j] + beta * out[j];
  }
}

void panel_in_place(const RowLists& a, ConstMatrixView b, MatrixView out, real alpha, real beta) {
  AlignedRow sums;
  for (Index n = 0; n < out.rows; ++n) {
    sum_row_in_place(a.row(n), b, sums.values.data());
    store_row(sums.values.data(), out.columns, alpha, beta, out.row(n));
  }
}

void panel_of_copies(const RowLists& a, ConstMatrixView b, MatrixView out, real alpha, real beta) {
  // Kept from product to product: making them anew would cost page faults in every update.
  thread_local std::vector<AlignedRow> chunk(chunk_rows);
  thread_local std::vector<AlignedRow> sums;
  thread_local std::vector<Index> next;
  sums.assign(out.rows, AlignedRow{});
  next.assign(out.rows, 0);
  for (Index begin = 0; begin < b.rows; begin += chunk_rows) {
    const Index end = std::min(b.rows, begin + chunk_rows);
    for (Index i = begin; i < end; ++i) std::copy_n(b.row(i), b.columns, chunk[i - begin].values.begin());
    for (Index n = 0; n < out.rows; ++n) {
      const RowLists::Row row = a.row(n);
      if (next[n] < row.count && row.columns[next[n]] < end) {
        next[n] = add_elements(row, next[n], begin, end, chunk.data(), sums[n]);
      }
    }
  }
  for (Index n = 0; n < out.rows; ++n) store_row(sums[n].values.data(), out.columns, alpha, beta, out.row(n));
}

}  // namespace

void list_product(const RowLists& a, ConstMatrixView b, MatrixView out, real alpha, real beta) {
  require_equal("product of lists: rows of the result", out.rows, a.rows());
  require_equal("product of lists: columns of the result", out.columns, b.columns);
  const bool copies_pay = a.elements() >= uses_of_a_copy * b.rows;
  for (Index first = 0; first < b.columns; first += panel) {
    const Index count = std::min(panel, b.columns - first);
    const auto multiply = copies_pay || count < width ? panel_of_copies : panel_in_place;
    multiply(a, b.column_range(first, count), out.column_range(first, count), alpha, beta);
  }
}

}  // namespace dbn
