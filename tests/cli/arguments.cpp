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

// Text of the command line ends up in configs, in scripts, in JSON and on terminals.
BOOST_AUTO_TEST_CASE(arguments_are_plain_text) {
  const TemporaryDirectory directory;
  const auto& here = directory.path();
  write_file(here / "t.cfg", "[data]\ntrain = bars-and-stripes:4x4\n");
  for (const std::string bad :
       {"a\nb", "a\rb", "a\x1b[31mb", "a\x7f", "a\xff", "\xc3", "\xe2\x82", "\xc2\x9b", "\xed\xa0\x80"}) {
    for (const auto& words : std::vector<std::vector<std::string>>{{"train", "t.cfg", "--out", bad},
                                                                   {"train", "t.cfg", "--set", "data.directory=" + bad},
                                                                   {"sweep", "plan", bad},
                                                                   {"sweep", "run", "t.cfg", "--slurm-option", bad},
                                                                   {"data", "describe", bad},
                                                                   {"sample", "m.h5", "--out", bad + ".h5"}}) {
      const Outcome outcome = run_program(here, words);
      BOOST_CHECK_EQUAL(outcome.exit_code, 2);
      const bool says_so = outcome.errors.find("control character") != std::string::npos ||
                           outcome.errors.find("not UTF-8") != std::string::npos;
      BOOST_CHECK_MESSAGE(says_so, words.front() << ": " << outcome.errors);
      BOOST_CHECK_MESSAGE(outcome.errors.find_first_of("\x1b\x7f\xff") == std::string::npos, outcome.errors);
    }
  }
  run_well(here, {"config", "t.cfg", "--set", "data.directory=Datens\xc3\xa4tze/\xe2\x82\xac"});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace arguments_test
