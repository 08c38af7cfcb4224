#include "libdbn/base/kernels.hpp"

#include <array>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>

#include "tests/support/checks.hpp"

using namespace dbn;
using namespace dbn::test;

namespace kernels_test {
namespace {

constexpr real epsilon = std::numeric_limits<real>::epsilon();
constexpr real infinity = std::numeric_limits<real>::infinity();
constexpr real not_a_number = std::numeric_limits<real>::quiet_NaN();

real logistic_of(real x) {
  const real zero = 0;
  real mean = -1;
  dbn::kernels::logistic(&zero, &x, 1, &mean);
  return mean;
}

double softplus_of(real x) {
  const real zero = 0;
  return dbn::kernels::softplus_sum(&zero, &x, 1);
}

std::vector<real> ramp(Index count, double from, double to) {
  std::vector<real> values(count);
  for (Index j = 0; j < count; ++j) {
    values[j] = static_cast<real>(from + (to - from) * static_cast<double>(j) / static_cast<double>(count - 1));
  }
  return values;
}

bool same_bits(const real* a, const real* b, Index count) { return std::memcmp(a, b, count * sizeof(real)) == 0; }

}  // namespace

BOOST_AUTO_TEST_SUITE(kernels)

BOOST_AUTO_TEST_CASE(logistic_is_right_to_a_few_ulp) {
  const std::vector<real> inputs = ramp(40001, -100, 100);
  const std::vector<real> bias(inputs.size(), real(0));
  std::vector<real> means(inputs.size());
  dbn::kernels::logistic(bias.data(), inputs.data(), inputs.size(), means.data());
  long double worst = 0;
  for (Index j = 0; j < inputs.size(); ++j) {
    const long double exact = 1 / (1 + std::exp(-static_cast<long double>(inputs[j])));
    // Below the smallest normal number only that it is tiny counts.
    if (exact < static_cast<long double>(std::numeric_limits<real>::min())) {
      BOOST_REQUIRE(means[j] >= real(0) && means[j] <= std::numeric_limits<real>::min());
    } else {
      int exponent = 0;
      std::frexp(static_cast<real>(exact), &exponent);
      const long double ulp = std::ldexp(static_cast<long double>(epsilon), exponent - 1);
      worst = std::max(worst, std::abs(static_cast<long double>(means[j]) - exact) / ulp);
    }
  }
  BOOST_TEST_MESSAGE("logistic: worst error in ulp " << worst);
  BOOST_CHECK_LE(worst, 3.0L);
}

BOOST_AUTO_TEST_CASE(logistic_at_its_ends) {
  for (const real x : {real(1000), real(1e30), infinity}) {
    BOOST_CHECK_EQUAL(logistic_of(x), real(1));
    BOOST_CHECK_EQUAL(logistic_of(-x), real(0));
  }
  BOOST_CHECK_EQUAL(logistic_of(0), real(0.5));
  BOOST_CHECK(std::isnan(logistic_of(not_a_number)));
}

BOOST_AUTO_TEST_CASE(the_bias_is_added) {
  const std::vector<real> bias{real(0.5), -2, 3};
  const std::vector<real> inputs{real(0.25), 1, -5};
  std::vector<real> means(3);
  dbn::kernels::logistic(bias.data(), inputs.data(), 3, means.data());
  for (Index j = 0; j < 3; ++j) BOOST_CHECK_EQUAL(means[j], logistic_of(bias[j] + inputs[j]));
  double expected = 0;
  for (Index j = 0; j < 3; ++j) expected += softplus_of(bias[j] + inputs[j]);
  check_close(dbn::kernels::softplus_sum(bias.data(), inputs.data(), 3), expected, 1e-15, "softplus");
}

BOOST_AUTO_TEST_CASE(a_mean_does_not_depend_on_its_place) {
  const std::vector<real> inputs = ramp(150, -30, 30);
  const std::vector<real> bias = ramp(150, 1, -2);
  std::vector<real> whole(150);
  for (Index j = 0; j < 150; ++j) dbn::kernels::logistic(&bias[j], &inputs[j], 1, &whole[j]);
  for (Index first = 0; first < 20; ++first) {
    for (Index count = 1; count <= 130; ++count) {
      std::vector<real> part(count + 1, real(7));
      dbn::kernels::logistic(&bias[first], &inputs[first], count, part.data());
      BOOST_REQUIRE(same_bits(part.data(), &whole[first], count));
      BOOST_REQUIRE_EQUAL(part[count], real(7));
    }
  }
}

BOOST_AUTO_TEST_CASE(not_a_number_stays_where_it_is) {
  const std::vector<real> bias(40, real(0));
  for (Index at = 0; at < 40; ++at) {
    std::vector<real> inputs(40, real(1));
    inputs[at] = not_a_number;
    std::vector<real> means(40);
    dbn::kernels::logistic(bias.data(), inputs.data(), 40, means.data());
    for (Index j = 0; j < 40; ++j) BOOST_REQUIRE_EQUAL(std::isnan(means[j]), j == at);
    BOOST_REQUIRE(std::isnan(dbn::kernels::softplus_sum(bias.data(), inputs.data(), 40)));
  }
}

BOOST_AUTO_TEST_CASE(softplus_of_one_number) {
  double worst = 0;
  for (const real x : ramp(20001, -80, 80)) {
    const long double wide = static_cast<long double>(x);
    const auto exact = static_cast<double>(std::max(wide, 0.0L) + std::log1p(std::exp(-std::abs(wide))));
    worst = std::max(worst, std::abs(softplus_of(x) - exact) / exact / static_cast<double>(epsilon));
  }
  BOOST_TEST_MESSAGE("softplus: worst relative error in epsilons " << worst);
  BOOST_CHECK_LE(worst, 4);
  BOOST_CHECK_EQUAL(softplus_of(real(1e4)), 1e4);
  BOOST_CHECK_EQUAL(softplus_of(real(-1e4)), 0);
  BOOST_CHECK_EQUAL(softplus_of(-infinity), 0);
  BOOST_CHECK_EQUAL(softplus_of(infinity), HUGE_VAL);
}

BOOST_AUTO_TEST_CASE(softplus_sums_every_element_once) {
  for (Index count = 1; count <= 130; ++count) {
    const std::vector<real> inputs = ramp(count + 1, -20, 25);
    const std::vector<real> bias = ramp(count + 1, 2, -1);
    long double exact = 0;
    for (Index j = 0; j < count; ++j) {
      exact += std::log1p(std::exp(static_cast<long double>(bias[j] + inputs[j])));
    }
    check_close(dbn::kernels::softplus_sum(bias.data(), inputs.data(), count), static_cast<double>(exact),
                4 * static_cast<double>(epsilon), "softplus of " + std::to_string(count));
  }
}

BOOST_AUTO_TEST_CASE(samples_compare_the_word_of_their_address_with_the_mean) {
  const Draws draws = Rng(3).next().plane(1);
  for (Index count = 1; count <= 200; ++count) {
    const std::vector<real> inputs = ramp(count + 1, -4, 4);
    const std::vector<real> bias = ramp(count + 1, 1, -1);
    std::vector<real> expected(count);
    dbn::kernels::logistic(bias.data(), inputs.data(), count, expected.data());
    std::vector<real> means(count + 1, real(7));
    std::vector<real> states(count + 1, real(7));
    dbn::kernels::logistic_sample(bias.data(), inputs.data(), count, draws, 12, means.data(), states.data());
    BOOST_REQUIRE(same_bits(means.data(), expected.data(), count));
    for (Index j = 0; j < count; ++j) {
      BOOST_REQUIRE_EQUAL(states[j], draws.uniform(12, j) < means[j] ? real(1) : real(0));
    }
    BOOST_REQUIRE(means[count] == real(7) && states[count] == real(7));
    std::vector<real> without_means(count);
    dbn::kernels::logistic_sample(bias.data(), inputs.data(), count, draws, 12, nullptr, without_means.data());
    BOOST_REQUIRE(same_bits(without_means.data(), states.data(), count));
    std::vector<real> from_means(count);
    dbn::kernels::bernoulli_sample(means.data(), count, draws, 12, from_means.data());
    BOOST_REQUIRE(same_bits(from_means.data(), states.data(), count));
  }
}

BOOST_AUTO_TEST_CASE(states_are_on_as_often_as_their_mean_says) {
  constexpr Index units = 70;
  constexpr Index rows = 20000;
  const std::vector<real> inputs = ramp(units, -6, 6);
  const std::vector<real> bias(units, real(0));
  const Draws draws = Rng(4).next();
  std::vector<real> means(units);
  std::vector<real> states(units);
  std::vector<double> on(units);
  for (Index row = 0; row < rows; ++row) {
    dbn::kernels::logistic_sample(bias.data(), inputs.data(), units, draws, row, means.data(), states.data());
    for (Index j = 0; j < units; ++j) on[j] += static_cast<double>(states[j]);
  }
  for (Index j = 0; j < units; ++j) {
    const double p = static_cast<double>(means[j]);
    BOOST_CHECK_SMALL(on[j] / rows - p, 5 * std::sqrt(p * (1 - p) / rows));
  }
  const std::vector<real> certain{0, 1, 0, 1};
  for (Index row = 0; row < 1000; ++row) {
    dbn::kernels::bernoulli_sample(certain.data(), 4, draws, row, states.data());
    BOOST_REQUIRE(same_bits(states.data(), certain.data(), 4));
  }
}

BOOST_AUTO_TEST_CASE(dot_and_updates_by_the_formula) {
  for (Index count = 0; count <= 40; ++count) {
    const std::vector<real> a = ramp(count + 2, -1, 2);
    const std::vector<real> b = ramp(count + 2, 3, -2);
    long double exact = 0;
    for (Index j = 0; j < count; ++j) exact += static_cast<long double>(a[j]) * static_cast<long double>(b[j]);
    check_close(dbn::kernels::dot(a.data(), b.data(), count), static_cast<double>(exact), 1e-14, "dot");
    std::vector<real> sum = b;
    dbn::kernels::add_scaled(a.data(), real(-0.5), count, sum.data());
    std::vector<real> theta = a;
    std::vector<real> velocity = b;
    dbn::kernels::momentum_step(theta.data(), velocity.data(), sum.data(), real(0.125), real(0.5), count);
    for (Index j = 0; j < count; ++j) {
      const double added = static_cast<double>(b[j]) - 0.5 * static_cast<double>(a[j]);
      check_close(static_cast<double>(sum[j]), added, static_cast<double>(epsilon), "sum");
      const double moved = 0.5 * static_cast<double>(b[j]) + 0.125 * static_cast<double>(sum[j]);
      check_close(static_cast<double>(velocity[j]), moved, static_cast<double>(epsilon), "velocity");
      BOOST_REQUIRE_EQUAL(theta[j], a[j] + velocity[j]);
    }
    for (Index j = count; j < count + 2; ++j) {
      BOOST_REQUIRE(sum[j] == b[j] && theta[j] == a[j] && velocity[j] == b[j]);
    }
  }
}

// A compiler keeps two bodies of a loop, one of vectors and one for arrays that lie close together; both must round
// alike, or a resumed run leaves the uninterrupted one wherever the heap happens to differ.
BOOST_AUTO_TEST_CASE(updates_do_not_depend_on_how_close_their_arrays_lie) {
  constexpr Index reach = 48;
  using Update = std::function<void(real * changed, real * second, const real* read, Index count)>;
  const std::vector<Update> updates{
      [](real* changed, real*, const real* read, Index count) {
        dbn::kernels::add_scaled(read, real(0.3), count, changed);
      },
      [](real* changed, real*, const real* read, Index count) {
        dbn::kernels::add_scaled_present(read, real(0.3), count, changed);
      },
      [](real* changed, real* second, const real* read, Index count) {
        dbn::kernels::momentum_step(changed, second, read, real(0.1), real(0.7), count);
      },
  };
  for (Index update = 0; update < updates.size(); ++update) {
    for (const Index count : {5, 9, 17, 33}) {
      Matrix values = zeros(3, count);
      fill_normal(values, 1, static_cast<unsigned>(count));
      std::vector<real> expected;
      for (Index second = 0; second <= 2 * reach; ++second) {
        for (Index read = 0; read <= 2 * reach; ++read) {
          const std::array<Index, 3> first{reach, second, read};
          const auto overlap = [&](Index i, Index j) {
            return std::max(first[i], first[j]) < std::min(first[i], first[j]) + count;
          };
          if (overlap(0, 1) || overlap(0, 2) || overlap(1, 2)) continue;
          std::vector<real> memory(3 * reach + count);
          for (Index i = 0; i < 3; ++i) std::copy_n(ConstMatrixView(values).row(i), count, memory.data() + first[i]);
          updates[update](memory.data() + reach, memory.data() + second, memory.data() + read, count);
          std::vector<real> found(memory.begin() + reach, memory.begin() + static_cast<std::ptrdiff_t>(reach + count));
          if (expected.empty()) expected = found;
          BOOST_REQUIRE_MESSAGE(same_bits(found.data(), expected.data(), count), "update " << update << ", " << count
                                                                                           << " elements, arrays at "
                                                                                           << second << ", " << read);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(missing_values_are_left_out) {
  for (const Index count : {1, 5, 16, 37}) {
    std::vector<real> values = ramp(count + 1, -3, 4);
    for (Index j = 0; j < count; j += 3) values[j] = not_a_number;
    std::vector<real> sums(count, real(0.75));
    std::vector<real> copies(count, real(9));
    dbn::kernels::add_scaled_present(values.data(), real(-0.5), count, sums.data());
    dbn::kernels::copy_present(values.data(), count, copies.data());
    for (Index j = 0; j < count; ++j) {
      BOOST_CHECK_EQUAL(sums[j], j % 3 == 0 ? real(0.75) : real(0.75) + real(-0.5) * values[j]);
      BOOST_CHECK_EQUAL(copies[j], j % 3 == 0 ? real(0) : values[j]);
    }
  }
}

BOOST_AUTO_TEST_CASE(numbers_that_are_none_are_found_wherever_they_are) {
  constexpr real none = std::numeric_limits<real>::quiet_NaN();
  constexpr real infinite = std::numeric_limits<real>::infinity();
  for (Index count : {1, 3, 15, 16, 17, 64, 100}) {
    std::vector<real> values(count, real(-3));
    BOOST_CHECK(!dbn::kernels::has_nan(values.data(), count));
    BOOST_CHECK(dbn::kernels::all_finite(values.data(), count));
    for (Index place = 0; place < count; ++place) {
      for (const real value : {none, -none, infinite, -infinite}) {
        values[place] = value;
        BOOST_CHECK_EQUAL(dbn::kernels::has_nan(values.data(), count), std::isnan(value));
        BOOST_CHECK(!dbn::kernels::all_finite(values.data(), count));
      }
      values[place] = std::numeric_limits<real>::max();
      BOOST_CHECK(dbn::kernels::all_finite(values.data(), count));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kernels_test
