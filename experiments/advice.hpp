// What to try when a training run went wrong without failing.
#pragma once

#include <string>
#include <vector>

#include "libdbn/train/history.hpp"

namespace dbn::program {

/// Sentences about stages of the run that show a known disease: layers whose hidden units do not vary, a classifier at
/// chance, data outside the range that the units expect. Empty for a healthy run.
std::vector<std::string> advice(const History& history, Index classes);

}  // namespace dbn::program
