// Command line of a command, declared with the option vocabulary: parsing and usage text follow from the declaration.
#pragma once

#include "libdbn/base/options.hpp"

namespace dbn::program {

/// How an argument appears on the command line: by position (the last one also any number of times), or as --name with
/// a value, repeatable, or without one.
enum class Takes { operand, optional_operand, required_value, value, values, nothing, operands, optional_operands };

/// What a value is to the files of a call. An output is written by the command and never replaces an input.
enum class Role { setting, reads_file, reads_model, reads_data, writes };

struct Argument {
  Takes takes;
  Option option;
  Role role = Role::setting;
  std::string hdf5_kind = {};  ///< of an output in HDF5: the kind in its root attributes

  /// Values are paths of files that are read; of `Role::reads_model` also directories of runs, of `Role::reads_data`
  /// SPECs.
  Argument that(Role of_files) &&;
  /// Values are paths of files that are written, `option.expects` their formats, e.g. "FILE.h5|FILE.png".
  Argument that_writes(std::string kind_in_hdf5 = {}) &&;
};
/// The values that one argument was given.
struct GivenArgument {
  const Argument* argument;
  std::vector<std::string> values;
};
using Syntax = std::vector<Argument>;

/// A switch that is on when --name is given.
Argument flag(std::string name, bool& value, std::string help);
/// A text given by position; `names` are values that a shell offers.
Argument operand(std::string name, std::string& value, std::string help, Takes takes = Takes::operand,
                 std::vector<std::string> names = {});
/// Texts given by position, one or more, or any number; after every other operand.
Argument operands(std::string name, std::vector<std::string>& values, std::string help, Takes takes = Takes::operands);
/// A text option.
Argument text(Takes takes, std::string name, std::string& value, std::string expects, std::string help);
/// A text option that may be given any number of times.
Argument list(std::string name, std::vector<std::string>& values, std::string expects, std::string help);
/// All of `options` as --name VALUE.
Syntax values(OptionList options);
/// One syntax after the other.
Syntax operator+(Syntax first, Syntax second);

/// Sets the variables of `syntax` from `words`. Throws a config error that names the command and, for an unknown
/// option, the nearest one. Gives what was found, which refers to `syntax`.
std::vector<GivenArgument> parse_command_line(const std::string& command, const Syntax& syntax,
                                              const std::vector<std::string>& words);

/// "dbn NAME OPERAND [options]" in one line.
std::string usage_line(const std::string& command, const Syntax& syntax);
/// Every argument with what it expects, its default and its help.
std::string describe_arguments(const Syntax& syntax);
/// The same for keys of a config.
std::string describe_options(const OptionList& options);

/// As it stands on the command line: its name, behind -- unless it is an operand.
std::string spelled(const Argument& argument);
bool is_operand(const Argument& argument);
bool is_repeatable(const Argument& argument);

}  // namespace dbn::program
