// Rules about labels that hold for every format.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libdbn/base/types.hpp"

namespace dbn {

/// Labels that are exactly -1 and 1, with no other class, become classes 0 and 1 called "-1" and "1". Otherwise -1 is
/// missing_label and nothing changes. Labels of known classes (`class_names` not empty) are left alone.
void take_plus_minus(Labels& labels, std::vector<std::string>& class_names);

/// "12 of 100 rows have no label", or nothing when all have or none has.
std::optional<std::string> note_of_unknown_labels(const Labels& labels);

}  // namespace dbn
