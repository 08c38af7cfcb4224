// x' = x / 255 where the data are pixels, that is, bytes of which some exceed 1; else x' = x, which is `none`.
#include <algorithm>

#include "libdbn/data/transforms/bytes.hpp"
#include "libdbn/data/transforms/transforms.hpp"

namespace dbn {
namespace {

bool holds_pixels(const Dataset& data) {
  if (!data.is_bytes()) return false;
  const auto is_pixel = [](auto byte) { return byte > 1; };
  const StoredRows* stored = data.stored();
  if (stored == nullptr) {
    const auto& bytes = std::get<ByteMatrix>(data.inputs);
    return std::any_of(bytes.begin(), bytes.end(), is_pixel);
  }
  bool found = false;
  for (Index n = 0; n < stored->rows() && !found; ++n) {
    stored->row(n).visit(
        [&](const auto* elements) { found = std::any_of(elements, elements + stored->columns(), is_pixel); });
  }
  return found;
}

TransformPtr fit_automatic(const Dataset& training) {
  if (!holds_pixels(training)) return no_transform();
  return byte_transform("automatic", training.columns());
}

}  // namespace

Entry<TransformMaker> automatic_transform() {
  return {"automatic", "divides byte pixels by 255", {fit_automatic, unfitted_bytes}};
}

}  // namespace dbn
