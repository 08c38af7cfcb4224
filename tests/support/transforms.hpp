// What is inside a transform, asked through its archive.
#pragma once

#include "libdbn/data/transforms/affine.hpp"
#include "tests/support/memory_archive.hpp"

namespace dbn::test {

inline MemoryArchive fields_of(const TransformPtr& transform) {
  MemoryArchive archive;
  save_transform(*transform, archive);
  return archive;
}

/// A saved vector, empty where the transform has none of that name.
inline Vector vector_of(const TransformPtr& transform, const std::string& name) {
  const MemoryArchive archive = fields_of(transform);
  const auto found = archive.values().find(name);
  return found == archive.values().end() ? Vector() : std::get<Vector>(found->second);
}

inline Vector shift_of(const TransformPtr& transform) { return vector_of(transform, "shift"); }
inline Vector scale_of(const TransformPtr& transform) { return vector_of(transform, "scale"); }

inline TransformPtr affine(const std::string& name, Vector shift, Vector scale) {
  return std::make_shared<AffineTransform>(name, std::move(shift), std::move(scale));
}

/// Name and all fields, bit for bit.
inline bool same(const TransformPtr& a, const TransformPtr& b) {
  return a->name() == b->name() && fields_of(a).values() == fields_of(b).values();
}

}  // namespace dbn::test
