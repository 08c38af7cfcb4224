// Products with few rows or few terms, as updates by one row of data make them.
#pragma once

#include "libdbn/base/linalg.hpp"

namespace dbn {

/// Whether `multiply_by_rows` takes the product: b as it stands, and one row of a or at most 16 terms a sum. Tiles of
/// columns are as thin as the whole.
bool is_thin_product(const Factor& a, const Factor& b);

/// out = alpha a b + beta out, each row of out as a sum of rows of b. Zeros of a cost nothing, and not the rows of b
/// that they meet: most pixels of a handwritten digit and all but one label unit are 0. So 0 times a number that is not
/// finite is 0 here.
void multiply_by_rows(const Factor& a, ConstMatrixView b, MatrixView out, real alpha, real beta);

}  // namespace dbn
