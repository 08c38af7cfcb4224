// The commands of the `dbn` program: what a command declares, and all of them in one table.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/commands/outputs.hpp"
#include "experiments/config/command_line.hpp"

namespace dbn::program {

/// One call of a command: its arguments are variables of the object, bound by `syntax`.
class Invocation {
 public:
  virtual ~Invocation() = default;
  virtual Syntax syntax() = 0;
  /// The same, and --force where files are written.
  Syntax arguments();
  /// Whether files of the kind that is written may be replaced.
  Replace replace() const { return force_ ? Replace::same_kind : Replace::nothing; }
  /// Does the work after the arguments are set; failures are errors of the library.
  virtual void run() = 0;

 private:
  bool force_ = false;
};
using InvocationPtr = std::unique_ptr<Invocation>;

template <class Kind>
InvocationPtr make_invocation() {
  return std::make_unique<Kind>();
}

/// What a command's own file declares under the name FILE_command, which the table in commands.cpp lists.
struct Command {
  std::string_view name;     ///< one word or two, as in "data import"
  std::string_view summary;  ///< one line
  std::string_view page;     ///< what the help says beyond the summary and the arguments
  std::vector<std::string_view> examples;
  InvocationPtr (*make)();
};

/// Every command in the order of the help.
std::span<const Command* const> commands();

/// Throws a config error that names the nearest command, or the second words that `name` may have.
const Command& find_command(const std::string& name);

/// Whether this is the first of a command's two words.
bool begins_command(const std::string& word);

/// The whole help page of a command, or of the program when `name` is empty.
std::string help_page(const std::string& name);

/// Runs the command that `words` (without the program's name) call.
void run_command(const std::vector<std::string>& words);

}  // namespace dbn::program
