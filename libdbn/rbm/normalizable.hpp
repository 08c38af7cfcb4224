// Normalizability: whether log Z of an RBM is finite.
#pragma once

#include "libdbn/rbm/rbm.hpp"

namespace dbn {

/// The largest x W y over unit vectors x, y of the unbounded visible and hidden units, with entries >= 0 where units
/// are rectified: along such a direction the energy is r^2 (1 - gain). For gaussian units on both sides this is the
/// largest singular value of the weights between them. By alternating maximization: exact for gaussian units, a lower
/// bound of the maximum for rectified ones (where the exact question is NP-hard). 0 when either side has no unbounded
/// unit.
double unbounded_gain(const Rbm& rbm);

/// Throws a config error that names both layers and the gain when the gain is 1 or more: the energy has no lower bound
/// then, and the integral of exp(-E) does not exist.
void require_normalizable(const Rbm& rbm);

}  // namespace dbn
