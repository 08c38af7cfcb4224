// Annealed importance sampling against exact values of machines small enough to enumerate.
#include "libdbn/likelihood/ais.hpp"

#include <algorithm>

#include "libdbn/base/errors.hpp"
#include "libdbn/likelihood/exact.hpp"
#include "libdbn/likelihood/model_samples.hpp"
#include "tests/support/checks.hpp"

namespace dbn {
namespace ais_test {
namespace {

using namespace test;

AisOptions options(const char* betas, Index chains, std::uint64_t seed) {
  AisOptions result;
  result.betas = parse_betas(betas);
  result.chains = chains;
  result.seed = seed;
  return result;
}

AisResult reverse(const Rbm& rbm, const AisOptions& settings) {
  Rng rng(settings.seed, Purpose::evaluation, 9);
  return reverse_ais_log_z(rbm, uniform_base(rbm), exact_samples(rbm, settings.chains, rng), settings);
}

void check_refused(const char* text) {
  BOOST_CHECK_EXCEPTION(parse_betas(text), Error, [](const Error& e) { return e.kind() == ErrorKind::config; });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ais)

BOOST_AUTO_TEST_CASE(betas_are_computed_and_not_accumulated) {
  const auto betas = parse_betas("0:.001:.5,.5:.0001:.9,.9:.00001:1");
  BOOST_CHECK_EQUAL(betas.size(), 500 + 4000 + 10000 + 1);
  BOOST_CHECK_EQUAL(betas.front(), 0);
  BOOST_CHECK_EQUAL(betas.back(), 1);
  BOOST_CHECK_EQUAL(betas[300], 0.5 * (300 / 500.0));
  BOOST_CHECK_EQUAL(betas[500], 0.5);
  BOOST_CHECK_EQUAL(betas[4500], 0.9);
  for (Index k = 1; k < betas.size(); ++k) BOOST_REQUIRE_GT(betas[k], betas[k - 1]);
  const auto equal = parse_betas("7");
  BOOST_REQUIRE_EQUAL(equal.size(), 8);
  for (Index k = 0; k < 8; ++k) BOOST_CHECK_EQUAL(equal[k], static_cast<double>(k) / 7);
}

BOOST_AUTO_TEST_CASE(texts_that_are_no_betas_are_refused) {
  for (const char* text : {"", "0", "-3", "0:.1", "0:.3:1", "0:.1:.9", ".1:.1:1", "0:.1:.5,.4:.1:1", "0:0:1", "0:-.1:1",
                           "1:.1:0", "0:.1:nan", "0:1e-12:1", "x"})
    check_refused(text);
}

BOOST_AUTO_TEST_CASE(a_machine_without_weights_needs_no_annealing) {
  Rbm rbm = random_rbm("bernoulli:5", "bernoulli:4", 71);
  rbm.parameters.weights.fill(0);
  rbm.parameters.hidden.fill(0);
  const AisResult result = ais_log_z(rbm, rbm.parameters.visible, options("1", 3, 1));
  check_close(result.log_z, exact_log_z(rbm), exact_tolerance, "log Z");
  check_close(result.effective_sample_size, 3, exact_tolerance, "effective sample size");
}

// One importance weight from base to target is p*(v) / p*_0(v); its exact mean over base states is Z / Z_0.
BOOST_AUTO_TEST_CASE(weights_without_intermediate_temperatures_are_density_ratios) {
  const Rbm rbm = random_rbm("bernoulli:3", "bernoulli:2", 72);
  const Matrix base = base_rates(rbm, Matrix{{real(0.2), real(0.9), real(0.5)}});
  Rbm start = make_rbm(rbm.visible, rbm.hidden);
  start.parameters.visible = base;
  const auto log_weight_of = [&](ConstMatrixView row) { return free_energy(start, row)[0] - free_energy(rbm, row)[0]; };
  std::vector<double> expected;
  const Matrix states = all_states(*rbm.visible);
  for (Index n = 0; n < 8; ++n) expected.push_back(log_weight_of(ConstMatrixView(states).row_range(n, 1)));
  const AisResult result = ais_log_z(rbm, base, options("1", 400, 3));
  for (const double found : result.log_weights) {
    double nearest = HUGE_VAL;
    for (const double value : expected) nearest = std::min(nearest, std::abs(found - value));
    BOOST_CHECK_LT(nearest, 20 * exact_tolerance);
  }
  check_close(result.log_z, exact_log_z(start) + log_sum_exp(result.log_weights) - std::log(400.0), exact_tolerance,
              "log Z");
}

// Strong weights and few temperatures make skewed weights: an interval from the mean weight alone misses log Z then.
BOOST_AUTO_TEST_CASE(intervals_cover_where_weights_are_skewed) {
  for (const auto& [strength, betas] : {std::pair(2.0, "10"), std::pair(3.0, "20"), std::pair(4.0, "60")}) {
    Rbm rbm = random_rbm("bernoulli:24", "bernoulli:10", 77);
    for (real& weight : rbm.parameters.weights) weight *= static_cast<real>(strength);
    const double log_z = exact_log_z(rbm);
    int by_mean_weight = 0;
    int forward_covered = 0;
    int reverse_covered = 0;
    for (unsigned seed = 1; seed <= 30; ++seed) {
      const AisResult forward = ais_log_z(rbm, uniform_base(rbm), options(betas, 100, seed));
      const AisResult back = reverse(rbm, options(betas, 100, seed));
      forward_covered += forward.log_z_low <= log_z && log_z <= forward.log_z_high;
      reverse_covered += back.log_z_low <= log_z && log_z <= back.log_z_high;
      double variance = 0;
      const double log_sum = log_sum_exp(forward.log_weights);
      for (const double value : forward.log_weights) variance += std::pow(100 * std::exp(value - log_sum) - 1, 2) / 99;
      by_mean_weight += std::abs(forward.log_z - log_z) <= 3 * std::sqrt(variance / 100);
    }
    BOOST_TEST_MESSAGE("strength " << strength << ": mean weight " << by_mean_weight << ", forward " << forward_covered
                                   << ", reverse " << reverse_covered);
    BOOST_CHECK_GE(forward_covered, 28);
    BOOST_CHECK_GE(reverse_covered, 28);
  }
}

// The 3-sigma interval of forward and of reverse annealing covers in at least 19 of 20 machines.
BOOST_AUTO_TEST_CASE(error_bars_are_calibrated) {
  int forward_covered = 0;
  int reverse_covered = 0;
  for (unsigned seed = 0; seed < 20; ++seed) {
    const Rbm rbm = random_rbm("bernoulli:8", "bernoulli:6", 100 + seed);
    const double log_z = exact_log_z(rbm);
    const AisResult forward = ais_log_z(rbm, uniform_base(rbm), options("100", 100, seed));
    const AisResult back = reverse(rbm, options("100", 100, seed));
    forward_covered += forward.log_z_low <= log_z && log_z <= forward.log_z_high;
    reverse_covered += back.log_z_low <= log_z && log_z <= back.log_z_high;
    BOOST_CHECK_LT(std::abs(forward.log_z - log_z), 0.5);
    BOOST_CHECK_LT(forward.log_z_high - forward.log_z_low, 1);
    BOOST_CHECK_GE(forward.effective_sample_size, 1);
    BOOST_CHECK_LE(forward.effective_sample_size, 100);
  }
  BOOST_CHECK_GE(forward_covered, 19);
  BOOST_CHECK_GE(reverse_covered, 19);
}

// With few chains and temperatures the bias of the logarithm shows: below forward, above in reverse.
BOOST_AUTO_TEST_CASE(forward_is_below_and_reverse_above_in_the_mean) {
  const Rbm rbm = random_rbm("bernoulli:10", "bernoulli:8", 73);
  const double log_z = exact_log_z(rbm);
  double forward = 0;
  double back = 0;
  for (unsigned seed = 0; seed < 60; ++seed) {
    forward += ais_log_z(rbm, uniform_base(rbm), options("5", 5, seed)).log_z - log_z;
    back += reverse(rbm, options("5", 5, seed)).log_z - log_z;
  }
  BOOST_CHECK_LT(forward / 60, -0.05);
  BOOST_CHECK_GT(back / 60, 0.05);
}

// Z itself is estimated without bias: the mean weight of many chains is within 5 standard errors.
BOOST_AUTO_TEST_CASE(every_kind_of_units_is_annealed_without_bias) {
  for (const char* visible :
       {"bernoulli:5", "gaussian:3", "softmax:2x3", "multinomial:4x3", "relu:3", "gaussian:2+softmax:1x3"}) {
    for (const char* hidden : {"bernoulli:3", "softmax:2x2"}) {
      const Rbm rbm = random_rbm(visible, hidden, 74);
      const double log_z = exact_log_z(rbm);
      const AisResult forward = ais_log_z(rbm, uniform_base(rbm), options("60", 400, 1));
      const AisResult back = reverse(rbm, options("60", 400, 2));
      BOOST_CHECK_MESSAGE(
          std::abs(forward.log_z - log_z) < (forward.log_z_high - log_z + forward.log_z - forward.log_z_low) &&
              std::abs(forward.log_z - log_z) < 0.3,
          visible << " with " << hidden << ": " << forward.log_z << " for " << log_z);
      BOOST_CHECK_MESSAGE(std::abs(back.log_z - log_z) < 5.0 / 3 * (back.log_z_high - back.log_z) + 1e-4,
                          visible << " with " << hidden << " reverse: " << back.log_z << " for " << log_z);
      BOOST_CHECK_MESSAGE(std::abs(back.log_z - log_z) < 5.0 / 3 * (back.log_z_high - back.log_z) + 1e-4,
                          visible << " with " << hidden << " reverse: " << back.log_z << " for " << log_z);
      BOOST_CHECK_MESSAGE(std::abs(forward.log_z - log_z) < 5.0 / 3 * (forward.log_z_high - forward.log_z) + 1e-4,
                          visible << " with " << hidden << ": " << forward.log_z << " for " << log_z);
    }
  }
}

BOOST_AUTO_TEST_CASE(hidden_kinds_without_states_are_annealed_too) {
  for (const char* hidden : {"gaussian:2", "relu:2"}) {
    const Rbm rbm = random_rbm("bernoulli:4", hidden, 75);
    const AisResult forward = ais_log_z(rbm, uniform_base(rbm), options("200", 400, 1));
    BOOST_CHECK_MESSAGE(std::abs(forward.log_z - exact_log_z(rbm)) < 5.0 / 3 * (forward.log_z_high - forward.log_z),
                        hidden << ": " << forward.log_z << " for " << exact_log_z(rbm));
  }
}

BOOST_AUTO_TEST_CASE(weights_in_the_hundreds_do_not_overflow) {
  Rbm rbm = random_rbm("bernoulli:6", "bernoulli:5", 76);
  for (real& w : rbm.parameters.weights) w *= 400;
  const AisResult forward = ais_log_z(rbm, uniform_base(rbm), options("2000", 20, 1));
  const AisResult back = reverse(rbm, options("2000", 20, 1));
  for (const AisResult& result : {forward, back}) {
    BOOST_CHECK(std::isfinite(result.log_z));
    BOOST_CHECK(std::isfinite(result.log_z_low) && std::isfinite(result.log_z_high));
  }
  check_close(back.log_z, exact_log_z(rbm), 1e-2, "log Z");
}

BOOST_AUTO_TEST_CASE(workers_do_not_change_a_bit) {
  const Rbm rbm = random_rbm("bernoulli:130", "bernoulli:90", 77);
  const auto settings = options("20", 300, 5);
  const AisResult serial = ais_log_z(rbm, uniform_base(rbm), settings);
  for (const Index threads : {2U, 3U}) {
    Workers workers(threads);
    BOOST_CHECK(ais_log_z(rbm, uniform_base(rbm), settings, workers).log_weights == serial.log_weights);
  }
}

// All chains start in the same state here, and layers of one size are cut at the same chains, so
// chains that shared their random numbers would end with equal weights.
BOOST_AUTO_TEST_CASE(chains_have_random_numbers_of_their_own) {
  const Rbm rbm = random_rbm("bernoulli:130", "bernoulli:130", 77);
  Matrix base = uniform_base(rbm);
  base.fill(40);
  std::vector<double> weights = ais_log_z(rbm, base, options("20", 300, 5)).log_weights;
  std::sort(weights.begin(), weights.end());
  BOOST_CHECK(std::adjacent_find(weights.begin(), weights.end()) == weights.end());
}

BOOST_AUTO_TEST_CASE(base_rates_are_smoothed_means_of_data) {
  const Rbm rbm = random_rbm("bernoulli:3", "bernoulli:2", 78);
  const Matrix data{{1, 0, real(NAN)}, {1, 0, real(NAN)}, {1, 1, real(NAN)}, {1, 0, real(NAN)}};
  const Matrix base = base_rates(rbm, mean_of_present(data), 0.25);
  const auto rate = [&](Index i) { return 1 / (1 + std::exp(-static_cast<double>(base(0, i)))); };
  check_close(rate(0), (1 + 0.125) / 1.25, exact_tolerance, "always on");
  check_close(rate(1), (0.25 + 0.125) / 1.25, exact_tolerance, "one in four");
  check_close(rate(2), 0.5, exact_tolerance, "never seen");
}

BOOST_AUTO_TEST_CASE(progress_is_told_and_may_stop) {
  const Rbm rbm = random_rbm("bernoulli:3", "bernoulli:2", 79);
  auto settings = options("10", 2, 1);
  Index told = 0;
  settings.progress = [&](Index done, Index total) {
    BOOST_CHECK_EQUAL(total, 10);
    BOOST_CHECK_EQUAL(done, ++told);
  };
  ais_log_z(rbm, uniform_base(rbm), settings);
  BOOST_CHECK_EQUAL(told, 10);
  settings.progress = [](Index, Index) { throw interrupted_error("stop"); };
  BOOST_CHECK_THROW(ais_log_z(rbm, uniform_base(rbm), settings), Error);
}

BOOST_AUTO_TEST_CASE(exact_samples_have_the_distribution_of_the_machine) {
  for (const char* hidden : {"bernoulli:2", "bernoulli:6"}) {  // enumerates either side
    const Rbm rbm = random_rbm("bernoulli:4", hidden, 80);
    Rng rng(81);
    constexpr Index count = 20000;
    const Matrix samples = exact_samples(rbm, count, rng);
    std::vector<double> found(16, 0.0);
    for (Index n = 0; n < count; ++n) {
      Index state = 0;
      for (Index i = 0; i < 4; ++i) state = 2 * state + (samples(n, i) > 0 ? 1 : 0);
      ++found[state];
    }
    const Energies log_p = log_likelihood(rbm, all_states(*rbm.visible), exact_log_z(rbm));
    double distance = 0;
    for (Index s = 0; s < 16; ++s) {
      const double expected = static_cast<double>(count) * std::exp(log_p[s]);
      distance += std::pow(found[s] - expected, 2) / expected;
    }
    BOOST_CHECK_LT(distance, 15 + 5 * std::sqrt(30.0));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace ais_test
}  // namespace dbn
