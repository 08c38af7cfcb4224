#include "libdbn/base/options.hpp"

#include "tests/support/data_files.hpp"

using namespace dbn;
using namespace dbn::test;

namespace options_test {
namespace {

/// Each refused text leaves the value as it was and is answered with what is expected.
void check_refused(const Option& option, std::initializer_list<const char*> texts) {
  const std::string before = option.get();
  for (const char* text : texts) {
    BOOST_TEST_CONTEXT(option.name << " = '" << text << "'") {
      check_error(ErrorKind::config, {option.expects}, [&] { option.set(text); });
      BOOST_CHECK_EQUAL(option.get(), before);
    }
  }
}

enum class Color { red, green, blue };

}  // namespace

BOOST_AUTO_TEST_SUITE(options)

BOOST_AUTO_TEST_CASE(integers) {
  Index value = 10;
  const Option option = integer_option("epochs", value, between(1, 100), "how long");
  BOOST_CHECK_EQUAL(option.name, "epochs");
  BOOST_CHECK_EQUAL(option.help, "how long");
  BOOST_CHECK_EQUAL(option.expects, "an integer in [1, 100]");
  BOOST_CHECK_EQUAL(option.get(), "10");
  option.set(" 25 ");
  BOOST_CHECK_EQUAL(value, 25);
  option.set("1");
  option.set("100");
  BOOST_CHECK_EQUAL(value, 100);
  value = 7;
  BOOST_CHECK_EQUAL(option.get(), "7");
  check_refused(option, {"0", "101", "-1", "2.5", "1e1", "", "ten", "5 6", "99999999999999999999"});
  Index free = 0;
  check_refused(integer_option("free", free, {}, ""), {"-1"});
}

BOOST_AUTO_TEST_CASE(numbers) {
  double value = 0.5;
  const Option option = number_option("rate", value, at_least(0), "");
  BOOST_CHECK_EQUAL(option.expects, "a number >= 0");
  option.set("1e-3");
  BOOST_CHECK_EQUAL(value, 1e-3);
  option.set("0");
  BOOST_CHECK_EQUAL(value, 0);
  value = 0.1;
  BOOST_CHECK_EQUAL(option.get(), "0.1");
  check_refused(option, {"-1e-9", "nan", "inf", "0,5", "", "half"});
  BOOST_CHECK_EQUAL(number_option("any", value, {}, "").expects, "a number");
  BOOST_CHECK_EQUAL(number_option("low", value, {.greatest = 3}, "").expects, "a number <= 3");
  check_refused(number_option("any", value, {}, ""), {"nan", "-inf"});
}

BOOST_AUTO_TEST_CASE(schedules) {
  Schedule value = 0.5;
  const Option option = schedule_option("momentum", value, between(0, 1), "");
  BOOST_CHECK_EQUAL(option.get(), "0.5");
  option.set("step(0.5, 0.9@5)");
  BOOST_CHECK_EQUAL(value.at(7), 0.9);
  BOOST_CHECK_EQUAL(option.get(), "step(0.5, 0.9@5)");
  check_refused(option, {"1.5", "step(0.5, 1.1@5)", "linear(0.5, -0.1, 3)", "exponential(0.5, 1.1)"});
  check_error(ErrorKind::config, {"'warp' is not a schedule"}, [&] { option.set("warp"); });
  const Option steps = schedule_option("gibbs_steps", value, at_least(1), "");
  steps.set("exponential(1, 1.02)");
  check_refused(steps, {"exponential(2, 0.9)", "inverse(5, 10)"});
}

BOOST_AUTO_TEST_CASE(texts_and_switches) {
  std::string text = "here";
  const Option path = text_option("out", text, "a directory", "");
  path.set("  run/1 ");
  BOOST_CHECK_EQUAL(text, "run/1");
  BOOST_CHECK_EQUAL(path.get(), "run/1");
  BOOST_CHECK_EQUAL(path.expects, "a directory");
  bool value = false;
  const Option option = switch_option("centering", value, "");
  for (const char* word : {"on", "yes", "true", " 1 "}) {
    value = false;
    option.set(word);
    BOOST_CHECK(value);
    BOOST_CHECK_EQUAL(option.get(), "on");
  }
  for (const char* word : {"off", "no", "false", "0"}) {
    value = true;
    option.set(word);
    BOOST_CHECK(!value);
    BOOST_CHECK_EQUAL(option.get(), "off");
  }
  check_refused(option, {"", "maybe", "2", "ON!"});
}

BOOST_AUTO_TEST_CASE(choices) {
  std::string kind = "cd";
  const Option option = choice_option("estimator", kind, {"cd", "pcd", "exact"}, "");
  BOOST_CHECK_EQUAL(option.expects, "one of cd, pcd, exact");
  option.set(" exact ");
  BOOST_CHECK_EQUAL(kind, "exact");
  BOOST_CHECK_EQUAL(option.get(), "exact");
  check_error(ErrorKind::config, {"unknown estimator 'exakt'", "did you mean 'exact'"}, [&] { option.set("exakt"); });
  check_error(ErrorKind::config, {"'annealing'", "cd, pcd, exact"}, [&] { option.set("annealing"); });
  BOOST_CHECK_EQUAL(kind, "exact");
  Color color = Color::green;
  const Option paint = enum_option("color", color, {"red", "green", "blue"}, "");
  BOOST_CHECK_EQUAL(paint.get(), "green");
  paint.set("blue");
  BOOST_CHECK(color == Color::blue);
  check_error(ErrorKind::config, {"unknown color 'gren'", "'green'"}, [&] { paint.set("gren"); });
  BOOST_CHECK(color == Color::blue);
}

BOOST_AUTO_TEST_CASE(what_a_value_is_for_reference_pages) {
  Index epochs = 1;
  const Option integer = integer_option("epochs", epochs, at_least(1), "").with_unit("epochs");
  BOOST_CHECK(integer.type == OptionType::integer);
  BOOST_CHECK_EQUAL(integer.range, ">= 1");
  BOOST_CHECK_EQUAL(integer.unit, "epochs");
  double rate = 1;
  BOOST_CHECK_EQUAL(number_option("rate", rate, between(0, 2), "").range, "[0, 2]");
  BOOST_CHECK_EQUAL(number_option("rate", rate, {}, "").range, "");
  Color color = Color::green;
  const Option named = enum_option("color", color, {"red", "green", "blue"}, "");
  BOOST_CHECK(named.type == OptionType::name);
  BOOST_CHECK((named.names == std::vector<std::string>{"red", "green", "blue"}));
  std::string file;
  const Option text = text_option("file", file, "a file", "").with_names({"none"});
  BOOST_CHECK(text.type == OptionType::text);
  BOOST_CHECK((text.names == std::vector<std::string>{"none"}));
}

BOOST_AUTO_TEST_CASE(confined_values_are_refused_in_their_situation_alone) {
  constexpr Situation rain{"rain"};
  constexpr Situation night{"night"};
  Color color = Color::green;
  double rate = 0;
  const OptionList list{enum_option("color", color, {"red", "green", "blue"}, "").confined(rain, {"red", "blue"}),
                        number_option("rate", rate, at_least(0), "").confined(night, {"0"})};
  check_error(ErrorKind::config, {"sky.color = green does not go with rain; set it to red or blue, or leave it out"},
              [&] { require_possible(list, rain, "sky"); });
  require_possible(list, night, "sky");
  color = Color::blue;
  require_possible(list, rain, "sky");
  color = Color::red;
  require_possible(list, rain, "sky");
  rate = 0.5;
  require_possible(list, rain, "sky");
  check_error(ErrorKind::config, {"line 3: rate = 0.5 does not go with night; set it to 0, or"},
              [&] { require_possible(list, night, [](const std::string& name) { return "line 3: " + name; }); });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace options_test
