// Arrays in the .npy format of numpy.
#pragma once

#include "libdbn/base/errors.hpp"
#include "libdbn/io/exchange/named_array.hpp"
#include "libdbn/io/exchange/npy_header.hpp"

namespace dbn {

/// Dimensions that an array is read with at most.
inline constexpr Index greatest_npy_rank = 4;

/// The bytes of a .npy file, version 1.0 (numpy/lib/format.py): '<f4', '<f8', '<i8' or '<U', in C order.
std::string npy_bytes(const NamedArray& array);

/// The array in the bytes of a .npy file of version 1, 2 or 3: floating numbers of 16, 32 or 64 bits, integers,
/// booleans and text ('U', 'S'), of either byte order, in C or Fortran order; at most 4 dimensions. Numbers become
/// float32 where they were of 16 or 32 bits, float64 or int64 else. Objects (pickles) are refused, as they can run any
/// program. Throws an error of `kind` that begins with `where` and says what was found.
NamedArray read_npy(std::string_view bytes, std::string name, const std::string& where, ErrorKind kind);

/// Where the element that is number `n` in row-major order lies in column-major order.
Index fortran_place(Index n, const std::vector<Index>& shape);

/// Bytes of an element of the type `descr` in the header of a .npy file. Throws what `refuse` makes for a type that
/// read_npy does not take.
Index npy_element_bytes(const std::string& descr, const Refusal& refuse);

}  // namespace dbn
