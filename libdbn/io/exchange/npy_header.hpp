// Header of a .npy file: a Python dictionary of three entries as text.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/types.hpp"

namespace dbn {

struct NpyHeader {
  std::string descr;  ///< byte order, kind and bytes of an element: "<f4"
  bool fortran_order = false;
  std::vector<Index> shape;
  Index bytes = 0;  ///< of the header with what is before it
};

/// Makes the error of a text that says what is wrong.
using Refusal = std::function<Error(const std::string&)>;

/// Writes magic number, version 1.0 and the header, padded to a multiple of 64 bytes.
std::string npy_header_bytes(std::string_view descr, const std::vector<Index>& shape);
NpyHeader read_npy_header(std::string_view file, const Refusal& refuse);

}  // namespace dbn
