#include "libdbn/rbm/initialize.hpp"

#include <cmath>

namespace dbn {
namespace {

constexpr Index sparse_weights = 15;

void keep_few_weights_of_each_column(Matrix& weights, Rng& rng) {
  const Index rows = weights.shape(0);
  for (Index j = 0; j < weights.shape(1); ++j) {
    const std::vector<Index> order = random_permutation(rows, rng);
    for (Index i = sparse_weights; i < rows; ++i) weights(order[i], j) = 0;
  }
}

}  // namespace

std::vector<std::string> weight_initializations() { return {"normal", "uniform", "sparse"}; }

void initialize_sigma(const Units& units, double sigma, Matrix& parameters) {
  for (Index i = 0; i < units.size(); ++i) {
    if (units.domain(i) == Domain::line) parameters(1, i) = static_cast<real>(sigma);
  }
}

void initialize_weights(Matrix& weights, WeightInitialization kind, double deviation, Rng& rng) {
  const Draws draws = rng.next();
  const double reach = 4 * std::sqrt(6.0 / static_cast<double>(weights.shape(0) + weights.shape(1)));
  for (Index i = 0; i < weights.shape(0); ++i) {
    for (Index j = 0; j < weights.shape(1); ++j) {
      const double value = kind == WeightInitialization::uniform ? reach * (2 * draws.open_uniform(i, j) - 1)
                                                                 : deviation * draws.normal(i, j);
      weights(i, j) = static_cast<real>(value);
    }
  }
  if (kind == WeightInitialization::sparse) keep_few_weights_of_each_column(weights, rng);
}

}  // namespace dbn
