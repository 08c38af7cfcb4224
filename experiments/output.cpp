#include "experiments/output.hpp"

#include <algorithm>
#include <cstdio>
#include <iostream>

namespace dbn::program {

Argument ResultFormat::argument() {
  return flag("json", json_, "print one JSON object on standard output and nothing else there");
}

void ResultFormat::print(const Json& object, const std::string& text) const {
  print_text(json_ ? object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n" : text);
}

void print_text(const std::string& text) { std::cout << text; }

std::string short_text(double value, int digits) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.*g", digits, value);
  return buffer;
}

std::string percent(double fraction) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.2f %%", 100 * fraction);
  return buffer;
}

std::string aligned(const std::vector<std::vector<std::string>>& rows) {
  std::vector<Index> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()), 0);
    for (Index j = 0; j < row.size(); ++j) widths[j] = std::max(widths[j], row[j].size());
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (Index j = 0; j < row.size(); ++j) {
      const std::string padding(widths[j] - row[j].size(), ' ');
      line += (j == 0 ? row[j] + padding : "  " + padding + row[j]);
    }
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

}  // namespace dbn::program
