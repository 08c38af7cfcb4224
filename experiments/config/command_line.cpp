#include "experiments/config/command_line.hpp"

#include <algorithm>

#include <boost/program_options.hpp>

#include "experiments/config/plain_text.hpp"
#include "experiments/text/format.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/registry.hpp"
#include "libdbn/base/text.hpp"

namespace dbn::program {
namespace {

namespace po = boost::program_options;

bool is_required(const Argument& argument) {
  return argument.takes == Takes::operand || argument.takes == Takes::operands ||
         argument.takes == Takes::required_value;
}

po::options_description description_of(const Syntax& syntax) {
  po::options_description description;
  for (const Argument& argument : syntax) {
    auto* value = po::value<std::vector<std::string>>();
    if (argument.takes == Takes::nothing) value->zero_tokens()->implicit_value({"on"}, "on");
    description.add_options()(argument.option.name.c_str(), value);
  }
  return description;
}

std::vector<std::string> option_names(const Syntax& syntax) {
  std::vector<std::string> names{"--help"};
  for (const Argument& argument : syntax) {
    if (!is_operand(argument)) names.push_back(spelled(argument));
  }
  return names;
}

po::variables_map parsed(const std::string& command, const Syntax& syntax, const std::vector<std::string>& words) {
  const auto fail = [&](const std::string& text) {
    return config_error("dbn " + command + ": " + text + "; see 'dbn help " + command + "'");
  };
  const po::options_description description = description_of(syntax);
  po::positional_options_description positions;
  for (const Argument& argument : syntax) {
    if (is_operand(argument)) positions.add(argument.option.name.c_str(), is_repeatable(argument) ? -1 : 1);
  }
  const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
  po::variables_map found;
  try {
    po::store(po::command_line_parser(words).options(description).positional(positions).style(style).run(), found);
  } catch (const po::unknown_option& error) {
    throw fail(unknown_name_message("option", error.get_option_name(), option_names(syntax)));
  } catch (const po::too_many_positional_options_error&) {
    throw fail("more arguments than " + usage_line(command, syntax) + " has room for");
  } catch (const po::error& error) {
    throw fail(error.what());
  }
  return found;
}

std::string quoted_default(const Argument& argument) {
  if (argument.takes == Takes::nothing || is_repeatable(argument) || is_required(argument)) return "";
  const std::string value = argument.option.get();
  return value.empty() ? "" : "; default " + value;
}

Option list_option(std::string name, std::vector<std::string>& texts, std::string expects, std::string help) {
  return {std::move(name), std::move(expects), std::move(help),
          [&texts](std::string_view value) { texts.emplace_back(value); }, [] { return std::string(); }};
}

std::string described(const std::string& name, const std::string& expects, const std::string& help) {
  return "  " + name + (expects.empty() ? "" : "  (" + expects + ")") + "\n" + wrapped(help, 6);
}

}  // namespace

Argument Argument::that(Role of_files) && {
  role = of_files;
  return std::move(*this);
}

Argument Argument::that_writes(std::string kind_in_hdf5) && {
  role = Role::writes;
  hdf5_kind = std::move(kind_in_hdf5);
  return std::move(*this);
}

std::string spelled(const Argument& argument) {
  return is_operand(argument) ? argument.option.name : "--" + argument.option.name;
}

bool is_operand(const Argument& argument) {
  return argument.takes == Takes::operand || argument.takes == Takes::optional_operand ||
         argument.takes == Takes::operands || argument.takes == Takes::optional_operands;
}

bool is_repeatable(const Argument& argument) {
  return argument.takes == Takes::values || argument.takes == Takes::operands ||
         argument.takes == Takes::optional_operands;
}

Argument flag(std::string name, bool& value, std::string help) {
  return {Takes::nothing, switch_option(std::move(name), value, std::move(help))};
}

Argument operand(std::string name, std::string& value, std::string help, Takes takes, std::vector<std::string> names) {
  return {takes, text_option(std::move(name), value, "", std::move(help)).with_names(std::move(names))};
}

Argument text(Takes takes, std::string name, std::string& value, std::string expects, std::string help) {
  return {takes, text_option(std::move(name), value, std::move(expects), std::move(help))};
}

Argument list(std::string name, std::vector<std::string>& texts, std::string expects, std::string help) {
  return {Takes::values, list_option(std::move(name), texts, std::move(expects), std::move(help))};
}

Argument operands(std::string name, std::vector<std::string>& texts, std::string help, Takes takes) {
  return {takes, list_option(std::move(name), texts, "", std::move(help))};
}

Syntax values(OptionList options) {
  Syntax syntax;
  for (Option& option : options) syntax.push_back({Takes::value, std::move(option)});
  return syntax;
}

Syntax operator+(Syntax first, Syntax second) {
  std::move(second.begin(), second.end(), std::back_inserter(first));
  return first;
}

std::vector<GivenArgument> parse_command_line(const std::string& command, const Syntax& syntax,
                                              const std::vector<std::string>& words) {
  const po::variables_map found = parsed(command, syntax, words);
  std::vector<GivenArgument> given;
  for (const Argument& argument : syntax) {
    const std::string where = "dbn " + command + ": " + spelled(argument);
    if (found.count(argument.option.name) == 0) {
      if (is_required(argument)) throw config_error(where + " is missing; usage: " + usage_line(command, syntax));
      continue;
    }
    const auto& texts = found[argument.option.name].as<std::vector<std::string>>();
    if (texts.size() > 1 && !is_repeatable(argument)) throw config_error(where + " is given twice");
    for (const std::string& value : texts) {
      require_plain_text(value, where);
      try {
        argument.option.set(value);
      } catch (const Error& error) {
        throw Error(error.kind(), where + ": " + error.what());
      }
    }
    given.push_back({&argument, texts});
  }
  return given;
}

std::string usage_line(const std::string& command, const Syntax& syntax) {
  std::string line = "dbn " + command;
  bool options = false;
  for (const Argument& argument : syntax) {
    switch (argument.takes) {
      case Takes::operand: line += " " + argument.option.name; break;
      case Takes::operands: line += " " + argument.option.name + "..."; break;
      case Takes::optional_operands: line += " [" + argument.option.name + "...]"; break;
      case Takes::optional_operand: line += " [" + argument.option.name + "]"; break;
      case Takes::required_value: line += " --" + argument.option.name + " " + argument.option.expects; break;
      case Takes::value:
      case Takes::values:
      case Takes::nothing: options = true; break;
    }
  }
  return options ? line + " [options]" : line;
}

std::string describe_arguments(const Syntax& syntax) {
  std::string result;
  for (const Argument& argument : syntax) {
    const Option& option = argument.option;
    const bool has_value = argument.takes != Takes::nothing && !option.expects.empty();
    result += described(spelled(argument), has_value ? option.expects + quoted_default(argument) : "", option.help);
  }
  return result;
}

std::string describe_options(const OptionList& options) {
  std::string result;
  for (const Option& option : options) {
    const std::string value = option.get();
    result += described(option.name, option.expects + (value.empty() ? "" : "; default " + value), option.help);
  }
  return result;
}

}  // namespace dbn::program
