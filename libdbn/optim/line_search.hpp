// Line search for a point that satisfies the strong Wolfe conditions.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "libdbn/base/types.hpp"

namespace dbn {

/// A smooth function that is to be made small: returns its value at `theta` and writes its gradient there.
using ObjectiveFunction = std::function<double(std::span<const double> theta, std::span<double> gradient)>;

/// A point with what is known of it. Double in every build: optimizers work with small differences.
struct Iterate {
  std::vector<double> theta;
  std::vector<double> gradient;
  double value = 0;
};

/// The objective and its gradient at `theta`.
Iterate evaluate_at(const ObjectiveFunction& objective, std::vector<double> theta);
double inner_product(std::span<const double> a, std::span<const double> b);

/// Constants of a search. The point a step t along a direction of slope d0 < 0 is accepted when
///
///     f(t) <= f(0) + sufficient t d0     and     |d(t)| <= steepest |d0|
///
/// with 0 < sufficient < steepest < 1 (Nocedal & Wright 2006, equation 3.7).
struct LineSearchRules {
  double sufficient;
  double steepest;
  double margin = 0.1;     ///< an interpolated step keeps this part of the bracket away from its ends
  double expansion = 3;    ///< an extrapolated step is at most this times the last
  Index evaluations = 20;  ///< of the objective, at most
};

struct LineSearchResult {
  double step = 0;        ///< to the point that was returned; 0 when none is below the start
  bool accepted = false;  ///< the point satisfies the conditions
};

/// Moves `at` along `direction`, whose slope at the start must be negative. The minimum of a cubic or quadratic through
/// what was measured is tried next: extrapolated until a minimum is bracketed, then interpolated, as in the program
/// that Hinton & Salakhutdinov (2006) used (Rasmussen 2006, minimize). When no point is accepted within the
/// evaluations, `at` moves to the lowest point that was met; it never rises. A value that is not finite counts as too
/// high.
LineSearchResult search_line(const ObjectiveFunction& objective, Iterate& at, std::span<const double> direction,
                             double first_step, const LineSearchRules& rules);

}  // namespace dbn
