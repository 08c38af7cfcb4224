// The table of transforms: a new one is a file here, named after it, and a line in DBN_TRANSFORMS.
#pragma once

#include "libdbn/base/registry.hpp"
#include "libdbn/data/transform.hpp"

namespace dbn {

struct TransformMaker {
  TransformPtr (*fit)(const Dataset& training);
  /// The object that `archive` then fills when a model is loaded.
  std::unique_ptr<InputTransform> (*unfitted)(std::string_view name);
};

/// One line for each: NAME, which configs and model files use; the file NAME.cpp defines NAME_transform().
#define DBN_TRANSFORMS(ENTRY) \
  ENTRY(automatic)            \
  ENTRY(none)                 \
  ENTRY(bytes)                \
  ENTRY(scale)                \
  ENTRY(standardize)

/// The row of the table: name, what the help says of it, and how it is made.
#define DBN_DECLARE(name) Entry<TransformMaker> name##_transform();
DBN_TRANSFORMS(DBN_DECLARE)
#undef DBN_DECLARE

}  // namespace dbn
