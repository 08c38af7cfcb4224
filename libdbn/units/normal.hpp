// Normal distribution: draws, its upper tail, and draws from that tail.
#pragma once

#include "libdbn/base/random.hpp"

namespace dbn {

/// Columns that share one call of the generator.
inline constexpr Index normal_block = 64;

/// Standard normal draws for columns first .. first + count - 1 of a row, count <= 64; `first` must be a multiple of
/// 64. Both numbers of each Box-Muller pair (1958) are used: words l and 32 + l of the block, u and t on (0, 1), give
/// column l the draw sqrt(-2 log u) cos(2 pi t) and column 32 + l the same with the sine. In the precision of `real`:
/// 32 bits of u reach deviations of 6.7, and draws near 0 are 3e-4 apart at worst in float.
void normal_row(const Draws& draws, Index row, Index first, Index count, real* out);

/// Mills' ratio M(a) = (1 - Phi(a)) / phi(a) = integral over x >= 0 of exp(-x^2/2 - a x). Accurate to a few ulp in
/// relative terms for any a > -35 or so; use `log_mills_ratio` below that, where it overflows.
double mills_ratio(double a);
/// log M(a) for any finite a: about a^2/2 far to the left, -log a far to the right.
double log_mills_ratio(double a);
/// E[z - a | z > a] for a standard normal z: 1 / M(a) - a, without the cancellation of that formula for large a.
double mean_excess(double a);
/// The excess z - a of a standard normal z > a at upper tail probability `tail` in (0, 1): the x > 0 with
/// (1 - Phi(a + x)) / (1 - Phi(a)) = tail. Accurate in the far tail, where it tends to -log(tail) / a.
double excess_quantile(double a, double tail);

}  // namespace dbn
