#include "experiments/config/reference.hpp"

#include "experiments/config/command_line.hpp"
#include "experiments/config/config.hpp"

namespace dbn::program {
namespace {

std::string in_code(const std::string& text) { return text.empty() ? "" : "`" + text + "`"; }

std::string listed(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) {
    if (!value.empty()) text += (text.empty() ? "" : ", ") + in_code(value);
  }
  return text;
}

std::string type_cell(const Option& option) {
  switch (option.type) {
    case OptionType::integer: return "integer";
    case OptionType::number: return "number";
    case OptionType::schedule: return "number or schedule";
    case OptionType::name:
    case OptionType::on_off: return listed(option.names);
    case OptionType::assignment:
    case OptionType::text: break;
  }
  return option.expects;
}

std::string range_cell(const Option& option) {
  return option.unit + (option.unit.empty() || option.range.empty() ? "" : ", ") + option.range;
}

std::string meaning_cell(const Option& option) {
  std::string text = option.help;
  for (const Confinement& confinement : option.confinements) {
    text += ". With " + std::string(confinement.situation.name) + " only " + listed(confinement.values);
  }
  return text;
}

std::string row(const std::vector<std::string>& cells) {
  std::string line = "|";
  for (const std::string& cell : cells) {
    line += " ";
    for (const char c : cell) line += c == '|' ? "\\|" : std::string(1, c);
    line += " |";
  }
  return line + "\n";
}

}  // namespace

std::string reference_text() {
  std::string text;
  for (const ConfigSection& section : config_reference()) {
    text += "[" + section.name + "]  " + section.help + "\n" + describe_options(section.options) + "\n";
  }
  return text;
}

Json reference_json() {
  Json object = Json::object();
  for (const ConfigSection& section : config_reference()) {
    for (const Option& option : section.options) {
      object[section.name + "." + option.name] = {
          {"default", option.get()}, {"expects", option.expects}, {"help", option.help}};
    }
  }
  return object;
}

std::string reference_markdown() {
  std::string page =
      "# Config reference\n\n"
      "Every key of a config. `dbn config --markdown` writes this page from the declarations, `dbn config --keys` "
      "prints "
      "the same in a terminal, `dbn config FILE` shows the values of a config and where they come from.\n\n"
      "A config is an INI file: `[section]`, then `key = value`, one a line; `#` begins a comment. A section `[rbm.N]` "
      "has the keys of `[rbm]` for layer N alone, counted from 0, and `[rbm.0]` also `visible`. On the command line "
      "`--set section.key=value` wins over the file.\n\n"
      "A schedule is a number for each epoch, counted from 0: `0.1` is constant; `step(0.5, 0.9@5)` is 0.5, and 0.9 "
      "from "
      "epoch 5 on; `linear(0.1, 0.001, 50)` goes from 0.1 in epoch 0 to 0.001 in epoch 50; `exponential(0.1, 0.98)` is "
      "0.1 * 0.98^epoch; `inverse(0.1, 10)` is 0.1 / (1 + epoch / 10).\n";
  for (const ConfigSection& section : config_reference()) {
    page += "\n## [" + section.name + "]\n\n" + section.help + "\n\n";
    page += row({"key", "type or values", "default", "unit, range", "meaning"}) + "|---|---|---|---|---|\n";
    for (const Option& option : section.options) {
      page += row(
          {in_code(option.name), type_cell(option), in_code(option.get()), range_cell(option), meaning_cell(option)});
    }
  }
  return page;
}

}  // namespace dbn::program
