// Natural-gradient steps for the biases and standard deviations of gaussian units, independent of the unit's scale.
#pragma once

#include "libdbn/rbm/statistics.hpp"

namespace dbn {

/// The natural gradient (Amari 1998) of a normal distribution with mean b and variance s^2, whose Fisher information is
/// 1 / s^2 and 1 / (2 s^4):
///
///     b <- b + rate s^2 dL/db,        s^2 <- s^2 + rate s^3 dL/ds
///
/// Both are then moved by differences of first and second moments in the unit's own scale: scaling a column and its
/// sigma by c scales b and s by c after any number of updates of the rules momentum and nesterov. It does not where a
/// step depends on the size of the ascent: with gradient_limit, adam and rmsprop. The plain gradient is useless for
/// learning sigma on data with heavy tails, such as standardized pixels: it grows as 1 / s^3, so one rare value
/// multiplies a small sigma, and it vanishes as 1 / s, so sigma never returns.
///
/// `enter` turns row 1 of the parameters into variances and the ascent into the natural one, `leave` turns them back,
/// with sigma no lower than `least_sigma`. Units without a scale have sigma 1 and ascent 0 in these rows and stay as
/// they are.
namespace natural_gaussian {

inline constexpr real least_sigma = real(0.01);

void enter(Matrix& parameters, Matrix& ascent);
void leave(Matrix& parameters);

}  // namespace natural_gaussian
}  // namespace dbn
