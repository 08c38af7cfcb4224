// Log pseudo-likelihood, exact over all units.
#pragma once

#include "libdbn/rbm/rbm.hpp"

namespace dbn {

/// sum_i log p(v_i | v_-i) per row, in nats, over every visible unit (group) that is present (Besag 1975). Divide by
/// the number of units to compare layers of different size. A state between 0 and 1 of a binary unit weighs both
/// outcomes. Costs as much as V / 2 free energies of the batch. Throws a config error for kinds whose units have no
/// finite list of states.
Energies pseudo_log_likelihood(const Rbm& rbm, ConstMatrixView visible, Workers& workers = Workers::serial());

}  // namespace dbn
