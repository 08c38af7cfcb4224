// The commands of the tutorial in experiments/README.md, run as written, with the awk lines that make their data.
#include <cstdlib>

#include "libdbn/data/generated/named_data.hpp"
#include "tests/support/program.hpp"

using namespace dbn;
using namespace dbn::test;

namespace tutorial_test {
namespace {

// Words between spaces; double quotes keep a word together.
std::vector<std::string> words_of_command(const std::string& line) {
  std::vector<std::string> words(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ' ' && !quoted) {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  return words;
}

// Lines of the fenced blocks of the section "A tutorial ..." that call the program, or awk.
std::vector<std::string> tutorial_commands() {
  std::istringstream readme(contents_of(std::filesystem::path(DBN_SOURCE_DIR) / "experiments" / "README.md"));
  std::vector<std::string> commands;
  bool in_tutorial = false;
  bool in_block = false;
  for (std::string line; std::getline(readme, line);) {
    if (line.starts_with("## ")) in_tutorial = line.starts_with("## A tutorial");
    if (line.starts_with("```")) in_block = !in_block;
    const bool runs = line.starts_with("dbn ") || line.starts_with("awk ");
    if (in_tutorial && in_block && runs) commands.push_back(line);
  }
  return commands;
}

bool has_fashion_mnist() {
  try {
    read_named_data("fashion-mnist", "test", {});
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tutorial)

BOOST_AUTO_TEST_CASE(every_command_works) {
  if (!has_fashion_mnist()) {
    std::printf("SKIPPED: the Fashion-MNIST files are not here\n");
    return;
  }
  const TemporaryDirectory directory;
  std::filesystem::create_directory_symlink(std::filesystem::path(DBN_SOURCE_DIR) / "configs",
                                            directory.path() / "configs");
  const auto commands = tutorial_commands();
  BOOST_REQUIRE_GE(commands.size(), 10);
  for (const std::string& command : commands) {
    if (command.starts_with("awk ")) {
      const std::string there = "cd '" + directory.path().string() + "' && " + command;
      BOOST_CHECK_MESSAGE(std::system(there.c_str()) == 0, command);
      continue;
    }
    const Outcome outcome = run_program(directory.path(), words_of_command(command.substr(4)));
    BOOST_CHECK_MESSAGE(outcome.exit_code == 0,
                        command << ": exit code " << outcome.exit_code << ": " << outcome.errors);
  }
  for (const std::string file :
       {"runs/bars/filters.png", "runs/bars/samples.png", "runs/small/predictions.csv", "runs/small/hidden.h5",
        "runs/small/history.csv", "runs/hills/predictions.csv", "runs/small/report.html", "runs/hills.html"}) {
    BOOST_CHECK_MESSAGE(std::filesystem::file_size(directory.path() / file) > 100, file);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tutorial_test
