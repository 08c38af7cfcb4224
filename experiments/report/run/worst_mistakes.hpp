// Misclassified rows with the greatest confidence.
#pragma once

#include "libdbn/data/dataset.hpp"
#include "libdbn/dbn/classification.hpp"

namespace dbn::program {

struct Mistake {
  Index row = 0;
  Index label = 0;
  Index predicted = 0;
  double confidence = 0;  ///< probability of the predicted class
};

/// At most `count` labeled rows whose most probable class is not their label, by falling confidence; of equals the
/// first row comes first.
std::vector<Mistake> worst_mistakes(const Classifier& probabilities_of, const RowSource& rows, Index count);

}  // namespace dbn::program
