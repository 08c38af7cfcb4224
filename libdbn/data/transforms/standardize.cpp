// x' = (x - mean) / deviation by column, which gives the training rows mean 0 and variance 1.
#include "libdbn/data/transforms/affine.hpp"
#include "libdbn/data/transforms/transforms.hpp"

namespace dbn {
namespace {

TransformPtr fit_standardize(const Dataset& training) {
  return std::make_shared<AffineTransform>(fit_by_column(
      "standardize", training, [](const ColumnStatistics& c) { return std::pair(c.mean, std::sqrt(c.variance)); }));
}

}  // namespace

Entry<TransformMaker> standardize_transform() {
  return {"standardize", "to mean 0 and variance 1 (for gaussian units)", {fit_standardize, unfitted_affine}};
}

}  // namespace dbn
