#include "experiments/data/targets.hpp"

#include <algorithm>

#include "libdbn/base/errors.hpp"

namespace dbn::program {
namespace {

std::string counted(Index count) {
  return (count == 0 ? "no" : std::to_string(count)) + (count == 1 ? " target" : " targets");
}

}  // namespace

void require_same_targets(const TargetList& found, const TargetList& expected, const std::string& remedy) {
  if (found.count != expected.count) {
    throw data_error(found.of + " has " + counted(found.count) + ", but " + expected.of + " has " +
                     counted(expected.count) + (found.count == 0 ? "; " + remedy : ""));
  }
  const auto& names = expected.names;
  if (found.names.size() != names.size()) return;
  for (Index j = 0; j < names.size(); ++j) {
    if (found.names[j] == names[j] || std::find(names.begin(), names.end(), found.names[j]) == names.end()) continue;
    throw data_error(found.of + " has '" + found.names[j] + "' as target " + std::to_string(j) + " (from 0), where " +
                     expected.of + " has '" + names[j] + "'; give the targets in the same order");
  }
}

}  // namespace dbn::program
