// Output format of results: one JSON object or text on standard output, never both.
#pragma once

#include "experiments/config/command_line.hpp"
#include "experiments/text/format.hpp"

namespace dbn::program {

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

}  // namespace dbn::program
