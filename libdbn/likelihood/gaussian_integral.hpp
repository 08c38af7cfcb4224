// Closed-form log Z of RBMs whose two layers are both Gaussian.
#pragma once

#include "libdbn/rbm/rbm.hpp"

namespace dbn {

/// True when every unit of both layers is gaussian.
bool is_gaussian_machine(const Rbm& rbm);

/// With z = x / sigma and t = bias / sigma of all units, the energy is |z - t|^2 / 2 - z_v W z_h, and
///
///     log Z = sum log(sigma sqrt(2 pi)) - log det(L) / 2 + t L^-1 t / 2 - |t|^2 / 2,   L = [1, -W; -W^T, 1]
///
/// Throws a config error unless L is positive definite (largest singular value of W below 1).
double gaussian_log_z(const Rbm& rbm);

}  // namespace dbn
