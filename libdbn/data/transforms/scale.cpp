// x' = (x - min) / (max - min) by column, which takes the training rows to [0, 1]; what other rows hold beyond min and
// max becomes 0 or 1.
#include <algorithm>

#include "libdbn/data/transforms/affine.hpp"
#include "libdbn/data/transforms/transforms.hpp"

namespace dbn {
namespace {

void clip(real& value) { value = value < 0 ? real(0) : value > 1 ? real(1) : value; }

class ScaleTransform final : public AffineTransform {
 public:
  using AffineTransform::AffineTransform;
  explicit ScaleTransform(const AffineTransform& fitted) : AffineTransform(fitted) {}

  void apply(MatrixView rows) const override {
    AffineTransform::apply(rows);
    for (Index i = 0; i < rows.rows; ++i) std::for_each_n(rows.row(i), rows.columns, clip);
  }

  bool apply_to_any_column(std::span<real> values) const override {
    if (!AffineTransform::apply_to_any_column(values)) return false;
    std::for_each(values.begin(), values.end(), clip);
    return true;
  }

  bool clips() const override { return true; }

  bool is_outside(Index column, double value) const override {
    const real shift = this->shift().size() == 0 ? real(0) : this->shift()(column);
    const real scale = this->scale().size() == 0 ? real(1) : this->scale()(column);
    const real scaled = (static_cast<real>(value) - shift) / scale;
    return scaled < 0 || scaled > 1;
  }

  std::unique_ptr<InputTransform> copy() const override { return std::make_unique<ScaleTransform>(*this); }
};

TransformPtr fit_scale(const Dataset& training) {
  return std::make_shared<ScaleTransform>(fit_by_column(
      "scale", training, [](const ColumnStatistics& c) { return std::pair(c.least, c.greatest - c.least); }));
}

std::unique_ptr<InputTransform> unfitted_scale(std::string_view name) {
  return std::make_unique<ScaleTransform>(std::string(name));
}

}  // namespace

Entry<TransformMaker> scale_transform() {
  return {"scale", "maps each column to [0, 1] and clips other rows to it", {fit_scale, unfitted_scale}};
}

}  // namespace dbn
