// Table of the commands of the `dbn` program.
#pragma once

#include <memory>
#include <span>

#include "experiments/config/command_line.hpp"
#include "libdbn/base/registry.hpp"

namespace dbn::program {

/// One command: its arguments are variables of the object, bound by `syntax`.
class Command {
 public:
  virtual ~Command() = default;
  virtual Syntax syntax() = 0;
  /// Does the work after the arguments are set; failures are errors of the library.
  virtual void run() = 0;
};
using CommandPtr = std::unique_ptr<Command>;

struct CommandPage {
  CommandPtr (*make)();
  std::string_view details;  ///< what the help says beyond the summary
  std::vector<std::string_view> examples;
};

/// Every command, whose name may be two words, in the order of the help; the help of an entry is its summary.
std::span<const Entry<CommandPage>> commands();

/// The whole help page of a command, or of the program when `name` is empty.
std::string help_page(const std::string& name);

/// Runs the command that `words` (without the program's name) call.
void run_command(const std::vector<std::string>& words);

CommandPtr make_train();
CommandPtr make_sweep();
CommandPtr make_evaluate();
CommandPtr make_likelihood();
CommandPtr make_transform();
CommandPtr make_predict();
CommandPtr make_sample();
CommandPtr make_inspect();
CommandPtr make_diff();
CommandPtr make_watch();
CommandPtr make_export();
CommandPtr make_import();
CommandPtr make_data_import();
CommandPtr make_data_describe();
CommandPtr make_data_generate();
CommandPtr make_report();
CommandPtr make_config();
CommandPtr make_reproduce();
CommandPtr make_bench();
CommandPtr make_version();
CommandPtr make_help();

}  // namespace dbn::program
