#include "libdbn/data/labels.hpp"

#include <algorithm>

namespace dbn {

void take_plus_minus(Labels& labels, std::vector<std::string>& class_names) {
  static_assert(missing_label == -1);
  const auto count = [&](std::int32_t value) { return std::count(labels.begin(), labels.end(), value); };
  if (!class_names.empty() || count(-1) == 0 || count(1) == 0) return;
  if (static_cast<Index>(count(-1) + count(1)) != labels.size()) return;
  for (std::int32_t& label : labels) label = label == 1 ? 1 : 0;
  class_names = {"-1", "1"};
}

std::optional<std::string> note_of_unknown_labels(const Labels& labels) {
  const auto unknown = static_cast<Index>(std::count(labels.begin(), labels.end(), missing_label));
  if (unknown == 0 || unknown == labels.size()) return std::nullopt;
  return std::to_string(unknown) + " of " + std::to_string(labels.size()) + " rows have no label";
}

}  // namespace dbn
