// Target names of two data sets, compared before their values.
#pragma once

#include <string>
#include <vector>

#include "libdbn/base/types.hpp"

namespace dbn::program {

/// Targets of one set of data, for comparison with others.
struct TargetList {
  std::string of;  ///< what has them, e.g. "the training data a.csv"
  Index count = 0;
  const std::vector<std::string>& names;  ///< one each, or none
};
/// Throws a data error unless `found` has as many targets as `expected`, and where both have names none at the place of
/// another: predictions would be compared with the wrong numbers. `remedy` ends the message where there are none.
void require_same_targets(const TargetList& found, const TargetList& expected, const std::string& remedy);

}  // namespace dbn::program
