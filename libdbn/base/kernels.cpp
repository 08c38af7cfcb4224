#include "libdbn/base/kernels.hpp"

#include <algorithm>
#include <array>

#include <xsimd/xsimd.hpp>

namespace dbn::kernels {
namespace {

using Batch = xsimd::batch<real>;
constexpr Index width = Batch::size;
constexpr Index block = 64;

Batch logistic_of(const Batch& x) { return Batch(1) / (Batch(1) + xsimd::exp(-x)); }

Batch softplus_of(const Batch& x) { return xsimd::max(x, Batch(0)) + xsimd::log1p(xsimd::exp(-xsimd::abs(x))); }

// A tail is padded into a whole vector and goes through the same instructions, so an element's value never
// depends on its place in the row.
struct Tail {
  alignas(64) std::array<real, width> values{};
  Tail(const real* source, Index count) { std::copy_n(source, count, values.begin()); }
  Batch load() const { return Batch::load_aligned(values.data()); }
};

void store_tail(const Batch& batch, real* out, Index count) {
  alignas(64) std::array<real, width> values;
  batch.store_aligned(values.data());
  std::copy_n(values.begin(), count, out);
}

// The sum of lanes that hold whole numbers. xsimd's own is called hadd up to version 9 and reduce_add from then on.
Index whole_sum(const Batch& batch) {
  alignas(64) std::array<real, width> values;
  batch.store_aligned(values.data());
  Index sum = 0;
  for (const real value : values) sum += static_cast<Index>(value);
  return sum;
}

template <class Body>
void for_vectors(Index count, const Body& body) {
  Index j = 0;
  for (; j + width <= count; j += width) body(j, width);
  if (j < count) body(j, count - j);
}

Batch load(const real* source, Index count) {
  return count == width ? Batch::load_unaligned(source) : Tail(source, count).load();
}

void store(const Batch& batch, real* out, Index count) {
  if (count == width) {
    batch.store_unaligned(out);
  } else {
    store_tail(batch, out, count);
  }
}

void threshold_block(const std::array<std::uint32_t, block>& words, const real* probabilities, Index count,
                     real* states) {
  for (Index j = 0; j < count; ++j) states[j] = Draws::to_uniform(words[j]) < probabilities[j] ? real(1) : real(0);
}

}  // namespace

void logistic(const real* bias, const real* inputs, Index count, real* mean) {
  for_vectors(count,
              [&](Index j, Index n) { store(logistic_of(load(bias + j, n) + load(inputs + j, n)), mean + j, n); });
}

void logistic_sample(const real* bias, const real* inputs, Index count, const Draws& draws, Index row, real* mean,
                     real* states) {
  std::array<std::uint32_t, block> words;
  std::array<real, block> probabilities;
  for (Index first = 0; first < count; first += block) {
    const Index n = std::min(block, count - first);
    draws.words(row, first, n, words.data());
    logistic(bias + first, inputs + first, n, probabilities.data());
    threshold_block(words, probabilities.data(), n, states + first);
    if (mean != nullptr) std::copy_n(probabilities.begin(), n, mean + first);
  }
}

void bernoulli_sample(const real* probabilities, Index count, const Draws& draws, Index row, real* states) {
  std::array<std::uint32_t, block> words;
  for (Index first = 0; first < count; first += block) {
    const Index n = std::min(block, count - first);
    draws.words(row, first, n, words.data());
    threshold_block(words, probabilities + first, n, states + first);
  }
}

double softplus_sum(const real* bias, const real* inputs, Index count) {
  alignas(64) std::array<real, width> values;
  double total = 0;
  for_vectors(count, [&](Index j, Index n) {
    softplus_of(load(bias + j, n) + load(inputs + j, n)).store_aligned(values.data());
    for (Index l = 0; l < n; ++l) total += static_cast<double>(values[l]);
  });
  return total;
}

// Eight running sums in a fixed pattern: independent of the vector width of the build.
double dot(const real* a, const real* b, Index count) {
  std::array<double, 8> sums{};
  Index j = 0;
  for (; j + 8 <= count; j += 8) {
    for (Index l = 0; l < 8; ++l) sums[l] += static_cast<double>(a[j + l]) * static_cast<double>(b[j + l]);
  }
  for (Index l = 0; j < count; ++j, ++l) sums[l] += static_cast<double>(a[j]) * static_cast<double>(b[j]);
  return ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}

void add_scaled(const real* a, real scale, Index count, real* out) {
  for (Index j = 0; j < count; ++j) out[j] += scale * a[j];
}

// x == x is false for NaN alone, and leaves vectors that the compiler can make.
void add_scaled_present(const real* a, real scale, Index count, real* out) {
  for (Index j = 0; j < count; ++j) out[j] += a[j] == a[j] ? scale * a[j] : real(0);
}

void copy_present(const real* a, Index count, real* out) {
  for (Index j = 0; j < count; ++j) out[j] = a[j] == a[j] ? a[j] : real(0);
}

void momentum_step(real* theta, real* velocity, const real* ascent, real rate, real momentum, Index count) {
  for (Index j = 0; j < count; ++j) {
    velocity[j] = momentum * velocity[j] + rate * ascent[j];
    theta[j] += velocity[j];
  }
}

// Counted in reals, which are exact far beyond the numbers added between two sums.
Index count_nonzeros(const real* values, Index count) {
  constexpr Index exact = 1 << 20;
  Index total = 0;
  for (Index first = 0; first < count; first += exact) {
    Batch found(real(0));
    for_vectors(std::min(exact, count - first), [&](Index j, Index n) {
      found += xsimd::select(load(values + first + j, n) == Batch(real(0)), Batch(real(0)), Batch(real(1)));
    });
    total += whole_sum(found);
  }
  return total;
}

// xsimd's != is false for NaN on AVX-512, so the question is asked the other way round.
bool has_nan(const real* values, Index count) {
  auto found = Batch(0) != Batch(0);
  for_vectors(count, [&](Index j, Index n) {
    const Batch x = load(values + j, n);
    found = found | !(x == x);
  });
  return xsimd::any(found);
}

// x - x is 0 for finite x and NaN otherwise.
bool all_finite(const real* values, Index count) {
  auto broken = Batch(0) != Batch(0);
  for_vectors(count, [&](Index j, Index n) {
    const Batch x = load(values + j, n);
    broken = broken | !((x - x) == Batch(0));
  });
  return !xsimd::any(broken);
}

}  // namespace dbn::kernels
