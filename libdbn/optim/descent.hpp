// Initial steps and restarts of conjugate gradient and L-BFGS.
#pragma once

#include "libdbn/optim/line_search.hpp"

namespace dbn {

/// The objective at `theta`; a diverged error when it is not finite.
Iterate finite_start(const ObjectiveFunction& objective, const std::vector<double>& theta);

std::vector<double> steepest_descent(const Iterate& at);

/// A step along a direction of which only the slope is known: 1 / (1 + |slope|) (Rasmussen 2006).
inline double first_step(double slope) { return 1 / (1 - slope); }

}  // namespace dbn
