#include "libdbn/optim/descent.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "libdbn/base/errors.hpp"

namespace dbn {

Iterate finite_start(const ObjectiveFunction& objective, const std::vector<double>& theta) {
  Iterate at = evaluate_at(objective, theta);
  if (std::isfinite(at.value) && std::isfinite(inner_product(at.gradient, at.gradient))) return at;
  throw diverged_error("the objective or its gradient is not finite before the first line search");
}

std::vector<double> steepest_descent(const Iterate& at) {
  std::vector<double> direction(at.gradient.size());
  std::transform(at.gradient.begin(), at.gradient.end(), direction.begin(), std::negate<>());
  return direction;
}

}  // namespace dbn
