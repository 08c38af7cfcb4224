// Files made to do harm, through every command that reads a model, a checkpoint or data: each is refused by name, or
// read without harm where only what no command looks at is strange. Never a crash, a hang, more than 1 GiB of memory,
// or a byte of another file.
#include "tests/support/reading_commands.hpp"
#include "tests/support/sparse_tricks.hpp"

using namespace dbn;
using namespace dbn::test;
using namespace dbn::test::hostile;

namespace hostile_files_test {
namespace {

// These show of a file what can be shown.
bool only_shows(const std::string& command) { return command == "inspect" || command == "diff"; }

// All but `diff`, which compares arrays of whatever meaning.
std::vector<ConfinedStep> of_rows(std::vector<ConfinedStep> steps) {
  std::erase_if(steps, [](const ConfinedStep& step) { return step.name == "diff"; });
  return steps;
}

// Numbers that a model or data may not hold are never computed with, not even to say how they differ.
bool compares_numbers(const std::string& text) {
  const auto report = nlohmann::json::parse(text, nullptr, false);
  if (!report.is_object() || !report.contains("different")) return false;
  return std::any_of(report["different"].begin(), report["different"].end(), [](const nlohmann::json& difference) {
    return difference.contains("largest_difference") && difference["largest_difference"].is_number();
  });
}

struct Fixture {
  MemoryForFiles memory;
  TemporaryDirectory directory;
  const fs::path& here = directory.path();
  fs::path secret_file = here / "secret";
  fs::path other_file = here / "other.h5";
  fs::path whole = here / "whole.h5";
  fs::path file = here / "hostile.h5";
  fs::path begun = here / "begun";

  Fixture() {
    write_file(secret_file, secret);
    Editor(other_file, Editor::Mode::create).numbers("/b", {3, 2}, {0.125, 0.25, 0.125, 0.25, 0.125, 0.25});
  }

  std::vector<Trick> array_tricks() const { return storage_tricks(secret_file, other_file) + type_tricks(); }
  std::vector<Trick> file_tricks() const { return array_tricks() + tree_tricks(); }

  /// A model with two hidden units.
  fs::path write_model_for(const std::string& visible, hsize_t units) const {
    const fs::path model = here / "model.h5";
    Editor editor(model, Editor::Mode::create);
    editor.foreign_model(H5T_IEEE_F64LE);
    editor.text_attribute("/layers/0", "visible", visible);
    editor.replace("/layers/0/weights", {units, 2}, std::vector<double>(2 * units, 0.5));
    editor.replace("/layers/0/visible_bias", {units}, std::vector<double>(units, -0.25));
    return model;
  }

  /// Sparse rows in the whole file, and a run that began with them.
  void begin_sparse(const std::string& kind, const std::string& stack) const {
    {
      Editor editor(whole, Editor::Mode::create);
      write_small_sparse_rows(editor, kind);
    }
    fs::copy_file(whole, file);
    begin_run(begun,
              "[data]\ntrain = " + file.string() + "\n[dbn]\n" + stack + "[rbm]\nepochs = 2\n[finetune]\nepochs = 0\n",
              "rbm.0.00001");
  }

  std::vector<ConfinedStep> with_texts(std::vector<ConfinedStep> steps) const {
    steps.push_back(command_step({"inspect", file.string()}));
    steps.push_back(command_step({"diff", file.string(), whole.string()}));
    return steps;
  }

  /// Plays each trick on `dataset` of a copy of the whole file.
  void check(const std::vector<Trick>& tricks, const std::string& dataset,
             const std::vector<ConfinedStep>& steps) const {
    for (const Trick& trick : tricks) {
      fs::copy_file(whole, file, fs::copy_options::overwrite_existing);
      {
        Editor editor(file, Editor::Mode::change);
        trick.play(editor, dataset);
      }
      check(trick, run_confined(steps));
    }
  }

 private:
  static void check(const Trick& trick, const ConfinedOutcome& outcome) {
    BOOST_CHECK_MESSAGE(outcome.death.empty(), trick.name << ": died in " << outcome.death);
    BOOST_CHECK_MESSAGE(outcome.kilobytes < confined::most_kilobytes,
                        trick.name << ": took " << outcome.kilobytes << " KiB");
    for (const StepResult& result : outcome.results) {
      const std::string what = trick.name + ": " + result.name + ": " + result.text.substr(0, 500);
      BOOST_CHECK_MESSAGE(result.text.find(secret.substr(0, 8)) == std::string::npos, what);
      // Other results have HDF5 files in them.
      const bool is_for_terminals = only_shows(result.name) || result.refusal;
      BOOST_CHECK_MESSAGE(!is_for_terminals || result.text.find('\x1b') == std::string::npos, what);
      BOOST_CHECK_MESSAGE(trick.expected == Reaction::harmless || !compares_numbers(result.text), what);
      const bool must_be_refused = trick.expected == Reaction::refused && !only_shows(result.name);
      BOOST_CHECK_MESSAGE(!must_be_refused || result.refusal, what);
      if (!result.refusal) continue;
      // Of a checkpoint, unlike a model, inspect shows how far the run is.
      const bool lacks_state = result.name == "inspect" && trick.name == "a checkpoint without a state";
      BOOST_CHECK_MESSAGE(trick.expected == Reaction::refused || lacks_state, what);
      BOOST_CHECK_MESSAGE(result.text.size() < 2500, what);
      const bool kind_is_right = *result.refusal == ErrorKind::model || *result.refusal == ErrorKind::data;
      BOOST_CHECK_MESSAGE(kind_is_right && result.text.find("hostile.h5") != std::string::npos, what);
    }
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(hostile_files, Fixture)

BOOST_AUTO_TEST_CASE(models) {
  Editor(here / "data.h5", Editor::Mode::create).numbers("/inputs", {1, 3}, {0, 1, 1});
  Editor(whole, Editor::Mode::create).foreign_model(H5T_IEEE_F64LE);
  fs::copy_file(whole, file);
  begin_run(begun,
            "[data]\ntrain = bars-and-stripes:1x3\n[dbn]\ninit = " + file.string() +
                "\n[rbm]\nepochs = 2\n[finetune]\nepochs = 0\n",
            "rbm.0.00001");
  const Reading reading{file, Reading::Role::model, (here / "data.h5").string(), whole, begun, here};
  check(file_tricks() + model_tricks(), "/layers/0/weights", with_texts(reading_steps(reading)));
}

BOOST_AUTO_TEST_CASE(data) {
  const fs::path model = write_model_for("bernoulli:2", 2);
  Editor(whole, Editor::Mode::create).numbers("/inputs", {3, 2}, {0, 1, 1, 0, 1, 1});
  fs::copy_file(whole, file);
  const std::string config =
      "[data]\ntrain = " + file.string() + "\n[dbn]\nlayers = 2\n[rbm]\nepochs = 2\n[finetune]\nepochs = 0\n";
  begin_run(begun, config, "rbm.0.00001");
  std::vector<ConfinedStep> steps = reading_steps({file, Reading::Role::data, model.string(), whole, begun, here});
  steps.push_back(training_step(begun, here));
  check(file_tricks() + data_tricks(), "/inputs", with_texts(steps));
}

// The tricks on arrays are played on each array. Those on the tree leave arrays alone, and are played once.
BOOST_AUTO_TEST_CASE(counts) {
  const fs::path model = write_model_for("multinomial:3", 3);
  begin_sparse("counts", "visible = multinomial\nlayers = 2\n");
  std::vector<ConfinedStep> steps =
      reading_steps({file, Reading::Role::data, model.string(), whole, begun, here, "exact"});
  steps.push_back(command_step({"data", "describe", file.string(), "--json"}));
  steps.push_back(training_step(begun, here));
  check(sparse_tricks(), "", of_rows(steps));
  check(tree_tricks(), "", steps);
  for (const char* const dataset : {"/values", "/indptr", "/indices"}) check(array_tricks(), dataset, steps);
}

BOOST_AUTO_TEST_CASE(ratings) {
  const fs::path model = write_model_for("softmax:3x3", 9);
  begin_sparse("ratings", "visible = softmax\nlayers = 2\n");
  const Reading reading{file, Reading::Role::data, model.string(), whole, begun, here, "exact"};
  std::vector<ConfinedStep> steps = reading_steps(reading);
  for (const ConfinedStep& step : rating_steps(reading)) steps.push_back(step);
  check(sparse_tricks() + rating_tricks(), "", of_rows(steps));
  check(tree_tricks(), "", steps);
  // The same reader takes /indptr and /indices of counts, above.
  for (const char* const dataset : {"/values", "/level_values"}) check(array_tricks(), dataset, steps);
}

BOOST_AUTO_TEST_CASE(checkpoints) {
  begin_run(begun,
            "[data]\ntrain = bars-and-stripes:1x3\n[dbn]\nlayers = 2\n[rbm]\nepochs = 2\n[finetune]\nepochs = 0\n",
            "rbm.0.00001");
  fs::copy_file(begun / "checkpoint.h5", whole);
  // What else reads a checkpoint takes it for a model and does not look at the state.
  const std::vector<ConfinedStep> steps{resuming_step(begun, here, {"--from", file.string()}),
                                        command_step({"diff", file.string(), whole.string(), "--json"}),
                                        command_step({"inspect", file.string(), "--json"})};
  std::vector<Trick> tricks = file_tricks();
  for (Trick& trick : tricks) {
    // Before resuming all of a checkpoint is verified, and no run makes a tree without an end.
    if (trick.name == "3,000 nested groups" || trick.name == "a group inside itself")
      trick.expected = Reaction::refused;
  }
  check(tricks, "/state/run/layers/0/weights", with_texts(steps));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hostile_files_test
