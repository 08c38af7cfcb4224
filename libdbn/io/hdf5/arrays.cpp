#include "libdbn/io/hdf5/arrays.hpp"

#include <algorithm>
#include <cmath>

#include "libdbn/base/characters.hpp"
#include "libdbn/base/text.hpp"

namespace dbn::hdf5 {
namespace {

// One-hot rows are made of labels: a stray large number must not ask for all memory.
constexpr double greatest_label = 1'000'000;

}  // namespace

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

std::vector<double> read_doubles(const StoredArray& array) {
  std::vector<double> numbers(array.count());
  array.read(numbers.data());
  return numbers;
}

std::vector<std::string> read_plain_texts(const StoredArray& array) {
  std::vector<std::string> texts = array.read_texts();
  const auto bad = std::find_if_not(texts.begin(), texts.end(), is_plain_text);
  if (bad == texts.end()) return texts;
  throw array.error("text " + std::to_string(bad - texts.begin()) + ", '" + printable(*bad) + "', " +
                    std::string(not_plain_text));
}

Labels read_labels(const StoredArray& array, Index named_classes) {
  const std::vector<double> numbers = read_doubles(array);
  const double limit = named_classes > 0 ? static_cast<double>(named_classes) : greatest_label;
  Labels labels(numbers.size());
  for (Index i = 0; i < labels.size(); ++i) {
    if (!(numbers[i] >= missing_label) || numbers[i] >= limit || numbers[i] != std::floor(numbers[i])) {
      throw array.error("the label of row " + std::to_string(i) + " is " + to_text(numbers[i]) +
                        "; expected a whole number from 0 to " + to_text(limit - 1) + ", or -1 where it is unknown");
    }
    labels[i] = static_cast<std::int32_t>(numbers[i]);
  }
  return labels;
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
