// A missing unit or group is a unit that is not there: in energies, in samples and in the machine that a row speaks to.
#include <limits>

#include "libdbn/likelihood/exact.hpp"
#include "libdbn/rbm/row_machine.hpp"
#include "tests/support/layers.hpp"

namespace dbn {
namespace units_missing_test {
namespace {

using namespace test;

constexpr real missing = std::numeric_limits<real>::quiet_NaN();

// Marks the first unit (for groups: all their columns) of every row as missing, as far as the kind can lack it.
void lose_first_unit(const Units& units, Matrix& states) {
  for (Index c = 0; c < units.size(); ++c) {
    for (Index n = 0; n < states.shape(0); ++n) states(n, c) = missing;
    try {
      std::vector<Index> kept;
      units.presented(ConstMatrixView(states).row_range(0, 1), 0, kept);
      return;
    } catch (const Error&) {
      // Part of a group: the next column belongs to it.
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(units_missing)

BOOST_AUTO_TEST_CASE(energies_are_those_of_the_units_that_are_present) {
  for (const std::string& spec : battery_specs()) {
    BOOST_TEST_CONTEXT(spec) {
      const Layer layer = make_layer(spec, 41);
      Matrix states = draw(layer, 4, 42);
      lose_first_unit(*layer.units, states);
      Index missing = 0;
      for (Index n = 0; n < 4; ++n) {
        const auto row = ConstMatrixView(states).row_range(n, 1);
        std::vector<Index> kept;
        const UnitsPtr rest = layer.units->presented(row, 0, kept);
        double found = 0;
        layer.units->add_energy(layer.parameters, row, &found);
        double expected = 0;
        if (rest) {
          BOOST_CHECK_EQUAL(rest->size(), kept.size());
          rest->add_energy(columns_of(layer.parameters, kept), columns_of(row, kept), &expected);
        }
        check_close(found, expected, exact_tolerance, "energy");
        Matrix interaction = zeros(1, states.shape(1));
        layer.units->interaction(layer.parameters, row, interaction);
        for (Index i = 0; i < states.shape(1); ++i) {
          if (!std::isnan(row(0, i))) continue;
          BOOST_CHECK_EQUAL(interaction(0, i), 0);
          ++missing;
        }
      }
      BOOST_CHECK_GE(missing, 4);
    }
  }
}

BOOST_AUTO_TEST_CASE(samples_and_means_keep_what_is_missing_and_change_nothing_else) {
  for (const std::string& spec : battery_specs()) {
    BOOST_TEST_CONTEXT(spec) {
      const Layer layer = make_layer(spec, 43);
      if (layer.units->has_lengths()) continue;
      const Index size = layer.units->size();
      const Matrix inputs = repeated(layer.inputs, 4);
      Matrix like = draw(layer, 4, 44);
      lose_first_unit(*layer.units, like);
      Rng rng(45);
      const Draws draws = rng.next();
      Matrix plain = zeros(4, size);
      Matrix sampled = zeros(4, size);
      Matrix in_place = like;
      Matrix plain_mean = zeros(4, size);
      Matrix mean = zeros(4, size);
      layer.units->sample(layer.parameters, inputs, draws, plain);
      layer.units->sample_like(layer.parameters, inputs, like, draws, sampled);
      layer.units->sample_like(layer.parameters, inputs, in_place, draws, in_place);
      layer.units->mean(layer.parameters, inputs, plain_mean);
      layer.units->mean_like(layer.parameters, inputs, like, mean);
      for (Index n = 0; n < 4; ++n) {
        for (Index i = 0; i < size; ++i) {
          const bool absent = std::isnan(like(n, i));
          BOOST_CHECK(absent ? std::isnan(sampled(n, i)) : sampled(n, i) == plain(n, i));
          BOOST_CHECK(absent ? std::isnan(in_place(n, i)) : in_place(n, i) == plain(n, i));
          BOOST_CHECK(absent ? std::isnan(mean(n, i)) : mean(n, i) == plain_mean(n, i));
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(gradients_of_missing_units_are_zero) {
  for (const std::string& spec : battery_specs()) {
    const Layer layer = make_layer(spec, 46);
    Matrix states = draw(layer, 3, 47);
    lose_first_unit(*layer.units, states);
    Matrix gradient = zeros(layer.parameters.shape(0), layer.units->size());
    layer.units->add_gradient(layer.parameters, states, repeated(layer.inputs, 3), 1, gradient);
    for (Index i = 0; i < layer.units->size(); ++i) {
      BOOST_CHECK(std::isfinite(gradient(0, i)));
      if (std::isnan(states(0, i))) BOOST_CHECK_EQUAL(gradient(0, i), 0);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_row_with_missing_units_has_the_free_energy_of_its_machine) {
  for (const char* spec : {"bernoulli:5", "gaussian:4", "softmax:3x2", "bernoulli:2+softmax:2x3", "relu:3"}) {
    BOOST_TEST_CONTEXT(spec) {
      const Rbm rbm = random_rbm(spec, "bernoulli:4", 48);
      const Layer layer{rbm.visible, rbm.parameters.visible, zeros(1, rbm.visible->size())};
      Matrix row = draw(layer, 1, 49);
      lose_first_unit(*rbm.visible, row);
      const auto machine = machine_of_row(rbm, row);
      BOOST_REQUIRE(machine.has_value());
      const Matrix present = columns_of(row, machine->columns);
      check_close(free_energy(rbm, row)[0], free_energy(machine->rbm, present)[0], exact_tolerance, "free energy");
      check_close(hidden_mean(rbm, row), hidden_mean(machine->rbm, present), exact_tolerance, "hidden mean");
      check_close(exact_log_likelihood(rbm, row)[0],
                  log_likelihood(machine->rbm, present, exact_log_z(machine->rbm))[0], exact_tolerance,
                  "log-likelihood");
    }
  }
}

BOOST_AUTO_TEST_CASE(probabilities_of_rows_with_the_same_units_missing_sum_to_one) {
  const Rbm rbm = random_rbm("bernoulli:2+softmax:1x3", "bernoulli:3", 50);
  Matrix rows = all_states(*rbm.visible);
  for (Index n = 0; n < rows.shape(0); ++n) rows(n, 1) = missing;
  // Both values of the lost unit give the same row, so every row comes up twice.
  const Energies log_p = exact_log_likelihood(rbm, rows);
  double total = 0;
  for (const double value : log_p) total += std::exp(value);
  check_close(total, 2, exact_tolerance, "sum of probabilities");
  Matrix lost({1, 5}, missing);
  BOOST_CHECK_EQUAL(exact_log_likelihood(rbm, lost)[0], 0);
}

BOOST_AUTO_TEST_CASE(gibbs_chains_keep_missing_units_missing) {
  const Rbm rbm = random_rbm("bernoulli:2+softmax:2x3", "bernoulli:4", 51);
  Matrix rows = zeros(6, 8);
  rbm.visible->enumerate(7, rows);
  for (Index n = 0; n < 6; ++n) {
    rows(n, 0) = missing;
    for (Index i = 5; i < 8; ++i) rows(n, i) = missing;
  }
  Rng rng(52, Purpose::gibbs);
  const Matrix after = gibbs(rbm, rows, 3, rng);
  for (Index n = 0; n < 6; ++n) {
    for (Index i = 0; i < 8; ++i) BOOST_CHECK_EQUAL(std::isnan(after(n, i)), i == 0 || i >= 5);
  }
}

BOOST_AUTO_TEST_CASE(counts_keep_the_length_of_each_row) {
  const Rbm rbm = random_rbm("multinomial:4", "bernoulli:3", 53);
  const Matrix rows{{1, 0, 2, 0}, {0, 0, 0, 1}, {5, 5, 0, 7}};
  Rng rng(54, Purpose::gibbs);
  const Matrix after = gibbs(rbm, rows, 2, rng);
  const double lengths[] = {3, 1, 17};
  for (Index n = 0; n < 3; ++n)
    BOOST_CHECK_EQUAL(rbm.visible->length(ConstMatrixView(after).row_range(n, 1)), lengths[n]);
  // Without a row to resemble there is no length.
  BOOST_CHECK_THROW(visible_mean(rbm, zeros(1, 3)), Error);
  BOOST_CHECK_THROW(exact_log_z(rbm), Error);
}

// Every sequence of two words, through the machine that each row of counts has.
BOOST_AUTO_TEST_CASE(sequence_probabilities_of_each_length_sum_to_one) {
  const Rbm rbm = random_rbm("multinomial:3", "bernoulli:2", 55);
  for (const char* spec : {"multinomial:3x1", "multinomial:3x2", "multinomial:3x4"}) {
    const Matrix rows = all_states(*make_units(spec));
    double total = 0;
    for (const double value : exact_log_likelihood(rbm, rows)) total += std::exp(value);
    check_close(total, 1, 3 * exact_tolerance, spec);
  }
}

BOOST_AUTO_TEST_CASE(states_outside_the_domain_are_refused_with_their_row) {
  const auto refuses = [](const char* spec, const Matrix& row, const char* expected) {
    BOOST_CHECK_EXCEPTION(make_units(spec)->check_states(row, "inputs", 40), Error, [&](const Error& e) {
      const std::string message = e.what();
      BOOST_CHECK_MESSAGE(message.find("inputs") != std::string::npos, message);
      BOOST_CHECK_MESSAGE(message.find("row 40") != std::string::npos, message);
      BOOST_CHECK_MESSAGE(message.find(expected) != std::string::npos, message);
      return e.kind() == ErrorKind::data;
    });
  };
  refuses("bernoulli:2", Matrix{{0, 1.5}}, "column 1");
  refuses("bernoulli:2", Matrix{{-1, 1}}, "column 0");
  refuses("gaussian:2", Matrix{{0, std::numeric_limits<real>::infinity()}}, "column 1");
  refuses("softmax:2x2", Matrix{{0, 1, 1, 1}}, "group 1");
  refuses("softmax:2x2", Matrix{{0, 0, 1, 0}}, "group 0");
  refuses("softmax:1x2", Matrix{{real(0.5), real(0.5)}}, "group 0");
  refuses("softmax:1x2", Matrix{{missing, 1}}, "group 0");
  refuses("multinomial:3", Matrix{{1, -1, 0}}, "column 1");
  refuses("multinomial:3", Matrix{{1, real(0.5), 0}}, "column 1");
  refuses("multinomial:3x4", Matrix{{1, 1, 1}}, "3 counts");
  refuses("relu:2", Matrix{{1, -1}}, "column 1");
  refuses("bernoulli:1+softmax:1x2", Matrix{{1, 1, 1}}, "softmax:1x2");
  make_units("softmax:2x2")->check_states(Matrix{{missing, missing, 0, 1}}, "inputs", 0);
  make_units("multinomial:3x4")->check_states(Matrix{{4, 0, 0}}, "inputs", 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace units_missing_test
}  // namespace dbn
