// Forward and backward passes against closed forms and central differences.
#include "libdbn/dbn/network.hpp"

#include <cmath>

#include "tests/support/checks.hpp"

using namespace dbn;
using dbn::test::check_close;

namespace {

constexpr bool is_double = sizeof(real) == sizeof(double);

Network random_network(Activation hidden, unsigned seed) {
  Network network;
  const std::vector<Index> sizes{5, 4, 3, 3};
  for (Index i = 0; i + 1 < sizes.size(); ++i) {
    const Activation activation = i + 2 == sizes.size() ? Activation::softmax : hidden;
    NetworkLayer layer{zeros(sizes[i], sizes[i + 1]), zeros(1, sizes[i + 1]), activation};
    test::fill_normal(layer.weights, 0.8, seed + static_cast<unsigned>(i));
    test::fill_normal(layer.bias, 0.4, seed + 50 + static_cast<unsigned>(i));
    network.layers.push_back(std::move(layer));
  }
  return network;
}

double mean_log_probability(const Network& network, const Matrix& inputs, const Labels& labels) {
  const Matrix outputs = forward(network, inputs);
  double total = 0;
  for (Index n = 0; n < labels.size(); ++n)
    total += std::log(static_cast<double>(outputs(n, static_cast<Index>(labels[n]))));
  return total / static_cast<double>(labels.size());
}

double difference_quotient(Network network, Matrix& (*parameters)(NetworkLayer&), Index layer, Index element,
                           const Matrix& inputs, const Labels& labels) {
  const real step = is_double ? real(1e-5) : real(1e-2);
  real& theta = parameters(network.layers[layer]).data()[element];
  const real middle = theta;
  theta = middle + step;
  const double above = mean_log_probability(network, inputs, labels);
  theta = middle - step;
  const double below = mean_log_probability(network, inputs, labels);
  return (above - below) / (2 * static_cast<double>(step));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(network)

BOOST_AUTO_TEST_CASE(backpropagation_is_the_derivative_of_the_mean_log_probability) {
  const double tolerance = is_double ? 1e-7 : 2e-3;
  for (const Activation hidden : {Activation::logistic, Activation::linear, Activation::relu, Activation::softmax}) {
    const Network network = random_network(hidden, 21);
    Matrix inputs = zeros(7, 5);
    test::fill_normal(inputs, 1, 33);
    const Labels labels{0, 1, 2, 2, 1, 0, 0};
    NetworkAscent ascent;
    backpropagate(network, inputs, labels, Workers::serial(), ascent);
    check_close(ascent.log_likelihood, mean_log_probability(network, inputs, labels), test::exact_tolerance, "log p");
    for (Index layer = 0; layer < network.layers.size(); ++layer) {
      const std::string name = activations()[static_cast<Index>(hidden)] + " layer " + std::to_string(layer);
      const Matrix& in = ascent.inputs[layer];
      const Matrix& delta = ascent.deltas[layer];
      for (Index i = 0; i < in.shape(1); ++i) {
        for (Index j = 0; j < delta.shape(1); ++j) {
          double found = 0;
          for (Index n = 0; n < in.shape(0); ++n)
            found += static_cast<double>(in(n, i)) * static_cast<double>(delta(n, j));
          const double expected = difference_quotient(
              network, [](NetworkLayer& l) -> Matrix& { return l.weights; }, layer, i* delta.shape(1) + j, inputs,
              labels);
          check_close(found, expected, tolerance, name + " weight");
        }
      }
      for (Index j = 0; j < delta.shape(1); ++j) {
        const double expected = difference_quotient(
            network, [](NetworkLayer& l) -> Matrix& { return l.bias; }, layer, j, inputs, labels);
        check_close(static_cast<double>(ascent.bias[layer](0, j)), expected, tolerance, name + " bias");
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(an_unrolled_stack_computes_its_hidden_means) {
  for (const std::string visible : {"6", "gaussian:6"}) {
    std::vector<Rbm> layers{test::random_rbm(visible, "5", 1), test::random_rbm("5", "4", 2)};
    if (visible != "6") {
      for (Index i = 0; i < 6; ++i) layers[0].parameters.visible(1, i) = real(0.5) + real(0.25) * static_cast<real>(i);
    }
    Rng rng(1);
    Network network = unroll_classifier(layers, 3, 0.1, rng);
    BOOST_REQUIRE_EQUAL(network.layers.size(), 3);
    network.layers.pop_back();
    Matrix rows = zeros(4, 6);
    test::fill_normal(rows, 1, 3);
    const Matrix expected = hidden_mean(layers[1], hidden_mean(layers[0], rows));
    check_close(forward(network, rows), expected, test::exact_tolerance, visible);
  }
}

BOOST_AUTO_TEST_CASE(softmax_outputs_survive_extreme_inputs) {
  Network network = random_network(Activation::linear, 5);
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

BOOST_AUTO_TEST_SUITE_END()
