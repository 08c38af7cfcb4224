// Batch optimizers with line searches (conjugate gradient, L-BFGS), where update rules take one step per batch.
#pragma once

#include <string>
#include <string_view>

#include "libdbn/optim/line_search.hpp"

namespace dbn {

/// The constants of the program that Hinton & Salakhutdinov (2006) used.
inline constexpr LineSearchRules conjugate_gradient_rules{.sufficient = 0.05, .steepest = 0.1};
/// Those that Nocedal & Wright (2006, section 3.1) advise for quasi-Newton directions.
inline constexpr LineSearchRules lbfgs_rules{.sufficient = 1e-4, .steepest = 0.9};

/// Nonlinear conjugate gradient (Polak & Ribiere 1969): each direction is
///
///     -g + beta * last direction,   beta = (g.g - g.last g) / (last g.last g)
///
/// and the first step of a search follows from the ratio of slopes, at most ten times the last step. A search without
/// an accepted point is followed by one of steepest descent, two in a row end it. The start is taken anew by every
/// call: nothing is kept between batches. Returns the value at the new `theta`, which is never above that of the old
/// one. Throws a diverged error when the objective is not finite at the start.
double minimize_conjugate_gradient(const ObjectiveFunction& objective, std::vector<double>& theta, Index line_searches,
                                   const LineSearchRules& rules = conjugate_gradient_rules);

/// L-BFGS: the two-loop recursion (Nocedal & Wright 2006, algorithms 7.4 and 7.5) with the last ten changes of theta
/// and of the gradient; those of a search without an accepted point are not used. Otherwise as above.
double minimize_lbfgs(const ObjectiveFunction& objective, std::vector<double>& theta, Index line_searches,
                      const LineSearchRules& rules = lbfgs_rules);

using Minimizer = double (*)(const ObjectiveFunction& objective, std::vector<double>& theta, Index line_searches);

/// The minimizer of that name, or null: the name may be that of an update rule.
Minimizer find_minimizer(std::string_view name);
std::vector<std::string> minimizer_names();

}  // namespace dbn
