// What a user's program sees of the installed library: the free energy of a machine whose value is known.
#include <cmath>
#include <cstdio>

#include "libdbn/base/version.hpp"
#include "libdbn/rbm/rbm.hpp"

int main() {
  // F(v) = -sum_i b_i v_i - sum_j log(1 + exp(c_j + sum_i v_i W_ij))
  dbn::Rbm rbm = dbn::make_rbm(dbn::make_units("bernoulli:2"), dbn::make_units("bernoulli:1"));
  rbm.parameters.visible(0, 0) = dbn::real(0.5);
  rbm.parameters.hidden(0, 0) = dbn::real(-0.25);
  rbm.parameters.weights(0, 0) = dbn::real(2);
  dbn::Matrix visible = dbn::zeros(1, 2);
  visible(0, 0) = 1;
  const double found = dbn::free_energy(rbm, visible)(0);
  const double expected = -0.5 - std::log1p(std::exp(1.75));
  std::printf("libdbn %s: free energy %.6f, expected %.6f\n", dbn::library_version().data(), found, expected);
  return std::abs(found - expected) < 1e-5 ? 0 : 1;
}
