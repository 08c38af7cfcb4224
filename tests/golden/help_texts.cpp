// Help pages against their golden files in tests/golden/expected, and the config reference against
// configs/REFERENCE.md. After a wanted change: run this test with DBN_UPDATE_GOLDEN=1 in the environment and read the
// difference before committing it.
#include <algorithm>
#include <cstdlib>

#include "tests/support/program.hpp"

namespace help_texts_test {
BOOST_AUTO_TEST_SUITE(help_texts)

using namespace dbn::test;

namespace {

void check_file(const std::string& file, const std::vector<std::string>& arguments) {
  const TemporaryDirectory directory;
  const std::string found = run_well(directory.path(), arguments).output;
  const auto golden = std::filesystem::path(DBN_SOURCE_DIR) / file;
  if (std::getenv("DBN_UPDATE_GOLDEN") != nullptr) write_file(golden, found);
  BOOST_CHECK_EQUAL(found, contents_of(golden));
}

void check_golden(const std::string& name, const std::vector<std::string>& arguments) {
  check_file("tests/golden/expected/" + name + ".txt", arguments);
}

const std::vector<std::string> command_names{
    "train",   "sweep",  "evaluate", "likelihood", "transform",   "predict",       "sample",
    "inspect", "diff",   "export",   "import",     "data import", "data describe", "data generate",
    "watch",   "report", "config",   "reproduce",  "bench",       "version",       "help"};

}  // namespace

BOOST_AUTO_TEST_CASE(program_page) { check_golden("help", {"help"}); }

BOOST_AUTO_TEST_CASE(command_pages) {
  for (const std::string& name : command_names) {
    std::string file = "help-" + name;
    std::replace(file.begin(), file.end(), ' ', '-');
    check_golden(file, {"help", name});
  }
}

BOOST_AUTO_TEST_CASE(config_keys) { check_golden("config-keys", {"config", "--keys"}); }

BOOST_AUTO_TEST_CASE(sweep_keys) { check_golden("sweep-keys", {"sweep", "keys"}); }

BOOST_AUTO_TEST_CASE(config_reference) { check_file("configs/REFERENCE.md", {"config", "--markdown"}); }

BOOST_AUTO_TEST_CASE(help_option_gives_the_same_page) {
  const TemporaryDirectory directory;
  const std::string page = run_well(directory.path(), {"help", "train"}).output;
  BOOST_CHECK_EQUAL(run_well(directory.path(), {"train", "--help"}).output, page);
  BOOST_CHECK_EQUAL(run_well(directory.path(), {"train", "x.cfg", "-h"}).output, page);
  const std::string two_words = run_well(directory.path(), {"help", "data", "import"}).output;
  BOOST_CHECK_EQUAL(run_well(directory.path(), {"data", "import", "--help"}).output, two_words);
  BOOST_CHECK_EQUAL(run_well(directory.path(), {"help", "data import"}).output, two_words);
  BOOST_CHECK_EQUAL(run_well(directory.path(), {"--help"}).output, run_well(directory.path(), {"help"}).output);
}

BOOST_AUTO_TEST_CASE(the_page_of_the_program_lists_every_command) {
  const TemporaryDirectory directory;
  const std::string page = run_well(directory.path(), {"help"}).output;
  for (const std::string& name : command_names) BOOST_TEST(page.find("\n  " + name + " ") != std::string::npos, name);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace help_texts_test
