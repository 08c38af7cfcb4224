// Sequential reader of the rows of a .npy file of any size.
#pragma once

#include "libdbn/data/formats/row_reader.hpp"

namespace dbn {

/// The rows of an array of two to four dimensions, of a type that read_npy (npy.hpp) takes: bytes stay bytes, the
/// others become reals; NaN is a missing value, infinities are refused. Three dimensions are images. What lies in
/// Fortran order is held in memory. array_parts.hpp says what labels may be. Throws data errors.
RowReaderPtr npy_rows(const std::filesystem::path& file, const std::optional<std::filesystem::path>& labels);

}  // namespace dbn
