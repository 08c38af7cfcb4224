// x' = x / 255 of bytes.
#pragma once

#include "libdbn/data/transforms/affine.hpp"

namespace dbn {

/// Of every column, or of none: then x' = x.
class ByteTransform final : public AffineTransform {
 public:
  using AffineTransform::AffineTransform;
  bool takes_bytes() const override { return !is_identity(); }
  std::unique_ptr<InputTransform> copy() const override { return std::make_unique<ByteTransform>(*this); }
};

/// Divides `columns` columns by 255.
TransformPtr byte_transform(std::string name, Index columns);
/// One that awaits the fields of a file.
std::unique_ptr<InputTransform> unfitted_bytes(std::string_view name);

}  // namespace dbn
