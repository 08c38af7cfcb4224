// Every activation with every loss that it has, in classifiers, regressions and autoencoders, free and tied, with row
// weights and without: the ascent of each parameter against central differences of the loss.
#include <cmath>

#include "libdbn/dbn/unrolling.hpp"
#include "libdbn/train/batch_loss.hpp"
#include "tests/support/checks.hpp"

using namespace dbn;
using dbn::test::check_close;

namespace network_gradients_test {
namespace {

constexpr bool is_double = sizeof(real) == sizeof(double);
// Larger steps bend, smaller ones round.
constexpr double step = is_double ? 1e-5 : 1e-2;
constexpr double tolerance = is_double ? 1e-7 : 4e-3;
constexpr Index rows = 7;

enum class Targets { one_hot, fractions, reals };

bool has_cross_entropy(Activation outputs) { return outputs == Activation::softmax || outputs == Activation::logistic; }

std::vector<Activation> all_activations() {
  std::vector<Activation> all;
  for (Index i = 0; i < activations().size(); ++i) all.push_back(static_cast<Activation>(i));
  return all;
}

Matrix random_rows(Index columns, unsigned seed) {
  Matrix result = zeros(rows, columns);
  test::fill_normal(result, 1, seed);
  return result;
}

Matrix targets_of(Targets kind, Index columns) {
  Matrix result = random_rows(columns, 52);
  if (kind == Targets::reals) return result;
  for (Index n = 0; n < rows; ++n) {
    for (Index j = 0; j < columns; ++j) {
      result(n, j) = kind == Targets::one_hot ? static_cast<real>(j == n % columns) : 1 / (1 + std::exp(-result(n, j)));
    }
  }
  return result;
}

NetworkLayer random_layer(Index in, Index out, Activation activation, unsigned seed) {
  NetworkLayer layer{zeros(in, out), zeros(1, out), activation};
  test::fill_normal(layer.weights, 0.6, seed);
  test::fill_normal(layer.bias, 0.3, seed + 1);
  return layer;
}

// A rectifier has no derivative where its input is 0: a step must not cross it.
bool is_smooth(const Network& network, const Matrix& inputs) {
  Matrix below = inputs;
  for (const NetworkLayer& layer : network.layers) {
    NetworkLayer linear = layer;
    linear.activation = Activation::linear;
    const Matrix total = forward(NetworkPart(&linear, 1), below);
    for (const real x : total) {
      if (layer.activation == Activation::relu && std::abs(x) < real(4 * step)) return false;
    }
    below = forward(NetworkPart(&layer, 1), below);
  }
  return true;
}

// The first of the networks that `make` gives for seeds 100, 200, ... that is smooth at all rows.
template <class Make>
Network smooth_network(const Matrix& inputs, const Make& make) {
  for (unsigned seed = 100; seed < 500000; seed += 100) {
    Network network = make(seed);
    if (is_smooth(network, inputs)) return network;
  }
  BOOST_FAIL("every network has a rectifier whose input is close to 0");
  return {};
}

struct Case {
  Network network;
  Matrix inputs;
  Matrix targets;
  std::vector<double> weights;
  FinetuneOptions options;
};

void check_case(Case c, const std::string& what) {
  c.options.weight_decay = 0.02;
  BatchLoss loss(c.network, c.options, Workers::serial());
  loss.begin({.inputs = c.inputs, .targets = c.targets, .weights = c.weights});
  const auto loss_at = [&](real& theta, real value) {
    theta = value;
    loss.follow();
    loss.evaluate();
    return loss.with_penalty();
  };
  const auto slope = [&](real& theta) {
    const real middle = theta;
    const double above = loss_at(theta, middle + real(step));
    const double below = loss_at(theta, middle - real(step));
    loss_at(theta, middle);
    return (above - below) / (2 * step);
  };
  for (const Index i : loss.free_weights()) {
    Matrix& weights = loss.weights(i);
    Matrix ascent = zeros(weights.shape(0), weights.shape(1));
    loss.weights_ascent(i, 0, ascent);
    for (Index e = 0; e < ascent.size(); ++e)
      check_close(static_cast<double>(ascent.data()[e]), -slope(weights.data()[e]), tolerance,
                  what + ", weights of layer " + std::to_string(i));
  }
  for (const Index i : loss.free_biases()) {
    const Matrix ascent = loss.bias_ascent(i);
    for (Index e = 0; e < ascent.size(); ++e)
      check_close(static_cast<double>(ascent.data()[e]), -slope(loss.bias(i).data()[e]), tolerance,
                  what + ", biases of layer " + std::to_string(i));
  }
}

std::string text_of(Activation hidden, Activation outputs, Loss loss, bool weighted) {
  return activations()[static_cast<Index>(hidden)] + " to " + activations()[static_cast<Index>(outputs)] + ", " +
         losses()[static_cast<Index>(loss)] + (weighted ? ", weighted rows" : "");
}

// Calls visit(hidden, outputs, loss, weighted) for every combination that has a loss.
template <class Visit>
void for_all(const Visit& visit) {
  for (const Activation hidden : all_activations()) {
    for (const Activation outputs : all_activations()) {
      for (const Loss loss : {Loss::natural, Loss::cross_entropy, Loss::squared_error}) {
        if (loss == Loss::cross_entropy && !has_cross_entropy(outputs)) continue;
        for (const bool weighted : {false, true}) visit(hidden, outputs, loss, weighted);
      }
    }
  }
}

std::vector<double> weights_if(bool weighted) {
  return weighted ? std::vector<double>{1, 0.5, 2, 0, 1, 3, 0.25} : std::vector<double>{};
}

// Cross-entropy is of probabilities: softmax outputs, whose targets sum to 1, or logistic ones.
void check_feed_forward(Targets kind) {
  for_all([&](Activation hidden, Activation outputs, Loss loss, bool weighted) {
    if (kind == Targets::reals && resolved_loss(loss, outputs) == Loss::cross_entropy) return;
    Case c;
    c.inputs = random_rows(5, 51);
    c.network = smooth_network(c.inputs, [&](unsigned seed) {
      Network network;
      network.layers = {random_layer(5, 4, hidden, seed), random_layer(4, 4, hidden, seed + 2),
                        random_layer(4, 3, outputs, seed + 4)};
      return network;
    });
    c.targets = targets_of(kind, 3);
    c.weights = weights_if(weighted);
    c.options.loss = loss;
    check_case(std::move(c), text_of(hidden, outputs, loss, weighted));
  });
}

// The way down is the mirror image of the way up, also in its weights where it is tied.
Network mirrored(Activation hidden, Activation outputs, Decoder decoder, unsigned seed) {
  Network network;
  network.layers = {random_layer(5, 4, hidden, seed), random_layer(4, 3, hidden, seed + 2),
                    random_layer(3, 4, hidden, seed + 4), random_layer(4, 5, outputs, seed + 6)};
  network.code_layers = 2;
  if (decoder == Decoder::tied) tie_weights(network);
  return network;
}

void check_autoencoders(Decoder decoder) {
  for_all([&](Activation hidden, Activation outputs, Loss loss, bool weighted) {
    Case c;
    c.inputs = targets_of(Targets::fractions, 5);
    c.network = smooth_network(c.inputs, [&](unsigned seed) { return mirrored(hidden, outputs, decoder, seed); });
    c.targets = c.inputs;
    if (outputs == Activation::softmax) c.targets = targets_of(Targets::one_hot, 5);
    c.weights = weights_if(weighted);
    c.options.objective = FinetuneGoal::reconstruct;
    c.options.decoder = decoder;
    c.options.loss = loss;
    check_case(std::move(c), text_of(hidden, outputs, loss, weighted));
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(network_gradients)

BOOST_AUTO_TEST_CASE(of_classifiers) { check_feed_forward(Targets::one_hot); }

BOOST_AUTO_TEST_CASE(of_regressions) { check_feed_forward(Targets::reals); }

BOOST_AUTO_TEST_CASE(of_free_autoencoders) { check_autoencoders(Decoder::free); }

BOOST_AUTO_TEST_CASE(of_tied_autoencoders) { check_autoencoders(Decoder::tied); }

BOOST_AUTO_TEST_SUITE_END()

}  // namespace network_gradients_test
