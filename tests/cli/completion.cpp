// What shells offer while a command line is being typed.
#include <algorithm>
#include <set>

#include "tests/support/program.hpp"

namespace completion_test {
BOOST_AUTO_TEST_SUITE(completion)

using namespace dbn::test;

namespace {

using Words = std::vector<std::string>;

std::string quoted(const std::string& word) { return "'" + word + "'"; }

Words lines_of(const std::string& text) {
  std::istringstream stream(text);
  Words lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// Bash in a directory with two files, asked as it asks itself: by COMP_WORDS, where '=' and ':' are words of their
/// own.
class Bash {
 public:
  Bash() {
    write_file(here() / "bars.cfg", "");
    write_file(here() / "model.h5", "");
    write_file(here() / "ask.sh",
               "source <(\"$1\" completion bash)\n"
               "COMP_WORDS=(\"$@\")\n"
               "COMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
               "_dbn\n"
               "printf '%s\\n' \"${COMPREPLY[@]}\"\n");
  }

  /// What is offered in place of the last word, which follows the program's name and the others.
  Words offered(const Words& words) const {
    std::string command = "cd " + quoted(here().string()) + " && bash --norc --noprofile ask.sh " + quoted(DBN_PROGRAM);
    for (const std::string& word : words) command += " " + quoted(word);
    BOOST_REQUIRE_EQUAL(std::system((command + " > answer 2> errors").c_str()), 0);
    BOOST_CHECK_EQUAL(contents_of(here() / "errors"), "");
    Words found = lines_of(contents_of(here() / "answer"));
    std::erase(found, "");
    return found;
  }

  void check(const Words& words, const Words& expected) const {
    const Words found = offered(words);
    BOOST_TEST_CONTEXT("last of " << words.size() << " words: '" << words.back() << "'") {
      BOOST_CHECK_EQUAL_COLLECTIONS(found.begin(), found.end(), expected.begin(), expected.end());
    }
  }

 private:
  const std::filesystem::path& here() const { return directory_.path(); }

  TemporaryDirectory directory_;
};

bool holds(const Words& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

BOOST_AUTO_TEST_CASE(commands) {
  const Bash bash;
  bash.check({"tr"}, {"train", "transform"});
  bash.check({"data", ""}, {"import", "describe", "generate"});
  bash.check({"data", "g"}, {"generate"});
  bash.check({"help", "li"}, {"likelihood"});
  bash.check({"nothing", ""}, {});
  const std::string page = run_well(TemporaryDirectory().path(), {"help"}).output;
  std::set<std::string> listed;
  for (const std::string& line : lines_of(page.substr(0, page.find("'dbn help")))) {
    if (line.starts_with("  ")) listed.insert(line.substr(2, line.find(' ', 2) - 2));
  }
  const Words all = bash.offered({""});
  BOOST_CHECK((listed == std::set<std::string>(all.begin(), all.end())));
}

BOOST_AUTO_TEST_CASE(options) {
  const Bash bash;
  bash.check({"train", "--re"}, {"--resume"});
  bash.check({"train", "bars.cfg", "--resume", "--re"}, {});
  bash.check({"train", "bars.cfg", "--set", "run.seed", "=", "1", "--se"}, {"--set"});
  bash.check({"data", "describe", "x", "--lab"}, {"--label-column"});
  bash.check({"train", "--resume", "--out", "run", "bars.cfg", "--q"}, {"--quiet"});
  const Words all = bash.offered({"version", ""});
  BOOST_CHECK((all == Words{"--json", "--help"}));
}

BOOST_AUTO_TEST_CASE(values_with_names) {
  const Bash bash;
  bash.check({"likelihood", "model.h5", "--method", "a"}, {"ais"});
  bash.check({"likelihood", "model.h5", "--method", "=", "a"}, {"ais"});
  bash.check({"likelihood", "model.h5", "--method=a"}, {"--method=ais"});
  bash.check({"data", "import", "i"}, {"idx"});
  bash.check({"data", "import", "idx", "bars.cfg", "m"}, {"model.h5"});
  bash.check({"completion", ""}, {"bash", "zsh", "fish", "words"});
  bash.check({"sweep", "re"}, {"resume"});
  bash.check({"train", "--threads", ""}, {});
}

BOOST_AUTO_TEST_CASE(files) {
  const Bash bash;
  bash.check({"train", "b"}, {"bars.cfg"});
  bash.check({"evaluate", "m"}, {"model.h5"});
  bash.check({"evaluate", "model.h5", "--data", "b"}, {"bars.cfg"});
  bash.check({"evaluate", "model.h5", "--data=b"}, {"--data=bars.cfg"});
  BOOST_TEST(holds(bash.offered({"sweep", ""}), "bars.cfg"));
}

BOOST_AUTO_TEST_CASE(config_keys_and_their_values) {
  const Bash bash;
  bash.check({"train", "--set", "rbm.esti"}, {"rbm.estimator="});
  bash.check({"train", "--set", "rbm.12.epo"}, {"rbm.12.epochs="});
  bash.check({"train", "--set", "rbm.estimator", "=", "p"}, {"pcd", "parallel_tempering"});
  bash.check({"train", "--set", "rbm.2.estimator", "=", "ex"}, {"exact"});
  bash.check({"train", "--set", "rbm.sigma", "="}, {"fixed", "learned"});
  bash.check({"train", "--set", "rbm.sigma=l"}, {"rbm.sigma=learned"});
  bash.check({"train", "--set", "=", "rbm.sigma", "=", "l"}, {"learned"});
  bash.check({"train", "--set", "data.train", "=", "b"}, {"bars.cfg"});
  bash.check({"train", "--set", "data.train=b"}, {"data.train=bars.cfg"});
  bash.check({"train", "--set", "rbm.epochs", "="}, {});
  bash.check({"train", "--set", "rbm.nothing", "="}, {});
  const Words keys = bash.offered({"train", "--set", ""});
  const auto explained = run_well(TemporaryDirectory().path(), {"config", "--keys", "--json"}).json();
  BOOST_CHECK_EQUAL(keys.size(), explained.size());
  for (const std::string& key : keys) BOOST_TEST(explained.contains(key.substr(0, key.size() - 1)), key);
}

BOOST_AUTO_TEST_CASE(words_are_for_the_scripts_alone) {
  const TemporaryDirectory directory;
  check_fails(directory.path(), {"completion", "tcsh"}, 2, {"completion: SHELL", "tcsh", "bash"});
  check_fails(directory.path(), {"completion", "bash", "--", "train"}, 2, {"dbn completion words"});
  BOOST_CHECK_EQUAL(
      run_well(directory.path(), {"completion", "words", "--", "train", "--help", "--set", "rbm.sigma=l"}).output,
      "words\nrbm.sigma=learned\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace completion_test
