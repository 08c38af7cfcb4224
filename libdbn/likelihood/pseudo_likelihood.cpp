#include "libdbn/likelihood/pseudo_likelihood.hpp"

#include <algorithm>
#include <cmath>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/kernels.hpp"
#include "libdbn/likelihood/unit_conditional.hpp"

namespace dbn {
namespace {

// How much of the unit's state is choice c: 0 or 1, or a probability.
double weight_of(const DiscreteUnit& unit, const real* row, Index choice) {
  if (unit.columns > 1) return static_cast<double>(row[unit.column + choice]);
  const auto state = static_cast<double>(row[unit.column]);
  return choice == 1 ? state : 1 - state;
}

double unit_log_likelihood(const DiscreteUnit& unit, const real* row, UnitConditional& conditional,
                           std::vector<real> base) {
  for (Index c = 0; c < unit.choices; ++c) {
    const real* weights = conditional.weights_of(unit, c);
    if (weights != nullptr)
      kernels::add_scaled(weights, static_cast<real>(-weight_of(unit, row, c)), base.size(), base.data());
  }
  const std::vector<double>& log_p = conditional.log_probabilities(unit, base.data());
  double sum = 0;
  for (Index c = 0; c < unit.choices; ++c) {
    const double weight = weight_of(unit, row, c);
    if (weight != 0) sum += weight * log_p[c];
  }
  return sum;
}

}  // namespace

Energies pseudo_log_likelihood(const Rbm& rbm, ConstMatrixView visible, Workers& workers) {
  require_columns("pseudo-likelihood", visible, rbm.visible->size());
  const std::vector<DiscreteUnit> units = rbm.visible->discrete_units();
  const Matrix inputs = inputs_to_hidden(rbm, visible, workers);
  Energies result({visible.rows}, 0.0);
  workers.run_pieces(visible.rows, 1, [&](Index n, Index) {
    UnitConditional conditional(rbm);
    const real* row = visible.row(n);
    const std::vector<real> base(ConstMatrixView(inputs).row(n), ConstMatrixView(inputs).row(n) + inputs.shape(1));
    for (const DiscreteUnit& unit : units) {
      if (!std::isnan(row[unit.column])) result[n] += unit_log_likelihood(unit, row, conditional, base);
    }
  });
  return result;
}

}  // namespace dbn
