#include "experiments/report/run/worst_mistakes.hpp"

#include <algorithm>

#include "experiments/data/training_data.hpp"
#include "libdbn/data/batches.hpp"

namespace dbn::program {

std::vector<Mistake> worst_mistakes(const Classifier& probabilities_of, const RowSource& rows, Index count) {
  std::vector<Mistake> worst;
  const auto more_confident = [](const Mistake& a, const Mistake& b) {
    return a.confidence != b.confidence ? a.confidence > b.confidence : a.row < b.row;
  };
  for_each_block(rows, rows_per_block, [&](Index first, const Batch& block) {
    const Matrix probabilities = probabilities_of(block.inputs);
    const Labels predicted = most_probable(probabilities);
    for (Index n = 0; n < predicted.size(); ++n) {
      if (block.labels[n] == missing_label || block.labels[n] == predicted[n]) continue;
      const auto found = static_cast<Index>(predicted[n]);
      worst.push_back(
          {first + n, static_cast<Index>(block.labels[n]), found, static_cast<double>(probabilities(n, found))});
    }
    std::sort(worst.begin(), worst.end(), more_confident);
    if (worst.size() > count) worst.resize(count);
  });
  return worst;
}

}  // namespace dbn::program
