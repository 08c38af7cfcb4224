#include "libdbn/dbn/unit_matching.hpp"

#include <cmath>

#include "libdbn/base/assignment.hpp"
#include "libdbn/base/checks.hpp"
#include "libdbn/base/linalg.hpp"

namespace dbn {
namespace {

// Columns of mean 0 and norm 1, or all 0: products of two are correlations.
Matrix standardized_columns(Matrix values) {
  const Index rows = values.shape(0);
  for (Index j = 0; j < values.shape(1); ++j) {
    double sum = 0;
    for (Index i = 0; i < rows; ++i) sum += static_cast<double>(values(i, j));
    const double mean = sum / static_cast<double>(rows);
    double squares = 0;
    for (Index i = 0; i < rows; ++i) squares += std::pow(static_cast<double>(values(i, j)) - mean, 2);
    const double scale = squares > 0 ? 1 / std::sqrt(squares) : 0;
    for (Index i = 0; i < rows; ++i) {
      values(i, j) = static_cast<real>((static_cast<double>(values(i, j)) - mean) * scale);
    }
  }
  return values;
}

// Rows of the second machine in the order of the first one's; what stands behind the matched units, a label, stays.
Matrix rearranged_rows(const Matrix& weights, const UnitMatching& below, Flips flips) {
  Matrix result = weights;
  for (Index i = 0; i < below.partner.size(); ++i) {
    const bool flipped = flips == Flips::allowed && below.correlation[i] < 0;
    for (Index j = 0; j < weights.shape(1); ++j) {
      const real weight = weights(below.partner[i], j);
      result(i, j) = flipped ? -weight : weight;
    }
  }
  return result;
}

UnitMatching match_columns(const Matrix& first, const Matrix& second, Flips flips, Workers& workers) {
  const Index units = first.shape(1);
  const Matrix a = standardized_columns(first);
  const Matrix b = standardized_columns(second);
  Matrix correlations = zeros(units, units);
  matmul(workers, transposed(a), b, correlations);
  std::vector<double> costs;
  for (const real correlation : correlations) {
    const auto value = static_cast<double>(correlation);
    costs.push_back(flips == Flips::allowed ? -std::abs(value) : -value);
  }
  UnitMatching matching;
  matching.partner = least_cost_assignment(costs, units);
  for (Index j = 0; j < units; ++j) {
    matching.correlation.push_back(static_cast<double>(correlations(j, matching.partner[j])));
  }
  return matching;
}

}  // namespace

std::vector<UnitMatching> match_units(const std::vector<Rbm>& first, const std::vector<Rbm>& second, Flips flips,
                                      Workers& workers) {
  require_equal("match_units: layers", second.size(), first.size());
  std::vector<UnitMatching> matchings;
  for (Index i = 0; i < first.size(); ++i) {
    const Matrix& a = first[i].parameters.weights;
    const Matrix& b = second[i].parameters.weights;
    require_same_shape("match_units: weights", a, b);
    matchings.push_back(match_columns(a, i == 0 ? b : rearranged_rows(b, matchings.back(), flips), flips, workers));
  }
  return matchings;
}

}  // namespace dbn
