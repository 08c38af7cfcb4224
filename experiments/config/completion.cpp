#include "experiments/config/completion.hpp"

#include <algorithm>

#include "experiments/config/config.hpp"
#include "libdbn/base/text.hpp"

namespace dbn::program {
namespace {

/// "rbm." of "rbm.3.epochs", with the layer's number in the words that are offered for it.
struct TypedKey {
  explicit TypedKey(std::string_view key) : general(key) {
    constexpr std::string_view layers = "rbm.";
    if (!key.starts_with(layers)) return;
    const std::string_view rest = key.substr(layers.size());
    const auto dot = rest.find('.');
    if (dot == std::string_view::npos || !parse_integer(rest.substr(0, dot))) return;
    section = std::string(layers) + std::string(rest.substr(0, dot));
    general = std::string(layers) + std::string(rest.substr(dot + 1));
  }

  std::string section;  ///< of the layer, or empty
  std::string general;  ///< the key without the layer's number
};

void offer(const std::string& text, const std::string& help, const std::string& begun, Candidates& found) {
  if (text.starts_with(begun)) found.words.push_back({text, first_clause(help)});
}

Candidates values_of(const Option& option, const std::string& begun, const std::string& before) {
  Candidates found;
  for (const std::string& name : option.names) offer(before + name, "", begun, found);
  found.files = option.type == OptionType::text;
  if (found.files) found.before_files = before;
  return found;
}

Candidates keys_of(const std::string& begun) {
  Candidates found;
  found.open = true;
  const TypedKey typed(begun);
  for (const ConfigSection& section : config_reference()) {
    if (!typed.section.empty() && section.name != "rbm") continue;
    const std::string name = typed.section.empty() ? section.name : typed.section;
    for (const Option& option : section.options) offer(name + "." + option.name + "=", option.help, begun, found);
  }
  return found;
}

Candidates assignments_of(const std::string& begun, const std::string& before) {
  const std::string typed = begun.substr(before.size());
  const auto equals = typed.find('=');
  if (equals == std::string::npos) {
    Candidates found = keys_of(typed);
    for (Candidate& word : found.words) word.text.insert(0, before);
    return found;
  }
  const std::string key = TypedKey(typed.substr(0, equals)).general;
  for (const ConfigSection& section : config_reference()) {
    for (const Option& option : section.options) {
      if (section.name + "." + option.name == key)
        return values_of(option, begun, before + typed.substr(0, equals + 1));
    }
  }
  return {};
}

Candidates arguments_of(const Argument& argument, const std::string& begun, const std::string& before) {
  if (argument.option.type == OptionType::assignment) return assignments_of(begun, before);
  return values_of(argument.option, begun, before);
}

const Argument* option_called(const Syntax& syntax, std::string_view name) {
  const auto found = std::find_if(syntax.begin(), syntax.end(), [&](const Argument& argument) {
    return !is_operand(argument) && argument.option.name == name;
  });
  return found == syntax.end() ? nullptr : &*found;
}

const Argument* operand_at(const Syntax& syntax, Index place) {
  for (const Argument& argument : syntax) {
    if (!is_operand(argument)) continue;
    if (place == 0 || is_repeatable(argument)) return &argument;
    --place;
  }
  return nullptr;
}

/// What the words before the last one have settled.
struct Settled {
  const Argument* open = nullptr;  ///< the option whose value comes next
  std::vector<std::string> given;  ///< names of options
  Index operands = 0;
};

Settled settled_by(const Syntax& syntax, const std::vector<std::string>& words) {
  Settled settled;
  for (Index i = 0; i + 1 < words.size(); ++i) {
    const std::string& word = words[i];
    if (settled.open != nullptr) {
      settled.open = nullptr;
    } else if (word.starts_with("--")) {
      const auto equals = std::min(word.find('='), word.size());
      const Argument* argument = option_called(syntax, std::string_view(word).substr(2, equals - 2));
      if (argument == nullptr) continue;
      settled.given.push_back(argument->option.name);
      if (argument->takes != Takes::nothing && equals == word.size()) settled.open = argument;
    } else {
      ++settled.operands;
    }
  }
  return settled;
}

Candidates options_of(const Syntax& syntax, const std::vector<std::string>& given, const std::string& begun) {
  Candidates found;
  for (const Argument& argument : syntax) {
    const std::string& name = argument.option.name;
    const bool is_used = std::find(given.begin(), given.end(), name) != given.end();
    if (is_operand(argument) || (is_used && !is_repeatable(argument))) continue;
    offer("--" + name, argument.option.help, begun, found);
  }
  offer("--help", "the help page of the command", begun, found);
  return found;
}

}  // namespace

Candidates candidates_of(const Syntax& syntax, const std::vector<std::string>& words) {
  const std::string& begun = words.back();
  const Settled settled = settled_by(syntax, words);
  if (settled.open != nullptr) return arguments_of(*settled.open, begun, "");
  if (const auto equals = begun.find('='); begun.starts_with("--") && equals != std::string::npos) {
    const Argument* argument = option_called(syntax, std::string_view(begun).substr(2, equals - 2));
    return argument == nullptr ? Candidates() : arguments_of(*argument, begun, begun.substr(0, equals + 1));
  }
  const Argument* operand = operand_at(syntax, settled.operands);
  if (operand != nullptr && !begun.starts_with("-")) return arguments_of(*operand, begun, "");
  return options_of(syntax, settled.given, begun);
}

std::string first_clause(const std::string& text) { return text.substr(0, std::min(text.find("; "), text.find(". "))); }

}  // namespace dbn::program
