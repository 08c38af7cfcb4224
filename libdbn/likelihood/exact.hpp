// Exact likelihoods by enumeration, the reference of all other methods.
#pragma once

#include "libdbn/rbm/layer_pass.hpp"
#include "libdbn/rbm/rbm.hpp"

namespace dbn {

/// The most joint states that are enumerated unless the caller asks for more: 2^25 take a minute or two.
inline constexpr double default_state_limit = 33554432;

/// The number of joint states of one layer; infinity for continuous units.
double state_count(const Rbm& rbm, Side side);
/// The layer with fewer joint states, the one that is enumerated; the hidden one when both have as many.
Side enumerated_side(const Rbm& rbm);

/// log Z = log sum_vh exp(-E(v, h)), by enumeration of one layer with the other summed out:
///
///     log Z = log sum_h exp(-F(h))   or   log sum_v exp(-F(v))
///
/// in blocks of fixed size that are combined in order, so the value is the same for any number of workers. Throws a
/// config error with the count when the enumerated layer has more than `most_states` joint states.
double exact_log_z(const Rbm& rbm, Side enumerated, Workers& workers = Workers::serial(),
                   double most_states = default_state_limit);
/// The same over the cheaper side. Two gaussian layers, which have no enumerable side, are integrated in closed form.
double exact_log_z(const Rbm& rbm, Workers& workers = Workers::serial(), double most_states = default_state_limit);

/// log p(v_n) = -F(v_n) - log Z per row, in nats. With missing units the row's own machine has another log Z: see
/// `exact_log_likelihood`.
Energies log_likelihood(const Rbm& rbm, ConstMatrixView visible, double log_z, Workers& workers = Workers::serial());

/// log p(v_n) per row, with the log Z of each row's own machine: rows may have missing units and lengths (see
/// rbm/row_machine.hpp). A row that is missing altogether has log p = 0.
Energies exact_log_likelihood(const Rbm& rbm, ConstMatrixView visible, Workers& workers = Workers::serial(),
                              double most_states = default_state_limit);

/// log sum_n exp(values_n) without overflow; -infinity for no values.
double log_sum_exp(const std::vector<double>& values);

}  // namespace dbn
