// Forward and backward passes against closed forms and central differences.
#include "libdbn/dbn/network.hpp"

#include <cmath>

#include "libdbn/base/errors.hpp"
#include "tests/support/checks.hpp"

using namespace dbn;
using dbn::test::check_close;

namespace network_test {
namespace {

constexpr bool is_double = sizeof(real) == sizeof(double);
constexpr Index rows = 7;

Network random_network(Activation hidden, Activation outputs, unsigned seed) {
  Network network;
  const std::vector<Index> sizes{5, 4, 3, 3};
  for (Index i = 0; i + 1 < sizes.size(); ++i) {
    const Activation activation = i + 2 == sizes.size() ? outputs : hidden;
    NetworkLayer layer{zeros(sizes[i], sizes[i + 1]), zeros(1, sizes[i + 1]), activation};
    test::fill_normal(layer.weights, 0.8, seed + static_cast<unsigned>(i));
    test::fill_normal(layer.bias, 0.4, seed + 50 + static_cast<unsigned>(i));
    network.layers.push_back(std::move(layer));
  }
  return network;
}

Matrix random_inputs() {
  Matrix inputs = zeros(rows, 5);
  test::fill_normal(inputs, 1, 33);
  return inputs;
}

// In [0, 1], each row summing to 1: a target for every kind of output.
Matrix random_targets() {
  Matrix targets = zeros(rows, 3);
  test::fill_normal(targets, 1, 34);
  for (Index n = 0; n < rows; ++n) {
    double total = 0;
    for (Index j = 0; j < 3; ++j) total += std::exp(static_cast<double>(targets(n, j)));
    for (Index j = 0; j < 3; ++j) {
      targets(n, j) = static_cast<real>(std::exp(static_cast<double>(targets(n, j))) / total);
    }
  }
  return targets;
}

// From the outputs alone, as the definitions say.
double mean_loss(const Network& network, const Matrix& inputs, const Matrix& targets, Loss loss) {
  const Matrix outputs = forward(network, inputs);
  const Activation activation = network.layers.back().activation;
  double total = 0;
  for (Index i = 0; i < outputs.size(); ++i) {
    const auto y = static_cast<double>(outputs.data()[i]);
    const auto t = static_cast<double>(targets.data()[i]);
    if (loss == Loss::squared_error) {
      total += (y - t) * (y - t) / 2;
    } else {
      total -= t * std::log(y);
      if (activation == Activation::logistic) total -= (1 - t) * std::log(1 - y);
    }
  }
  return total / static_cast<double>(outputs.shape(0));
}

using Measure = std::function<double(const Network&)>;

double difference_quotient(Network network, Matrix& (*parameters)(NetworkLayer&), Index layer, Index element,
                           const Measure& measure) {
  const real step = is_double ? real(1e-5) : real(1e-2);
  real& theta = parameters(network.layers[layer]).data()[element];
  const real middle = theta;
  theta = middle + step;
  const double above = measure(network);
  theta = middle - step;
  const double below = measure(network);
  return (above - below) / (2 * static_cast<double>(step));
}

// Every weight and bias: ascent = -d(loss).
void check_ascent(const Network& network, const NetworkAscent& ascent, const Measure& loss, const std::string& what) {
  const double tolerance = is_double ? 1e-7 : 2e-3;
  for (Index layer = 0; layer < network.layers.size(); ++layer) {
    const std::string name = what + ", layer " + std::to_string(layer);
    const Matrix& in = ascent.inputs[layer];
    const Matrix& delta = ascent.deltas[layer];
    for (Index i = 0; i < in.shape(1); ++i) {
      for (Index j = 0; j < delta.shape(1); ++j) {
        double found = 0;
        for (Index n = 0; n < in.shape(0); ++n)
          found += static_cast<double>(in(n, i)) * static_cast<double>(delta(n, j));
        const double expected = -difference_quotient(
            network, [](NetworkLayer& l) -> Matrix& { return l.weights; }, layer, i* delta.shape(1) + j, loss);
        check_close(found, expected, tolerance, name + ", weight");
      }
    }
    for (Index j = 0; j < delta.shape(1); ++j) {
      const double expected = -difference_quotient(
          network, [](NetworkLayer& l) -> Matrix& { return l.bias; }, layer, j, loss);
      check_close(static_cast<double>(ascent.bias[layer](0, j)), expected, tolerance, name + ", bias");
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(network)

BOOST_AUTO_TEST_CASE(backpropagation_is_the_derivative_of_the_mean_loss) {
  const Matrix inputs = random_inputs();
  const Matrix targets = random_targets();
  const auto names = activations();
  for (Index hidden = 0; hidden < names.size(); ++hidden) {
    for (Index output = 0; output < names.size(); ++output) {
      for (const Loss loss : {Loss::cross_entropy, Loss::squared_error}) {
        const auto outputs = static_cast<Activation>(output);
        const bool probabilities = outputs == Activation::softmax || outputs == Activation::logistic;
        if (loss == Loss::cross_entropy && !probabilities) continue;
        const Network network = random_network(static_cast<Activation>(hidden), outputs, 21);
        NetworkAscent ascent;
        backpropagate(network.layers, inputs, {.targets = targets, .loss = loss}, Workers::serial(), ascent);
        const Measure measure = [&](const Network& n) { return mean_loss(n, inputs, targets, loss); };
        const std::string what = names[hidden] + " " + names[output] + " " + losses()[static_cast<Index>(loss)];
        check_close(ascent.loss, measure(network), test::exact_tolerance, what);
        check_ascent(network, ascent, measure, what);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(the_loss_that_goes_with_outputs) {
  BOOST_CHECK(resolved_loss(Loss::natural, Activation::softmax) == Loss::cross_entropy);
  BOOST_CHECK(resolved_loss(Loss::natural, Activation::logistic) == Loss::cross_entropy);
  BOOST_CHECK(resolved_loss(Loss::natural, Activation::linear) == Loss::squared_error);
  BOOST_CHECK(resolved_loss(Loss::squared_error, Activation::logistic) == Loss::squared_error);
  BOOST_CHECK_EXCEPTION(resolved_loss(Loss::cross_entropy, Activation::linear), Error,
                        [](const Error& error) { return error.kind() == ErrorKind::config; });
}

// Total inputs of 30 and -40 round a logistic output to 1 and 0 in float; what each costs is log(1 + exp(|x|)).
BOOST_AUTO_TEST_CASE(saturated_outputs_cost_what_they_should) {
  Network network;
  network.layers = {{Matrix{{real(30), real(-40)}}, zeros(1, 2), Activation::logistic}};
  const Matrix inputs{{real(1)}};
  const Matrix targets{{real(0), real(0.25)}};
  NetworkAscent ascent;
  backpropagate(network.layers, inputs, {.targets = targets}, Workers::serial(), ascent);
  check_close(ascent.loss, 30 + 0.25 * 40, 1e-6, "logistic");
  network.layers[0].activation = Activation::softmax;
  backpropagate(network.layers, inputs, {.targets = targets}, Workers::serial(), ascent);
  check_close(ascent.loss, 0.25 * 70, 1e-6, "softmax");
}

// The same units are left out on the way up and on the way down, and the rest is scaled up: with the units that the
// draws name silenced by hand, the loss is that of the smaller network and the ascent its derivative.
BOOST_AUTO_TEST_CASE(dropout_trains_the_network_without_the_dropped_units) {
  const Network network = random_network(Activation::logistic, Activation::softmax, 8);
  const Matrix inputs = random_inputs();
  const Matrix targets = random_targets();
  Rng rng(3, Purpose::dropout);
  const Dropout dropout{0.4, rng.next()};
  const auto counts = [&](Index layer, Index n, Index j) {
    const bool kept = dropout.draws.plane(static_cast<std::uint32_t>(layer)).uniform(n, j) < real(0.6);
    return kept ? real(1 / 0.6) : real(0);
  };
  const Measure measure = [&](const Network& n) {
    double total = 0;
    for (Index row = 0; row < rows; ++row) {
      Matrix state = copy_of(ConstMatrixView(inputs).row_range(row, 1));
      for (Index i = 0; i + 1 < n.layers.size(); ++i) {
        state = forward(NetworkPart(n.layers).subspan(i, 1), state);
        for (Index j = 0; j < state.shape(1); ++j) state(0, j) *= counts(i + 1, row, j);
      }
      Network last;
      last.layers = {n.layers.back()};
      total += mean_loss(last, state, copy_of(ConstMatrixView(targets).row_range(row, 1)), Loss::cross_entropy);
    }
    return total / static_cast<double>(rows);
  };
  NetworkAscent ascent;
  backpropagate(network.layers, inputs, {.targets = targets, .dropout = &dropout}, Workers::serial(), ascent);
  check_close(ascent.loss, measure(network), test::exact_tolerance, "loss");
  check_ascent(network, ascent, measure, "dropout");
  Index dropped = 0;
  for (const real x : ascent.inputs[1]) dropped += x == 0 ? 1 : 0;
  BOOST_CHECK_GT(dropped, 3);
  BOOST_CHECK_LT(dropped, 20);
}

BOOST_AUTO_TEST_CASE(softmax_outputs_survive_extreme_inputs) {
  Network network = random_network(Activation::linear, Activation::softmax, 5);
  for (NetworkLayer& layer : network.layers) {
    for (real& w : layer.weights) w *= real(300);
  }
  Matrix inputs = zeros(3, 5);
  test::fill_normal(inputs, 10, 6);
  const Matrix outputs = forward(network, inputs);
  for (Index n = 0; n < 3; ++n) {
    double total = 0;
    for (Index j = 0; j < 3; ++j) total += static_cast<double>(outputs(n, j));
    check_close(total, 1, 1e-5, "sum of probabilities");
  }
}

BOOST_AUTO_TEST_CASE(one_hot_rows) {
  BOOST_CHECK(one_hot({2, 0}, 3) == (Matrix{{real(0), real(0), real(1)}, {real(1), real(0), real(0)}}));
  BOOST_CHECK_THROW(one_hot({3}, 3), Error);
  BOOST_CHECK_THROW(one_hot({missing_label}, 3), Error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace network_test
