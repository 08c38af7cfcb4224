// Likelihoods of any visible with any hidden layer, label posteriors and pseudo-likelihoods, against each other.
#include <boost/math/quadrature/gauss_kronrod.hpp>

#include "libdbn/likelihood/exact.hpp"
#include "libdbn/likelihood/label_posterior.hpp"
#include "libdbn/likelihood/pseudo_likelihood.hpp"
#include "libdbn/rbm/normalizable.hpp"
#include "tests/support/layers.hpp"

namespace dbn {
namespace likelihood_battery_test {
namespace {

using namespace test;

// random_rbm with deviations that are not 1.
Rbm machine(const std::string& visible, const std::string& hidden, unsigned seed) {
  Rbm rbm = random_rbm(visible, hidden, seed);
  const auto spread = [](const Units& units, Matrix& parameters) {
    for (Index i = 0; i < units.size() && parameters.shape(0) > 1; ++i) {
      if (units.domain(i) == Domain::line) parameters(1, i) = static_cast<real>(0.7 + 0.2 * static_cast<double>(i));
    }
  };
  spread(*rbm.visible, rbm.parameters.visible);
  spread(*rbm.hidden, rbm.parameters.hidden);
  return rbm;
}

double integrate(const std::function<double(double)>& f, double from) {
  return boost::math::quadrature::gauss_kronrod<double, 61>::integrate(f, from, 25.0, 8, 1e-11);
}

Energies unnormalized_log_p(const Rbm& rbm, ConstMatrixView rows) {
  Energies log_p = free_energy(rbm, rows);
  for (double& value : log_p) value = -value;
  return log_p;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(likelihood_battery)

BOOST_AUTO_TEST_CASE(both_sides_give_the_same_log_z) {
  for (const char* visible :
       {"bernoulli:4", "softmax:2x3", "multinomial:3x2", "bernoulli:2+softmax:1x3", "multinomial:2x2+bernoulli:2"}) {
    for (const char* hidden :
         {"bernoulli:3", "softmax:1x4", "softmax:2x2", "multinomial:2x3", "bernoulli:1+softmax:1x2"}) {
      const Rbm rbm = machine(visible, hidden, 61);
      check_close(exact_log_z(rbm, Side::visible), exact_log_z(rbm, Side::hidden), exact_tolerance,
                  std::string(visible) + " with " + hidden);
    }
  }
}

// One continuous unit: log Z from the discrete side equals the integral of exp(-F) over the continuous one.
BOOST_AUTO_TEST_CASE(log_z_of_continuous_layers_is_an_integral) {
  for (const std::string& continuous : continuous_specs()) {
    const double from = make_units(continuous)->domain(0) == Domain::half_line ? 0 : -25;
    for (const char* discrete : {"bernoulli:3", "softmax:1x4", "multinomial:3x2"}) {
      const Rbm as_visible = machine(continuous, discrete, 62);
      const double log_z = exact_log_z(as_visible);
      const auto visible_density = [&](double x) {
        return std::exp(-free_energy(as_visible, Matrix{{static_cast<real>(x)}})[0] - log_z);
      };
      check_close(integrate(visible_density, from), 1, exact_tolerance, continuous + " visible, " + discrete);
      const Rbm as_hidden = machine(discrete, continuous, 63);
      const double hidden_log_z = exact_log_z(as_hidden);
      const auto hidden_density = [&](double x) {
        return std::exp(-hidden_free_energy(as_hidden, Matrix{{static_cast<real>(x)}})[0] - hidden_log_z);
      };
      check_close(integrate(hidden_density, from), 1, exact_tolerance, continuous + " hidden, " + discrete);
    }
  }
}

BOOST_AUTO_TEST_CASE(gaussian_machines_are_integrated_in_closed_form) {
  Rbm rbm = machine("gaussian:2", "gaussian:1", 64);
  rbm.parameters.weights = Matrix{{real(0.5)}, {real(-0.6)}};
  rbm.parameters.hidden(1, 0) = real(1.3);
  const double log_z = exact_log_z(rbm);
  const auto density = [&](double x) {
    return std::exp(-hidden_free_energy(rbm, Matrix{{static_cast<real>(x)}})[0] - log_z);
  };
  check_close(integrate(density, -25), 1, exact_tolerance, "integral over the hidden unit");
  rbm.parameters.weights = Matrix{{real(0.8)}, {real(-0.7)}};
  BOOST_CHECK_THROW(exact_log_z(rbm), Error);
  BOOST_CHECK_THROW(require_normalizable(rbm), Error);
}

BOOST_AUTO_TEST_CASE(machines_without_a_distribution_are_refused) {
  const auto gain = [](const char* visible, const char* hidden, const Matrix& weights) {
    Rbm rbm = make_rbm(make_units(visible), make_units(hidden));
    rbm.parameters.weights = weights;
    return unbounded_gain(rbm);
  };
  const Matrix rotation{{real(0.6), real(0.8)}, {real(-0.8), real(0.6)}};
  check_close(gain("gaussian:2", "gaussian:2", rotation), 1, 1e-6, "gain of a rotation");
  check_close(gain("gaussian:2", "gaussian:2", Matrix{{3, 0}, {0, real(0.5)}}), 3, 1e-6, "gain of a diagonal");
  // Rectified units cannot follow a negative weight: x, y >= 0 gain nothing from it.
  check_close(gain("relu:2", "relu:2", Matrix{{-5, 0}, {0, real(0.5)}}), 0.5, 1e-6, "gain of rectified units");
  check_close(gain("relu:1+bernoulli:1", "gaussian:1", Matrix{{-2}, {9}}), 2, 1e-6, "gain past bounded units");
  BOOST_CHECK_EQUAL(gain("gaussian:2", "bernoulli:2", Matrix{{9, 9}, {9, 9}}), 0);
  BOOST_CHECK_EQUAL(gain("bernoulli:2", "relu:2", Matrix{{9, 9}, {9, 9}}), 0);
}

BOOST_AUTO_TEST_CASE(published_gaussian_number) {
  Rbm rbm = make_rbm(make_units("gaussian:6"), make_units("bernoulli:4"));
  for (Index i = 0; i < 6; ++i) {
    const auto x = static_cast<double>(i);
    for (Index j = 0; j < 4; ++j)
      rbm.parameters.weights(i, j) = static_cast<real>(std::sin(1 + 3 * x + 7 * static_cast<double>(j)));
    rbm.parameters.visible(0, i) = static_cast<real>(0.5 * std::cos(1 + x));
    rbm.parameters.visible(1, i) = static_cast<real>(0.7 + 0.1 * x);
  }
  for (Index j = 0; j < 4; ++j)
    rbm.parameters.hidden(0, j) = static_cast<real>(0.3 * std::cos(2 + 5 * static_cast<double>(j)));
  check_close(exact_log_z(rbm), 27.7848433468602, exact_tolerance, "log Z");
}

BOOST_AUTO_TEST_CASE(label_probabilities_are_normalized_likelihoods) {
  for (const char* visible : {"bernoulli:3+softmax:1x4", "gaussian:2+softmax:1x3", "multinomial:3+softmax:1x2"}) {
    for (const char* hidden : {"bernoulli:3", "gaussian:2"}) {
      const Rbm rbm = machine(visible, hidden, 65);
      const Index classes = label_classes(rbm);
      const Index others = rbm.visible->size() - classes;
      Matrix data = zeros(3, others);
      for (Index n = 0; n < 3; ++n) {
        for (Index i = 0; i < others; ++i) data(n, i) = static_cast<real>((n + i) % 2);
      }
      const Matrix found = label_probabilities(rbm, data);
      for (Index n = 0; n < 3; ++n) {
        Matrix rows = zeros(classes, rbm.visible->size());
        for (Index k = 0; k < classes; ++k) {
          copy(ConstMatrixView(data).row_range(n, 1), MatrixView(rows).row_range(k, 1).column_range(0, others));
          rows(k, others + k) = 1;
        }
        const Energies log_p = unnormalized_log_p(rbm, rows);
        const double total = log_sum_exp({log_p.begin(), log_p.end()});
        for (Index k = 0; k < classes; ++k)
          check_close(static_cast<double>(found(n, k)), std::exp(log_p[k] - total), exact_tolerance, visible);
        BOOST_CHECK(label_probabilities(rbm, rows)(1, 0) == found(n, 0));
      }
    }
  }
  BOOST_CHECK_THROW(label_probabilities(machine("bernoulli:3", "bernoulli:2", 1), zeros(1, 3)), Error);
  BOOST_CHECK_THROW(label_probabilities(machine("bernoulli:3+softmax:2x2", "bernoulli:2", 1), zeros(1, 7)), Error);
}

BOOST_AUTO_TEST_CASE(published_pseudo_likelihood) {
  Rbm rbm = make_rbm(make_units("bernoulli:6"), make_units("bernoulli:4"));
  for (Index i = 0; i < 6; ++i) {
    const auto x = static_cast<double>(i);
    for (Index j = 0; j < 4; ++j)
      rbm.parameters.weights(i, j) = static_cast<real>(std::sin(1 + 3 * x + 7 * static_cast<double>(j)));
    rbm.parameters.visible(0, i) = static_cast<real>(0.5 * std::cos(1 + x));
  }
  for (Index j = 0; j < 4; ++j)
    rbm.parameters.hidden(0, j) = static_cast<real>(0.3 * std::cos(2 + 5 * static_cast<double>(j)));
  check_close(pseudo_log_likelihood(rbm, Matrix{{1, 0, 1, 1, 0, 0}})[0], -5.7186861687228, exact_tolerance,
              "pseudo-likelihood");
}

// log p(v_g | rest) from the joint table: the row against all rows that agree outside the group.
BOOST_AUTO_TEST_CASE(pseudo_likelihood_is_the_sum_of_conditionals) {
  const Rbm rbm = machine("bernoulli:2+softmax:2x3", "bernoulli:3", 66);
  const Matrix rows = all_states(*rbm.visible);
  const Energies log_p = unnormalized_log_p(rbm, rows);
  const Energies found = pseudo_log_likelihood(rbm, rows);
  const Index firsts[] = {0, 1, 2, 5};
  const Index lasts[] = {1, 2, 5, 8};
  for (Index n = 0; n < rows.shape(0); ++n) {
    double expected = 0;
    for (Index g = 0; g < 4; ++g) {
      std::vector<double> alternatives;
      for (Index m = 0; m < rows.shape(0); ++m) {
        bool agrees = true;
        for (Index i = 0; i < 8; ++i) agrees &= (i >= firsts[g] && i < lasts[g]) || rows(m, i) == rows(n, i);
        if (agrees) alternatives.push_back(log_p[m]);
      }
      expected += log_p[n] - log_sum_exp(alternatives);
    }
    check_close(found[n], expected, exact_tolerance, "row " + std::to_string(n));
  }
  Workers workers(3);
  BOOST_CHECK(pseudo_log_likelihood(rbm, rows, workers) == found);
}

BOOST_AUTO_TEST_CASE(pseudo_likelihood_leaves_missing_units_out) {
  const Rbm rbm = machine("bernoulli:3", "bernoulli:2", 67);
  Rbm smaller = make_rbm(make_units("bernoulli:2"), rbm.hidden);
  smaller.parameters.weights = copy_of(ConstMatrixView(rbm.parameters.weights).row_range(1, 2));
  smaller.parameters.visible = copy_of(ConstMatrixView(rbm.parameters.visible).column_range(1, 2));
  smaller.parameters.hidden = rbm.parameters.hidden;
  check_close(pseudo_log_likelihood(rbm, Matrix{{real(NAN), 1, 0}})[0],
              pseudo_log_likelihood(smaller, Matrix{{1, 0}})[0], exact_tolerance, "pseudo-likelihood");
  BOOST_CHECK_THROW(pseudo_log_likelihood(machine("gaussian:3", "bernoulli:2", 1), zeros(1, 3)), Error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace likelihood_battery_test
}  // namespace dbn
