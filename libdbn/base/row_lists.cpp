#include "libdbn/base/row_lists.hpp"

#include <algorithm>

#include "libdbn/base/kernels.hpp"

#if defined(__AVX512F__)
#include <immintrin.h>
#endif

namespace dbn {
namespace {

// Elements of one task of making lists.
constexpr Index elements_per_piece = 64 * 1024;

template <class Scalar>
Index compress_tail(const Scalar* row, Index first, Index count, Index found, std::uint32_t* columns, Scalar* values) {
  for (Index j = first; j < count; ++j) {
    if (row[j] == 0) continue;
    columns[found] = static_cast<std::uint32_t>(j);
    values[found++] = row[j];
  }
  return found;
}

#if defined(__AVX512F__) && defined(__AVX512VL__)
// Sixteen elements at a time: the one place where the instruction set has what xsimd has no name for.
[[maybe_unused]] Index compress_row(const float* row, Index count, std::uint32_t* columns, float* values) {
  const __m512i width = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  Index found = 0;
  Index j = 0;
  for (; j + 16 <= count; j += 16) {
    const __m512 x = _mm512_loadu_ps(row + j);
    const __mmask16 nonzero = _mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_NEQ_UQ);
    const auto kept = static_cast<unsigned>(__builtin_popcount(nonzero));
    const auto places = static_cast<__mmask16>((1U << kept) - 1);
    const __m512i numbers = _mm512_add_epi32(width, _mm512_set1_epi32(static_cast<int>(j)));
    _mm512_mask_storeu_ps(values + found, places, _mm512_maskz_compress_ps(nonzero, x));
    _mm512_mask_storeu_epi32(columns + found, places, _mm512_maskz_compress_epi32(nonzero, numbers));
    found += kept;
  }
  return compress_tail(row, j, count, found, columns, values);
}
#endif

template <class Scalar>
Index compress_row(const Scalar* row, Index count, std::uint32_t* columns, Scalar* values) {
  constexpr Index step = 16;
  Index found = 0;
  Index j = 0;
  for (; j + step <= count; j += step) {
    if (kernels::count_nonzeros(row + j, step) > 0) found = compress_tail(row, j, j + step, found, columns, values);
  }
  return compress_tail(row, j, count, found, columns, values);
}

}  // namespace

void RowLists::make_room() {
  for (Index n = 1; n < starts_.size(); ++n) starts_[n] += starts_[n - 1];
  columns_.resize(starts_.back());
  values_.resize(starts_.back());
}

void RowLists::take_rows(ConstMatrixView m, Workers& workers) {
  starts_.assign(m.rows + 1, 0);
  const Index grain = std::max<Index>(1, elements_per_piece / std::max<Index>(1, m.columns));
  const auto for_each_row = [&](const auto& visit) {
    workers.run_pieces(m.rows, grain, [&](Index first, Index count) {
      for (Index n = first; n < first + count; ++n) visit(n);
    });
  };
  for_each_row([&](Index n) { starts_[n + 1] = kernels::count_nonzeros(m.row(n), m.columns); });
  make_room();
  for_each_row(
      [&](Index n) { compress_row(m.row(n), m.columns, columns_.data() + starts_[n], values_.data() + starts_[n]); });
}

void RowLists::take_columns(ConstMatrixView m) {
  starts_.assign(m.columns + 1, 0);
  for (Index n = 0; n < m.rows; ++n) {
    const real* row = m.row(n);
    for (Index i = 0; i < m.columns; ++i) starts_[i + 1] += row[i] == 0 ? 0 : 1;
  }
  make_room();
  std::vector<Index> next(starts_.begin(), starts_.end() - 1);
  std::vector<std::uint32_t> columns(m.columns);
  std::vector<real> values(m.columns);
  for (Index n = 0; n < m.rows; ++n) {
    const Index found = compress_row(m.row(n), m.columns, columns.data(), values.data());
    for (Index k = 0; k < found; ++k) {
      const Index place = next[columns[k]]++;
      columns_[place] = static_cast<std::uint32_t>(n);
      values_[place] = values[k];
    }
  }
}

bool prefers_lists(ConstMatrixView m, SparseProducts rule) {
  if (rule != SparseProducts::automatic) return rule == SparseProducts::always;
  const auto most = static_cast<Index>(list_crossover * static_cast<double>(m.rows * m.columns));
  Index found = 0;
  for (Index n = 0; n < m.rows && found <= most; ++n) found += kernels::count_nonzeros(m.row(n), m.columns);
  return found <= most;
}

}  // namespace dbn
