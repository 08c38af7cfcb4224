#include "libdbn/base/random.hpp"

#include <algorithm>
#include <map>
#include <numeric>

#include "tests/support/checks.hpp"

using namespace dbn;
using namespace dbn::test;

namespace random_test {
namespace {

using Words = std::array<std::uint32_t, 4>;

/// sum (found - expected)^2 / expected over bins of equal probability.
double chi_square(const std::vector<double>& counts) {
  const double expected = std::accumulate(counts.begin(), counts.end(), 0.0) / static_cast<double>(counts.size());
  double sum = 0;
  for (double count : counts) sum += (count - expected) * (count - expected) / expected;
  return sum;
}

/// Six standard deviations above the mean of chi-square with bins - 1 degrees of freedom.
double chi_square_bound(Index bins) {
  const double freedom = static_cast<double>(bins) - 1;
  return freedom + 6 * std::sqrt(2 * freedom);
}

/// The correlation of two lists of standard variables, in its standard deviations under independence.
double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0) / std::sqrt(static_cast<double>(a.size()));
}

/// Uniforms at rows x columns, with mean 0 and variance 1.
std::vector<double> standard_uniforms(const Draws& draws, Index rows, Index columns) {
  std::vector<double> values;
  for (Index i = 0; i < rows; ++i) {
    for (Index j = 0; j < columns; ++j) {
      values.push_back((static_cast<double>(draws.uniform(i, j)) - 0.5) * std::sqrt(12.0));
    }
  }
  return values;
}

}  // namespace

// POSIX has a function called random in the global namespace.
namespace dbn::test {
BOOST_AUTO_TEST_SUITE(random)

// Known answers that come with Random123 of Salmon et al.
BOOST_AUTO_TEST_CASE(published_vectors) {
  BOOST_CHECK((philox({0, 0, 0, 0}, {0, 0}) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  constexpr std::uint32_t ones = 0xffffffff;
  BOOST_CHECK(
      (philox({ones, ones, ones, ones}, {ones, ones}) == Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  BOOST_CHECK((philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
               Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

// Computed apart from this library. A change here changes the results of every seed.
BOOST_AUTO_TEST_CASE(addresses_are_for_ever) {
  Rng gibbs(1, Purpose::gibbs);
  BOOST_CHECK_EQUAL(gibbs.next().word(0, 0), 0xcc4f4d88);
  BOOST_CHECK_EQUAL(gibbs.next().word(2, 70), 0x2a9bd541);
  Rng bits((std::uint64_t(1) << 40) + 7, Purpose::binarization, (std::uint64_t(1) << 33) + 5);
  bits.next();
  bits.next();
  BOOST_CHECK_EQUAL(bits.next().plane(3).word(100, 127), 0x43377509);
}

BOOST_AUTO_TEST_CASE(words_are_the_word_of_each_column) {
  const Draws draws = Rng(5).next().plane(2).from_row(9);
  for (const Index first : {0, 64, 640}) {
    for (Index count = 1; count <= 200; ++count) {
      std::vector<std::uint32_t> words(count + 1, 77);
      draws.words(3, first, count, words.data());
      for (Index j = 0; j < count; ++j) BOOST_REQUIRE_EQUAL(words[j], draws.word(3, first + j));
      BOOST_REQUIRE_EQUAL(words[count], 77);
    }
  }
}

BOOST_AUTO_TEST_CASE(no_two_addresses_share_a_word) {
  Rng rng(5);
  const std::array<Draws, 2> matrices{rng.next(), rng.next()};
  std::vector<std::uint32_t> words;
  for (const Draws& draws : matrices) {
    for (std::uint32_t plane = 0; plane < 3; ++plane) {
      for (Index row = 0; row < 20; ++row) {
        for (Index column = 0; column < 200; ++column) words.push_back(draws.plane(plane).word(row, column));
      }
    }
  }
  std::sort(words.begin(), words.end());
  // 24,000 words of 32 bits have 0.07 equal pairs in the mean; a shared address would give hundreds.
  BOOST_CHECK_LE(words.end() - std::unique(words.begin(), words.end()), 2);
  BOOST_CHECK_EQUAL(matrices[0].from_row(4).word(3, 11), matrices[0].word(7, 11));
  BOOST_CHECK_EQUAL(matrices[0].from_row(4).from_row(2).word(1, 11), matrices[0].word(7, 11));
  BOOST_CHECK_EQUAL(matrices[0].plane(1).later_plane(2).word(1, 1), matrices[0].plane(3).word(1, 1));
}

BOOST_AUTO_TEST_CASE(seeds_purposes_and_indices_have_streams_of_their_own) {
  const std::uint64_t high = std::uint64_t(1) << 32;
  std::vector<std::uint32_t> words;
  for (const std::uint64_t seed : {std::uint64_t(0), std::uint64_t(1), std::uint64_t(2), high, high + 1}) {
    for (const Purpose purpose : {Purpose::initialization, Purpose::shuffle, Purpose::gibbs, Purpose::subset}) {
      for (const std::uint64_t index : {std::uint64_t(0), std::uint64_t(1), high, high + 1}) {
        words.push_back(Rng(seed, purpose, index).next().word(0, 0));
        BOOST_CHECK_EQUAL(words.back(), Rng(seed, purpose, index).next().word(0, 0));
      }
    }
  }
  std::sort(words.begin(), words.end());
  BOOST_CHECK(std::adjacent_find(words.begin(), words.end()) == words.end());
}

BOOST_AUTO_TEST_CASE(uniforms_are_uniform_in_their_high_and_low_bits) {
  const Draws draws = Rng(6).next();
  std::vector<double> high(256);
  std::vector<double> low(256);
  for (Index i = 0; i < 512; ++i) {
    for (Index j = 0; j < 512; ++j) {
      const real u = draws.uniform(i, j);
      BOOST_REQUIRE(u >= real(0) && u < real(1));
      ++high[static_cast<Index>(u * real(256))];
      ++low[draws.word(i, j) >> 8 & 255];
    }
  }
  BOOST_CHECK_LT(chi_square(high), chi_square_bound(256));
  BOOST_CHECK_LT(chi_square(low), chi_square_bound(256));
  BOOST_CHECK_EQUAL(Draws::to_uniform(0), real(0));
  BOOST_CHECK_EQUAL(Draws::to_uniform(0xffffffffU), real(1) - real(0x1p-24));
  BOOST_CHECK_EQUAL(Draws::to_uniform(0x80000000U), real(0.5));
}

BOOST_AUTO_TEST_CASE(rows_columns_planes_and_matrices_are_uncorrelated) {
  Rng rng(7);
  const Draws draws = rng.next();
  const std::vector<double> here = standard_uniforms(draws, 300, 256);
  BOOST_CHECK_SMALL(correlation(here, standard_uniforms(draws.from_row(1), 300, 256)), 5.0);
  BOOST_CHECK_SMALL(correlation(here, standard_uniforms(draws.plane(1), 300, 256)), 5.0);
  BOOST_CHECK_SMALL(correlation(here, standard_uniforms(rng.next(), 300, 256)), 5.0);
  for (const Index distance : {1, 16, 64}) {
    const std::vector<double> a(here.begin(), here.end() - static_cast<std::ptrdiff_t>(distance));
    const std::vector<double> b(here.begin() + static_cast<std::ptrdiff_t>(distance), here.end());
    BOOST_CHECK_SMALL(correlation(a, b), 5.0);
  }
}

BOOST_AUTO_TEST_CASE(normals_have_the_moments_and_the_distribution_of_a_normal) {
  const Draws draws = Rng(8).next();
  std::vector<double> values;
  for (Index i = 0; i < 400; ++i) {
    for (Index j = 0; j < 400; ++j) values.push_back(draws.normal(i, j));
  }
  const double n = static_cast<double>(values.size());
  std::array<double, 5> moments{};
  for (double x : values) {
    for (int k = 1; k <= 4; ++k) moments[static_cast<Index>(k)] += std::pow(x, k) / n;
  }
  // The variance of the k-th moment is (E x^2k - (E x^k)^2) / n: 1, 2, 15 and 96.
  BOOST_CHECK_SMALL(moments[1], 5 * std::sqrt(1 / n));
  BOOST_CHECK_SMALL(moments[2] - 1, 5 * std::sqrt(2 / n));
  BOOST_CHECK_SMALL(moments[3], 5 * std::sqrt(15 / n));
  BOOST_CHECK_SMALL(moments[4] - 3, 5 * std::sqrt(96 / n));
  std::sort(values.begin(), values.end());
  double distance = 0;
  for (Index i = 0; i < values.size(); ++i) {
    const double cdf = 0.5 * std::erfc(-values[i] / std::sqrt(2.0));
    distance = std::max({distance, cdf - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - cdf});
  }
  // Kolmogorov: the distance exceeds 2.6 / sqrt(n) with probability 3e-6.
  BOOST_CHECK_LT(distance, 2.6 / std::sqrt(n));
}

BOOST_AUTO_TEST_CASE(normals_two_planes_apart_are_uncorrelated) {
  const Draws draws = Rng(9).next();
  std::vector<double> here;
  std::vector<double> there;
  for (Index i = 0; i < 300; ++i) {
    for (Index j = 0; j < 200; ++j) {
      here.push_back(draws.normal(i, j));
      there.push_back(draws.plane(2).normal(i, j));
    }
  }
  BOOST_CHECK_SMALL(correlation(here, there), 5.0);
}

BOOST_AUTO_TEST_CASE(open_uniforms_never_reach_the_ends) {
  const Draws draws = Rng(10).next();
  for (Index j = 0; j < 1000; ++j) {
    const double u = draws.open_uniform(1, j);
    BOOST_REQUIRE(u > 0 && u < 1);
    BOOST_REQUIRE_EQUAL(u, (static_cast<double>(draws.word(1, j)) + 0.5) / 4294967296.0);
  }
}

BOOST_AUTO_TEST_CASE(permutations_are_permutations) {
  Rng rng(11);
  for (const Index count : {0, 1, 2, 3, 100, 5000}) {
    std::vector<Index> order = random_permutation(count, rng);
    BOOST_REQUIRE_EQUAL(order.size(), count);
    if (count >= 100) BOOST_CHECK(!std::is_sorted(order.begin(), order.end()));
    std::sort(order.begin(), order.end());
    for (Index i = 0; i < count; ++i) BOOST_REQUIRE_EQUAL(order[i], i);
  }
}

BOOST_AUTO_TEST_CASE(all_orders_of_four_come_equally_often) {
  Rng rng(12);
  std::map<std::vector<Index>, double> counts;
  for (int i = 0; i < 24000; ++i) ++counts[random_permutation(4, rng)];
  BOOST_REQUIRE_EQUAL(counts.size(), 24);
  std::vector<double> bins;
  for (const auto& entry : counts) bins.push_back(entry.second);
  BOOST_CHECK_LT(chi_square(bins), chi_square_bound(24));
}

BOOST_AUTO_TEST_CASE(each_place_of_a_long_permutation_is_equally_likely) {
  Rng rng(13);
  std::vector<double> first(50);
  std::vector<double> last(50);
  for (int i = 0; i < 10000; ++i) {
    const std::vector<Index> order = random_permutation(50, rng);
    ++first[order.front()];
    ++last[order.back()];
  }
  BOOST_CHECK_LT(chi_square(first), chi_square_bound(50));
  BOOST_CHECK_LT(chi_square(last), chi_square_bound(50));
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace dbn::test

}  // namespace random_test
