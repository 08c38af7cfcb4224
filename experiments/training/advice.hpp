// Advice for known failure modes of training, read off the history.
#pragma once

#include <string>
#include <vector>

#include "libdbn/train/history.hpp"

namespace dbn::program {

/// Sentences about stages of the run that show a known disease (mostly after Hinton 2010, "A practical guide to
/// training restricted Boltzmann machines"): updates of the wrong size, hidden units that do not vary, overfitting, a
/// likelihood that falls while the reconstruction gets better, chains that are stuck, a classifier at chance. Empty for
/// a healthy run. What the history does not hold is not judged.
std::vector<std::string> advice(const History& history, Index classes);

}  // namespace dbn::program
