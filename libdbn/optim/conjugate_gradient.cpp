#include <algorithm>
#include <limits>

#include "libdbn/optim/descent.hpp"
#include "libdbn/optim/minimizer.hpp"

namespace dbn {
namespace {

constexpr double greatest_slope_ratio = 10;

void turn(std::vector<double>& direction, std::span<const double> gradient, std::span<const double> last_gradient) {
  const double beta = (inner_product(gradient, gradient) - inner_product(gradient, last_gradient)) /
                      inner_product(last_gradient, last_gradient);
  for (Index i = 0; i < direction.size(); ++i) direction[i] = beta * direction[i] - gradient[i];
}

}  // namespace

double minimize_conjugate_gradient(const ObjectiveFunction& objective, std::vector<double>& theta, Index line_searches,
                                   const LineSearchRules& rules) {
  Iterate at = finite_start(objective, theta);
  std::vector<double> direction = steepest_descent(at);
  double slope = inner_product(at.gradient, direction);
  double step = first_step(slope);
  bool failed_before = false;
  for (Index search = 0; search < line_searches && slope < 0; ++search) {
    const std::vector<double> last_gradient = at.gradient;
    const LineSearchResult found = search_line(objective, at, direction, step, rules);
    if (!found.accepted && failed_before) break;
    failed_before = !found.accepted;
    const double last_slope = slope;
    if (found.accepted) {
      turn(direction, at.gradient, last_gradient);
      slope = inner_product(at.gradient, direction);
    }
    if (!found.accepted || !(slope < 0)) {
      direction = steepest_descent(at);
      slope = inner_product(at.gradient, direction);
    }
    step = found.accepted
               ? found.step * std::min(greatest_slope_ratio, last_slope / (slope - std::numeric_limits<double>::min()))
               : first_step(slope);
  }
  theta = std::move(at.theta);
  return at.value;
}

}  // namespace dbn
