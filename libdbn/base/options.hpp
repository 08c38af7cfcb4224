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

/// A kind of data, of model or of stage in which an option has fewer values than elsewhere, as a message names it.
struct Situation {
  std::string_view name;
  bool operator==(const Situation&) const = default;
};

/// The only values that an option may have in a situation; the first of them is what messages recommend.
struct Confinement {
  Situation situation;
  std::vector<std::string> values;
};

/// What a value is; an assignment is KEY=VALUE of another option.
enum class OptionType { text, integer, number, schedule, name, on_off, assignment };

/// A named setting bound to a variable. `get` gives its present value as text that `set` accepts.
struct Option {
  std::string name;
  std::string expects;                        ///< what a value must be, e.g. "an integer >= 1"
  std::string help;                           ///< effect, usual values, when to change it
  std::function<void(std::string_view)> set;  ///< throws a config error that repeats `expects`
  std::function<std::string()> get;

  OptionType type = OptionType::text;
  std::string range = {};               ///< of numbers, e.g. ">= 1" or "[0, 1]"; empty where any will do
  std::string unit = {};                ///< of numbers, e.g. "MiB"
  std::vector<std::string> names = {};  ///< values that have a name: all of them, or of a text those that are known
  std::vector<Confinement> confinements = {};

  Option with_unit(std::string text) &&;
  Option with_names(std::vector<std::string> known) &&;
  /// Leaves only `values` in `situation`; require_possible refuses the others there.
  Option confined(Situation situation, std::vector<std::string> values) &&;
};

using OptionList = std::vector<Option>;

/// Throws a config error for the first option whose present value its declaration excludes in `situation`. `place`
/// makes the option's name the one that users know, e.g. "rbm.0.centering".
void require_possible(const OptionList& options, const Situation& situation,
                      const std::function<std::string(const std::string&)>& place);
/// The same where "SECTION.NAME" is what users know.
void require_possible(const OptionList& options, const Situation& situation, const std::string& section);

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
