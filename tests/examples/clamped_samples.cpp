// Samples with a clamp: an RBM whose last visible units are a label, sampled from p(v | label).
#include <cmath>

#include "libdbn/dbn/generate.hpp"
#include "libdbn/likelihood/exact.hpp"
#include "tests/support/checks.hpp"

using namespace dbn;

namespace {

constexpr Index pixels = 3;

// The eight pixel patterns with the one-hot label behind them: bernoulli:3+softmax:1x2.
Matrix patterns_with(Index label) {
  Matrix rows = zeros(8, pixels + 2);
  for (Index n = 0; n < 8; ++n) {
    for (Index i = 0; i < pixels; ++i) rows(n, i) = (n >> i) & 1U ? real(1) : real(0);
    rows(n, pixels + label) = 1;
  }
  return rows;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(clamped_samples)

// p(v | y) = exp(-F(v, y)) / sum_v' exp(-F(v', y)), by enumeration and by the frequencies of 10,000 chains.
BOOST_AUTO_TEST_CASE(frequencies_are_the_conditional_distribution) {
  const Rbm rbm = test::random_rbm("bernoulli:3+softmax:1x2", "bernoulli:4", 2);
  constexpr Index chains = 10000;
  for (const Index label : {0, 1}) {
    const Energies energies = free_energy(rbm, patterns_with(label));
    std::vector<double> minus_energies;
    for (const double energy : energies) minus_energies.push_back(-energy);
    const double log_sum = log_sum_exp(minus_energies);

    Rng rng(7);
    const SamplingOptions options{.steps = 50, .labels = Labels(chains, static_cast<std::int32_t>(label))};
    const std::vector<Rbm> layers{rbm};
    const Samples samples = draw_samples(layers, noise_at_top(layers, chains, rng), options, rng);

    std::vector<double> counts(8, 0);
    for (Index n = 0; n < chains; ++n) {
      BOOST_REQUIRE_EQUAL(samples.top(n, pixels + label), 1);
      Index pattern = 0;
      for (Index i = 0; i < pixels; ++i) pattern += samples.visible(n, i) > 0 ? Index(1) << i : 0;
      ++counts[pattern];
    }
    for (Index pattern = 0; pattern < 8; ++pattern) {
      const double p = std::exp(minus_energies[pattern] - log_sum);
      const double sigma = std::sqrt(p * (1 - p) / chains);
      BOOST_CHECK_SMALL(counts[pattern] / chains - p, 4 * sigma);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
