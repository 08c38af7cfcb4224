#include "experiments/commands/commands.hpp"
#include "experiments/commands/result_format.hpp"
#include "experiments/text/format.hpp"
#include "libdbn/data/generated/named_data.hpp"

namespace dbn::program {
namespace {

std::string line_of_table(std::string_view name, Index width, std::string_view text) {
  std::string line(name);
  line.resize(width, ' ');
  return "  " + line + std::string(text) + "\n";
}

std::string program_page() {
  std::string page = "dbn: deep belief networks\n\nusage: dbn COMMAND [arguments]\n\ncommands:\n";
  for (const Command* command : commands()) page += line_of_table(command->name, 15, command->summary);
  page +=
      "\n'dbn help COMMAND' explains a command. A MODEL is a model file, a checkpoint or a run directory.\n"
      "\nA SPEC names data: FILE (CSV, HDF5, .npy, .npz, IDX plain or .gz), FILE.h5:/group, FILE.npz:array, or\n"
      "NAME:ARGUMENT, e.g. fashion-mnist:test or bars-and-stripes:4x4. Dense HDF5 files that are one set are joined by "
      "' + ', or named by "
      "a\n"
      "pattern: 'parts/train-*.h5 + more.h5:/group'. NAME and ARGUMENT are\n";
  const std::vector<std::string> sets = named_data_sets();
  const std::vector<std::string> lines = named_data_help();
  for (Index i = 0; i < sets.size(); ++i) page += line_of_table(sets[i], 22, lines[i]);
  return page +
         "\nexit codes: 0 ok, 1 unexpected or a missed reproduction, 2 config or usage, 3 data,\n"
         "4 checkpoint or model file, 5 diverged, 6 some runs of a sweep failed,\n"
         "130 interrupted after a checkpoint\n";
}

class Help final : public Invocation {
 public:
  Syntax syntax() override {
    return {operand("COMMAND", name_, "the command to explain; left out, one line for each", Takes::optional_operand,
                    command_names()),
            operand("WORD", second_, "the second word of a command that has two", Takes::optional_operand)};
  }
  void run() override { print_text(help_page(second_.empty() ? name_ : name_ + " " + second_)); }

 private:
  static std::vector<std::string> command_names() {
    std::vector<std::string> names;
    for (const Command* command : commands()) names.emplace_back(command->name);
    return names;
  }

  std::string name_;
  std::string second_;
};

}  // namespace

std::string help_page(const std::string& name) {
  if (name.empty()) return program_page();
  const Command& command = find_command(name);
  const InvocationPtr invocation = command.make();
  const Syntax syntax = invocation->arguments();
  std::string text =
      "dbn " + name + ": " + std::string(command.summary) + "\n\nusage: " + usage_line(name, syntax) + "\n";
  if (!command.page.empty()) text += "\n" + wrapped(std::string(command.page), 0);
  if (!syntax.empty()) text += "\narguments:\n" + describe_arguments(syntax);
  text += "\nexamples:\n";
  for (const std::string_view example : command.examples) text += "  " + std::string(example) + "\n";
  return text;
}

extern const Command help_command{
    .name = "help",
    .summary = "this page, or that of a command",
    .page = "A command of two words is given as two: dbn help data import.",
    .examples = {"dbn help", "dbn help train", "dbn help data import"},
    .make = make_invocation<Help>,
};

}  // namespace dbn::program
