#include "experiments/sweep/plan/alternatives.hpp"

#include <algorithm>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"

namespace dbn::program {

std::vector<std::string> alternatives(std::string_view text) {
  std::vector<std::string> values = split(text, '|');
  const bool has_gap = std::any_of(values.begin(), values.end(), [](const std::string& v) { return v.empty(); });
  if (values.empty() || has_gap) {
    throw config_error("'" + std::string(trimmed(text)) +
                       "' lacks a value; expected values with bars between them, "
                       "e.g. 0.1 | 0.05 | 0.01");
  }
  return values;
}

}  // namespace dbn::program
