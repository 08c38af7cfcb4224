// Exact likelihood of a toy: an RBM with 3 visible and 2 hidden units, small enough to enumerate by hand.
//
//     E(v, h) = -b . v - c . h - v W h,    Z = sum_vh exp(-E(v, h)),    p(v) = sum_h exp(-E(v, h)) / Z
#include "libdbn/likelihood/exact.hpp"

#include <cmath>

#include "tests/support/checks.hpp"

using namespace dbn;

namespace {

Rbm toy() {
  Rbm rbm = make_rbm(make_units("bernoulli:3"), make_units("bernoulli:2"));
  rbm.parameters.weights = Matrix{{1, real(-0.5)}, {real(0.25), 2}, {real(-1.5), real(0.75)}};
  rbm.parameters.visible = Matrix{{real(0.1), real(-0.2), real(0.3)}};
  rbm.parameters.hidden = Matrix{{real(-0.4), real(0.6)}};
  return rbm;
}

double bit(unsigned state, Index i) { return (state >> i) & 1U ? 1 : 0; }

// exp(-E(v, h)) of one joint state, written out.
double weight_of(const RbmParameters& theta, unsigned v, unsigned h) {
  double minus_energy = 0;
  for (Index i = 0; i < 3; ++i) {
    minus_energy += static_cast<double>(theta.visible(0, i)) * bit(v, i);
    for (Index j = 0; j < 2; ++j) minus_energy += bit(v, i) * static_cast<double>(theta.weights(i, j)) * bit(h, j);
  }
  for (Index j = 0; j < 2; ++j) minus_energy += static_cast<double>(theta.hidden(0, j)) * bit(h, j);
  return std::exp(minus_energy);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(exact_likelihood)

BOOST_AUTO_TEST_CASE(enumeration_equals_the_library) {
  const Rbm rbm = toy();
  double z = 0;
  for (unsigned v = 0; v < 8; ++v) {
    for (unsigned h = 0; h < 4; ++h) z += weight_of(rbm.parameters, v, h);
  }
  const double log_z = exact_log_z(rbm);
  test::check_close(log_z, std::log(z), test::exact_tolerance, "log Z");

  for (unsigned v = 0; v < 8; ++v) {
    double marginal = 0;
    for (unsigned h = 0; h < 4; ++h) marginal += weight_of(rbm.parameters, v, h) / z;
    Matrix row = zeros(1, 3);
    for (Index i = 0; i < 3; ++i) row(0, i) = static_cast<real>(bit(v, i));
    test::check_close(log_likelihood(rbm, row, log_z)[0], std::log(marginal), test::exact_tolerance, "log p(v)");
  }
}

BOOST_AUTO_TEST_SUITE_END()
