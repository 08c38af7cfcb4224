#include "libdbn/base/schedule.hpp"

#include "tests/support/data_files.hpp"

using namespace dbn;
using namespace dbn::test;

namespace schedule_test {
BOOST_AUTO_TEST_SUITE(schedule)

BOOST_AUTO_TEST_CASE(values_of_each_form) {
  const Schedule constant = Schedule::parse(" 0.1 ");
  BOOST_CHECK_EQUAL(constant.at(0), 0.1);
  BOOST_CHECK_EQUAL(constant.at(1000), 0.1);
  const Schedule step = Schedule::parse("step(0.5, 0.9@5, 0.99@20)");
  BOOST_CHECK_EQUAL(step.at(0), 0.5);
  BOOST_CHECK_EQUAL(step.at(4), 0.5);
  BOOST_CHECK_EQUAL(step.at(5), 0.9);
  BOOST_CHECK_EQUAL(step.at(19), 0.9);
  BOOST_CHECK_EQUAL(step.at(20), 0.99);
  BOOST_CHECK_EQUAL(Schedule::parse("step(3)").at(9), 3);
  const Schedule linear = Schedule::parse("linear(0.1, 0.3, 50)");
  BOOST_CHECK_EQUAL(linear.at(0), 0.1);
  check_close(linear.at(25), 0.2, 1e-15, "half way");
  BOOST_CHECK_EQUAL(linear.at(50), 0.3);
  BOOST_CHECK_EQUAL(linear.at(5000), 0.3);
  const Schedule exponential = Schedule::parse("exponential(0.1, 0.98)");
  BOOST_CHECK_EQUAL(exponential.at(0), 0.1);
  check_close(exponential.at(2), 0.1 * 0.98 * 0.98, 1e-15, "exponential");
  BOOST_CHECK_EQUAL(Schedule::parse("exponential(0, 2)").at(5000), 0);
  const Schedule inverse = Schedule::parse("inverse(0.1, 10)");
  BOOST_CHECK_EQUAL(inverse.at(0), 0.1);
  check_close(inverse.at(10), 0.05, 1e-15, "inverse");
  check_close(inverse.at(30), 0.025, 1e-15, "inverse");
}

BOOST_AUTO_TEST_CASE(text_parses_to_the_same_schedule) {
  for (const char* text : {"0.1", "-3", "1e-07", "step(0.5, 0.9@5, 0.99@20)", "step(1)", "linear(0.1, 0.001, 50)",
                           "exponential(0.1, 0.98)", "inverse(0.1, 10)"}) {
    const Schedule schedule = Schedule::parse(text);
    BOOST_CHECK_EQUAL(schedule.text(), text);
    for (const Index epoch : {0, 1, 5, 7, 49, 50, 51, 1000}) {
      BOOST_CHECK_EQUAL(Schedule::parse(schedule.text()).at(epoch), schedule.at(epoch));
    }
  }
  BOOST_CHECK_EQUAL(Schedule::parse(" step( .5,0.9 @ 5 ) ").text(), "step(0.5, 0.9@5)");
}

BOOST_AUTO_TEST_CASE(the_range_in_the_long_run) {
  struct Case {
    const char* text;
    double least, greatest;
  };
  constexpr double limitless = HUGE_VAL;
  for (const Case& c : {Case{"0.1", 0.1, 0.1},
                        {"step(0.5, 0.9@5, 0.2@9)", 0.2, 0.9},
                        {"linear(0.1, 0.3, 50)", 0.1, 0.3},
                        {"linear(0.3, -0.1, 50)", -0.1, 0.3},
                        {"exponential(0.1, 0.98)", 0, 0.1},
                        {"exponential(1, 1.02)", 1, limitless},
                        {"exponential(2, 1)", 2, 2},
                        {"exponential(-1, 2)", -limitless, -1},
                        {"exponential(-1, 0.5)", -1, 0},
                        {"exponential(0, 2)", 0, 0},
                        {"inverse(0.1, 10)", 0, 0.1},
                        {"inverse(-0.1, 10)", -0.1, 0}}) {
    const Schedule schedule = Schedule::parse(c.text);
    BOOST_TEST_CONTEXT(c.text) {
      BOOST_CHECK(schedule.least() == c.least || std::abs(schedule.least() - c.least) < 1e-12);
      BOOST_CHECK(schedule.greatest() == c.greatest || std::abs(schedule.greatest() - c.greatest) < 1e-12);
    }
  }
}

BOOST_AUTO_TEST_CASE(other_texts_are_refused) {
  for (const char* text : {"",
                           "fast",
                           "0.1x",
                           "nan",
                           "inf",
                           "step",
                           "step()",
                           "step(",
                           "step(0.5",
                           "step(0.5, 0.9)",
                           "step(0.5, 0.9@x)",
                           "step(0.5, 0.9@-1)",
                           "step(0.5, 0.9@1.5)",
                           "step(0.5@1)",
                           "linear(1, 2)",
                           "linear(1, 2, 0)",
                           "linear(1, 2, 3, 4)",
                           "exponential(1)",
                           "exponential(1, 0)",
                           "exponential(1, -0.5)",
                           "inverse(1, 0)",
                           "inverse(1, nan)",
                           "cosine(1, 2)",
                           "(1)",
                           "step(0.5, 0.9@5) x"}) {
    BOOST_TEST_CONTEXT(text) {
      check_error(ErrorKind::config, {"schedule", "step(a, b@epoch, ...)"}, [&] { Schedule::parse(text); });
    }
  }
  check_error(ErrorKind::config, {"step(1, 2@5, 3@5)", "must rise"}, [] { Schedule::parse("step(1, 2@5, 3@5)"); });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace schedule_test
