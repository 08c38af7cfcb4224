#include "libdbn/base/symmetric_eigen.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/errors.hpp"

namespace dbn {
namespace {

/// A square matrix in double, row by row.
class Square {
 public:
  explicit Square(Index n) : n_(n), elements_(n * n, 0.0) {}
  double* row(Index i) { return elements_.data() + i * n_; }
  const double* row(Index i) const { return elements_.data() + i * n_; }

 private:
  Index n_;
  std::vector<double> elements_;
};

void add_multiple(double factor, const double* x, Index first, Index end, double* y) {
  for (Index j = first; j < end; ++j) y[j] += factor * x[j];
}

/// T = V A V^T: the diagonal of T and its neighbors, off[i] = T_(i, i+1).
struct Tridiagonal {
  std::vector<double> diagonal;
  std::vector<double> off;
  Square vectors;
};

/// H = I - factor v v^T with v_j = 0 for j <= k takes the elements below the diagonal of column k to one number, which
/// it returns; factor 0 where they are that already.
double make_reflection(const Square& a, Index n, Index k, std::vector<double>& v, double& factor) {
  double below = 0;
  for (Index j = k + 2; j < n; ++j) below += a.row(j)[k] * a.row(j)[k];
  const double head = a.row(k + 1)[k];
  factor = 0;
  if (below == 0) return head;
  const double length = std::sqrt(head * head + below);
  const double result = head > 0 ? -length : length;
  v[k + 1] = head - result;
  for (Index j = k + 2; j < n; ++j) v[j] = a.row(j)[k];
  factor = 2 / (v[k + 1] * v[k + 1] + below);
  return result;
}

/// a = H a H on the rows and columns after k: a -= v q^T + q v^T.
void reflect_both_sides(Square& a, Index n, Index k, const std::vector<double>& v, double factor,
                        std::vector<double>& q) {
  std::fill(q.begin(), q.end(), 0.0);
  for (Index i = k + 1; i < n; ++i) add_multiple(factor * v[i], a.row(i), k + 1, n, q.data());
  double along = 0;
  for (Index j = k + 1; j < n; ++j) along += v[j] * q[j];
  add_multiple(-factor * along / 2, v.data(), k + 1, n, q.data());
  for (Index i = k + 1; i < n; ++i) {
    add_multiple(-v[i], q.data(), k + 1, n, a.row(i));
    add_multiple(-q[i], v.data(), k + 1, n, a.row(i));
  }
}

/// vectors = H vectors.
void reflect_rows(Square& vectors, Index n, Index k, const std::vector<double>& v, double factor,
                  std::vector<double>& sums) {
  std::fill(sums.begin(), sums.end(), 0.0);
  for (Index i = k + 1; i < n; ++i) add_multiple(v[i], vectors.row(i), 0, n, sums.data());
  for (Index i = k + 1; i < n; ++i) add_multiple(-factor * v[i], sums.data(), 0, n, vectors.row(i));
}

Tridiagonal tridiagonal(Square a, Index n) {
  Tridiagonal t{std::vector<double>(n), std::vector<double>(n > 0 ? n - 1 : 0), Square(n)};
  for (Index i = 0; i < n; ++i) t.vectors.row(i)[i] = 1;
  std::vector<double> v(n, 0.0);
  std::vector<double> work(n, 0.0);
  for (Index k = 0; k + 1 < n; ++k) {
    double factor = 0;
    t.off[k] = make_reflection(a, n, k, v, factor);
    if (factor == 0) continue;
    reflect_both_sides(a, n, k, v, factor, work);
    reflect_rows(t.vectors, n, k, v, factor, work);
  }
  for (Index i = 0; i < n; ++i) t.diagonal[i] = a.row(i)[i];
  return t;
}

/// One implicit QR step on the block first .. last, whose neighbors are all nonzero. The rotation of rows k and k + 1
/// makes a bulge beside the band, which the next one moves down.
void qr_step(Tridiagonal& t, Index n, Index first, Index last) {
  std::vector<double>& d = t.diagonal;
  std::vector<double>& e = t.off;
  const double half_gap = (d[last - 1] - d[last]) / 2;
  const double neighbor = e[last - 1];
  const double shift =
      d[last] - neighbor * neighbor / (half_gap + std::copysign(std::hypot(half_gap, neighbor), half_gap));
  double x = d[first] - shift;
  double bulge = e[first];
  for (Index k = first; k < last; ++k) {
    const double length = std::hypot(x, bulge);
    const double c = length > 0 ? x / length : 1;
    const double s = length > 0 ? bulge / length : 0;
    if (k > first) e[k - 1] = length;
    const double upper = d[k];
    const double lower = d[k + 1];
    const double mixed = 2 * c * s * e[k];
    d[k] = c * c * upper + mixed + s * s * lower;
    d[k + 1] = s * s * upper - mixed + c * c * lower;
    e[k] = c * s * (lower - upper) + (c * c - s * s) * e[k];
    if (k + 1 < last) {
      x = e[k];
      bulge = s * e[k + 1];
      e[k + 1] *= c;
    }
    double* p = t.vectors.row(k);
    double* q = t.vectors.row(k + 1);
    for (Index j = 0; j < n; ++j) {
      const double old = p[j];
      p[j] = c * old + s * q[j];
      q[j] = c * q[j] - s * old;
    }
  }
}

void diagonalize(Tridiagonal& t, Index n) {
  constexpr Index steps_per_value = 60;  // two or three are usual
  constexpr double epsilon = std::numeric_limits<double>::epsilon();
  const auto is_zero = [&](Index i) {
    return std::abs(t.off[i]) <= epsilon * (std::abs(t.diagonal[i]) + std::abs(t.diagonal[i + 1]));
  };
  Index steps_left = steps_per_value * n;
  for (Index last = n - 1; last > 0;) {
    if (is_zero(last - 1)) {
      --last;
      continue;
    }
    if (steps_left-- == 0) {
      throw Error(ErrorKind::internal,
                  "symmetric_eigen: no convergence for a matrix of " + std::to_string(n) + " rows");
    }
    Index first = last - 1;
    while (first > 0 && !is_zero(first - 1)) --first;
    qr_step(t, n, first, last);
  }
}

}  // namespace

SymmetricEigen symmetric_eigen(ConstMatrixView a) {
  require_equal("symmetric_eigen: columns", a.columns, a.rows);
  const Index n = a.rows;
  SymmetricEigen result{{}, zeros(n, n)};
  if (n == 0) return result;
  Square full(n);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j <= i; ++j) {
      if (!std::isfinite(a(i, j))) {
        throw Error(ErrorKind::internal,
                    "symmetric_eigen: element " + std::to_string(i) + ", " + std::to_string(j) + " is not finite");
      }
      full.row(i)[j] = full.row(j)[i] = static_cast<double>(a(i, j));
    }
  }
  Tridiagonal t = tridiagonal(std::move(full), n);
  diagonalize(t, n);
  std::vector<Index> order(n);
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index i, Index j) { return t.diagonal[i] > t.diagonal[j]; });
  for (Index k = 0; k < n; ++k) {
    result.values.push_back(t.diagonal[order[k]]);
    const double* vector = t.vectors.row(order[k]);
    const double largest =
        *std::max_element(vector, vector + n, [](double x, double y) { return std::abs(x) < std::abs(y); });
    for (Index j = 0; j < n; ++j) result.vectors(k, j) = static_cast<real>(largest < 0 ? -vector[j] : vector[j]);
  }
  return result;
}

}  // namespace dbn
