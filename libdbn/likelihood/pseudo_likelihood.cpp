#include "libdbn/likelihood/pseudo_likelihood.hpp"

#include <algorithm>
#include <cmath>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/kernels.hpp"
#include "libdbn/likelihood/choices.hpp"

namespace dbn {
namespace {

// How much of the unit's state is choice c: 0 or 1, or a probability.
double weight_of(const Atom& atom, const real* row, Index choice) {
  if (atom.columns > 1) return static_cast<double>(row[atom.column + choice]);
  const auto state = static_cast<double>(row[atom.column]);
  return choice == 1 ? state : 1 - state;
}

double atom_log_likelihood(const Atom& atom, const real* row, Choices& choices, std::vector<real> base) {
  for (Index c = 0; c < atom.choices; ++c) {
    const real* weights = choices.weights_of(atom, c);
    if (weights != nullptr)
      kernels::add_scaled(weights, static_cast<real>(-weight_of(atom, row, c)), base.size(), base.data());
  }
  const std::vector<double>& log_p = choices.log_probabilities(atom, base.data());
  double sum = 0;
  for (Index c = 0; c < atom.choices; ++c) {
    const double weight = weight_of(atom, row, c);
    if (weight != 0) sum += weight * log_p[c];
  }
  return sum;
}

}  // namespace

Energies pseudo_log_likelihood(const Rbm& rbm, ConstMatrixView visible, Workers& workers) {
  require_columns("pseudo-likelihood", visible, rbm.visible->size());
  const std::vector<Atom> atoms = rbm.visible->atoms();
  const Matrix inputs = inputs_to_hidden(rbm, visible, workers);
  Energies result({visible.rows}, 0.0);
  workers.run_pieces(visible.rows, 1, [&](Index n, Index) {
    Choices choices(rbm);
    const real* row = visible.row(n);
    const std::vector<real> base(ConstMatrixView(inputs).row(n), ConstMatrixView(inputs).row(n) + inputs.shape(1));
    for (const Atom& atom : atoms) {
      if (!std::isnan(row[atom.column])) result[n] += atom_log_likelihood(atom, row, choices, base);
    }
  });
  return result;
}

}  // namespace dbn
