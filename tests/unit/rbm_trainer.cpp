// One update and several, against numbers worked out by hand.
#include "libdbn/train/rbm_trainer.hpp"

#include <cmath>

#include "libdbn/base/errors.hpp"
#include "tests/support/checks.hpp"

using namespace dbn;
using dbn::test::check_close;

namespace {

Rbm worked_example() {
  Rbm rbm = make_rbm(make_units("2"), make_units("2"));
  rbm.parameters.weights = Matrix{{real(0.5), real(-0.3)}, {real(0.2), real(0.8)}};
  rbm.parameters.visible = Matrix{{real(0.1), real(-0.2)}};
  rbm.parameters.hidden = Matrix{{real(-0.1), real(0.3)}};
  return rbm;
}

// A seed whose first two draw matrices decide as the worked example wants: h = (1, 0), then v = (0, 1).
std::uint64_t seed_with_wanted_decisions() {
  for (std::uint64_t seed = 1;; ++seed) {
    Rng rng(seed, Purpose::gibbs, 0);
    const Draws hidden = rng.next();
    const Draws visible = rng.next();
    const bool h = hidden.uniform(0, 0) < real(0.55) && hidden.uniform(0, 1) > real(0.55);
    const bool v = visible.uniform(0, 0) > real(0.7) && visible.uniform(0, 1) < real(0.45);
    if (h && v) return seed;
  }
}

RbmOptions plain_options() {
  RbmOptions options;
  options.momentum = 0.0;
  options.weight_decay = 0;
  options.estimation.negative_visible = NegativeVisible::samples;
  return options;
}

Batch single_row(Matrix row) {
  Batch batch;
  batch.inputs = std::move(row);
  return batch;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rbm_trainer)

// v0 = (1, 0). Hidden inputs c + v0 W = (0.4, 0), probabilities (0.598687660, 0.5), states h0 = (1, 0).
// Visible inputs b + W h0 = (0.6, 0), states v1 = (0, 1). Hidden inputs c + v1 W = (0.1, 1.1), probabilities
// (0.524979187, 0.750260106). Ascent of W: v0^T p0 - v1^T p1; of b: v0 - v1; of c: p0 - p1.
BOOST_AUTO_TEST_CASE(worked_cd_1_step_with_three_rates) {
  Rbm rbm = worked_example();
  RbmOptions options = plain_options();
  options.learning_rate = 0.1;
  options.learning_rate_visible = "0.05";
  options.learning_rate_hidden = "0.2";
  RbmTrainer trainer(rbm, options, seed_with_wanted_decisions(), 0, Workers::serial());
  trainer.step(single_row({{1, 0}}), 0);
  constexpr double tolerance = 1e-7;
  const double rounding = std::max(tolerance, test::exact_tolerance / 10);
  const auto& theta = rbm.parameters;
  check_close(static_cast<double>(theta.weights(0, 0)), 0.5598687660, rounding, "W 0 0");
  check_close(static_cast<double>(theta.weights(0, 1)), -0.25, rounding, "W 0 1");
  check_close(static_cast<double>(theta.weights(1, 0)), 0.1475020813, rounding, "W 1 0");
  check_close(static_cast<double>(theta.weights(1, 1)), 0.7249739894, rounding, "W 1 1");
  check_close(static_cast<double>(theta.visible(0, 0)), 0.15, rounding, "b 0");
  check_close(static_cast<double>(theta.visible(0, 1)), -0.25, rounding, "b 1");
  check_close(static_cast<double>(theta.hidden(0, 0)), -0.0852583054, rounding, "c 0");
  check_close(static_cast<double>(theta.hidden(0, 1)), 0.2499479788, rounding, "c 1");
}

// The exact ascent of a machine whose weights do not matter to it: rate g, then rate g (1 + m), while g stays put.
BOOST_AUTO_TEST_CASE(momentum_after_two_steps_of_a_constant_gradient) {
  const auto rule = make_update_rule("momentum");
  Moving moving(*rule, 1, 1);
  Matrix theta = zeros(1, 1);
  const Matrix ascent({1, 1}, real(2));
  BOOST_CHECK(moving.step(theta, ascent, {0.1, 0.5}));
  check_close(static_cast<double>(theta(0, 0)), 0.2, 1e-6, "first step");
  BOOST_CHECK(moving.step(theta, ascent, {0.1, 0.5}));
  check_close(static_cast<double>(theta(0, 0)), 0.2 * (1 + 1.5), 1e-6, "second step");
  BOOST_CHECK(moving.step(theta, ascent, {0.1, 0.5}));
  check_close(static_cast<double>(theta(0, 0)), 0.2 * (1 + 1.5 + 1.75), 1e-6, "third step");
}

// With rate 1 and decay d, W becomes (1 - d) W + ascent; biases see no decay. The same for any batch size.
BOOST_AUTO_TEST_CASE(weight_decay_acts_on_weights_only_and_not_per_row) {
  for (const Index rows : {1, 5}) {
    for (const double decay : {0.0, 0.25}) {
      Rbm rbm = worked_example();
      RbmOptions options = plain_options();
      options.estimator = "exact";
      options.learning_rate = 1.0;
      options.weight_decay = decay;
      Batch batch;
      batch.inputs = zeros(rows, 2);
      for (Index n = 0; n < rows; ++n) batch.inputs(n, 0) = 1;
      RbmTrainer trainer(rbm, options, 1, 0, Workers::serial());
      trainer.step(batch, 0);

      Rbm without = worked_example();
      options.weight_decay = 0;
      RbmTrainer plain(without, options, 1, 0, Workers::serial());
      plain.step(batch, 0);
      const Matrix before = worked_example().parameters.weights;
      for (Index i = 0; i < 4; ++i) {
        check_close(
            static_cast<double>(rbm.parameters.weights.data()[i]),
            static_cast<double>(without.parameters.weights.data()[i]) - decay * static_cast<double>(before.data()[i]),
            1e-6, "decayed weight");
      }
      BOOST_CHECK(rbm.parameters.visible == without.parameters.visible);
      BOOST_CHECK(rbm.parameters.hidden == without.parameters.hidden);
    }
  }
}

BOOST_AUTO_TEST_CASE(divergence_is_reported_with_layer_and_remedy) {
  Rbm rbm = worked_example();
  RbmOptions options = plain_options();
  options.learning_rate = 1e38;
  options.momentum = 0.9;
  RbmTrainer trainer(rbm, options, 1, 3, Workers::serial());
  const auto names_it = [](const Error& error) {
    const std::string message = error.what();
    return error.kind() == ErrorKind::diverged && message.find("layer 3") != std::string::npos &&
           message.find("learning_rate") != std::string::npos;
  };
  const auto diverge = [&] {
    for (int i = 0; i < 200; ++i) trainer.step(single_row({{1, 0}}), 2);
    rbm.parameters.visible(0, 0) = std::nan("");
    trainer.step(single_row({{1, 0}}), 2);
  };
  BOOST_CHECK_EXCEPTION(diverge(), Error, names_it);
}

BOOST_AUTO_TEST_SUITE_END()
