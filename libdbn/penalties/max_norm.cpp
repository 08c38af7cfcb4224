#include "libdbn/penalties/max_norm.hpp"

#include <cmath>

namespace dbn {

void limit_column_norms(Matrix& weights, double bound) {
  const Index columns = weights.shape(1);
  std::vector<double> squares(columns, 0.0);
  for (Index i = 0; i < weights.shape(0); ++i) {
    for (Index j = 0; j < columns; ++j) {
      squares[j] += static_cast<double>(weights(i, j)) * static_cast<double>(weights(i, j));
    }
  }
  std::vector<real> factors(columns, real(1));
  bool any = false;
  for (Index j = 0; j < columns; ++j) {
    if (squares[j] <= bound * bound) continue;
    factors[j] = static_cast<real>(bound / std::sqrt(squares[j]));
    any = true;
  }
  if (!any) return;
  for (Index i = 0; i < weights.shape(0); ++i) {
    for (Index j = 0; j < columns; ++j) weights(i, j) *= factors[j];
  }
}

}  // namespace dbn
