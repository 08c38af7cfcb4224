// The rules by which measured values pass: their edges, on both sides.
#include "experiments/reproductions/held_out_error.hpp"
#include "experiments/reproductions/reproduction.hpp"

#include "libdbn/base/errors.hpp"
#include "tests/support/checks.hpp"

using namespace dbn;
using namespace dbn::program;

namespace reproduction_rules_test {
BOOST_AUTO_TEST_SUITE(reproduction_rules)

BOOST_AUTO_TEST_CASE(within_a_tolerance) {
  const auto verdict = [](double measured) { return within("x", -60, Source::read, 2.5, measured).verdict; };
  BOOST_CHECK(verdict(-62.5) == Verdict::pass);
  BOOST_CHECK(verdict(-57.5) == Verdict::pass);
  BOOST_CHECK(verdict(-62.51) == Verdict::miss);
  BOOST_CHECK(verdict(-57.49) == Verdict::miss);
  BOOST_CHECK(verdict(NAN) == Verdict::miss);
  BOOST_CHECK_EQUAL(within("x", -60.25, Source::commonly_quoted, 2.5, 0).published, "-60.25 (as commonly quoted)");
  BOOST_CHECK_EQUAL(within("x", -60.25, Source::read, 2.5, 0).published, "-60.25");
}

BOOST_AUTO_TEST_CASE(reaching_a_value) {
  BOOST_CHECK(reaches("x", "", -87.5, -87.5).verdict == Verdict::pass);
  BOOST_CHECK(reaches("x", "", -87.5, -80).verdict == Verdict::pass);
  BOOST_CHECK(reaches("x", "", -87.5, -87.6).verdict == Verdict::miss);
  BOOST_CHECK(reaches("x", "", -87.5, NAN).verdict == Verdict::miss);
}

BOOST_AUTO_TEST_CASE(staying_below_a_value) {
  BOOST_CHECK(at_most("x", "", 1.35, 1.35).verdict == Verdict::pass);
  BOOST_CHECK(at_most("x", "", 1.35, 1.2).verdict == Verdict::pass);
  BOOST_CHECK(at_most("x", "", 1.35, 1.36).verdict == Verdict::miss);
  BOOST_CHECK(at_most("x", "", 1.35, NAN).verdict == Verdict::miss);
}

// Around the mean (1, 2, 3): +-3 along (1, 1, 0) / sqrt(2), +-2 along (1, -1, 0) / sqrt(2), +-1 along the last axis,
// two rows each. Test rows are judged by the training rows' components.
BOOST_AUTO_TEST_CASE(squares_left_over_by_principal_components) {
  Matrix rows = zeros(6, 3);
  const double root = std::sqrt(0.5);
  const double axes[3][3] = {{3 * root, 3 * root, 0}, {2 * root, -2 * root, 0}, {0, 0, 1}};
  for (Index n = 0; n < 6; ++n) {
    for (Index j = 0; j < 3; ++j) {
      rows(n, j) = static_cast<real>(static_cast<double>(j) + 1 + (n % 2 == 0 ? 1 : -1) * axes[n / 2][j]);
    }
  }
  const MatrixRows training(rows, {});
  const auto left = [&](const RowSource& test, Index components) {
    return squared_error_of_components(training, test, components, Workers::serial());
  };
  test::check_close(left(training, 1), (2 * 4 + 2 * 1) / 6.0, 1e-5, "one");
  test::check_close(left(training, 2), 2 / 6.0, 1e-5, "two");
  test::check_close(left(training, 3), 0, 1e-5, "three");
  const MatrixRows other(Matrix{{real(2), real(2), real(5)}}, {});
  test::check_close(left(other, 1), 0.5 + 4, 1e-5, "another row");
}

BOOST_AUTO_TEST_CASE(covered_by_trials) {
  const std::vector<double> trials{-145, -148, -146};
  const auto verdict = [&](double published) { return covers("x", published, Source::read, 2, trials).verdict; };
  BOOST_CHECK(verdict(-150) == Verdict::pass);
  BOOST_CHECK(verdict(-150.1) == Verdict::miss);
  BOOST_CHECK(verdict(-143) == Verdict::pass);
  BOOST_CHECK(verdict(-142.9) == Verdict::miss);
  BOOST_CHECK_EQUAL(covers("x", 0, Source::read, 2, trials).measured, -146);
  BOOST_CHECK_EQUAL(covers("x", 0, Source::read, 2, trials).tolerance, "+-2 of -148 .. -145");
  BOOST_CHECK_EQUAL(median_of({4, 1, 2, 3}), 2.5);
}

BOOST_AUTO_TEST_CASE(columns_of_a_history) {
  const std::string csv = "stage,epoch,a,b\nrbm.0,4,1.5,\nrbm.0,9,2.5,-3\n";
  const Series a = series_of(csv, "a", "f");
  const Series b = series_of(csv, "b", "f");
  BOOST_TEST(a.epochs == (std::vector<double>{5, 10}), boost::test_tools::per_element());
  BOOST_TEST(a.values == (std::vector<double>{1.5, 2.5}), boost::test_tools::per_element());
  BOOST_TEST(b.epochs == (std::vector<double>{10}), boost::test_tools::per_element());
  BOOST_TEST(b.values == (std::vector<double>{-3}), boost::test_tools::per_element());
  BOOST_CHECK_THROW(series_of(csv, "c", "f"), Error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace reproduction_rules_test
