// The normal distribution: draws, its upper tail, and draws from that tail.
#pragma once

#include "libdbn/base/random.hpp"

namespace dbn {

/// Columns that share one call of the generator.
inline constexpr Index normal_block = 64;

/// out[i] = draws.normal(row, first + i) for i < count <= 64; `first` must be a multiple of 64.
void normal_row(const Draws& draws, Index row, Index first, Index count, double* out);

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
