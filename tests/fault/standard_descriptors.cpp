// Closed and full standard descriptors: no file gets their numbers, results that are lost are an error.
#include "tests/support/program.hpp"

namespace standard_descriptors_test {
BOOST_AUTO_TEST_SUITE(standard_descriptors)

using namespace dbn::test;

namespace {

/// The exit code of a shell command; `dbn` stands for the program.
int code_of(const TemporaryDirectory& directory, const std::string& command) {
  const std::string all = "cd '" + directory.path().string() + "'; dbn() { '" + DBN_PROGRAM + "' \"$@\"; }; " + command;
  const int status = std::system(("bash -c \"$(cat <<'END'\n" + all + "\nEND\n)\"").c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

BOOST_AUTO_TEST_CASE(no_file_gets_their_numbers) {
  const TemporaryDirectory directory;
  const std::string generate = "dbn data generate patches --count 3000 --size 8 --force --out ";
  BOOST_CHECK_EQUAL(code_of(directory, generate + "whole.h5 > /dev/null 2>&1"), 0);
  for (const std::string closed : {"2>&-", "<&- 2>&-", "<&-"}) {
    BOOST_CHECK_EQUAL(code_of(directory, generate + "p.h5 > /dev/null " + closed), 0);
    BOOST_TEST((contents_of(directory.path() / "p.h5") == contents_of(directory.path() / "whole.h5")), closed);
  }
  // The file is whole although nobody could be told of it.
  BOOST_CHECK_EQUAL(code_of(directory, generate + "p.h5 <&- >&- 2>&-"), 1);
  BOOST_TEST((contents_of(directory.path() / "p.h5") == contents_of(directory.path() / "whole.h5")));
}

BOOST_AUTO_TEST_CASE(results_that_are_lost_are_an_error) {
  const TemporaryDirectory directory;
  BOOST_CHECK_EQUAL(code_of(directory, "dbn version > /dev/full 2> errors"), 1);
  BOOST_TEST(contents_of(directory.path() / "errors").find("standard output") != std::string::npos);
  BOOST_CHECK_EQUAL(code_of(directory, "dbn version >&- 2> errors"), 1);
}

BOOST_AUTO_TEST_CASE(a_reader_that_has_seen_enough_is_none) {
  const TemporaryDirectory directory;
  for (const std::string command : {"config --keys", "config --markdown", "help predict"}) {
    BOOST_CHECK_EQUAL(code_of(directory, "dbn " + command + " 2> errors | true; exit ${PIPESTATUS[0]}"), 0);
    BOOST_CHECK_EQUAL(contents_of(directory.path() / "errors"), "");
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace standard_descriptors_test
