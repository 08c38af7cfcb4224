// The rules by which measured values pass: their edges, on both sides.
#include "experiments/reproductions/reproduction.hpp"

#include "libdbn/base/errors.hpp"
#include "tests/support/checks.hpp"

using namespace dbn;
using namespace dbn::program;

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
