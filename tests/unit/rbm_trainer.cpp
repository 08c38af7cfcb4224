// One update and several, against numbers worked out by hand.
#include "libdbn/train/rbm_trainer.hpp"

#include <cmath>

#include "libdbn/base/errors.hpp"
#include "tests/support/checks.hpp"

using namespace dbn;
using dbn::test::check_close;

namespace rbm_trainer_test {
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

/// An ascent of 1 for every parameter, whatever the machine; notes the Gibbs steps it was asked for.
class ConstantAscent final : public GradientEstimator {
 public:
  explicit ConstantAscent(std::vector<Index>& gibbs_steps) : gibbs_steps_(gibbs_steps) {}

  GradientEstimate& estimate(const Rbm& rbm, const Batch& batch, const Step& step) override {
    gibbs_steps_.push_back(step.gibbs_steps);
    begin_estimate(rbm, batch.shares(), 0, estimate_);
    for (Matrix* part : {&estimate_.visible, &estimate_.hidden, &estimate_.visible_ascent, &estimate_.hidden_ascent}) {
      std::fill(part->begin(), part->end(), real(1));
    }
    return estimate_;
  }

 private:
  std::vector<Index>& gibbs_steps_;
  GradientEstimate estimate_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(rbm_trainer)

// Under a constant ascent of 1 each kind of parameter must move by the velocity of its own rate and the momentum.
BOOST_AUTO_TEST_CASE(every_rate_follows_its_schedule) {
  const std::vector<std::string> forms{"0.1", "step(0.1, 0.3@2)", "linear(0.1, 0.4, 3)", "exponential(0.2, 0.5)",
                                       "inverse(0.3, 2)"};
  constexpr double values[5][5] = {{0.1, 0.1, 0.1, 0.1, 0.1},
                                   {0.1, 0.1, 0.3, 0.3, 0.3},
                                   {0.1, 0.2, 0.3, 0.4, 0.4},
                                   {0.2, 0.1, 0.05, 0.025, 0.0125},
                                   {0.3, 0.2, 0.15, 0.12, 0.1}};
  for (Index turn = 0; turn < forms.size(); ++turn) {
    const auto form = [&](Index which) { return (turn + which) % forms.size(); };
    RbmOptions options = plain_options();
    std::vector<Index> gibbs_steps;
    options.own_estimator = [&](const EstimatorOptions&) { return std::make_unique<ConstantAscent>(gibbs_steps); };
    options.learning_rate = Schedule::parse(forms[form(0)]);
    options.learning_rate_visible = forms[form(1)];
    options.learning_rate_hidden = forms[form(2)];
    options.momentum = Schedule::parse(forms[form(3)]);
    Rbm rbm = make_rbm(make_units("2"), make_units("2"));
    RbmTrainer trainer(rbm, options, 1, 0, Workers::serial());
    double velocity[3] = {};
    double expected[3] = {};
    for (Index epoch = 0; epoch < 5; ++epoch) {
      trainer.step(single_row({{1, 0}}), epoch);
      for (Index part = 0; part < 3; ++part) {
        velocity[part] = values[form(3)][epoch] * velocity[part] + values[form(part)][epoch];
        expected[part] += velocity[part];
      }
      const std::string when = "turn " + std::to_string(turn) + ", epoch " + std::to_string(epoch);
      check_close(static_cast<double>(rbm.parameters.weights(1, 0)), expected[0], 1e-6, "weights, " + when);
      check_close(static_cast<double>(rbm.parameters.visible(0, 1)), expected[1], 1e-6, "visible, " + when);
      check_close(static_cast<double>(rbm.parameters.hidden(0, 0)), expected[2], 1e-6, "hidden, " + when);
    }
  }
}

// CD25 of Salakhutdinov & Murray 2008: k rises from 1 to 25 and the rate is 0.05 / k, said by two schedules.
BOOST_AUTO_TEST_CASE(annealed_gibbs_steps_with_a_rate_of_one_over_k) {
  RbmOptions options = plain_options();
  std::vector<Index> gibbs_steps;
  options.own_estimator = [&](const EstimatorOptions&) { return std::make_unique<ConstantAscent>(gibbs_steps); };
  options.gibbs_steps = Schedule::parse("linear(1, 25, 24)");
  options.learning_rate = Schedule::parse("inverse(0.05, 1)");
  Rbm rbm = make_rbm(make_units("2"), make_units("2"));
  RbmTrainer trainer(rbm, options, 1, 0, Workers::serial());
  double sum = 0;
  for (Index epoch = 0; epoch < 25; ++epoch) {
    trainer.step(single_row({{1, 0}}), epoch);
    BOOST_CHECK_EQUAL(gibbs_steps.back(), epoch + 1);
    sum += 0.05 / static_cast<double>(gibbs_steps.back());
    check_close(static_cast<double>(rbm.parameters.weights(0, 0)), sum, 1e-6, "epoch " + std::to_string(epoch));
  }
}

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
  OptimizerState moving(*rule, 1, 1);
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

// A batch size of one chooses to look at the pixels that are not 0 alone; any other goes through all of them.
BOOST_AUTO_TEST_CASE(one_row_moves_the_weights_as_a_batch_of_one_row_does) {
  for (const char* estimator : {"cd", "discriminative"}) {
    const auto trained = [&](Index batch_size) {
      Rbm rbm = test::random_rbm("bernoulli:40+softmax:1x3", "9", 5);
      RbmOptions options = plain_options();
      options.estimator = estimator;
      options.estimation.set("generative_weight", "0.5");
      options.batch_size = batch_size;
      RbmTrainer trainer(rbm, options, 1, 0, Workers::serial());
      Matrix row = zeros(1, 43);
      for (Index update = 0; update < 4; ++update) {
        for (Index i = 0; i < 40; ++i) row(0, i) = (i * i + update) % 5 == 0 ? real(0.75) : real(0);
        for (Index k = 0; k < 3; ++k) row(0, 40 + k) = k == update % 3 ? real(1) : real(0);
        trainer.step(single_row(row), 0);
      }
      return rbm.parameters;
    };
    const RbmParameters one = trained(1);
    const RbmParameters many = trained(100);
    BOOST_CHECK(one.weights == many.weights);
    BOOST_CHECK(one.visible == many.visible && one.hidden == many.hidden);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace rbm_trainer_test
