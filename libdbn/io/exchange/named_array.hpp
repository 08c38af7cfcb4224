// Named array of a file of another program.
#pragma once

#include <string>
#include <vector>

#include "libdbn/base/types.hpp"

namespace dbn {

/// Numbers or texts in row-major order. Without a shape it is one value.
struct NamedArray {
  enum class Type { float32, float64, int64, text };

  std::string name;  ///< "layers/0/weights"
  Type type = Type::float64;
  std::vector<Index> shape;
  std::vector<double> numbers;  ///< holds every float32 exactly
  std::vector<std::string> texts;
  bool are_bytes = false;  ///< whole numbers from 0 to 255 by their type

  bool is_text() const { return type == Type::text; }
  Index count() const { return is_text() ? texts.size() : numbers.size(); }
};

}  // namespace dbn
