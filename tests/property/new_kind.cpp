// The example of libdbn/CONTRIBUTING.md, a unit kind in one file: it works with everything that works with units.
#include "libdbn/likelihood/ais.hpp"
#include "libdbn/train/rbm_trainer.hpp"
#include "libdbn/units/kinds.hpp"
#include "tests/support/exact_gradient.hpp"

namespace dbn {

UnitsPtr make_ising(std::string_view shape);

namespace new_kind_test {

namespace {

using namespace test;

Rbm ising_machine(const UnitsPtr& visible, const UnitsPtr& hidden, unsigned seed) {
  Rbm rbm = make_rbm(visible, hidden);
  fill_normal(rbm.parameters.weights, 0.5, seed);
  fill_normal(rbm.parameters.visible, 0.5, seed + 1);
  fill_normal(rbm.parameters.hidden, 0.5, seed + 2);
  return rbm;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(new_kind)

// x = 2 y - 1 turns spins into bits: W' = 4 W, b' = 2 (b - sum W), and the energies differ by a constant.
BOOST_AUTO_TEST_CASE(spins_are_bits_in_other_clothes) {
  const Rbm spins = ising_machine(make_ising("3"), make_ising("2"), 1);
  Rbm bits = make_rbm(make_units("bernoulli:3"), make_units("bernoulli:2"));
  const Matrix& w = spins.parameters.weights;
  for (Index i = 0; i < 3; ++i) {
    bits.parameters.visible(0, i) = 2 * spins.parameters.visible(0, i);
    for (Index j = 0; j < 2; ++j) {
      bits.parameters.weights(i, j) = 4 * w(i, j);
      bits.parameters.visible(0, i) -= 2 * w(i, j);
    }
  }
  for (Index j = 0; j < 2; ++j) {
    bits.parameters.hidden(0, j) = 2 * spins.parameters.hidden(0, j);
    for (Index i = 0; i < 3; ++i) bits.parameters.hidden(0, j) -= 2 * w(i, j);
  }
  Workers workers(1);
  const Energies of_spins =
      log_likelihood(spins, all_states(*spins.visible), exact_log_z(spins, Side::visible, workers));
  const Energies of_bits = log_likelihood(bits, all_states(*bits.visible), exact_log_z(bits, Side::hidden, workers));
  for (Index n = 0; n < 8; ++n) check_close(of_spins[n], of_bits[n], exact_tolerance, "log p");
  check_close(exact_log_z(spins, Side::visible, workers), exact_log_z(spins, Side::hidden, workers), exact_tolerance,
              "log Z from both sides");
  const Matrix rows = all_states(*spins.visible);
  const Matrix means = hidden_mean(spins, rows);
  const Matrix bit_means = hidden_mean(bits, all_states(*bits.visible));
  for (Index i = 0; i < means.size(); ++i) {
    check_close(static_cast<double>(means.data()[i]), 2 * static_cast<double>(bit_means.data()[i]) - 1, exact_tolerance,
                "mean");
  }
}

BOOST_AUTO_TEST_CASE(draws_have_the_mean) {
  const UnitsPtr units = make_ising("2");
  const Matrix bias{{real(0.4), real(-1)}};
  constexpr Index count = 40000;
  Matrix states = zeros(count, 2);
  Rng rng(3);
  units->sample(bias, zeros(count, 2), rng.next(), states);
  for (Index i = 0; i < 2; ++i) {
    double sum = 0;
    for (Index n = 0; n < count; ++n) sum += static_cast<double>(states(n, i));
    BOOST_CHECK_SMALL(sum / count - std::tanh(static_cast<double>(bias(0, i))), 4.0 / std::sqrt(count));
  }
}

BOOST_AUTO_TEST_CASE(it_composes_trains_and_anneals) {
  Rbm rbm = ising_machine(make_blocks({make_ising("2"), make_units("bernoulli:2")}), make_ising("3"), 4);
  Batch batch;
  batch.inputs = Matrix{{1, -1, 1, 0}, {-1, -1, 0, 0}, {1, 1, 1, 1}};
  const RbmParameters expected = exact_gradient(rbm, batch.inputs);
  const Rbm before = rbm;
  RbmOptions options;
  options.estimator = "exact";
  options.learning_rate = 1;
  options.momentum = 0;
  options.weight_decay = 0;
  RbmTrainer(rbm, options, 1, 0, Workers::serial()).step(batch, 0);
  for (Index i = 0; i < expected.weights.size(); ++i) {
    check_close(static_cast<double>(rbm.parameters.weights.data()[i]),
                static_cast<double>(before.parameters.weights.data()[i] + expected.weights.data()[i]), 1e-5, "weight");
  }
  const AisOptions ais{.betas = parse_betas("1000"), .chains = 200};
  const AisResult found = ais_log_z(rbm, uniform_base(rbm), ais);
  const double log_z = exact_log_z(rbm);
  BOOST_CHECK(found.log_z_low <= log_z && log_z <= found.log_z_high);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace new_kind_test
}  // namespace dbn
