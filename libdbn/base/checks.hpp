// Shape checks at public boundaries; they stay on in release builds (xtensor would broadcast or resize silently).
#pragma once

#include <string_view>

#include "libdbn/base/types.hpp"

namespace dbn {

/// Throws an internal error that names `where` unless the matrix has this many columns.
void require_columns(std::string_view where, ConstMatrixView m, Index columns);
/// Throws an internal error that names `where` unless both have the same shape.
void require_same_shape(std::string_view where, ConstMatrixView a, ConstMatrixView b);
/// Throws an internal error with `where` and both numbers unless they are equal.
void require_equal(std::string_view where, Index found, Index expected);

/// True when an element is NaN, the mark of a missing visible unit.
bool has_missing(ConstMatrixView m);
/// True when no element is NaN or infinite.
bool all_finite(ConstMatrixView m);

}  // namespace dbn
