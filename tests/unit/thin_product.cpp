// Products with one row or few terms: by hand, against the definition, and what zeros leave out.
#include <limits>

#include "libdbn/base/linalg.hpp"
#include "tests/support/checks.hpp"

using namespace dbn;
using dbn::test::check_close;
using dbn::test::fill_normal;

namespace thin_product_test {
namespace {

Matrix normal_matrix(Index rows, Index columns, unsigned seed) {
  Matrix m = zeros(rows, columns);
  fill_normal(m, 1, seed);
  return m;
}

// Every other element 0.
Matrix half_empty(Index rows, Index columns, unsigned seed) {
  Matrix m = normal_matrix(rows, columns, seed);
  for (Index i = 0; i < m.size(); i += 2) m.data()[i] = 0;
  return m;
}

// 1.5 a b - 0.5 out, term by term.
Matrix definition(const Matrix& a, const Matrix& b, const Matrix& out) {
  Matrix result = zeros(out.shape(0), out.shape(1));
  for (Index i = 0; i < out.shape(0); ++i) {
    for (Index j = 0; j < out.shape(1); ++j) {
      double sum = -0.5 * static_cast<double>(out(i, j));
      for (Index k = 0; k < a.shape(1); ++k) sum += 1.5 * static_cast<double>(a(i, k)) * static_cast<double>(b(k, j));
      result(i, j) = static_cast<real>(sum);
    }
  }
  return result;
}

Matrix flipped(const Matrix& m) { return xt::transpose(m); }

}  // namespace

BOOST_AUTO_TEST_SUITE(thin_product)

BOOST_AUTO_TEST_CASE(by_hand) {
  Matrix out{{1, 10}, {100, 1000}};
  const Matrix a{{2, 0, 3}, {0, -1, 0}};
  const Matrix b{{1, 2}, {5, 7}, {-1, 4}};
  matmul(a, b, out, 1, 1);
  BOOST_CHECK(out == (Matrix{{0, 26}, {95, 993}}));
  matmul(a, b, out, 2, 0);
  BOOST_CHECK(out == (Matrix{{-2, 32}, {-10, -14}}));
}

BOOST_AUTO_TEST_CASE(all_thin_shapes_agree_with_the_definition) {
  struct Shape {
    Index rows, terms, columns;
  };
  for (const Shape& s : {Shape{1, 1, 1}, {1, 37, 29}, {1, 200, 500}, {40, 13, 21}, {7, 4, 65}, {33, 16, 3}}) {
    for (const Matrix& a : {normal_matrix(s.rows, s.terms, 1), half_empty(s.rows, s.terms, 2)}) {
      const Matrix b = normal_matrix(s.terms, s.columns, 3);
      const Matrix before = normal_matrix(s.rows, s.columns, 4);
      const Matrix expected = definition(a, b, before);
      const Matrix a_flipped = flipped(a);
      const Matrix b_flipped = flipped(b);
      for (const Factor& left : {Factor(a), transposed(a_flipped)}) {
        for (const Factor& right : {Factor(b), transposed(b_flipped)}) {
          Matrix out = before;
          matmul(left, right, out, real(1.5), real(-0.5));
          check_close(
              out, expected,
              60 * static_cast<double>(std::numeric_limits<real>::epsilon()) * std::sqrt(static_cast<double>(s.terms)),
              "product");
        }
      }
    }
  }
}

// Only thin products leave out what a zero meets: dense ones would make a NaN of it.
BOOST_AUTO_TEST_CASE(what_a_zero_meets_is_not_looked_at) {
  constexpr real bad = std::numeric_limits<real>::quiet_NaN();
  Matrix out({1, 2}, bad);
  matmul(Matrix{{0, 2, 0}}, Matrix{{bad, bad}, {3, 4}, {bad, bad}}, out);
  BOOST_CHECK(out == (Matrix{{6, 8}}));
}

BOOST_AUTO_TEST_CASE(a_row_and_sixteen_terms_are_thin) {
  const auto skips_zeros = [](Index rows, Index terms) {
    const Matrix a = zeros(rows, terms);
    const Matrix b({terms, 3}, std::numeric_limits<real>::quiet_NaN());
    Matrix out = zeros(rows, 3);
    matmul(a, b, out);
    return out(0, 0) == 0;
  };
  BOOST_CHECK(skips_zeros(1, 17));
  BOOST_CHECK(skips_zeros(5, 16));
  BOOST_CHECK(!skips_zeros(5, 17));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace thin_product_test
