#include "libdbn/io/arrays.hpp"

#include <cmath>

#include "libdbn/base/text.hpp"

namespace dbn::hdf5 {

std::string shape_text(const std::vector<Index>& shape) {
  std::string text = "(";
  for (Index i = 0; i < shape.size(); ++i) text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
  return text + ")";
}

void require_shape(const StoredArray& array, const std::vector<Index>& expected, const std::string& why) {
  if (array.shape() == expected) return;
  std::string hint;
  if (expected.size() == 2 && array.shape() == std::vector<Index>{expected[1], expected[0]}) {
    hint = "; it looks transposed (programs that store columns first, as MATLAB does, must write the transpose)";
  }
  throw array.error("found shape " + shape_text(array.shape()) + ", expected " + shape_text(expected) + ", " + why +
                    hint);
}

Matrix read_matrix(const StoredArray& array) {
  if (array.rank() != 2) throw array.error("found shape " + shape_text(array.shape()) + ", expected two dimensions");
  Matrix values = zeros(array.shape()[0], array.shape()[1]);
  array.read(values.data());
  return values;
}

Vector read_vector(const StoredArray& array) {
  if (array.rank() != 1) throw array.error("found shape " + shape_text(array.shape()) + ", expected one dimension");
  Vector values = xt::zeros<real>({array.shape()[0]});
  array.read(values.data());
  return values;
}

void require_finite(const StoredArray& array, ConstMatrixView values) {
  for (Index i = 0; i < values.rows; ++i) {
    for (Index j = 0; j < values.columns; ++j) {
      const auto value = static_cast<double>(values(i, j));
      if (!std::isfinite(value)) {
        throw array.error("element " + shape_text({i, j}) + " is " + to_text(value) +
                          "; expected finite numbers: it comes from a run that diverged, or the file is damaged");
      }
    }
  }
}

}  // namespace dbn::hdf5
