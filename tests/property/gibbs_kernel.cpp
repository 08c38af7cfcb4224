// The conditionals against energy differences, and the Gibbs kernel against the distribution it must keep.
#include <algorithm>
#include <numeric>

#include "libdbn/likelihood/exact.hpp"
#include "tests/support/checks.hpp"

namespace dbn {
namespace gibbs_kernel_test {
namespace {

using namespace test;

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

// E(on) - E(off) for unit `column` of `states`, the other layer held.
template <class Energy>
Energies energy_gap(Matrix states, Index column, const Energy& energy_of) {
  for (Index n = 0; n < states.shape(0); ++n) states(n, column) = 1;
  Energies gap = energy_of(states);
  for (Index n = 0; n < states.shape(0); ++n) states(n, column) = 0;
  const Energies off = energy_of(states);
  for (Index n = 0; n < gap.size(); ++n) gap[n] -= off[n];
  return gap;
}

Matrix random_bits(Index rows, Index columns, unsigned seed) {
  Matrix bits = zeros(rows, columns);
  fill_normal(bits, 1, seed);
  for (real& x : bits) x = x > 0 ? real(1) : real(0);
  return bits;
}

// How often each joint state occurs, by its place in counting order.
std::vector<double> histogram(const Matrix& states) {
  std::vector<double> counts(Index(1) << states.shape(1), 0.0);
  for (Index n = 0; n < states.shape(0); ++n) {
    Index place = 0;
    for (Index i = 0; i < states.shape(1); ++i) place = 2 * place + (states(n, i) > 0 ? 1 : 0);
    ++counts[place];
  }
  return counts;
}

std::vector<double> exact_probabilities(const Rbm& rbm) {
  const Energies log_p = log_likelihood(rbm, all_states(*rbm.visible), exact_log_z(rbm));
  std::vector<double> p;
  for (const double value : log_p) p.push_back(std::exp(value));
  return p;
}

// `chains` states at exactly p(v): stratified inverse cdf, so the start itself adds almost no noise.
Matrix start_at(const Rbm& rbm, const std::vector<double>& p, Index chains) {
  Matrix states = zeros(chains, rbm.visible->size());
  double cumulative = p[0];
  Index state = 0;
  for (Index n = 0; n < chains; ++n) {
    const double level = (static_cast<double>(n) + 0.5) / static_cast<double>(chains);
    while (cumulative < level && state + 1 < p.size()) cumulative += p[++state];
    rbm.visible->enumerate(state, MatrixView(states).row_range(n, 1));
  }
  return states;
}

double chi_square(const std::vector<double>& counts, const std::vector<double>& p) {
  const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
  double sum = 0;
  for (Index s = 0; s < p.size(); ++s) sum += std::pow(counts[s] - total * p[s], 2) / (total * p[s]);
  return sum;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gibbs_kernel)

BOOST_AUTO_TEST_CASE(energy_gaps_give_the_conditionals_of_hidden_units) {
  const Rbm rbm = random_rbm("bernoulli:6", "bernoulli:5", 11);
  const Matrix visible = random_bits(20, 6, 1);
  const Matrix hidden = random_bits(20, 5, 2);
  const Matrix inputs = inputs_to_hidden(rbm, visible);
  const Matrix means = hidden_mean(rbm, visible);
  for (Index j = 0; j < 5; ++j) {
    const Energies gap = energy_gap(hidden, j, [&](const Matrix& h) { return energy(rbm, visible, h); });
    for (Index n = 0; n < 20; ++n) {
      const double total = static_cast<double>(rbm.parameters.hidden(0, j)) + static_cast<double>(inputs(n, j));
      check_close(gap[n], -total, exact_tolerance, "energy gap");
      check_close(static_cast<double>(means(n, j)), logistic(-gap[n]), exact_tolerance, "conditional");
    }
  }
}

BOOST_AUTO_TEST_CASE(energy_gaps_give_the_conditionals_of_visible_units) {
  const Rbm rbm = random_rbm("bernoulli:6", "bernoulli:5", 12);
  const Matrix visible = random_bits(20, 6, 3);
  const Matrix hidden = random_bits(20, 5, 4);
  const Matrix inputs = inputs_to_visible(rbm, hidden);
  const Matrix means = visible_mean(rbm, hidden);
  for (Index i = 0; i < 6; ++i) {
    const Energies gap = energy_gap(visible, i, [&](const Matrix& v) { return energy(rbm, v, hidden); });
    for (Index n = 0; n < 20; ++n) {
      const double total = static_cast<double>(rbm.parameters.visible(0, i)) + static_cast<double>(inputs(n, i));
      check_close(gap[n], -total, exact_tolerance, "energy gap");
      check_close(static_cast<double>(means(n, i)), logistic(-gap[n]), exact_tolerance, "conditional");
    }
  }
}

// 2^5 states give chi-square 31 degrees of freedom, standard deviation sqrt(62). Chains start at p(v) exactly; a
// kernel that keeps p(v) stays within 5 deviations, one that leaves it drifts by order of the number of chains.
BOOST_AUTO_TEST_CASE(gibbs_steps_keep_the_distribution) {
  const Rbm rbm = random_rbm("bernoulli:5", "bernoulli:4", 13);
  const std::vector<double> p = exact_probabilities(rbm);
  const Matrix start = start_at(rbm, p, 40000);
  for (const Index steps : {1U, 2U, 5U}) {
    Rng rng(steps, Purpose::gibbs);
    const double distance = chi_square(histogram(gibbs(rbm, start, steps, rng)), p);
    BOOST_CHECK_MESSAGE(distance < 31 + 5 * std::sqrt(62.0), steps << " steps: chi-square " << distance);
    BOOST_CHECK_GT(distance, 1);
  }
}

// From a single state the same number of steps must arrive at p(v): a kernel that does nothing would pass above.
BOOST_AUTO_TEST_CASE(gibbs_steps_reach_the_distribution) {
  const Rbm rbm = random_rbm("bernoulli:5", "bernoulli:4", 13);
  const std::vector<double> p = exact_probabilities(rbm);
  Rng rng(1, Purpose::gibbs);
  const double distance = chi_square(histogram(gibbs(rbm, zeros(20000, 5), 40, rng)), p);
  BOOST_CHECK_MESSAGE(distance < 31 + 5 * std::sqrt(62.0), "chi-square " << distance);
}

BOOST_AUTO_TEST_CASE(gibbs_is_the_same_for_any_number_of_workers) {
  const Rbm rbm = random_rbm("bernoulli:40", "bernoulli:70", 14);
  Rng serial_rng(3, Purpose::gibbs);
  const Matrix serial = gibbs(rbm, random_bits(500, 40, 5), 3, serial_rng);
  for (const Index threads : {2U, 3U, 7U}) {
    Workers workers(threads);
    Rng rng(3, Purpose::gibbs);
    BOOST_CHECK(gibbs(rbm, random_bits(500, 40, 5), 3, rng, workers) == serial);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace gibbs_kernel_test
}  // namespace dbn
