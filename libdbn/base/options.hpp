// Option vocabulary: an option is declared once, as a handle on the member it sets; parsing, help, defaults,
// ranges, the resolved config and sweep axes are all read off that handle.
#pragma once

#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "libdbn/base/schedule.hpp"
#include "libdbn/base/types.hpp"

namespace dbn {

/// A named setting bound to a variable. `get` gives its present value as text that `set` accepts.
struct Option {
  std::string name;
  std::string expects;                        ///< what a value must be, e.g. "an integer >= 1"
  std::string help;                           ///< effect, usual values, when to change it
  std::function<void(std::string_view)> set;  ///< throws a config error that repeats `expects`
  std::function<std::string()> get;
};

using OptionList = std::vector<Option>;

struct Range {
  double least = -std::numeric_limits<double>::infinity();
  double greatest = std::numeric_limits<double>::infinity();
};
inline Range at_least(double least) { return {least, std::numeric_limits<double>::infinity()}; }
inline Range between(double least, double greatest) { return {least, greatest}; }

Option integer_option(std::string name, Index& value, Range range, std::string help);
Option number_option(std::string name, double& value, Range range, std::string help);
/// Every value that the schedule takes must be in the range.
Option schedule_option(std::string name, Schedule& value, Range range, std::string help);
Option text_option(std::string name, std::string& value, std::string expects, std::string help);
/// One of `choices`; an unknown value names the nearest.
Option choice_option(std::string name, std::string& value, std::vector<std::string> choices, std::string help);
/// "on" or "off" (also yes/no, true/false, 1/0).
Option switch_option(std::string name, bool& value, std::string help);

/// One of the enumerators named in `names`, in the order of their values from 0.
template <class Enum>
Option enum_option(std::string name, Enum& value, std::vector<std::string> names, std::string help);

Option indexed_choice_option(std::string name, std::vector<std::string> choices, std::function<void(Index)> set,
                             std::function<Index()> get, std::string help);

template <class Enum>
Option enum_option(std::string name, Enum& value, std::vector<std::string> names, std::string help) {
  return indexed_choice_option(
      std::move(name), std::move(names), [&value](Index i) { value = static_cast<Enum>(i); },
      [&value] { return static_cast<Index>(value); }, std::move(help));
}

}  // namespace dbn
