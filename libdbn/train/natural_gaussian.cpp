#include "libdbn/train/natural_gaussian.hpp"

#include <algorithm>
#include <cmath>

namespace dbn::natural_gaussian {

void enter(Matrix& parameters, Matrix& ascent) {
  for (Index i = 0; i < parameters.shape(1); ++i) {
    const real sigma = parameters(1, i);
    const real variance = sigma * sigma;
    parameters(1, i) = variance;
    ascent(0, i) *= variance;
    ascent(1, i) *= variance * sigma;
  }
}

void leave(Matrix& parameters) {
  for (Index i = 0; i < parameters.shape(1); ++i) {
    real& number = parameters(1, i);
    // NaN must stay NaN, for whoever looks for divergence.
    number = number < least_sigma * least_sigma ? least_sigma : std::sqrt(number);
  }
}

}  // namespace dbn::natural_gaussian
