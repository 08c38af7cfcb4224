#include "libdbn/units/normal.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <boost/math/special_functions/erf.hpp>
#include <xsimd/xsimd.hpp>

namespace dbn {
namespace {

constexpr double sqrt_half = 0.70710678118654752440;
constexpr double sqrt_half_pi = 1.2533141373155002512;
constexpr double half_log_two_pi = 0.91893853320467274178;
constexpr double two_pi = 6.283185307179586476925286766559;

// Without it Boost computes in long double, several times slower.
using InDouble = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

// Beyond this the continued fraction has converged to the last bit in `fraction_terms` steps.
constexpr double far_tail = 5;
constexpr int fraction_terms = 40;

// K in Laplace's continued fraction M(a) = 1 / (a + K), K = 1 / (a + 2 / (a + 3 / (a + ...))); see Abramowitz & Stegun
// 1964, 26.2.14.
double fraction(double a) {
  double value = 0;
  for (int k = fraction_terms; k >= 1; --k) value = k / (a + value);
  return value;
}

}  // namespace

// Whole blocks are transformed, so an element's value never depends on how many columns are asked for.
void normal_row(const Draws& draws, Index row, Index first, Index count, real* out) {
  using Batch = xsimd::batch<real>;
  constexpr Index pairs = normal_block / 2;
  std::array<std::uint32_t, normal_block> words;
  draws.random_bits(row, first, normal_block, words.data());
  alignas(64) std::array<real, normal_block> pair;
  for (Index i = 0; i < normal_block; ++i) pair[i] = (static_cast<real>(words[i]) + real(0.5)) * real(0x1p-32);
  for (Index i = 0; i < pairs; i += Batch::size) {
    const Batch radius = xsimd::sqrt(Batch(-2) * xsimd::log(Batch::load_aligned(&pair[i])));
    const auto [sine, cosine] = xsimd::sincos(Batch(real(two_pi)) * Batch::load_aligned(&pair[pairs + i]));
    (radius * cosine).store_aligned(&pair[i]);
    (radius * sine).store_aligned(&pair[pairs + i]);
  }
  std::copy_n(pair.begin(), count, out);
}

double mills_ratio(double a) {
  if (a >= far_tail) return 1 / (a + fraction(a));
  return sqrt_half_pi * std::exp(a * a / 2) * std::erfc(a * sqrt_half);
}

double log_mills_ratio(double a) {
  if (a > -far_tail) return std::log(mills_ratio(a));
  return a * a / 2 + half_log_two_pi + std::log1p(-std::erfc(-a * sqrt_half) / 2);
}

double mean_excess(double a) {
  if (a >= far_tail) return fraction(a);
  return (a > -30 ? 1 / mills_ratio(a) : 0) - a;
}

double excess_quantile(double a, double tail) {
  if (a < far_tail) {
    const double upper = std::erfc(a * sqrt_half);
    return boost::math::erfc_inv(tail * upper, InDouble()) / sqrt_half - a;
  }
  // Newton on g(x) = log tail probability - log tail. g is concave and falls, so from the right of the root, where the
  // exponential tail -log(tail) / a lies, the iterates come down to it without overshooting.
  const double level = std::log(tail);
  const double start = log_mills_ratio(a);
  double x = -level / a;
  for (int i = 0; i < 20; ++i) {
    const double g = -x * (a + x / 2) + log_mills_ratio(a + x) - start - level;
    const double change = g * mills_ratio(a + x);
    x += change;
    if (std::abs(change) <= 1e-14 * x) break;
  }
  return x;
}

}  // namespace dbn
