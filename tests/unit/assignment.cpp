// Assignments against brute force over all permutations, and matched units against a machine with its units shuffled.
#include "libdbn/base/assignment.hpp"

#include <algorithm>
#include <numeric>

#include "libdbn/base/errors.hpp"
#include "libdbn/dbn/unit_matching.hpp"
#include "tests/support/checks.hpp"

namespace assignment_test {
BOOST_AUTO_TEST_SUITE(assignment)

using namespace dbn;
using namespace dbn::test;

namespace {

double total(const std::vector<double>& costs, const std::vector<Index>& columns) {
  double sum = 0;
  for (Index i = 0; i < columns.size(); ++i) sum += costs[i * columns.size() + columns[i]];
  return sum;
}

double least_total(const std::vector<double>& costs, Index n) {
  std::vector<Index> columns(n);
  std::iota(columns.begin(), columns.end(), Index{0});
  double least = total(costs, columns);
  while (std::next_permutation(columns.begin(), columns.end())) least = std::min(least, total(costs, columns));
  return least;
}

bool is_permutation_of(std::vector<Index> columns) {
  std::sort(columns.begin(), columns.end());
  for (Index i = 0; i < columns.size(); ++i) {
    if (columns[i] != i) return false;
  }
  return true;
}

// Hidden unit j of the result is unit order[j] of the source, with its complement where `flipped` says.
void shuffle_hidden(std::vector<Rbm>& layers, Index layer, const std::vector<Index>& order,
                    const std::vector<bool>& flipped) {
  const Matrix weights = layers[layer].parameters.weights;
  const Matrix above = layers[layer + 1].parameters.weights;
  for (Index j = 0; j < order.size(); ++j) {
    const real sign = flipped[j] ? real(-1) : real(1);
    for (Index i = 0; i < weights.shape(0); ++i) layers[layer].parameters.weights(i, j) = sign * weights(i, order[j]);
    for (Index k = 0; k < above.shape(1); ++k) layers[layer + 1].parameters.weights(j, k) = sign * above(order[j], k);
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(equals_brute_force) {
  std::mt19937 engine(3);
  std::normal_distribution<double> normal(0, 1);
  for (Index n = 1; n <= 7; ++n) {
    for (int trial = 0; trial < 40; ++trial) {
      std::vector<double> costs(n * n);
      // Every second time few distinct values, so that there are ties; costs of both signs.
      for (double& cost : costs) cost = trial % 2 == 0 ? normal(engine) : std::round(normal(engine));
      const std::vector<Index> columns = least_cost_assignment(costs, n);
      BOOST_REQUIRE_EQUAL(columns.size(), n);
      BOOST_REQUIRE(is_permutation_of(columns));
      check_close(total(costs, columns), least_total(costs, n), 1e-12, "n = " + std::to_string(n));
    }
  }
  BOOST_TEST(least_cost_assignment({}, 0).empty());
  BOOST_CHECK_THROW(least_cost_assignment({1, 2, 3}, 2), Error);
}

BOOST_AUTO_TEST_CASE(finds_a_hidden_permutation_in_a_large_matrix) {
  const Index n = 300;
  std::vector<Index> hidden(n);
  std::iota(hidden.begin(), hidden.end(), Index{0});
  std::mt19937 engine(7);
  std::shuffle(hidden.begin(), hidden.end(), engine);
  std::uniform_real_distribution<double> noise(0, 1);
  std::vector<double> costs(n * n);
  for (double& cost : costs) cost = noise(engine);
  for (Index i = 0; i < n; ++i) costs[i * n + hidden[i]] -= 2;
  BOOST_TEST((least_cost_assignment(costs, n) == hidden));
}

BOOST_AUTO_TEST_CASE(shuffled_and_flipped_units_find_their_partners) {
  const std::vector<Rbm> first{random_rbm("bernoulli:9", "bernoulli:5", 1),
                               random_rbm("bernoulli:5+softmax:1x2", "bernoulli:4", 2)};
  const std::vector<Index> order{3, 0, 4, 2, 1};
  const std::vector<Index> inverse{1, 4, 3, 0, 2};
  for (const Flips flips : {Flips::ignored, Flips::allowed}) {
    const bool may_flip = flips == Flips::allowed;
    const std::vector<bool> flipped{may_flip, false, false, may_flip, false};
    std::vector<Rbm> second = first;
    shuffle_hidden(second, 0, order, flipped);
    const std::vector<UnitMatching> found = match_units(first, second, flips);
    BOOST_REQUIRE_EQUAL(found.size(), 2);
    BOOST_TEST((found[0].partner == inverse));
    for (Index j = 0; j < 5; ++j)
      check_close(found[0].correlation[j], flipped[inverse[j]] ? -1 : 1, 1e-5, "correlation below");
    // Only rows in the matched order and sign make the upper layers equal.
    BOOST_TEST((found[1].partner == std::vector<Index>{0, 1, 2, 3}));
    for (Index j = 0; j < 4; ++j) check_close(found[1].correlation[j], 1, 1e-5, "correlation above");
  }
}

BOOST_AUTO_TEST_CASE(correlations_are_those_of_pearson) {
  std::vector<Rbm> first{random_rbm("bernoulli:3", "bernoulli:2", 5)};
  std::vector<Rbm> second = first;
  first[0].parameters.weights = Matrix{{1, 2}, {2, 2}, {4, 2}};
  second[0].parameters.weights = Matrix{{3, 5}, {1, 5}, {2, 6}};
  // (1, 2, 4) with (5, 5, 6): covariance 5/9, variances 14/9 and 2/9; with (3, 1, 2) negative; (2, 2, 2) is constant.
  const std::vector<UnitMatching> found = match_units(first, second, Flips::ignored);
  BOOST_TEST((found[0].partner == std::vector<Index>{1, 0}));
  check_close(found[0].correlation[0], (5.0 / 9) / std::sqrt(14.0 / 9 * 2 / 9), 1e-6, "Pearson");
  BOOST_CHECK_EQUAL(found[0].correlation[1], 0);
  BOOST_CHECK_THROW(match_units(first, {random_rbm("bernoulli:3", "bernoulli:3", 5)}, Flips::ignored), Error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace assignment_test
