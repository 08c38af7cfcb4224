// Text in pages and figures: nothing but `element` makes a tag.
#include "experiments/text/markup.hpp"

#include "experiments/report/page/base64.hpp"
#include "tests/support/checks.hpp"

using namespace dbn::program;

namespace markup_test {
BOOST_AUTO_TEST_SUITE(markup)

BOOST_AUTO_TEST_CASE(text_is_escaped_wherever_it_stands) {
  const std::string hostile = "<script>alert('a & \"b\"')</script>";
  const std::string escaped = "&lt;script&gt;alert(&#39;a &amp; &quot;b&quot;&#39;)&lt;/script&gt;";
  BOOST_CHECK_EQUAL(Markup(hostile).code(), escaped);
  BOOST_CHECK_EQUAL(element("p", hostile).code(), "<p>" + escaped + "</p>");
  BOOST_CHECK_EQUAL(element("p", {{"title", hostile}}, Markup("a") + hostile).code(),
                    "<p title=\"" + escaped + "\">a" + escaped + "</p>");
  BOOST_CHECK_EQUAL(empty_element("img", {{"alt", hostile}, {"src", "x"}}).code(),
                    "<img alt=\"" + escaped + "\" src=\"x\"/>");
  BOOST_CHECK_EQUAL(element("b", element("i", "x")).code(), "<b><i>x</i></b>");
}

BOOST_AUTO_TEST_CASE(what_is_no_text_is_replaced) {
  const std::string replaced = "\xEF\xBF\xBD";
  BOOST_CHECK_EQUAL(Markup("a\tb\nc").code(), "a\tb\nc");
  BOOST_CHECK_EQUAL(Markup(std::string("a\0b", 3)).code(), "a" + replaced + "b");
  BOOST_CHECK_EQUAL(Markup("a\x1b[1m\x7f").code(), "a" + replaced + "[1m" + replaced);
  // Characters of two, three and four bytes stay.
  for (const std::string good : {"\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80"})
    BOOST_CHECK_EQUAL(Markup(good).code(), good);
  // A lone byte, a cut character, overlong forms, a surrogate, beyond the last character.
  BOOST_CHECK_EQUAL(Markup("\x80z").code(), replaced + "z");
  BOOST_CHECK_EQUAL(Markup("\xc3").code(), replaced);
  BOOST_CHECK_EQUAL(Markup("\xe2\x82z").code(), replaced + replaced + "z");
  BOOST_CHECK_EQUAL(Markup("\xc0\xbc").code(), replaced + replaced);
  BOOST_CHECK_EQUAL(Markup("\xe0\x80\xbc").code(), replaced + replaced + replaced);
  BOOST_CHECK_EQUAL(Markup("\xed\xa0\x80").code(), replaced + replaced + replaced);
  BOOST_CHECK_EQUAL(Markup("\xf4\x90\x80\x80").code(), replaced + replaced + replaced + replaced);
}

// The vectors of RFC 4648, section 10.
BOOST_AUTO_TEST_CASE(base64_is_that_of_the_standard) {
  const std::vector<std::pair<std::string, std::string>> vectors{{"", ""},
                                                                 {"f", "Zg=="},
                                                                 {"fo", "Zm8="},
                                                                 {"foo", "Zm9v"},
                                                                 {"foob", "Zm9vYg=="},
                                                                 {"fooba", "Zm9vYmE="},
                                                                 {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) BOOST_CHECK_EQUAL(base64(bytes), text);
  BOOST_CHECK_EQUAL(base64(std::string("\xfb\xff\x00", 3)), "+/8A");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace markup_test
