#include "experiments/commands/commands.hpp"

#include <algorithm>

#include "experiments/commands/result_format.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/registry.hpp"

// The commands in the order of the help: a line for each file that declares one.
#define DBN_COMMANDS(command) \
  command(train);             \
  command(sweep);             \
  command(evaluate);          \
  command(likelihood);        \
  command(transform);         \
  command(predict);           \
  command(sample);            \
  command(inspect);           \
  command(diff);              \
  command(export);            \
  command(import);            \
  command(data_import);       \
  command(data_describe);     \
  command(data_generate);     \
  command(watch);             \
  command(report);            \
  command(config);            \
  command(reproduce);         \
  command(bench);             \
  command(completion);        \
  command(version);           \
  command(help)

namespace dbn::program {

#define DBN_DECLARE(file) extern const Command file##_command
DBN_COMMANDS(DBN_DECLARE);
#undef DBN_DECLARE

namespace {

bool is_help(const std::string& word) { return word == "--help" || word == "-h"; }

}  // namespace

Syntax Invocation::arguments() {
  const Syntax own = syntax();
  const bool writes =
      std::any_of(own.begin(), own.end(), [](const Argument& argument) { return argument.role == Role::writes; });
  if (!writes) return own;
  return own + Syntax{flag("force", force_,
                           "replace a file of the same kind; inputs, files of a run and other kinds "
                           "of files are never replaced")};
}

std::span<const Command* const> commands() {
  static const std::vector<const Command*> table = [] {
    std::vector<const Command*> list;
#define DBN_LIST(file) list.push_back(&file##_command)
    DBN_COMMANDS(DBN_LIST);
#undef DBN_LIST
    return list;
  }();
  return table;
}

bool begins_command(const std::string& word) {
  return std::any_of(commands().begin(), commands().end(),
                     [&](const Command* command) { return command->name.starts_with(word + " "); });
}

const Command& find_command(const std::string& name) {
  std::vector<std::string> names;
  std::string continued;
  for (const Command* command : commands()) {
    if (command->name == name) return *command;
    names.emplace_back(command->name);
    if (!command->name.starts_with(name + " ")) continue;
    continued += (continued.empty() ? "'" : ", '") + std::string(command->name) + "'";
  }
  if (continued.empty()) throw config_error(unknown_name_message("command", name, names));
  throw config_error("'" + name + "' is only the first word of a command; expected " + continued);
}

void run_command(const std::vector<std::string>& words) {
  if (words.empty()) throw config_error("no command; usage: dbn COMMAND [arguments], see 'dbn help'");
  std::string name = is_help(words.front()) ? "help" : words.front() == "--version" ? "version" : words.front();
  std::vector<std::string> arguments(words.begin() + 1, words.end());
  if (begins_command(name) && !arguments.empty() && !is_help(arguments.front())) {
    name += " " + arguments.front();
    arguments.erase(arguments.begin());
  }
  const Command& command = find_command(name);
  const auto end = std::find(arguments.begin(), arguments.end(), "--");
  if (std::any_of(arguments.begin(), end, is_help)) {
    print_text(help_page(name));
    return;
  }
  const InvocationPtr invocation = command.make();
  const Syntax syntax = invocation->arguments();
  const std::vector<GivenArgument> given = parse_command_line(name, syntax, arguments);
  require_safe_outputs(name, given, invocation->replace());
  invocation->run();
}

}  // namespace dbn::program

#undef DBN_COMMANDS
