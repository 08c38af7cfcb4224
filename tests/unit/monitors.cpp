// Each monitor on a machine with two visible and two hidden units, against sums over its sixteen states and numbers
// worked out by hand.
#include "libdbn/train/monitors.hpp"

#include <cmath>

#include "libdbn/base/errors.hpp"
#include "libdbn/data/labeled_rows.hpp"
#include "libdbn/data/presented.hpp"
#include "libdbn/likelihood/ais.hpp"
#include "tests/support/checks.hpp"

using namespace dbn;
using dbn::test::check_close;

namespace monitors_test {
namespace {

constexpr double tolerance = test::exact_tolerance;

Rbm worked_example() {
  Rbm rbm = make_rbm(make_units("2"), make_units("2"));
  rbm.parameters.weights = Matrix{{real(0.5), real(-0.3)}, {real(0.2), real(0.8)}};
  rbm.parameters.visible = Matrix{{real(0.1), real(-0.2)}};
  rbm.parameters.hidden = Matrix{{real(-0.1), real(0.3)}};
  return rbm;
}

// p*(v) of the worked example, summed over hidden states term by term.
double unnormalized(int v0, int v1) {
  double sum = 0;
  for (int h0 = 0; h0 < 2; ++h0) {
    for (int h1 = 0; h1 < 2; ++h1) {
      sum += std::exp(0.1 * v0 - 0.2 * v1 - 0.1 * h0 + 0.3 * h1 + 0.5 * v0 * h0 - 0.3 * v0 * h1 + 0.2 * v1 * h0 +
                      0.8 * v1 * h1);
    }
  }
  return sum;
}

double log_z() { return std::log(unnormalized(0, 0) + unnormalized(0, 1) + unnormalized(1, 0) + unnormalized(1, 1)); }

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

struct Fixture {
  Rbm rbm = worked_example();
  RbmOptions options;
  Matrix training{{1, 0}, {1, 1}};
  Matrix validation{{0, 1}};

  EpochRecord measured(const std::string& monitors, const RbmTrainer& trainer) const {
    EpochRecord record{"rbm.0", 0, {}};
    const Monitored layer{rbm, trainer, training, validation, Workers::serial()};
    for (const Monitor monitor : find_monitors(monitors)) monitor(layer, record);
    return record;
  }
  EpochRecord measured(const std::string& monitors) {
    return measured(monitors, RbmTrainer(rbm, options, 1, 0, Workers::serial()));
  }
  EpochRecord measured_likelihood() {
    EpochRecord record{"rbm.0", 0, {}};
    const RbmTrainer trainer(rbm, options, 1, 0, Workers::serial());
    monitor_log_likelihood({rbm, trainer, training, validation, Workers::serial()}, record);
    return record;
  }
};

Batch batch_of(Matrix rows) {
  Batch batch;
  batch.inputs = std::move(rows);
  return batch;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(monitors, Fixture)

BOOST_AUTO_TEST_CASE(reconstruction_error) {
  training = Matrix{{1, 0}};
  const double h0 = logistic(-0.1 + 0.5);
  const double h1 = logistic(0.3 - 0.3);
  const double v0 = logistic(0.1 + 0.5 * h0 - 0.3 * h1);
  const double v1 = logistic(-0.2 + 0.2 * h0 + 0.8 * h1);
  check_close(measured("reconstruction").get("reconstruction_error"), (1 - v0) * (1 - v0) + v1 * v1, tolerance,
              "error");
}

BOOST_AUTO_TEST_CASE(free_energies_and_their_gap) {
  const EpochRecord record = measured("free_energy");
  const double of_training = -(std::log(unnormalized(1, 0)) + std::log(unnormalized(1, 1))) / 2;
  const double of_validation = -std::log(unnormalized(0, 1));
  check_close(record.get("free_energy"), of_training, tolerance, "training");
  check_close(record.get("validation_free_energy"), of_validation, tolerance, "validation");
  check_close(record.get("free_energy_gap"), of_validation - of_training, tolerance, "gap");
}

BOOST_AUTO_TEST_CASE(weight_norm) {
  check_close(measured("weights").get("weight_norm"), std::sqrt((0.25 + 0.09 + 0.04 + 0.64) / 4), tolerance, "norm");
}

// Visible bias 0.1, exact gradient, a single row (1, 1), rate 1: the change of each weight is p(h_j | 1, 1) minus
// E[v_i h_j] under the model, and nothing else moves the weights.
BOOST_AUTO_TEST_CASE(update_ratio_of_an_exact_step) {
  options.estimator = "exact";
  options.learning_rate = 1.0;
  options.momentum = 0.0;
  options.weight_decay = 0;
  RbmTrainer trainer(rbm, options, 1, 0, Workers::serial());
  BOOST_CHECK(std::isnan(trainer.update_ratio()));
  trainer.step(batch_of({{1, 1}}), 0);
  BOOST_CHECK(std::isnan(trainer.update_ratio()));
  rbm = worked_example();
  trainer.step(batch_of({{1, 1}}), 0, Figures::take);

  const double w[2][2] = {{0.5, -0.3}, {0.2, 0.8}};
  const double c[2] = {-0.1, 0.3};
  double change = 0;
  double after = 0;
  for (int i = 0; i < 2; ++i) {
    for (int j = 0; j < 2; ++j) {
      double model = 0;
      for (int v0 = 0; v0 < 2; ++v0) {
        for (int v1 = 0; v1 < 2; ++v1) {
          const double p = unnormalized(v0, v1) / std::exp(log_z());
          model += p * (i == 0 ? v0 : v1) * logistic(c[j] + v0 * w[0][j] + v1 * w[1][j]);
        }
      }
      const double ascent = logistic(c[j] + w[0][j] + w[1][j]) - model;
      change += ascent * ascent;
      after += (w[i][j] + ascent) * (w[i][j] + ascent);
    }
  }
  check_close(measured("updates", trainer).get("update_ratio"), std::sqrt(change / after), 10 * tolerance, "ratio");
}

// Unit 0 goes from nearly off to nearly on between the two rows, unit 1 stays off, units 2 and 3 stay on.
BOOST_AUTO_TEST_CASE(dead_and_always_on_units) {
  rbm = make_rbm(make_units("2"), make_units("4"));
  rbm.parameters.weights = Matrix{{8, 0, 0, real(0.005)}, {0, 0, 0, 0}};
  rbm.parameters.hidden = Matrix{{-4, -9, 9, real(0.1)}};
  training = Matrix{{1, 0}, {0, 0}};
  const EpochRecord record = measured("units");
  BOOST_CHECK_EQUAL(record.get("dead_units"), 0.25);
  BOOST_CHECK_EQUAL(record.get("always_on_units"), 0.5);
}

BOOST_AUTO_TEST_CASE(pseudo_likelihood) {
  const auto of_row = [](int v0, int v1) {
    const double p = unnormalized(v0, v1);
    return std::log(p / (p + unnormalized(1 - v0, v1))) + std::log(p / (p + unnormalized(v0, 1 - v1)));
  };
  const EpochRecord record = measured("pseudo_likelihood");
  check_close(record.get("pseudo_likelihood"), (of_row(1, 0) + of_row(1, 1)) / 2, tolerance, "training");
  check_close(record.get("validation_pseudo_likelihood"), of_row(0, 1), tolerance, "validation");
}

BOOST_AUTO_TEST_CASE(exact_log_likelihood) {
  const EpochRecord record = measured_likelihood();
  const double of_training = (std::log(unnormalized(1, 0)) + std::log(unnormalized(1, 1))) / 2 - log_z();
  check_close(record.get("log_likelihood"), of_training, tolerance, "training");
  check_close(record.get("validation_log_likelihood"), std::log(unnormalized(0, 1)) - log_z(), tolerance, "validation");
  BOOST_CHECK(std::isnan(record.get("log_likelihood_margin")));
}

// A row that misses a unit is a row of the machine without it.
BOOST_AUTO_TEST_CASE(log_likelihood_with_a_missing_unit) {
  validation = Matrix{{real(NAN), 1}};
  const double present = (1 + std::exp(-0.1 + 0.2)) * (1 + std::exp(0.3 + 0.8)) * std::exp(-0.2);
  const double absent = (1 + std::exp(-0.1)) * (1 + std::exp(0.3));
  check_close(measured_likelihood().get("validation_log_likelihood"), std::log(present / (present + absent)), tolerance,
              "validation");
}

// Machines too large to enumerate are annealed. Without weights log Z is a closed form, which the margin must cover.
BOOST_AUTO_TEST_CASE(annealed_log_likelihood) {
  rbm = make_rbm(make_units("21"), make_units("22"));
  for (Index i = 0; i < 21; ++i) rbm.parameters.visible(0, i) = real(0.4);
  training = zeros(2, 21);
  validation = Matrix({1, 21}, real(1));
  const EpochRecord record = measured_likelihood();
  const double of_off_states = -21 * std::log(1 + std::exp(0.4));
  const double margin = record.get("log_likelihood_margin");
  AisOptions ais;
  ais.betas = parse_betas("1000");
  const AisResult annealed = ais_log_z(rbm, base_rates(rbm, mean_of_present(training)), ais);
  BOOST_CHECK_EQUAL(margin, (annealed.log_z_high - annealed.log_z_low) / 2);
  BOOST_CHECK(margin > 0 && margin < 0.5);
  BOOST_CHECK_SMALL(record.get("log_likelihood") - of_off_states, margin);
  BOOST_CHECK_SMALL(record.get("validation_log_likelihood") - (of_off_states + 21 * 0.4), margin);
}

// Chains start at visible states (0, 1) by the biases; hidden units are always on. Unit 0 is driven on by its weight in
// the first update and stays, unit 1 stays as it is: half of the units change, then none.
BOOST_AUTO_TEST_CASE(flip_rate_of_persistent_chains) {
  for (const std::string estimator : {"pcd", "fpcd"}) {
    rbm = make_rbm(make_units("2"), make_units("1"));
    rbm.parameters.weights = Matrix{{200}, {0}};
    rbm.parameters.visible = Matrix{{-100, 100}};
    rbm.parameters.hidden = Matrix{{100}};
    options.estimator = estimator;
    options.learning_rate = 0.0;
    options.estimation.set("fast_learning_rate", "0");
    RbmTrainer trainer(rbm, options, 1, 0, Workers::serial());
    BOOST_CHECK(std::isnan(measured("estimator", trainer).get("flip_rate")));
    trainer.step(batch_of({{1, 0}}), 0, Figures::take);
    BOOST_CHECK_EQUAL(measured("estimator", trainer).get("flip_rate"), 0.5);
    trainer.step(batch_of({{1, 0}}), 0, Figures::take);
    BOOST_CHECK_EQUAL(measured("estimator", trainer).get("flip_rate"), 0);
  }
}

// Without weights and biases all temperatures are alike and every swap is accepted. With one large bias the cold chains
// sit where it wants them and the hot ones hardly ever do.
BOOST_AUTO_TEST_CASE(swap_rates_of_parallel_tempering) {
  options.estimator = "parallel_tempering";
  options.estimation.set("temperatures", "1 0");
  options.learning_rate = 0.0;
  for (const double bias : {0.0, 40.0}) {
    rbm = make_rbm(make_units("20"), make_units("1"));
    for (Index i = 0; i < 20; ++i) rbm.parameters.visible(0, i) = static_cast<real>(bias);
    RbmTrainer trainer(rbm, options, 1, 0, Workers::serial());
    for (int i = 0; i < 4; ++i) trainer.step(batch_of(zeros(1, 20)), 0);
    const double expected = bias == 0 ? 1 : 0;
    training = zeros(1, 20);
    BOOST_CHECK_EQUAL(measured("estimator", trainer).get("swap_rate"), expected);
    BOOST_CHECK_EQUAL(measured("estimator", trainer).get("least_swap_rate"), expected);
  }
}

BOOST_AUTO_TEST_CASE(columns_that_do_not_apply_are_absent) {
  validation = Matrix();
  const EpochRecord record = measured("free_energy pseudo_likelihood estimator updates");
  for (const char* metric : {"validation_free_energy", "free_energy_gap", "validation_pseudo_likelihood", "swap_rate",
                             "flip_rate", "update_ratio", "weight_norm"}) {
    BOOST_CHECK_MESSAGE(std::isnan(record.get(metric)), metric);
  }
  BOOST_CHECK(std::isnan(measured_likelihood().get("validation_log_likelihood")));
}

BOOST_AUTO_TEST_CASE(names) {
  BOOST_CHECK(find_monitors("none").empty());
  BOOST_CHECK_EQUAL(find_monitors(" units  weights ").size(), 2);
  const auto names_the_nearest = [](const Error& error) {
    return error.kind() == ErrorKind::config &&
           std::string(error.what()).find("did you mean 'units'?") != std::string::npos;
  };
  BOOST_CHECK_EXCEPTION(find_monitors("unit"), Error, names_the_nearest);
  for (const std::string& name : monitor_names()) {
    BOOST_TEST(monitor_help().find(name + ": ") != std::string::npos, name);
    BOOST_CHECK_NO_THROW(measured(name));
  }
}

// One pixel and two classes on one hidden unit: p(k | x) in proportion to exp(b_k) (1 + exp(c + w x + u_k)).
BOOST_AUTO_TEST_CASE(errors_of_label_units) {
  rbm = make_rbm(make_units("1+softmax:1x2"), make_units("1"));
  rbm.parameters.weights = Matrix{{real(2)}, {real(-1)}, {real(1.5)}};
  rbm.parameters.visible = Matrix{{real(0.3), real(0.4), real(-1)}};
  rbm.parameters.hidden = Matrix{{real(-0.5)}};
  const auto posterior_of_second = [](double x) {
    const double first = std::exp(0.4) * (1 + std::exp(-0.5 + 2 * x - 1));
    const double second = std::exp(-1.0) * (1 + std::exp(-0.5 + 2 * x + 1.5));
    return second / (first + second);
  };
  const double of_dark = posterior_of_second(0);
  const double of_bright = posterior_of_second(1);
  BOOST_REQUIRE(of_dark < 0.5 && of_bright > 0.5);
  constexpr auto unknown = std::numeric_limits<real>::quiet_NaN();
  // Right, wrong, right, of unknown class.
  training = Matrix{{0, 1, 0}, {0, 0, 1}, {1, 0, 1}, {1, unknown, unknown}};
  validation = training;
  Dataset data;
  data.inputs = ByteMatrix({{0}, {1}, {1}, {1}, {0}});
  data.labels = {1, 1, 0, 1, missing_label};
  const PresentedRows rows(data, no_transform(), Binarization::none, 1);
  const LabeledRows held_out(rows, 2, LabelUnits::shown);
  const RbmTrainer trainer(rbm, options, 1, 0, Workers::serial());
  EpochRecord record{"rbm.0", 0, {}};
  find_monitors("labels").front()({rbm, trainer, training, validation, Workers::serial(), &held_out}, record);
  check_close(record.get("label_error"), 1.0 / 3, 1e-12, "training");
  check_close(record.get("validation_error"), 2.0 / 4, 1e-12, "validation");
  check_close(record.get("validation_loss"),
              -(std::log(of_dark) + 2 * std::log(of_bright) + std::log(1 - of_bright)) / 4, tolerance, "loss");
  EpochRecord without{"rbm.0", 0, {}};
  find_monitors("labels").front()({rbm, trainer, training, validation, Workers::serial()}, without);
  BOOST_CHECK_EQUAL(without.values.size(), 1);
}

BOOST_AUTO_TEST_CASE(machines_without_label_units_have_no_label_error) {
  BOOST_CHECK(measured("labels").values.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace monitors_test
