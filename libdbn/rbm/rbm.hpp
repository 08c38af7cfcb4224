// Restricted Boltzmann machine as a value: two layers and their parameters.
#pragma once

#include "libdbn/base/archive.hpp"
#include "libdbn/base/workers.hpp"
#include "libdbn/units/units.hpp"

namespace dbn {

/// The numbers of a machine. A gradient, a velocity, Adam's moments and fast weights have the same shape and are
/// therefore the same struct.
struct RbmParameters {
  Matrix weights;  ///< (V, H)
  Matrix visible;  ///< (P_v, V), rows named by visible->parameter_names(); row 0 is the bias
  Matrix hidden;   ///< (P_h, H)

  void archive(Archive& archive);
};

/// p(v, h) = exp(-E(v, h)) / Z with E(v, h) = U(v) + U(h) - s(v) W s(h). Copyable; behaviour is in free functions.
struct Rbm {
  UnitsPtr visible;
  UnitsPtr hidden;
  RbmParameters parameters;
};

/// A machine with zero weights and neutral biases.
Rbm make_rbm(UnitsPtr visible, UnitsPtr hidden);
/// Zeros in the shape of `rbm`'s parameters.
RbmParameters zeros_like(const RbmParameters& parameters);

/// s(v) W, the inputs that the hidden units receive. (rows, V) -> (rows, H)
Matrix inputs_to_hidden(const Rbm& rbm, ConstMatrixView visible, Workers& workers = Workers::serial());
/// s(h) W^T. (rows, H) -> (rows, V)
Matrix inputs_to_visible(const Rbm& rbm, ConstMatrixView hidden, Workers& workers = Workers::serial());

/// E(v_n, h_n) per row.
Energies energy(const Rbm& rbm, ConstMatrixView visible, ConstMatrixView hidden);
/// F(v) = -log sum_h exp(-E(v, h)) per row.
Energies free_energy(const Rbm& rbm, ConstMatrixView visible, Workers& workers = Workers::serial());
/// -log sum_v exp(-E(v, h)) per row: the free energy seen from the hidden side.
Energies hidden_free_energy(const Rbm& rbm, ConstMatrixView hidden, Workers& workers = Workers::serial());

/// E[h | v]. (rows, V) -> (rows, H)
Matrix hidden_mean(const Rbm& rbm, ConstMatrixView visible, Workers& workers = Workers::serial());
/// E[v | h]. (rows, H) -> (rows, V)
Matrix visible_mean(const Rbm& rbm, ConstMatrixView hidden, Workers& workers = Workers::serial());
/// h ~ p(h | v).
Matrix sample_hidden(const Rbm& rbm, ConstMatrixView visible, Rng& rng, Workers& workers = Workers::serial());
/// v ~ p(v | h).
Matrix sample_visible(const Rbm& rbm, ConstMatrixView hidden, Rng& rng, Workers& workers = Workers::serial());
/// `steps` alternations h ~ p(h | v), v ~ p(v | h); both sides are always sampled, so p(v) is left invariant.
/// Units that are missing in a row stay missing, and a row of counts keeps its length.
Matrix gibbs(const Rbm& rbm, Matrix visible, Index steps, Rng& rng, Workers& workers = Workers::serial());

}  // namespace dbn
