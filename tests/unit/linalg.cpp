#include "libdbn/base/linalg.hpp"

#include <cstring>

#include "tests/support/data_files.hpp"

using namespace dbn;
using namespace dbn::test;

namespace linalg_test {
namespace {

constexpr Transposed both[] = {Transposed::no, Transposed::yes};

Matrix normal_matrix(Index rows, Index columns, unsigned seed) {
  Matrix m = zeros(rows, columns);
  fill_normal(m, 1, seed);
  return m;
}

/// A matrix that, seen through `transposed`, has this shape.
Matrix stored_for(Transposed transposed, Index rows, Index columns, unsigned seed) {
  return transposed == Transposed::no ? normal_matrix(rows, columns, seed) : normal_matrix(columns, rows, seed);
}

real element(const Factor& f, Index i, Index j) {
  return f.transposed == Transposed::no ? f.matrix(i, j) : f.matrix(j, i);
}

/// alpha a b + beta out by the definition.
Matrix product(const Factor& a, const Factor& b, ConstMatrixView out, double alpha, double beta) {
  Matrix result = zeros(out.rows, out.columns);
  for (Index i = 0; i < out.rows; ++i) {
    for (Index j = 0; j < out.columns; ++j) {
      double sum = 0;
      for (Index k = 0; k < a.columns(); ++k) {
        sum += static_cast<double>(element(a, i, k)) * static_cast<double>(element(b, k, j));
      }
      result(i, j) = static_cast<real>(alpha * sum + (beta == 0 ? 0 : beta * static_cast<double>(out(i, j))));
    }
  }
  return result;
}

/// Absolute errors grow with the length of the sums: n terms of size 1 in any order.
double tolerance(Index inner) {
  return 4 * static_cast<double>(std::numeric_limits<real>::epsilon()) * std::sqrt(static_cast<double>(inner) + 4) *
         std::log2(static_cast<double>(inner) + 4);
}

void check_product(const Factor& a, const Factor& b, MatrixView out, real alpha, real beta) {
  const Matrix expected = product(a, b, out, static_cast<double>(alpha), static_cast<double>(beta));
  matmul(a, b, out, alpha, beta);
  check_close(out, expected, tolerance(a.columns()), "product");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(linalg)

BOOST_AUTO_TEST_CASE(a_product_by_hand) {
  const Matrix a{{1, 2, 3}, {4, 5, 6}};
  const Matrix b{{1, 0}, {0, -1}, {2, 1}};
  Matrix out{{100, 200}, {300, 400}};
  matmul(a, b, out);
  BOOST_CHECK(out == (Matrix{{7, 1}, {16, 1}}));
  matmul(a, b, out, 2, -1);
  BOOST_CHECK(out == (Matrix{{7, 1}, {16, 1}}));
  matmul(transposed(b), transposed(a), out, -1, 0);
  BOOST_CHECK(out == (Matrix{{-7, -16}, {-1, -1}}));
}

BOOST_AUTO_TEST_CASE(all_shapes_and_transposes) {
  constexpr Index sizes[] = {1, 2, 5, 16, 33};
  unsigned seed = 0;
  for (const Index m : sizes) {
    for (const Index n : sizes) {
      for (const Index k : sizes) {
        for (const Transposed ta : both) {
          for (const Transposed tb : both) {
            const Matrix a = stored_for(ta, m, k, ++seed);
            const Matrix b = stored_for(tb, k, n, ++seed);
            Matrix out = normal_matrix(m, n, ++seed);
            check_product({a, ta}, {b, tb}, out, 1, 0);
            check_product({a, ta}, {b, tb}, out, real(-0.5), 1);
            check_product({a, ta}, {b, tb}, out, 2, real(0.25));
          }
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(beta_zero_forgets_what_was_there) {
  const Matrix a = normal_matrix(3, 4, 1);
  const Matrix b = normal_matrix(4, 5, 2);
  Matrix out({3, 5}, std::numeric_limits<real>::quiet_NaN());
  matmul(a, b, out);
  BOOST_CHECK(!std::isnan(xt::sum(out)()));
}

BOOST_AUTO_TEST_CASE(windows_on_larger_matrices) {
  const Matrix big_a = normal_matrix(20, 30, 1);
  const Matrix big_b = normal_matrix(30, 40, 2);
  for (const Transposed ta : both) {
    for (const Transposed tb : both) {
      const ConstMatrixView a = ta == Transposed::no ? ConstMatrixView(big_a).row_range(3, 7).column_range(5, 9)
                                                     : ConstMatrixView(big_a).row_range(2, 9).column_range(6, 7);
      const ConstMatrixView b = tb == Transposed::no ? ConstMatrixView(big_b).row_range(4, 9).column_range(8, 11)
                                                     : ConstMatrixView(big_b).row_range(1, 11).column_range(20, 9);
      Matrix around({12, 20}, real(42));
      check_product({a, ta}, {b, tb}, MatrixView(around).row_range(2, 7).column_range(4, 11), real(1.5), real(0.5));
      Index touched = 0;
      for (const real x : around) touched += x == real(42) ? 0 : 1;
      BOOST_CHECK_EQUAL(touched, 7 * 11);
    }
  }
}

BOOST_AUTO_TEST_CASE(ranges_of_a_factor) {
  const Matrix m = normal_matrix(6, 9, 1);
  for (const Transposed t : both) {
    const Factor f(m, t);
    const Factor rows = f.row_range(2, 3);
    const Factor columns = f.column_range(1, 4);
    BOOST_REQUIRE(rows.rows() == 3 && rows.columns() == f.columns());
    BOOST_REQUIRE(columns.columns() == 4 && columns.rows() == f.rows());
    for (Index j = 0; j < f.columns(); ++j) BOOST_CHECK_EQUAL(element(rows, 1, j), element(f, 3, j));
    for (Index i = 0; i < f.rows(); ++i) BOOST_CHECK_EQUAL(element(columns, i, 2), element(f, i, 3));
  }
}

BOOST_AUTO_TEST_CASE(nothing_to_sum_or_nothing_to_fill) {
  Matrix out({2, 3}, real(4));
  matmul(zeros(2, 0), zeros(0, 3), out, 1, real(0.5));
  BOOST_CHECK(out == Matrix({2, 3}, real(2)));
  matmul(zeros(2, 0), zeros(0, 3), out);
  BOOST_CHECK(out == Matrix({2, 3}, real(0)));
  Matrix none = zeros(0, 3);
  matmul(zeros(0, 5), zeros(5, 3), none);
}

BOOST_AUTO_TEST_CASE(shapes_that_do_not_fit) {
  Matrix out = zeros(2, 3);
  Workers workers(2);
  const Matrix a = zeros(2, 4);
  const Matrix b = zeros(4, 3);
  check_error(ErrorKind::internal, {"inner dimensions"}, [&] { matmul(a, zeros(5, 3), out); });
  check_error(ErrorKind::internal, {"rows of the result"}, [&] { matmul(zeros(1, 4), b, out); });
  check_error(ErrorKind::internal, {"columns of the result"}, [&] { matmul(a, zeros(4, 1), out); });
  check_error(ErrorKind::internal, {"inner dimensions"}, [&] { matmul(transposed(a), b, out); });
  check_error(ErrorKind::internal, {"inner dimensions"}, [&] { matmul(workers, transposed(a), b, out); });
  check_error(ErrorKind::internal, {"columns of the result"}, [&] { matmul(workers, a, zeros(4, 1), out); });
}

BOOST_AUTO_TEST_CASE(the_same_bytes_for_any_number_of_workers) {
  struct Shape {
    Index m, n, k;
  };
  for (const Shape s : {Shape{100, 500, 784}, Shape{1, 777, 300}, Shape{129, 65, 1001}, Shape{37, 333, 100}}) {
    for (const Transposed ta : both) {
      for (const Transposed tb : both) {
        const Matrix a = stored_for(ta, s.m, s.k, 1);
        const Matrix b = stored_for(tb, s.k, s.n, 2);
        const Matrix before = normal_matrix(s.m, s.n, 3);
        Matrix expected = before;
        matmul(Workers::serial(), {a, ta}, {b, tb}, expected, real(0.5), 1);
        for (const Index threads : {1, 2, 3, 7}) {
          Workers workers(threads);
          Matrix out = before;
          matmul(workers, {a, ta}, {b, tb}, out, real(0.5), 1);
          BOOST_CHECK_EQUAL(std::memcmp(out.data(), expected.data(), out.size() * sizeof(real)), 0);
        }
        Matrix serial = before;
        matmul({a, ta}, {b, tb}, serial, real(0.5), 1);
        check_close(expected, serial, tolerance(s.k), "tiled product");
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(tiles_of_rows_are_cut_by_the_shape_alone) {
  for (const Index rows : {0, 1, 15, 16, 17, 784, 5000}) {
    for (const Index columns : {1, 500, 100000}) {
      std::vector<std::vector<Index>> plans;
      for (const Index threads : {1, 3}) {
        Workers workers(threads);
        std::vector<Index> plan(rows, 0);
        std::vector<int> visits(rows, 0);
        for_row_tiles(workers, rows, columns, [&](Index first, Index count) {
          for (Index i = first; i < first + count; ++i) {
            plan[i] = first;
            ++visits[i];
          }
        });
        for (const int visit : visits) BOOST_REQUIRE_EQUAL(visit, 1);
        plans.push_back(plan);
      }
      BOOST_CHECK(plans[0] == plans[1]);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace linalg_test
