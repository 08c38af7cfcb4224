// What a sweep draws and what it has still to do, by closed forms.
#include "experiments/sweep/expected_work.hpp"
#include "experiments/sweep/plan/distribution.hpp"
#include "tests/support/checks.hpp"

namespace sweep_work_test {
BOOST_AUTO_TEST_SUITE(sweep_work)

using namespace dbn;
using namespace dbn::program;

BOOST_AUTO_TEST_CASE(ends_of_distributions) {
  BOOST_CHECK_EQUAL(Distribution("int(-2, 2)").quantile(1e-12), "-2");
  BOOST_CHECK_EQUAL(Distribution("int(-2, 2)").quantile(1 - 1e-12), "2");
  BOOST_CHECK_EQUAL(Distribution("uniform(0.12345678, 0.12345679)").quantile(0.5), "0.12345679");
  BOOST_CHECK_EQUAL(Distribution("log-uniform(1e-4, 1e-2)").quantile(0.5), "0.001");
  BOOST_CHECK_EQUAL(Distribution("choice(500 | 500 500 | 7)").quantile(0.4), "500 500");
  BOOST_CHECK_EQUAL(Distribution("choice(a | b)").quantile(1 - 1e-17), "b");
  BOOST_CHECK_EQUAL(Distribution(" uniform( 3 , 3 ) ").quantile(0.3), "3");
}

// Nine runs with rungs and a factor of 3, in runs from beginning to end.
BOOST_AUTO_TEST_CASE(work_to_come_knows_of_halving) {
  std::vector<RunWork> runs(9);
  BOOST_CHECK_CLOSE(*expected_work(std::nullopt, runs), 9, 1e-9);
  Halving halving;
  halving.rungs = {10, 40};
  BOOST_CHECK(!expected_work(halving, runs));
  // All go to the first rung, a tenth of the work, and one of nine to the end.
  runs[4] = {0.1, false, 10};
  BOOST_CHECK_CLOSE(*expected_work(halving, runs), 9 * 0.1 + 0.9, 1e-9);
  // One that is already beyond does not go back.
  runs[5].fraction = 0.2;
  BOOST_CHECK_CLOSE(*expected_work(halving, runs), 8 * (0.1 + 0.9 / 9) + 0.2 + 0.8 / 9, 1e-9);
  // Six stopped at the first rung, one of the others at the second.
  for (RunWork& run : runs) run = {0.1, true, 10};
  for (const Index i : {0, 1, 2}) runs[i].is_over = false;
  BOOST_CHECK_CLOSE(*expected_work(halving, runs), 6 * 0.1 + 3 * (0.1 + 0.9 / 3), 1e-9);
  runs[1] = {0.4, false, 40};
  BOOST_CHECK_CLOSE(*expected_work(halving, runs), 6 * 0.1 + 3 * (0.4 + 0.6 / 3), 1e-9);
  // Beyond the last rung all is certain.
  for (const Index i : {0, 2}) runs[i] = {0.4, true, 40};
  BOOST_CHECK_CLOSE(*expected_work(halving, runs), 6 * 0.1 + 2 * 0.4 + 1, 1e-9);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace sweep_work_test
