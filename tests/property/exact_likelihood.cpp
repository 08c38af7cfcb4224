// Exact likelihoods against each other: both sides, sums over all states, published numbers.
#include "libdbn/likelihood/exact.hpp"

#include "libdbn/base/errors.hpp"
#include "tests/support/checks.hpp"

namespace dbn {
namespace exact_likelihood_test {
namespace {

using namespace test;

// The 6x4 machine whose values several other programs agree on.
Rbm sine_machine() {
  Rbm rbm = make_rbm(make_units("bernoulli:6"), make_units("bernoulli:4"));
  for (int i = 0; i < 6; ++i) {
    for (int j = 0; j < 4; ++j)
      rbm.parameters.weights(static_cast<Index>(i), static_cast<Index>(j)) =
          static_cast<real>(std::sin(1 + 3 * i + 7 * j));
    rbm.parameters.visible(0, static_cast<Index>(i)) = static_cast<real>(0.5 * std::cos(1 + i));
  }
  for (int j = 0; j < 4; ++j)
    rbm.parameters.hidden(0, static_cast<Index>(j)) = static_cast<real>(0.3 * std::cos(2 + 5 * j));
  return rbm;
}

std::vector<double> negated(const Energies& energies) {
  std::vector<double> values;
  for (const double e : energies) values.push_back(-e);
  return values;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(exact_likelihood)

BOOST_AUTO_TEST_CASE(published_numbers) {
  const Rbm rbm = sine_machine();
  const Matrix row{{1, 0, 1, 1, 0, 0}};
  check_close(exact_log_z(rbm), 9.53743556560756, exact_tolerance, "log Z");
  check_close(free_energy(rbm, row)[0], -3.92000314826477, exact_tolerance, "free energy");
}

BOOST_AUTO_TEST_CASE(both_sides_agree) {
  for (const unsigned seed : {1U, 2U, 3U}) {
    const Rbm rbm = random_rbm("bernoulli:7", "bernoulli:5", seed);
    check_close(exact_log_z(rbm, Side::visible), exact_log_z(rbm, Side::hidden), exact_tolerance, "log Z");
    BOOST_CHECK(enumerated_side(rbm) == Side::hidden);
  }
  BOOST_CHECK(enumerated_side(random_rbm("bernoulli:3", "bernoulli:5", 1)) == Side::visible);
}

BOOST_AUTO_TEST_CASE(log_z_is_the_sum_over_every_pair_of_states) {
  const Rbm rbm = random_rbm("bernoulli:5", "bernoulli:4", 4);
  const Matrix visible = all_states(*rbm.visible);
  const Matrix hidden = all_states(*rbm.hidden);
  std::vector<double> values;
  for (Index m = 0; m < hidden.shape(0); ++m) {
    Matrix repeated = zeros(visible.shape(0), hidden.shape(1));
    for (Index n = 0; n < visible.shape(0); ++n)
      copy(ConstMatrixView(hidden).row_range(m, 1), MatrixView(repeated).row_range(n, 1));
    for (const double value : negated(energy(rbm, visible, repeated))) values.push_back(value);
  }
  check_close(exact_log_z(rbm), log_sum_exp(values), exact_tolerance, "log Z");
}

BOOST_AUTO_TEST_CASE(free_energy_sums_the_hidden_states_out) {
  const Rbm rbm = random_rbm("bernoulli:4", "bernoulli:6", 5);
  const Matrix visible = all_states(*rbm.visible);
  const Matrix hidden = all_states(*rbm.hidden);
  const Energies found = free_energy(rbm, visible);
  for (Index n = 0; n < visible.shape(0); ++n) {
    Matrix repeated = zeros(hidden.shape(0), visible.shape(1));
    for (Index m = 0; m < hidden.shape(0); ++m)
      copy(ConstMatrixView(visible).row_range(n, 1), MatrixView(repeated).row_range(m, 1));
    check_close(found[n], -log_sum_exp(negated(energy(rbm, repeated, hidden))), exact_tolerance, "free energy");
  }
}

BOOST_AUTO_TEST_CASE(probabilities_sum_to_one_and_decompose_over_hidden_states) {
  const Rbm rbm = random_rbm("bernoulli:4", "bernoulli:3", 6);
  const double log_z = exact_log_z(rbm);
  const Matrix visible = all_states(*rbm.visible);
  const Matrix hidden = all_states(*rbm.hidden);
  const Energies log_p = log_likelihood(rbm, visible, log_z);
  const Energies hidden_energies = hidden_free_energy(rbm, hidden);
  const Matrix means = visible_mean(rbm, hidden);
  double total = 0;
  for (Index n = 0; n < visible.shape(0); ++n) {
    double sum = 0;
    for (Index m = 0; m < hidden.shape(0); ++m) {
      double product = std::exp(-hidden_energies[m] - log_z);
      for (Index i = 0; i < visible.shape(1); ++i) {
        const double on = static_cast<double>(means(m, i));
        product *= visible(n, i) > 0 ? on : 1 - on;
      }
      sum += product;
    }
    check_close(std::exp(log_p[n]), sum, exact_tolerance, "p(v) = sum_h p(v|h) p(h)");
    total += std::exp(log_p[n]);
  }
  check_close(total, 1, exact_tolerance, "sum of p(v)");
}

BOOST_AUTO_TEST_CASE(workers_do_not_change_a_bit) {
  const Rbm rbm = random_rbm("bernoulli:13", "bernoulli:14", 7);
  const double serial = exact_log_z(rbm);
  for (const Index threads : {2U, 3U, 7U}) {
    Workers workers(threads);
    BOOST_CHECK_EQUAL(exact_log_z(rbm, workers), serial);
  }
}

BOOST_AUTO_TEST_CASE(weights_in_the_hundreds_do_not_overflow) {
  Rbm rbm = make_rbm(make_units("bernoulli:3"), make_units("bernoulli:2"));
  rbm.parameters.weights.fill(real(500));
  // All units on: 6 weights; every other state is smaller by at least exp(-1000).
  check_close(exact_log_z(rbm), 3000, exact_tolerance, "log Z");
}

BOOST_AUTO_TEST_CASE(too_many_states_are_refused_with_the_count) {
  const Rbm rbm = make_rbm(make_units("bernoulli:40"), make_units("bernoulli:30"));
  BOOST_CHECK_EXCEPTION(exact_log_z(rbm), Error, [](const Error& e) {
    return e.kind() == ErrorKind::config && std::string(e.what()).find("1073741824") != std::string::npos;
  });
  const Rbm small = make_rbm(make_units("bernoulli:5"), make_units("bernoulli:4"));
  BOOST_CHECK_THROW(exact_log_z(small, Workers::serial(), 15), Error);
  check_close(exact_log_z(small, Workers::serial(), 16), 9 * std::log(2), exact_tolerance, "log Z without weights");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace exact_likelihood_test
}  // namespace dbn
