#include "libdbn/likelihood/gaussian_integral.hpp"

#include <cmath>

#include "libdbn/base/errors.hpp"

namespace dbn {
namespace {

bool is_gaussian(const Units& units) {
  for (Index i = 0; i < units.size(); ++i) {
    if (units.domain(i) != Domain::line) return false;
  }
  return true;
}

// The inputs that act like the biases, bias / sigma.
std::vector<double> bias_inputs(const Units& units, const Matrix& parameters) {
  const double one = 1;
  Matrix inputs = zeros(1, units.size());
  units.add_bias_as_input(parameters, &one, inputs);
  return {inputs.begin(), inputs.end()};
}

double log_normalizer_without_input(const Units& units, const Matrix& parameters) {
  double value = 0;
  units.add_log_normalizer(parameters, zeros(1, units.size()), &value);
  return value;
}

// Solves a x = b for a symmetric positive definite a (n, n), which is overwritten by its Cholesky factor; returns
// log det a.
double solve_positive_definite(std::vector<double>& a, std::vector<double>& b) {
  const Index n = b.size();
  double log_determinant = 0;
  for (Index j = 0; j < n; ++j) {
    double pivot = a[j * n + j];
    for (Index k = 0; k < j; ++k) pivot -= a[j * n + k] * a[j * n + k];
    if (!(pivot > 0)) {
      throw config_error(
          "gaussian visible with gaussian hidden units: the energy has no lower bound, so log Z does "
          "not exist (the largest singular value of the weights must be below 1); use bernoulli hidden "
          "units, or smaller weights");
    }
    log_determinant += std::log(pivot);
    a[j * n + j] = std::sqrt(pivot);
    for (Index i = j + 1; i < n; ++i) {
      double value = a[i * n + j];
      for (Index k = 0; k < j; ++k) value -= a[i * n + k] * a[j * n + k];
      a[i * n + j] = value / a[j * n + j];
    }
  }
  for (Index i = 0; i < n; ++i) {
    for (Index k = 0; k < i; ++k) b[i] -= a[i * n + k] * b[k];
    b[i] /= a[i * n + i];
  }
  for (Index i = n; i-- > 0;) {
    for (Index k = i + 1; k < n; ++k) b[i] -= a[k * n + i] * b[k];
    b[i] /= a[i * n + i];
  }
  return log_determinant;
}

}  // namespace

bool is_gaussian_machine(const Rbm& rbm) { return is_gaussian(*rbm.visible) && is_gaussian(*rbm.hidden); }

// The visible units are eliminated: L^-1 t has hidden part z_h = (1 - W^T W)^-1 (t_h + W^T t_v) and visible part
// t_v + W z_h, and det L = det(1 - W^T W).
double gaussian_log_z(const Rbm& rbm) {
  const Index hidden = rbm.hidden->size();
  const auto weight = [&](Index i, Index j) { return static_cast<double>(rbm.parameters.weights(i, j)); };
  const std::vector<double> t_visible = bias_inputs(*rbm.visible, rbm.parameters.visible);
  const std::vector<double> t_hidden = bias_inputs(*rbm.hidden, rbm.parameters.hidden);
  std::vector<double> matrix(hidden * hidden, 0.0);
  std::vector<double> z_hidden = t_hidden;
  for (Index j = 0; j < hidden; ++j) {
    matrix[j * hidden + j] = 1;
    for (Index i = 0; i < t_visible.size(); ++i) {
      z_hidden[j] += weight(i, j) * t_visible[i];
      for (Index k = 0; k < hidden; ++k) matrix[j * hidden + k] -= weight(i, j) * weight(i, k);
    }
  }
  const double log_determinant = solve_positive_definite(matrix, z_hidden);
  double quadratic = 0;
  for (Index j = 0; j < hidden; ++j) quadratic += t_hidden[j] * (z_hidden[j] - t_hidden[j]);
  for (Index i = 0; i < t_visible.size(); ++i) {
    for (Index j = 0; j < hidden; ++j) quadratic += t_visible[i] * weight(i, j) * z_hidden[j];
  }
  return log_normalizer_without_input(*rbm.visible, rbm.parameters.visible) +
         log_normalizer_without_input(*rbm.hidden, rbm.parameters.hidden) + (quadratic - log_determinant) / 2;
}

}  // namespace dbn
