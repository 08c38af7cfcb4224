// Eigenvalues and eigenvectors of a real symmetric matrix: principal components, whitening.
#pragma once

#include "libdbn/base/types.hpp"

namespace dbn {

/// A = V^T diag(values) V with V V^T = I: row k of V is the unit vector v_k with A v_k = values_k v_k.
struct SymmetricEigen {
  std::vector<double> values;  ///< (n), greatest first
  Matrix vectors;              ///< V (n, n); the largest element of each row, by its magnitude, is positive
};

/// The whole spectrum of the symmetric matrix `a` (n, n), of which the lower triangle is read: Householder reflections
/// to a tridiagonal matrix, then implicit QR steps with Wilkinson's shift (Golub & Van Loan 2013, algorithms 8.3.1 and
/// 8.3.3), in double. The error of a value is some 1e-16 n times the greatest magnitude of all, so small ones have
/// fewer right digits; vectors of equal values are any orthonormal basis of their space.
///
/// About 7 n^3 operations on one core, 1 to 3 s for n = 784, and 16 n^2 bytes. Throws an internal error unless `a` is
/// square and finite.
SymmetricEigen symmetric_eigen(ConstMatrixView a);

}  // namespace dbn
