#include "libdbn/base/row_lists.hpp"

#include <cstring>
#include <limits>

#include "libdbn/base/linalg.hpp"
#include "tests/support/checks.hpp"

using namespace dbn;
using namespace dbn::test;

namespace row_lists_test {
namespace {

constexpr real not_a_number = std::numeric_limits<real>::quiet_NaN();

/// Numbers of size 1, of which about this share is there and the rest 0.
Matrix sparse_matrix(Index rows, Index columns, double share, unsigned seed) {
  Matrix m = zeros(rows, columns);
  std::mt19937 engine(seed);
  std::normal_distribution<double> normal;
  std::bernoulli_distribution there(share);
  for (real& x : m) x = there(engine) ? static_cast<real>(normal(engine)) : real(0);
  return m;
}

Matrix transposed_copy(ConstMatrixView m) {
  Matrix result = zeros(m.columns, m.rows);
  for (Index i = 0; i < m.rows; ++i) {
    for (Index j = 0; j < m.columns; ++j) result(j, i) = m(i, j);
  }
  return result;
}

void check_lists(const RowLists& lists, ConstMatrixView m) {
  BOOST_REQUIRE_EQUAL(lists.rows(), m.rows);
  Index elements = 0;
  for (Index n = 0; n < m.rows; ++n) {
    const RowLists::Row row = lists.row(n);
    Index k = 0;
    for (Index i = 0; i < m.columns; ++i) {
      if (m(n, i) == 0) continue;
      BOOST_REQUIRE_LT(k, row.count);
      BOOST_REQUIRE_EQUAL(row.columns[k], i);
      BOOST_REQUIRE(std::memcmp(&row.values[k], &m.data[n * m.stride + i], sizeof(real)) == 0);
      ++k;
    }
    BOOST_REQUIRE_EQUAL(k, row.count);
    elements += k;
  }
  BOOST_CHECK_EQUAL(lists.elements(), elements);
}

/// alpha a b + beta out by the definition, in double.
Matrix product(ConstMatrixView a, ConstMatrixView b, ConstMatrixView out, double alpha, double beta) {
  Matrix result = zeros(out.rows, out.columns);
  for (Index i = 0; i < out.rows; ++i) {
    for (Index j = 0; j < out.columns; ++j) {
      double sum = 0;
      for (Index k = 0; k < a.columns; ++k) sum += static_cast<double>(a(i, k)) * static_cast<double>(b(k, j));
      result(i, j) = static_cast<real>(alpha * sum + (beta == 0 ? 0 : beta * static_cast<double>(out(i, j))));
    }
  }
  return result;
}

bool same_bytes(const Matrix& a, const Matrix& b) {
  return a.shape() == b.shape() && std::memcmp(a.data(), b.data(), a.size() * sizeof(real)) == 0;
}

constexpr double tolerance = sizeof(real) == sizeof(float) ? 2e-5 : 1e-13;

}  // namespace

BOOST_AUTO_TEST_SUITE(row_lists)

BOOST_AUTO_TEST_CASE(lists_by_hand) {
  const Matrix m{{0, 3, 0, -1}, {0, 0, 0, 0}, {2, 0, not_a_number, 0}};
  RowLists lists;
  lists.take_rows(m);
  check_lists(lists, m);
  BOOST_CHECK_EQUAL(lists.elements(), 4);
  BOOST_CHECK_EQUAL(lists.row(1).count, 0);
  BOOST_CHECK(std::isnan(lists.row(2).values[1]));
  lists.take_columns(m);
  check_lists(lists, transposed_copy(m));
}

BOOST_AUTO_TEST_CASE(lists_of_every_length_and_share) {
  for (const Index columns : {1, 2, 15, 16, 17, 31, 33, 64, 100}) {
    for (const double share : {0.0, 0.1, 0.5, 1.0}) {
      const Matrix m = sparse_matrix(7, columns, share, static_cast<unsigned>(columns));
      RowLists lists;
      lists.take_rows(m);
      check_lists(lists, m);
      lists.take_columns(m);
      check_lists(lists, transposed_copy(m));
      const ConstMatrixView window = ConstMatrixView(m).row_range(2, 4).column_range(0, (columns + 1) / 2);
      lists.take_rows(window);
      check_lists(lists, window);
    }
  }
}

BOOST_AUTO_TEST_CASE(many_threads_make_the_same_lists) {
  const Matrix m = sparse_matrix(300, 900, 0.2, 3);
  for (const Index threads : {1, 3, 7}) {
    Workers workers(threads);
    RowLists lists;
    lists.take_rows(m, workers);
    check_lists(lists, m);
  }
}

// Few rows go without copies, many with them; columns are a part of a vector, a part of a panel, or several panels.
BOOST_AUTO_TEST_CASE(products_by_definition) {
  for (const Index rows : {1, 3, 40}) {
    for (const Index inner : {1, 5, 64, 65, 300}) {
      for (const Index columns : {1, 7, 16, 23, 100, 128, 129, 301}) {
        const Matrix a = sparse_matrix(rows, inner, 0.3, static_cast<unsigned>(rows + inner));
        const Matrix b = sparse_matrix(inner, columns, 1, static_cast<unsigned>(columns));
        const Matrix before = sparse_matrix(rows, columns, 1, 99);
        for (const auto& [alpha, beta] : {std::pair{1.0, 0.0}, std::pair{-0.5, 1.0}, std::pair{2.0, 0.25}}) {
          const Matrix expected = product(a, b, before, alpha, beta);
          RowLists lists;
          lists.take_rows(a);
          Matrix out = before;
          list_product(lists, b, out, static_cast<real>(alpha), static_cast<real>(beta));
          check_close(out, expected, tolerance, "product of rows");
          lists.take_columns(transposed_copy(a));
          out = before;
          list_product(lists, b, out, static_cast<real>(alpha), static_cast<real>(beta));
          check_close(out, expected, tolerance, "product of columns");
        }
      }
    }
  }
}

// The cut into tiles, and whether rows were copied, leave no trace.
BOOST_AUTO_TEST_CASE(bits_do_not_depend_on_the_cut) {
  const Matrix a = sparse_matrix(50, 300, 0.3, 1);
  const Matrix b = sparse_matrix(300, 333, 1, 2);
  RowLists lists;
  lists.take_rows(a);
  Matrix whole = zeros(50, 333);
  list_product(lists, b, whole);
  for (const Index width : {1, 40, 144, 200}) {
    Matrix cut = zeros(50, 333);
    for (Index first = 0; first < 333; first += width) {
      const Index count = std::min<Index>(width, 333 - first);
      list_product(lists, ConstMatrixView(b).column_range(first, count), MatrixView(cut).column_range(first, count));
    }
    BOOST_CHECK(same_bytes(cut, whole));
  }
  Matrix row_by_row = zeros(50, 333);
  for (Index n = 0; n < 50; ++n) {
    RowLists one;
    one.take_rows(ConstMatrixView(a).row_range(n, 1));
    list_product(one, b, MatrixView(row_by_row).row_range(n, 1));
  }
  BOOST_CHECK(same_bytes(row_by_row, whole));
}

BOOST_AUTO_TEST_CASE(windows_leave_what_is_around_them) {
  const Matrix a = sparse_matrix(6, 20, 0.5, 1);
  const Matrix b = sparse_matrix(20, 40, 1, 2);
  Matrix around({10, 50}, real(42));
  RowLists lists;
  lists.take_rows(a);
  const ConstMatrixView part = ConstMatrixView(b).column_range(3, 21);
  list_product(lists, part, MatrixView(around).row_range(2, 6).column_range(5, 21));
  Index touched = 0;
  for (const real x : around) touched += x == real(42) ? 0 : 1;
  BOOST_CHECK_EQUAL(touched, 6 * 21);
}

BOOST_AUTO_TEST_CASE(nan_is_an_element_and_is_not_lost) {
  Matrix a = zeros(2, 3);
  a(1, 2) = not_a_number;
  const Matrix b({3, 4}, real(1));
  RowLists lists;
  lists.take_rows(a);
  Matrix out = zeros(2, 4);
  list_product(lists, b, out);
  for (Index j = 0; j < 4; ++j) {
    BOOST_CHECK_EQUAL(out(0, j), 0);
    BOOST_CHECK(std::isnan(out(1, j)));
  }
  Matrix forgotten({2, 4}, not_a_number);
  a(1, 2) = 1;
  lists.take_rows(a);
  list_product(lists, b, forgotten);
  BOOST_CHECK(same_bytes(forgotten, Matrix{{0, 0, 0, 0}, {1, 1, 1, 1}}));
}

BOOST_AUTO_TEST_CASE(the_share_of_nonzero_elements_decides) {
  Matrix m = zeros(10, 100);
  for (Index k = 0; k < 350; ++k) m.data()[(k * 7) % 1000] = not_a_number;
  BOOST_CHECK(prefers_lists(m, SparseProducts::automatic));
  BOOST_CHECK(!prefers_lists(m, SparseProducts::never));
  m.data()[(350 * 7) % 1000] = -1;
  BOOST_CHECK(!prefers_lists(m, SparseProducts::automatic));
  BOOST_CHECK(prefers_lists(m, SparseProducts::always));
}

// A sum by lists rounds in another order than BLAS does: the way that was taken shows in the bits.
BOOST_AUTO_TEST_CASE(products_of_workers_follow_the_rule) {
  const Matrix sparse = sparse_matrix(60, 784, 0.2, 1);
  const Matrix dense = sparse_matrix(60, 784, 0.8, 2);
  const Matrix b = sparse_matrix(784, 300, 1, 3);
  const auto multiplied = [&](const Matrix& a, SparseProducts rule, Index threads) {
    Workers workers(threads);
    workers.set_sparse_products(rule);
    Matrix out = zeros(60, 300);
    matmul(workers, a, b, out, real(0.5));
    check_close(out, product(a, b, out, 0.5, 0), 10 * tolerance, "product");
    return out;
  };
  for (const Index threads : {1, 2, 3, 7}) {
    for (const Matrix* a : {&sparse, &dense}) {
      for (const SparseProducts rule : {SparseProducts::automatic, SparseProducts::never, SparseProducts::always}) {
        BOOST_CHECK(same_bytes(multiplied(*a, rule, threads), multiplied(*a, rule, 1)));
      }
      BOOST_CHECK(
          !same_bytes(multiplied(*a, SparseProducts::always, threads), multiplied(*a, SparseProducts::never, threads)));
    }
    BOOST_CHECK(same_bytes(multiplied(sparse, SparseProducts::automatic, threads),
                           multiplied(sparse, SparseProducts::always, 1)));
    BOOST_CHECK(
        same_bytes(multiplied(dense, SparseProducts::automatic, threads), multiplied(dense, SparseProducts::never, 1)));
  }
}

BOOST_AUTO_TEST_CASE(each_part_of_a_transposed_product_goes_its_own_way) {
  const Matrix right = sparse_matrix(90, 200, 1, 5);
  for (const double first_share : {0.1, 0.9}) {
    for (const double rest_share : {0.1, 0.9}) {
      Matrix left = sparse_matrix(90, 70, first_share, 6);
      copy(sparse_matrix(60, 70, rest_share, 7), MatrixView(left).row_range(30, 60));
      const Matrix before = sparse_matrix(70, 200, 1, 8);
      for (const real beta : {real(0), real(1)}) {
        const Matrix expected = product(transposed_copy(left), right, before, 1, static_cast<double>(beta));
        for (const Index first_part : {Index(30), Index(90), Index(0)}) {
          for (const SparseProducts rule : {SparseProducts::automatic, SparseProducts::never, SparseProducts::always}) {
            Matrix out = before;
            add_transposed_product(left, right, first_part, rule, out, beta);
            check_close(out, expected, tolerance, "transposed product");
          }
        }
      }
    }
  }
}

// Sums are long enough here for lists and BLAS to differ in their last bits.
BOOST_AUTO_TEST_CASE(parts_are_told_apart_by_their_own_zeros) {
  const Matrix right = sparse_matrix(1600, 60, 1, 5);
  const Matrix left = sparse_matrix(1600, 70, 0.9, 6);
  const auto part = [](const Matrix& m, Index first) { return ConstMatrixView(m).row_range(first, 800); };
  for (const Index sparse_part : {Index(0), Index(800)}) {
    Matrix mixed = left;
    copy(sparse_matrix(800, 70, 0.3, 7), MatrixView(mixed).row_range(sparse_part, 800));
    Matrix found = zeros(70, 60);
    add_transposed_product(mixed, right, 800, SparseProducts::automatic, found, 0);
    const auto composed = [&](SparseProducts first, SparseProducts rest) {
      Matrix out = zeros(70, 60);
      add_transposed_product(part(mixed, 0), part(right, 0), 800, first, out, 0);
      add_transposed_product(part(mixed, 800), part(right, 800), 800, rest, out, 1);
      return out;
    };
    const Matrix wanted = sparse_part == 0 ? composed(SparseProducts::always, SparseProducts::never)
                                           : composed(SparseProducts::never, SparseProducts::always);
    BOOST_CHECK(same_bytes(found, wanted));
    BOOST_CHECK(!same_bytes(found, composed(SparseProducts::always, SparseProducts::always)));
    BOOST_CHECK(!same_bytes(found, composed(SparseProducts::never, SparseProducts::never)));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace row_lists_test
