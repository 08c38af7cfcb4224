// Arrays beside the inputs in HDF5 and .npz files: by which names they go, and what labels look like.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libdbn/data/dataset.hpp"

namespace dbn {

/// What inputs are called, the first that is there.
std::span<const std::string_view> input_names();
/// What labels are called: labels and label for sure; y and target hold labels or targets, as their numbers say.
std::span<const std::string_view> label_names();

/// An array with its place for messages ("FILE: /y"); numbers or texts in row-major order.
struct PlainArray {
  std::string place;
  std::vector<Index> shape;
  std::vector<double> numbers;
  std::vector<std::string> texts;
};

/// Takes `array`, called `name`, as the labels of `rows` rows, or as their targets. In each of the shapes (rows),
/// (rows, 1), (1, rows):
///
///     texts           classes in sorted order, or those of data.class_names; an empty text is an unknown class
///     whole numbers   classes from 0, -1 where unknown; exactly -1 and 1 are two classes
///
/// Of shape (rows, K): one 1 among zeros in each row; a row of NaN is an unknown class. Numbers called y or target that
/// can be neither are targets. What was taken for what stands in the notes. Throws a data error that names the place.
void take_labels(Dataset& data, const PlainArray& array, std::string_view name, Index rows);

/// Whether an array called `name` is meant to be labels: y and target are not where they have no element for each row.
bool may_be_labels(const std::vector<Index>& shape, std::string_view name, Index rows);
/// Throws a data error that names the place unless one dimension of at most two has `rows` elements.
void require_label_shape(const std::string& place, const std::vector<Index>& shape, Index rows);

/// The element (i, j) of `array` becomes (j, i).
PlainArray transposed(PlainArray array);

}  // namespace dbn
