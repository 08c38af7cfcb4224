// Outputs of every command against every input: whatever the path and whatever stands there, no input changes.
#include <algorithm>
#include <map>

#include "experiments/commands/commands.hpp"
#include "libdbn/data/generated/synthetic.hpp"
#include "libdbn/io/data/data_file.hpp"
#include "tests/support/small_runs.hpp"

namespace outputs_test {
BOOST_AUTO_TEST_SUITE(outputs)

using namespace dbn::test;

namespace {

namespace fs = std::filesystem;

/// A call without its output, the output's argument and extension, and the files that are read.
struct Call {
  std::vector<std::string> words;
  std::string argument;
  std::string extension;
  std::vector<std::string> inputs;
};

std::vector<Call> calls() {
  const std::vector<std::string> both{"m.h5", "d.h5"};
  return {
      {{"predict", "m.h5", "--data", "d.h5"}, "--out", ".h5", both},
      {{"predict", "m.h5", "--data", "d.h5"}, "--out", ".csv", both},
      {{"transform", "m.h5", "--data", "d.h5:/"}, "--out", ".h5", both},
      {{"transform", "run", "--data", "d.h5"}, "--out", ".h5", {"run/checkpoint.h5", "d.h5"}},
      {{"sample", "m.h5", "--count", "3", "--steps", "2"}, "--out", ".h5", {"m.h5"}},
      {{"sample", "m.h5", "--count", "3", "--steps", "2"}, "--out", ".png", {"m.h5"}},
      {{"likelihood", "m.h5", "--data", "d.h5", "--method", "free_energy", "--against", "e.h5"},
       "--rows-out",
       ".h5",
       {"m.h5", "d.h5", "e.h5"}},
      {{"inspect", "m.h5"}, "--filters", ".png", {"m.h5"}},
      {{"inspect", "m.h5", "--data", "d.h5"}, "--activations", ".png", both},
      {{"inspect", "run/checkpoint.h5"}, "--curves", ".svg", {"run/checkpoint.h5"}},
      {{"import", "m.npz"}, "--out", ".h5", {"m.npz"}},
      {{"import", "m.h5"}, "--out", ".h5", {"m.h5"}},
      {{"export", "m.h5"}, "--out", ".npz", {"m.h5"}},
      {{"data", "import", "csv", "t.csv"}, "--out", ".h5", {"t.csv"}},
      {{"data", "generate", "patches", "--count", "4", "--size", "4"}, "--out", ".h5", {}},
      {{"data", "generate", "ratings", "--preset", "small", "--out", "new.h5"}, "--held-out", ".h5", {"new.h5"}},
      {{"report", "run"}, "--out", ".html", {"run/resolved.cfg"}},
  };
}

struct Fixture {
  TemporaryDirectory directory;
  const fs::path& here = directory.path();

  Fixture() {
    write_file(here / "t.cfg", small_config);
    run_well(here, {"train", "t.cfg", "--out", "run", "--quiet"});
    fs::copy_file(here / "run/model.h5", here / "m.h5");
    write_file(here / "t.csv", "a,b\n0.5,1\n0.25,0\n");
    run_well(here, {"export", "m.h5", "--out", "m.npz"});
    for (const char* name : {"d.h5", "e.h5"}) {
      dbn::write_hdf5_data(here / name, dbn::bars_and_stripes(4, 4));
    }
    write_file(here / "text.h5", "text");
    write_file(here / "text.csv", "a,b\n1,2\n");
    for (const char* name : {"text.png", "text.svg", "text.html", "text.npz"}) write_file(here / name, "text");
  }

  std::map<std::string, std::string> contents() const {
    std::map<std::string, std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(here)) {
      const std::string name = fs::relative(entry.path(), here).string();
      if (entry.is_regular_file() && !name.starts_with(".std")) found[name] = contents_of(entry.path());
    }
    return found;
  }

  void check_refused(const Call& call, const std::string& out) const {
    std::vector<std::string> words = call.words;
    words.insert(words.end(), {"--force", call.argument, out});
    const auto before = contents();
    const Outcome outcome = run_program(here, words);
    std::string line;
    for (const std::string& word : words) line += word + " ";
    BOOST_CHECK_MESSAGE(outcome.exit_code == 2, line << ": " << outcome.exit_code << ": " << outcome.errors);
    BOOST_CHECK_MESSAGE(outcome.errors.find(call.argument + " " + out) != std::string::npos, line << outcome.errors);
    BOOST_CHECK_MESSAGE(contents() == before, line << "changed a file");
  }
};

}  // namespace

// A new command with an output is missed here.
BOOST_AUTO_TEST_CASE(every_output_is_in_the_table) {
  for (const dbn::program::Command* command : dbn::program::commands()) {
    const auto invocation = command->make();
    for (const dbn::program::Argument& argument : invocation->arguments()) {
      if (argument.role != dbn::program::Role::writes) continue;
      const auto all = calls();
      const bool known = std::any_of(all.begin(), all.end(), [&](const Call& call) {
        std::string name = call.words[0];
        if (command->name.find(' ') != std::string_view::npos) name += " " + call.words[1];
        return name == command->name && call.argument == "--" + argument.option.name;
      });
      BOOST_CHECK_MESSAGE(known, command->name << " --" << argument.option.name);
    }
  }
}

BOOST_FIXTURE_TEST_CASE(no_input_is_replaced, Fixture) {
  fs::create_directory(here / "links");
  for (const Call& call : calls()) {
    for (const std::string& input : call.inputs) {
      check_refused(call, input);
      check_refused(call, "./links/../" + input);
      if (input == "new.h5") continue;
      const std::string link = "links/soft" + call.extension;
      fs::create_symlink(here / input, here / link);
      check_refused(call, link);
      fs::remove(here / link);
      fs::create_hard_link(here / input, here / link);
      check_refused(call, link);
      fs::remove(here / link);
    }
  }
}

BOOST_FIXTURE_TEST_CASE(no_run_and_no_other_kind_is_replaced, Fixture) {
  for (const Call& call : calls()) {
    for (const char* file : {"run/checkpoint.h5", "run/model.h5", "run/checkpoint.previous.h5", "run/history.csv"}) {
      check_refused(call, file);
    }
    check_refused(call, "text" + call.extension);
    check_refused(call, "absent/x" + call.extension);
    const bool writes_directories = call.words.front() == "export";
    if (!writes_directories) check_refused(call, "x.other");
    fs::create_directory(here / ("place" + call.extension));
    if (!writes_directories) check_refused(call, "place" + call.extension);
    fs::remove(here / ("place" + call.extension));
  }
}

BOOST_FIXTURE_TEST_CASE(the_same_kind_is_replaced_by_force_alone, Fixture) {
  for (const Call& call : calls()) {
    std::vector<std::string> words = call.words;
    words.insert(words.end(), {call.argument, "out" + call.extension});
    run_well(here, words);
    const std::string before = contents_of(here / ("out" + call.extension));
    fs::remove(here / "new.h5");
    check_fails(here, words, 2, {"out" + call.extension, "--force"});
    words.push_back("--force");
    run_well(here, words);
    BOOST_TEST((contents_of(here / ("out" + call.extension)) == before), words.front());
    fs::remove(here / ("out" + call.extension));
    fs::remove(here / "new.h5");
  }
}

BOOST_FIXTURE_TEST_CASE(two_outputs_share_no_file, Fixture) {
  check_fails(here, {"inspect", "m.h5", "--data", "d.h5", "--filters", "a.png", "--activations", "./a.png"}, 2,
              {"--filters a.png", "--activations ./a.png", "same file"});
  BOOST_TEST(!fs::exists(here / "a.png"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace outputs_test
