// Command lines that cannot be right.
#include "tests/support/program.hpp"

namespace arguments_test {
BOOST_AUTO_TEST_SUITE(arguments)

using namespace dbn::test;

BOOST_AUTO_TEST_CASE(usage_errors_exit_with_2_and_name_the_nearest) {
  const TemporaryDirectory directory;
  const auto& here = directory.path();
  check_fails(here, {}, 2, {"no command", "dbn help"});
  check_fails(here, {"trian"}, 2, {"unknown command 'trian'; did you mean 'train'?"});
  check_fails(here, {"help", "evalute"}, 2, {"did you mean 'evaluate'?"});
  check_fails(here, {"train", "t.cfg", "--resum"}, 2,
              {"dbn train: unknown option '--resum'; did you mean '--resume'?"});
  check_fails(here, {"train", "t.cfg", "-q"}, 2, {"dbn train: unknown option '-q'"});
  check_fails(here, {"train", "a.cfg", "b.cfg"}, 2, {"dbn train: more arguments"});
  check_fails(here, {"train"}, 2, {"CONFIG is missing"});
  check_fails(here, {"train", "--resume"}, 2, {"--resume needs CONFIG or --out"});
  check_fails(here, {"train", "t.cfg", "--out"}, 2, {"dbn train:", "--out"});
  check_fails(here, {"train", "t.cfg", "--out", "a", "--out", "b"}, 2, {"--out is given twice"});
  check_fails(here, {"evaluate", "m.h5"}, 2, {"--data is missing; usage: dbn evaluate MODEL --data SPEC"});
  check_fails(here, {"evaluate", "--data", "x"}, 2, {"MODEL is missing"});
  check_fails(here, {"likelihood", "m.h5", "--data", "x", "--method", "exct"}, 2, {"did you mean 'exact'?"});
  check_fails(here, {"sample", "m.h5", "--out", "x.png", "--count", "0"}, 2, {"--count: '0' is not an integer"});
  check_fails(here, {"config"}, 2, {"CONFIG is missing"});
}

BOOST_AUTO_TEST_CASE(version_names_what_it_was_built_with) {
  const TemporaryDirectory directory;
  const auto object = run_well(directory.path(), {"version", "--json"}).json();
  for (const char* key : {"version", "real", "blas", "tile_plan", "hdf5", "compiler"}) {
    BOOST_TEST(!object[key].get<std::string>().empty(), key);
  }
  const std::string text = run_well(directory.path(), {"--version"}).output;
  BOOST_TEST(text.find(object["blas"].get<std::string>()) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(results_that_cannot_be_printed_are_a_failure) {
  if (!std::filesystem::exists("/dev/full")) return;
  const TemporaryDirectory directory;
  const std::string command = std::string(DBN_PROGRAM) + " version > /dev/full 2> " + (directory.path() / "e").string();
  const int status = std::system(command.c_str());
  BOOST_CHECK_EQUAL(WEXITSTATUS(status), 1);
  BOOST_TEST(contents_of(directory.path() / "e").find("standard output") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace arguments_test
