// Config files: what is read, what is refused and how, and where each value comes from.
#include "tests/support/program.hpp"

namespace config_files_test {
BOOST_AUTO_TEST_SUITE(config_files)

using namespace dbn::test;

namespace {

struct Fixture {
  TemporaryDirectory directory;

  nlohmann::json values(const std::string& text, std::vector<std::string> arguments = {}) {
    write_file(directory.path() / "t.cfg", text);
    arguments.insert(arguments.begin(), {"config", "t.cfg", "--json"});
    return run_well(directory.path(), arguments).json();
  }

  void check_refused(const std::string& text, const std::vector<std::string>& messages,
                     std::vector<std::string> arguments = {}) {
    write_file(directory.path() / "t.cfg", text);
    arguments.insert(arguments.begin(), {"config", "t.cfg"});
    check_fails(directory.path(), arguments, 2, messages);
  }
};

void check_setting(const nlohmann::json& values, const std::string& key, const std::string& value,
                   const std::string& origin) {
  BOOST_REQUIRE_MESSAGE(values.contains(key), key);
  BOOST_CHECK_EQUAL(values[key]["value"].get<std::string>(), value);
  BOOST_CHECK_EQUAL(values[key]["origin"].get<std::string>(), origin);
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(values_remember_their_origin, Fixture) {
  const auto found = values("[rbm]\nlearning_rate = 0.05\nepochs = 3\n[run]\nseed=7\n",
                            {"--set", "rbm.epochs=4", "--set", "finetune.patience = 2"});
  check_setting(found, "rbm.learning_rate", "0.05", "t.cfg:2");
  check_setting(found, "rbm.epochs", "4", "command line");
  check_setting(found, "finetune.patience", "2", "command line");
  check_setting(found, "run.seed", "7", "t.cfg:5");
  check_setting(found, "rbm.batch_size", "100", "default");
}

BOOST_FIXTURE_TEST_CASE(layers_override_the_defaults_of_all_layers, Fixture) {
  const auto found = values("[dbn]\nlayers = 5 bernoulli:4\n[rbm]\nepochs = 3\n[rbm.0]\nvisible = gaussian\nepochs=9\n",
                            {"--set", "rbm.1.estimator=pcd"});
  check_setting(found, "rbm.epochs", "3", "t.cfg:4");
  check_setting(found, "rbm.0.epochs", "9", "t.cfg:7");
  check_setting(found, "rbm.0.visible", "gaussian", "t.cfg:6");
  check_setting(found, "rbm.1.estimator", "pcd", "command line");
  BOOST_TEST(!found.contains("rbm.1.epochs"));
}

BOOST_FIXTURE_TEST_CASE(comments_marks_and_line_ends, Fixture) {
  const auto found = values(
      "\xEF\xBB\xBF# a byte-order mark before this\r\n"
      "[rbm]   # layers\r\n"
      "; epochs = 1\r\n"
      "  # epochs = 2\r\n"
      "epochs = 5 # not 6\r\n"
      "learning_rate=step( 0.1 , 0.01@5 )\t# tab\r\n"
      "momentum = 0.5");
  check_setting(found, "rbm.epochs", "5", "t.cfg:5");
  check_setting(found, "rbm.momentum", "0.5", "t.cfg:7");
  BOOST_CHECK_EQUAL(found["rbm.learning_rate"]["origin"].get<std::string>(), "t.cfg:6");
}

BOOST_FIXTURE_TEST_CASE(the_output_is_a_config_of_the_same_values, Fixture) {
  const std::string text =
      "[data]\ntrain = a b.csv\nvalidation = 0.2\n[dbn]\nlayers = 5 4\n[rbm.1]\nlearning_rate = linear(0.1, 0.01, 9)\n"
      "[run]\ncheckpoint_minutes = 0.1\n";
  const auto first = values(text, {"--set", "rbm.0.weight_decay=0.001"});
  const std::string printed =
      run_well(directory.path(), {"config", "t.cfg", "--set", "rbm.0.weight_decay=0.001"}).output;
  const auto second = values(printed);
  BOOST_CHECK_EQUAL(first.size(), second.size());
  for (const auto& [key, setting] : first.items()) {
    BOOST_CHECK_EQUAL(setting["value"].get<std::string>(), second[key]["value"].get<std::string>());
  }
}

BOOST_FIXTURE_TEST_CASE(unknown_keys_name_the_nearest, Fixture) {
  check_refused("# one\n\n[rbm]\nepochs = 3\nlearning_rat = 0.1\n",
                {"t.cfg:5: unknown option 'rbm.learning_rat'; did you mean 'rbm.learning_rate'?"});
  check_refused("[dbn]\nlayers = 3\n[rbm.0]\nepoch = 3\n",
                {"t.cfg:4: unknown option 'rbm.0.epoch'; did you mean 'rbm.0.epochs'?"});
  check_refused("[finetun]\nepochs = 3\n", {"t.cfg:2:", "did you mean 'finetune.epochs'?"});
  check_refused("[rbm]\nepochs = 3\n", {"command line: unknown option 'run.sed'; did you mean 'run.seed'?"},
                {"--set", "run.sed=3"});
  check_refused("[dbn]\nlayers = 3 3\n[rbm.1]\nvisible = gaussian\n", {"t.cfg:4: unknown option 'rbm.1.visible'"});
}

BOOST_FIXTURE_TEST_CASE(bad_values_say_what_is_expected, Fixture) {
  check_refused("[rbm]\nbatch_size = -1\n", {"t.cfg:2: rbm.batch_size: '-1' is not an integer in [1,"});
  check_refused("[rbm]\nbatch_size = 1.5\n", {"t.cfg:2:", "'1.5' is not an integer"});
  check_refused("[rbm]\nlearning_rate = nan\n", {"t.cfg:2: rbm.learning_rate:"});
  check_refused("[rbm]\nlearning_rate = 0.1 0.2\n", {"t.cfg:2: rbm.learning_rate:"});
  check_refused("[rbm]\nestimator = cdd\n", {"t.cfg:2: rbm.estimator:", "did you mean 'cd'?"});
  check_refused("[data]\nvalidation = 1.5\n", {"t.cfg:2: data.validation: '1.5' is not"});
  check_refused("[rbm]\n", {"command line: rbm.momentum: '2' is not"}, {"--set", "rbm.momentum=2"});
}

BOOST_FIXTURE_TEST_CASE(text_that_is_no_config, Fixture) {
  check_refused("[rbm]\nepochs\n", {"t.cfg:2: 'epochs' is neither"});
  check_refused("[rbm\nepochs = 1\n", {"t.cfg:1: '[rbm' is not a section"});
  check_refused("[r#bm]\nepochs = 1\n", {"t.cfg:1: a section or value cannot contain '#'"});
  check_refused("[data.]\ntrain = x\n", {"t.cfg:1: '[data.]'", "[data]"});
  check_refused("[.data]\ntrain = x\n", {"t.cfg:1: '[.data]'"});
  check_refused("[data]\ntrain = \xff.csv\n", {"t.cfg:2: byte 255 is not UTF-8"});
  check_refused("[data]\ntrain = \xc2\x9b.csv\n", {"t.cfg:2: there is a control character (byte 155)"});
  check_refused(std::string("[run]\nse\0ed = 1\n", 16), {"t.cfg:2: there is a control character (byte 0)"});
  check_refused("[rbm]\nepochs = 1\n[run]\nseed = 1\n[rbm]\nepochs = 2\n",
                {"t.cfg:6: 'rbm.epochs' is given twice, the first time in line 2"});
  check_refused("[run]\nout = a#b\n", {"t.cfg:2:", "cannot contain '#'"});
  check_refused("[dbn]\nlayers = 5\n[rbm.1]\nepochs = 3\n", {"t.cfg:4: rbm.1.epochs: there is no layer 1"});
  check_refused("[run]\n", {"'seed' is not SECTION.KEY=VALUE"}, {"--set", "seed"});
  check_fails(directory.path(), {"config", "absent.cfg"}, 2, {"absent.cfg: cannot be read"});
  check_fails(directory.path(), {"config", "."}, 2, {"cannot be read"});
}

BOOST_AUTO_TEST_CASE(the_configs_of_the_project_are_valid) {
  const TemporaryDirectory directory;
  int configs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(DBN_SOURCE_DIR) / "configs")) {
    if (entry.path().extension() != ".cfg") continue;
    run_well(directory.path(), {"config", entry.path().string()});
    BOOST_CHECK_EQUAL(contents_of(entry.path()).substr(0, 2), "# ");
    ++configs;
  }
  BOOST_TEST(configs >= 3);
  // Fuzzers begin with it, and make a model of it.
  run_well(directory.path(), {"config", DBN_SOURCE_DIR "/tests/fuzz/seeds/config/every_kind.cfg"});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace config_files_test
