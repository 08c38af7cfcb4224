#include "libdbn/base/text.hpp"

#include <clocale>
#include <limits>

#include "tests/support/checks.hpp"

using namespace dbn;
using namespace dbn::test;

namespace text_test {
namespace {

using Texts = std::vector<std::string>;

void check_texts(const Texts& found, const Texts& expected) {
  BOOST_TEST(found == expected, boost::test_tools::per_element());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(text)

BOOST_AUTO_TEST_CASE(trimming_splitting_and_words) {
  BOOST_CHECK_EQUAL(trimmed(" \t a b\r\n"), "a b");
  BOOST_CHECK_EQUAL(trimmed(" \n "), "");
  BOOST_CHECK_EQUAL(trimmed(""), "");
  check_texts(split("a, b ,,c", ','), {"a", "b", "", "c"});
  check_texts(split("a,", ','), {"a", ""});
  check_texts(split(",", ','), {"", ""});
  check_texts(split("one", ','), {"one"});
  check_texts(split("  ", ','), {});
  check_texts(words_of("  500 500\t2000\n"), {"500", "500", "2000"});
  check_texts(words_of(" "), {});
}

BOOST_AUTO_TEST_CASE(numbers_are_whole_or_nothing) {
  BOOST_CHECK_EQUAL(parse_number(" 1.5 ").value(), 1.5);
  BOOST_CHECK_EQUAL(parse_number("+2").value(), 2);
  BOOST_CHECK_EQUAL(parse_number("-1e-3").value(), -1e-3);
  BOOST_CHECK_EQUAL(parse_number(".5").value(), 0.5);
  BOOST_CHECK_EQUAL(parse_number("0.1").value(), 0.1);
  BOOST_CHECK(std::isnan(parse_number("nan").value()));
  BOOST_CHECK_EQUAL(parse_number("-inf").value(), -HUGE_VAL);
  for (const char* text : {"", " ", "+", "-", "+-1", "1.5x", "1 2", "0x10", "1,5", "1e999", "e5", "--1", "1e"}) {
    BOOST_CHECK_MESSAGE(!parse_number(text), text);
  }
  BOOST_CHECK_EQUAL(parse_integer(" -12 ").value(), -12);
  BOOST_CHECK_EQUAL(parse_integer("+7").value(), 7);
  BOOST_CHECK_EQUAL(parse_integer("9223372036854775807").value(), std::numeric_limits<std::int64_t>::max());
  for (const char* text : {"", "1.0", "1e3", "9223372036854775808", "0x1", "12a", "+-3"}) {
    BOOST_CHECK_MESSAGE(!parse_integer(text), text);
  }
}

BOOST_AUTO_TEST_CASE(numbers_read_back_as_the_same_double) {
  BOOST_CHECK_EQUAL(to_text(0.1), "0.1");
  BOOST_CHECK_EQUAL(to_text(1), "1");
  BOOST_CHECK_EQUAL(to_text(-2.5), "-2.5");
  std::mt19937_64 engine(1);
  for (int i = 0; i < 1000; ++i) {
    const double value = std::ldexp(static_cast<double>(engine()), static_cast<int>(engine() % 600) - 300);
    BOOST_REQUIRE_EQUAL(parse_number(to_text(value)).value(), value);
    BOOST_REQUIRE_EQUAL(parse_number(to_text(-value)).value(), -value);
  }
  for (const double value : {0.0, 5e-324, 1.7976931348623157e308, 0.1 + 0.2}) {
    BOOST_CHECK_EQUAL(parse_number(to_text(value)).value(), value);
  }
}

BOOST_AUTO_TEST_CASE(the_locale_does_not_matter) {
  const std::string before = std::setlocale(LC_ALL, nullptr);
  for (const char* name : {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE.utf8"}) {
    if (std::setlocale(LC_ALL, name) != nullptr) break;
  }
  BOOST_CHECK_EQUAL(parse_number("1.5").value(), 1.5);
  BOOST_CHECK(!parse_number("1,5"));
  BOOST_CHECK_EQUAL(to_text(1234.5), "1234.5");
  std::setlocale(LC_ALL, before.c_str());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace text_test
