#include "libdbn/base/options.hpp"

#include <algorithm>
#include <cmath>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/registry.hpp"
#include "libdbn/base/text.hpp"

namespace dbn {
namespace {

std::string range_text(Range range) {
  const bool low = std::isfinite(range.least);
  const bool high = std::isfinite(range.greatest);
  if (low && high) return "[" + to_text(range.least) + ", " + to_text(range.greatest) + "]";
  if (low) return ">= " + to_text(range.least);
  if (high) return "<= " + to_text(range.greatest);
  return "";
}

std::string expected(const std::string& what, Range range) {
  const std::string text = range_text(range);
  return what + (text.empty() ? "" : text.starts_with('[') ? " in " + text : " " + text);
}

/// "a", "a or b", "a, b or c".
std::string alternatives(const std::vector<std::string>& names) {
  std::string text;
  for (Index i = 0; i < names.size(); ++i) {
    if (names[i].empty()) continue;
    if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
    text += names[i];
  }
  return text;
}

bool contains(Range range, double value) {
  return std::isfinite(value) && value >= range.least && value <= range.greatest;
}

Error bad_value(std::string_view text, const std::string& expects) {
  return config_error("'" + std::string(trimmed(text)) + "' is not " + expects);
}

}  // namespace

Option Option::with_unit(std::string text) && {
  unit = std::move(text);
  return std::move(*this);
}

Option Option::with_names(std::vector<std::string> known) && {
  names = std::move(known);
  return std::move(*this);
}

Option Option::confined(Situation situation, std::vector<std::string> values) && {
  confinements.push_back({situation, std::move(values)});
  return std::move(*this);
}

void require_possible(const OptionList& options, const Situation& situation,
                      const std::function<std::string(const std::string&)>& place) {
  for (const Option& option : options) {
    for (const Confinement& confinement : option.confinements) {
      const auto& values = confinement.values;
      if (confinement.situation != situation) continue;
      if (std::find(values.begin(), values.end(), option.get()) != values.end()) continue;
      throw config_error(place(option.name) + " = " + option.get() + " does not go with " +
                         std::string(situation.name) + "; set it to " + alternatives(values) + ", or leave it out");
    }
  }
}

void require_possible(const OptionList& options, const Situation& situation, const std::string& section) {
  require_possible(options, situation, [&](const std::string& name) { return section + "." + name; });
}

Option integer_option(std::string name, Index& value, Range range, std::string help) {
  std::string expects = expected("an integer", range);
  auto set = [&value, range, expects](std::string_view text) {
    const auto number = parse_integer(text);
    if (!number || *number < 0 || !contains(range, static_cast<double>(*number))) throw bad_value(text, expects);
    value = static_cast<Index>(*number);
  };
  return {std::move(name),     expects,          std::move(help), set, [&value] { return std::to_string(value); },
          OptionType::integer, range_text(range)};
}

Option number_option(std::string name, double& value, Range range, std::string help) {
  std::string expects = expected("a number", range);
  auto set = [&value, range, expects](std::string_view text) {
    const auto number = parse_number(text);
    if (!number || !contains(range, *number)) throw bad_value(text, expects);
    value = *number;
  };
  return {std::move(name),    expects,          std::move(help), set, [&value] { return to_text(value); },
          OptionType::number, range_text(range)};
}

Option schedule_option(std::string name, Schedule& value, Range range, std::string help) {
  std::string expects = expected("a number or schedule", range);
  auto set = [&value, range, expects](std::string_view text) {
    const Schedule schedule = Schedule::parse(text);
    if (!contains(range, schedule.at(0)) || schedule.least() < range.least || schedule.greatest() > range.greatest) {
      throw bad_value(text, expects);
    }
    value = schedule;
  };
  return {std::move(name),      expects,          std::move(help), set, [&value] { return value.text(); },
          OptionType::schedule, range_text(range)};
}

Option text_option(std::string name, std::string& value, std::string expects, std::string help) {
  auto set = [&value](std::string_view text) { value = std::string(trimmed(text)); };
  return {std::move(name), std::move(expects), std::move(help), set, [&value] { return value; }};
}

Option choice_option(std::string name, std::string& value, std::vector<std::string> choices, std::string help) {
  auto position = [choices, &value] {
    return static_cast<Index>(std::find(choices.begin(), choices.end(), value) - choices.begin());
  };
  return indexed_choice_option(
      std::move(name), choices, [&value, choices](Index i) { value = choices[i]; }, position, std::move(help));
}

Option switch_option(std::string name, bool& value, std::string help) {
  const std::string expects = "on or off";
  auto set = [&value, expects](std::string_view text) {
    const std::string_view word = trimmed(text);
    const bool yes = word == "on" || word == "yes" || word == "true" || word == "1";
    const bool no = word == "off" || word == "no" || word == "false" || word == "0";
    if (!yes && !no) throw bad_value(text, expects);
    value = yes;
  };
  return {std::move(name),
          expects,
          std::move(help),
          set,
          [&value] { return std::string(value ? "on" : "off"); },
          OptionType::on_off,
          "",
          "",
          {"on", "off"}};
}

Option indexed_choice_option(std::string name, std::vector<std::string> choices, std::function<void(Index)> set,
                             std::function<Index()> get, std::string help) {
  std::string expects = "one of";
  for (Index i = 0; i < choices.size(); ++i) expects += (i == 0 ? " " : ", ") + choices[i];
  auto set_by_name = [choices, set, name](std::string_view text) {
    const auto found = std::find(choices.begin(), choices.end(), trimmed(text));
    if (found == choices.end()) throw config_error(unknown_name_message(name, trimmed(text), choices));
    set(static_cast<Index>(found - choices.begin()));
  };
  return {std::move(name),
          expects,
          std::move(help),
          set_by_name,
          [choices, get] { return get() < choices.size() ? choices[get()] : std::string(); },
          OptionType::name,
          "",
          "",
          choices};
}

}  // namespace dbn
