// A text as one cell of a table of comma-separated values.
#pragma once

#include <string>

namespace dbn::program {

/// In quotes where it has to be, as in RFC 4180.
inline std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace dbn::program
