// Matrices and vectors read from HDF5 datasets, with checks of their shape.
#pragma once

#include "libdbn/io/hdf5/hdf5.hpp"

namespace dbn::hdf5 {

/// "(784, 500)".
std::string shape_text(const std::vector<Index>& shape);

/// Throws an error that names the object, both shapes and `why` unless the array has the shape.
void require_shape(const StoredArray& array, const std::vector<Index>& expected, const std::string& why);

/// A numeric dataset of rank 2, or 1.
Matrix read_matrix(const StoredArray& array);
Vector read_vector(const StoredArray& array);

/// All numbers, through double, because some programs store every number so.
std::vector<double> read_doubles(const StoredArray& array);

/// Texts that are UTF-8 without control characters, as names have to be.
std::vector<std::string> read_plain_texts(const StoredArray& array);

/// Classes: whole numbers from -1, below `named_classes` unless that is 0. Throws an error that names the row.
Labels read_labels(const StoredArray& array, Index named_classes);

/// Throws an error that names the first element that is NaN or infinite.
void require_finite(const StoredArray& array, ConstMatrixView values);

}  // namespace dbn::hdf5
