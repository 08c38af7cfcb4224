// x' = (x - min) / (max - min) by column, which takes the training rows to [0, 1].
#include "libdbn/data/transforms/affine.hpp"
#include "libdbn/data/transforms/transforms.hpp"

namespace dbn {
namespace {

TransformPtr fit_scale(const Dataset& training) {
  return fit_by_column("scale", training,
                       [](const ColumnStatistics& c) { return std::pair(c.least, c.greatest - c.least); });
}

}  // namespace

Entry<TransformMaker> scale_transform() {
  return {"scale", "maps each column to [0, 1]", {fit_scale, unfitted_affine}};
}

}  // namespace dbn
