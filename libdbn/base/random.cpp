#include "libdbn/base/random.hpp"

#include <cmath>
#include <numeric>
#include <utility>

namespace dbn {
namespace {

constexpr std::uint32_t multiplier_0 = 0xD2511F53U;
constexpr std::uint32_t multiplier_1 = 0xCD9E8D57U;
constexpr std::uint32_t weyl_0 = 0x9E3779B9U;
constexpr std::uint32_t weyl_1 = 0xBB67AE85U;
constexpr int rounds = 10;
constexpr Index lanes = 16;
constexpr Index block = 4 * lanes;

__extension__ using Wide = unsigned __int128;
using Lanes = std::array<std::uint32_t, lanes>;

// The same rounds on 16 counters; plain loops of fixed length, which the compiler turns into vector code.
void philox_lanes(Lanes& a, Lanes& b, Lanes& c, Lanes& d, std::uint32_t key_0, std::uint32_t key_1) {
  for (int round = 0; round < rounds; ++round) {
    for (Index l = 0; l < lanes; ++l) {
      const std::uint64_t p0 = std::uint64_t(multiplier_0) * a[l];
      const std::uint64_t p1 = std::uint64_t(multiplier_1) * c[l];
      a[l] = static_cast<std::uint32_t>(p1 >> 32) ^ b[l] ^ key_0;
      c[l] = static_cast<std::uint32_t>(p0 >> 32) ^ d[l] ^ key_1;
      b[l] = static_cast<std::uint32_t>(p1);
      d[l] = static_cast<std::uint32_t>(p0);
    }
    key_0 += weyl_0;
    key_1 += weyl_1;
  }
}

}  // namespace

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < rounds; ++round) {
    const std::uint64_t p0 = std::uint64_t(multiplier_0) * counter[0];
    const std::uint64_t p1 = std::uint64_t(multiplier_1) * counter[2];
    counter = {static_cast<std::uint32_t>(p1 >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(p1),
               static_cast<std::uint32_t>(p0 >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(p0)};
    key[0] += weyl_0;
    key[1] += weyl_1;
  }
  return counter;
}

std::array<std::uint32_t, 4> Draws::counter(Index row, Index column) const {
  return {static_cast<std::uint32_t>(column / block * lanes + column % lanes),
          first_row_ + static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(number_),
          static_cast<std::uint32_t>(number_ >> 32) ^ (plane_ << 24)};
}

std::uint32_t Draws::random_bits(Index row, Index column) const {
  return philox(counter(row, column), key_)[column % block / lanes];
}

void Draws::random_bits(Index row, Index first, Index count, std::uint32_t* out) const {
  for (Index start = 0; start < count; start += block) {
    const std::array<std::uint32_t, 4> address = counter(row, first + start);
    Lanes a;
    Lanes b;
    Lanes c;
    Lanes d;
    for (Index l = 0; l < lanes; ++l) a[l] = address[0] + static_cast<std::uint32_t>(l);
    b.fill(address[1]);
    c.fill(address[2]);
    d.fill(address[3]);
    philox_lanes(a, b, c, d, key_[0], key_[1]);
    const Index whole = count - start;
    if (whole >= block) {
      std::copy(a.begin(), a.end(), out + start);
      std::copy(b.begin(), b.end(), out + start + lanes);
      std::copy(c.begin(), c.end(), out + start + 2 * lanes);
      std::copy(d.begin(), d.end(), out + start + 3 * lanes);
    } else {
      std::array<std::uint32_t, block> all;
      std::copy(a.begin(), a.end(), all.begin());
      std::copy(b.begin(), b.end(), all.begin() + lanes);
      std::copy(c.begin(), c.end(), all.begin() + 2 * lanes);
      std::copy(d.begin(), d.end(), all.begin() + 3 * lanes);
      std::copy_n(all.begin(), whole, out + start);
    }
  }
}

double Draws::normal(Index row, Index column) const {
  constexpr double two_pi = 6.283185307179586476925286766559;
  const double radius = std::sqrt(-2 * std::log(open_uniform(row, column)));
  return radius * std::cos(two_pi * plane(plane_ + 1).open_uniform(row, column));
}

Draws Draws::from_row(Index first) const {
  Draws result = *this;
  result.first_row_ += static_cast<std::uint32_t>(first);
  return result;
}

Draws Draws::plane(std::uint32_t index) const {
  Draws result = *this;
  result.plane_ = index;
  return result;
}

// Deriving the key with the block function itself keeps streams of neighbouring seeds and indices unrelated.
Rng::Rng(std::uint64_t seed, Purpose purpose, std::uint64_t index) {
  const auto words = philox({static_cast<std::uint32_t>(purpose), static_cast<std::uint32_t>(index),
                             static_cast<std::uint32_t>(index >> 32), 0x64626eU},
                            {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)});
  key_ = {words[0], words[1]};
}

void Rng::archive(Archive& archive) {
  archive.field("key_0", key_[0]);
  archive.field("key_1", key_[1]);
  archive.field("taken", taken_);
}

std::vector<Index> random_permutation(Index count, Rng& rng) {
  std::vector<Index> order(count);
  std::iota(order.begin(), order.end(), Index(0));
  const Draws draws = rng.next();
  for (Index i = count; i > 1; --i) {
    const std::uint64_t random = (std::uint64_t(draws.random_bits(i, 0)) << 32) | draws.random_bits(i, lanes);
    const auto product = static_cast<Wide>(random) * i;
    std::swap(order[i - 1], order[static_cast<Index>(product >> 64)]);
  }
  return order;
}

}  // namespace dbn
