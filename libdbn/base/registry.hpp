// Explicit tables of named entries; static self-registration would be dropped from a static library.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libdbn/base/errors.hpp"

namespace dbn {

/// The known name closest to `name` by edit distance, or an empty string when none is near enough to be meant.
std::string nearest_name(std::string_view name, std::span<const std::string> known);

/// "unknown WHAT 'NAME'; did you mean 'X'?", or, with no name near, "unknown WHAT 'NAME'; known: a, b, c".
std::string unknown_name_message(std::string_view what, std::string_view name, std::span<const std::string> known);

/// A row of a table: a name, one line of help, and the thing.
template <class Thing>
struct Entry {
  std::string_view name;
  std::string_view help;
  Thing thing;
};

template <class Thing>
std::vector<std::string> names_in(std::span<const Entry<Thing>> table) {
  std::vector<std::string> names;
  for (const Entry<Thing>& entry : table) names.emplace_back(entry.name);
  return names;
}

/// The entry called `name`; throws a config error that suggests the nearest name.
template <class Thing>
const Thing& find_in(std::span<const Entry<Thing>> table, std::string_view what, std::string_view name) {
  for (const Entry<Thing>& entry : table) {
    if (entry.name == name) return entry.thing;
  }
  throw config_error(unknown_name_message(what, name, names_in(table)));
}

}  // namespace dbn
