// How often states were drawn, against how often they should be.
#pragma once

#include <cmath>
#include <vector>

#include "tests/support/checks.hpp"

namespace dbn::test {

/// The place of a row of bits in counting order, the first column most significant.
inline Index state_number(ConstMatrixView row) {
  Index number = 0;
  for (Index i = 0; i < row.columns; ++i) number = 2 * number + (row(0, i) > real(0.5) ? 1 : 0);
  return number;
}

/// Pearson's chi-square of the rows of `states` against `probabilities` of all states in counting order lies below its
/// mean k - 1 plus 5 of its standard deviations, whose square for N draws is 2 (k - 1) + (sum 1/p - k^2 - 2 k + 2) / N.
inline void check_frequencies(ConstMatrixView states, const std::vector<double>& probabilities,
                              const std::string& what) {
  const auto draws = static_cast<double>(states.rows);
  const auto k = static_cast<double>(probabilities.size());
  std::vector<double> counts(probabilities.size());
  for (Index n = 0; n < states.rows; ++n) counts.at(state_number(states.row_range(n, 1))) += 1;
  double chi_square = 0;
  double sum_of_inverses = 0;
  for (Index i = 0; i < counts.size(); ++i) {
    const double expected = draws * probabilities[i];
    chi_square += (counts[i] - expected) * (counts[i] - expected) / expected;
    sum_of_inverses += 1 / probabilities[i];
  }
  const double deviation = std::sqrt(2 * (k - 1) + (sum_of_inverses - k * k - 2 * k + 2) / draws);
  BOOST_CHECK_MESSAGE(chi_square < k - 1 + 5 * deviation,
                      what << ": chi-square " << chi_square << " of " << k << " states, deviation " << deviation);
}

}  // namespace dbn::test
