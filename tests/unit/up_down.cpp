// One update of the up-down algorithm against numbers worked out by hand, and against expectations by enumeration.
#include "libdbn/dbn/up_down.hpp"

#include <cmath>

#include "libdbn/base/errors.hpp"
#include "libdbn/dbn/model.hpp"
#include "tests/support/checks.hpp"

using namespace dbn;
using namespace dbn::test;

namespace up_down_test {
namespace {

real number(double x) { return static_cast<real>(x); }

// A 2-2-2 net in which every draw is certain: recognition weights copy the row, the top's biases fix its chain at
// visible states (0, 1) and hidden states (1, 0), and the sleep phase passes means down.
std::vector<Rbm> certain_net() {
  std::vector<Rbm> layers{make_rbm(make_units("2"), make_units("2")), make_rbm(make_units("2"), make_units("2"))};
  layers[0].parameters.weights = Matrix{{number(0.5), number(0.1)}, {number(0.2), number(0.3)}};
  layers[0].parameters.visible = Matrix{{number(-0.12), number(-0.26)}};
  layers[0].parameters.hidden = Matrix{{-40, -40}};
  layers[1].parameters.visible = Matrix{{-40, 40}};
  layers[1].parameters.hidden = Matrix{{40, -40}};
  return layers;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(up_down)

// Wake, rows (1, 0) and (0, 1) with hidden states equal to them: p(v | h) = logistic(0.38), logistic(-0.06) for the
// first and logistic(-0.02), logistic(0.04) for the second. Sleep, hidden states (0, 1): the latter means go down, and
// q = logistic(80 v - 40) comes back.
BOOST_AUTO_TEST_CASE(one_update_by_hand) {
  const Matrix rows{{1, 0}, {0, 1}};
  Rng rng(1);
  const UpDownAscent found = up_down_ascent({certain_net(), {Matrix{{80, 0}, {0, 80}}}}, rows, 2, rng);
  const auto check = [](const Matrix& a, const Matrix& b, const char* what) { check_close(a, b, 2e-5, what); };
  check(found.layers[0].weights,
        Matrix{{number(0.2030634485), number(-0.2475000833)}, {number(-0.2425022492), number(0.2450006666)}},
        "generative weights");
  check(found.layers[0].visible, Matrix{{number(-0.0444366348), number(0.0024984174)}}, "generative biases");
  check(found.recognition[0],
        Matrix{{number(-0.1986512608), number(0.1534739764)}, {number(-0.2046703921), number(0.1581242364)}},
        "recognition weights");
  check(found.layers[0].hidden, Matrix{{number(-0.4013155432), number(0.3100483327)}}, "recognition biases");
  // The first row contrasts (1, 0) with (0, 1), the second has nothing to contrast.
  check(found.layers[1].weights, Matrix{{number(0.5), 0}, {number(-0.5), 0}}, "top weights");
  check(found.layers[1].visible, Matrix{{number(0.5), number(-0.5)}}, "top visible biases");
  check(found.layers[1].hidden, Matrix{{0, 0}}, "top hidden biases");
}

// Means over many draws of the wake phase: E_q[d log p(v | h)], q by the recognition weights.
BOOST_AUTO_TEST_CASE(the_wake_phase_follows_the_recognition_distribution) {
  const std::vector<Rbm> layers{random_rbm("3", "2", 1), random_rbm("2+softmax:1x2", "2", 2)};
  Matrix recognition = zeros(3, 2);
  fill_normal(recognition, 1, 5);
  constexpr Index draws = 20000;
  Matrix rows = zeros(draws, 5);
  for (Index n = 0; n < draws; ++n) {
    rows(n, 0) = rows(n, 2) = 1;
    rows(n, 4) = 1;
  }
  Rng rng(3);
  const UpDownAscent found = up_down_ascent({layers, {recognition}}, rows, 1, rng);
  Rbm upward = layers[0];
  upward.parameters.weights = recognition;
  const Matrix row{{1, 0, 1}};
  const Matrix q = hidden_mean(upward, row);
  const Matrix states = all_states(*upward.hidden);
  const Matrix means = visible_mean(layers[0], states);
  for (Index i = 0; i < 3; ++i) {
    double bias = 0;
    double weight = 0;
    for (Index h = 0; h < 4; ++h) {
      double p = 1;
      for (Index j = 0; j < 2; ++j) p *= static_cast<double>(states(h, j) == 1 ? q(0, j) : 1 - q(0, j));
      bias += p * static_cast<double>(row(0, i) - means(h, i));
      weight += p * static_cast<double>((row(0, i) - means(h, i)) * states(h, 1));
    }
    // A draw lies within [-1, 1], so a mean has a deviation of at most 1 / sqrt(draws).
    const double floor = 4 / std::sqrt(static_cast<double>(draws));
    BOOST_CHECK_SMALL(static_cast<double>(found.layers[0].visible(0, i)) - bias, floor);
    BOOST_CHECK_SMALL(static_cast<double>(found.layers[0].weights(i, 1)) - weight, floor);
  }
  // The label of the rows is (0, 1): the chain can only have moved it towards the other class.
  BOOST_CHECK_LT(found.layers[1].visible(0, 2), 0);
  BOOST_CHECK_GT(found.layers[1].visible(0, 3), 0);
}

// At the top the hidden states are (1, 0) for sure, so that after any number of steps the label units have the means
// softmax(b + first row of the label's weights), and the visible ones are 0 and 1. Draws would be whole numbers.
BOOST_AUTO_TEST_CASE(probabilities_of_the_label_go_on) {
  Stack stack{certain_net(), {Matrix{{80, 0}, {0, 80}}}};
  Rbm& top = stack.layers[1];
  top.visible = make_units("2+softmax:1x2");
  top.parameters.weights = Matrix{{0, 0}, {0, 0}, {number(0.3), 5}, {number(-0.4), 7}};
  top.parameters.visible = Matrix{{-40, 40, number(0.1), number(0.2)}};
  const double first = 1 / (1 + std::exp((0.2 - 0.4) - (0.1 + 0.3)));
  for (const Index steps : {Index(1), Index(3)}) {
    Rng rng(1);
    const UpDownAscent found = up_down_ascent(stack, Matrix{{0, 1, 0, 1}}, steps, rng);
    const RbmParameters& ascent = found.layers[1];
    check_close(ascent.visible, Matrix{{0, 0, number(-first), number(first)}}, 2e-6, "label biases");
    check_close(ascent.weights, Matrix{{0, 0}, {0, 0}, {number(-first), 0}, {number(first), 0}}, 2e-6, "label weights");
    check_close(ascent.hidden, Matrix{{0, 0}}, 2e-6, "top hidden biases");
  }
}

// Errors of both ways in the same net, by hand: (v - p(v | h))^2 and (h - q(h | v))^2 of the rows above.
BOOST_AUTO_TEST_CASE(errors_of_both_ways) {
  const Matrix rows{{1, 0}, {0, 1}};
  Rng rng(1);
  const UpDownAscent found = up_down_ascent({certain_net(), {Matrix{{80, 0}, {0, 80}}}}, rows, 2, rng);
  const auto logistic = [](double x) { return 1 / (1 + std::exp(-x)); };
  const auto square = [](double x) { return x * x; };
  const double wake =
      (square(1 - logistic(0.38)) + square(logistic(-0.06)) + square(logistic(-0.02)) + square(1 - logistic(0.04))) / 2;
  check_close(found.wake_error, wake, 1e-5, "wake");
  // The fantasy of hidden states (0, 1): means logistic(-0.02), logistic(0.04) at the data layer.
  const double sleep = square(logistic(80 * logistic(-0.02) - 40)) + square(1 - logistic(80 * logistic(0.04) - 40));
  check_close(found.sleep_error, sleep, 2e-5, "sleep");
}

BOOST_AUTO_TEST_CASE(missing_data_are_refused_missing_labels_are_not) {
  Stack stack{{random_rbm("2", "2", 1), random_rbm("2+softmax:1x2", "2", 2)}};
  untie(stack);
  const real nothing = std::nanf("");
  Rng rng(3);
  const UpDownAscent found = up_down_ascent(stack, Matrix{{1, 0, nothing, nothing}}, 1, rng);
  BOOST_CHECK_EQUAL(found.layers[1].visible(0, 2), 0);
  BOOST_CHECK_EQUAL(found.layers[1].weights(3, 1), 0);
  BOOST_CHECK_EXCEPTION(up_down_ascent(stack, Matrix{{1, nothing, 0, 1}}, 1, rng), Error,
                        [](const Error& error) { return error.kind() == ErrorKind::data; });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace up_down_test
