// What goes to standard output: one JSON object or text for people, never both.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "experiments/command_line.hpp"

namespace dbn::program {

/// An object whose keys stay in the order in which they were set.
using Json = nlohmann::ordered_json;

/// The option --json, shared by the commands that have results.
class ResultFormat {
 public:
  Argument argument();
  bool json() const { return json_; }

  /// Prints `object` where --json was given, else `text`.
  void print(const Json& object, const std::string& text) const;

 private:
  bool json_ = false;
};

void print_text(const std::string& text);

/// `value` with this many significant digits.
std::string short_text(double value, int digits = 4);
/// A fraction as percent, e.g. "1.83 %".
std::string percent(double fraction);

/// Rows of cells with aligned columns: the first column to the left, the others to the right.
std::string aligned(const std::vector<std::vector<std::string>>& rows);

}  // namespace dbn::program
