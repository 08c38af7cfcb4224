#include "libdbn/base/symmetric_eigen.hpp"

#include "libdbn/base/linalg.hpp"
#include "tests/support/data_files.hpp"

using namespace dbn;
using namespace dbn::test;

namespace symmetric_eigenvalues_test {
namespace {

constexpr double epsilon = std::numeric_limits<real>::epsilon();

Matrix random_symmetric(Index n, unsigned seed) {
  Matrix a = zeros(n, n);
  fill_normal(a, 1, seed);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < i; ++j) a(j, i) = a(i, j);
  }
  return a;
}

double scale_of(const SymmetricEigen& eigen) {
  double greatest = 0;
  for (const double value : eigen.values) greatest = std::max(greatest, std::abs(value));
  return std::max(greatest, 1e-30);
}

/// V^T diag(values) V = a and V V^T = I, values falling.
void check_decomposition(const Matrix& a, const SymmetricEigen& eigen) {
  const Index n = a.shape(0);
  BOOST_REQUIRE_EQUAL(eigen.values.size(), n);
  const Matrix& v = eigen.vectors;
  const double tolerance = 4 * epsilon * std::sqrt(static_cast<double>(n));
  for (Index i = 0; i < n; ++i) {
    if (i > 0) BOOST_CHECK_GE(eigen.values[i - 1], eigen.values[i]);
    for (Index j = 0; j < n; ++j) {
      double product = 0;
      double inner = 0;
      for (Index k = 0; k < n; ++k) {
        product += eigen.values[k] * static_cast<double>(v(k, i)) * static_cast<double>(v(k, j));
        inner += static_cast<double>(v(i, k)) * static_cast<double>(v(j, k));
      }
      BOOST_REQUIRE_SMALL(product - static_cast<double>(a(i, j)), tolerance * scale_of(eigen));
      BOOST_REQUIRE_SMALL(inner - (i == j ? 1.0 : 0.0), tolerance);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(symmetric_eigenvalues)

BOOST_AUTO_TEST_CASE(by_hand) {
  // Values 3 and 1 with (1, 1) and (1, -1) over the root of 2; of the upper triangle nothing is read.
  const SymmetricEigen eigen = symmetric_eigen(Matrix{{2, 100}, {1, 2}});
  BOOST_CHECK_SMALL(eigen.values[0] - 3, 1e-14);
  BOOST_CHECK_SMALL(eigen.values[1] - 1, 1e-14);
  const double half = std::sqrt(0.5);
  BOOST_CHECK_SMALL(static_cast<double>(eigen.vectors(0, 0)) - half, epsilon);
  BOOST_CHECK_SMALL(static_cast<double>(eigen.vectors(0, 1)) - half, epsilon);
  BOOST_CHECK_SMALL(std::abs(static_cast<double>(eigen.vectors(1, 0))) - half, epsilon);
  BOOST_CHECK_SMALL(static_cast<double>(eigen.vectors(1, 0) + eigen.vectors(1, 1)), epsilon);
}

BOOST_AUTO_TEST_CASE(random_matrices_are_put_together_again) {
  for (const Index n : {1, 2, 3, 4, 7, 30, 65}) {
    const Matrix a = random_symmetric(n, static_cast<unsigned>(n));
    check_decomposition(a, symmetric_eigen(a));
  }
}

BOOST_AUTO_TEST_CASE(diagonal_empty_and_zero_matrices) {
  BOOST_CHECK(symmetric_eigen(Matrix::from_shape({0, 0})).values.empty());
  check_decomposition(zeros(5, 5), symmetric_eigen(zeros(5, 5)));
  const SymmetricEigen eigen = symmetric_eigen(Matrix{{-1, 0, 0}, {0, 5, 0}, {0, 0, 2}});
  BOOST_TEST(eigen.values == (std::vector<double>{5, 2, -1}), boost::test_tools::per_element());
  BOOST_CHECK((eigen.vectors == Matrix{{0, 1, 0}, {0, 0, 1}, {1, 0, 0}}));
}

// The path graph's second differences: 2 - 2 cos(k pi / (n + 1)), k = 1 .. n.
BOOST_AUTO_TEST_CASE(second_differences_have_a_known_spectrum) {
  constexpr Index n = 50;
  Matrix a = zeros(n, n);
  for (Index i = 0; i < n; ++i) {
    a(i, i) = 2;
    if (i > 0) a(i, i - 1) = a(i - 1, i) = -1;
  }
  const SymmetricEigen eigen = symmetric_eigen(a);
  check_decomposition(a, eigen);
  for (Index k = 0; k < n; ++k) {
    const double expected = 2 - 2 * std::cos(static_cast<double>(n - k) * 3.14159265358979323846 / (n + 1));
    BOOST_CHECK_SMALL(eigen.values[k] - expected, 1e-13);
  }
}

// What whitening meets: columns without any spread, and many equal values.
BOOST_AUTO_TEST_CASE(singular_matrices_and_equal_values) {
  Matrix rows = zeros(4, 12);
  fill_normal(rows, 1, 3);
  Matrix a = zeros(12, 12);
  matmul(transposed(rows), rows, a);
  const SymmetricEigen eigen = symmetric_eigen(a);
  check_decomposition(a, eigen);
  for (Index k = 4; k < 12; ++k) BOOST_CHECK_SMALL(eigen.values[k], 10 * epsilon * eigen.values[0]);
  Matrix constant = zeros(9, 9);
  constant.fill(real(1));
  const SymmetricEigen ones = symmetric_eigen(constant);
  check_decomposition(constant, ones);
  BOOST_CHECK_SMALL(ones.values[0] - 9, 1e-13);
}

BOOST_AUTO_TEST_CASE(other_matrices_are_refused) {
  check_error(ErrorKind::internal, {"symmetric_eigen", "2", "3"}, [] { symmetric_eigen(zeros(2, 3)); });
  check_error(ErrorKind::internal, {"symmetric_eigen", "element 1, 0"}, [] {
    symmetric_eigen(Matrix{{1, 0}, {real(NAN), 1}});
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace symmetric_eigenvalues_test
