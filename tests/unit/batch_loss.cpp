// The loss of a batch and its ascent, free and tied, against central differences; what each optimizer moves.
#include "libdbn/train/batch_loss.hpp"

#include "libdbn/dbn/unrolling.hpp"
#include "libdbn/optim/minimizer.hpp"
#include "libdbn/train/network_optimizer.hpp"
#include "tests/support/checks.hpp"

using namespace dbn;
using dbn::test::check_close;

namespace batch_loss_test {
namespace {

constexpr bool is_double = sizeof(real) == sizeof(double);

Matrix random_rows() {
  Matrix rows = zeros(8, 6);
  test::fill_normal(rows, 1, 3);
  for (real& x : rows) x = 1 / (1 + std::exp(-x));
  return rows;
}

Network autoencoder(const std::string& visible = "6", const std::string& code = "gaussian:3") {
  return unroll_autoencoder({{test::random_rbm(visible, "5", 1), test::random_rbm("5", code, 2)}});
}

Matrix ascent_of(const BatchLoss& loss, const Matrix& weights, Index layer) {
  Matrix ascent = zeros(weights.shape(0), weights.shape(1));
  loss.weights_ascent(layer, 0, MatrixView(ascent).row_range(0, 2));
  loss.weights_ascent(layer, 2, MatrixView(ascent).row_range(2, weights.shape(0) - 2));
  return ascent;
}

// Every free parameter is moved up and down; what is tied to it moves along.
void check_ascent(Network network, const FinetuneOptions& options, const std::string& what) {
  const Matrix rows = random_rows();
  BatchLoss loss(network, options, Workers::serial());
  loss.begin({rows, rows});
  const double tolerance = is_double ? 1e-7 : 4e-3;
  const real step = is_double ? real(1e-5) : real(1e-2);
  const auto quotient = [&](real& theta) {
    const real middle = theta;
    theta = middle + step;
    loss.follow();
    loss.evaluate();
    const double above = loss.with_penalty();
    theta = middle - step;
    loss.follow();
    loss.evaluate();
    const double below = loss.with_penalty();
    theta = middle;
    loss.follow();
    return (above - below) / (2 * static_cast<double>(step));
  };
  for (const Index i : loss.free_weights()) {
    loss.evaluate();
    const Matrix ascent = ascent_of(loss, loss.weights(i), i);
    for (Index e = 0; e < ascent.size(); ++e) {
      check_close(static_cast<double>(ascent.data()[e]), -quotient(loss.weights(i).data()[e]), tolerance,
                  what + ", weights of layer " + std::to_string(i));
    }
  }
  for (const Index i : loss.free_biases()) {
    loss.evaluate();
    const Matrix ascent = loss.bias_ascent(i);
    for (Index e = 0; e < ascent.size(); ++e) {
      check_close(static_cast<double>(ascent.data()[e]), -quotient(loss.bias(i).data()[e]), tolerance,
                  what + ", biases of layer " + std::to_string(i));
    }
  }
}

FinetuneOptions options_of(const std::string& optimizer) {
  FinetuneOptions options;
  options.optimizer = optimizer;
  options.objective = FinetuneGoal::reconstruct;
  options.weight_decay = 0.03;
  return options;
}

const std::vector<std::string> optimizers{"momentum", "conjugate_gradient", "lbfgs"};

}  // namespace

BOOST_AUTO_TEST_SUITE(batch_loss)

BOOST_AUTO_TEST_CASE(ascents_are_derivatives_free_and_tied) {
  for (const Loss loss : {Loss::natural, Loss::squared_error}) {
    FinetuneOptions options = options_of("momentum");
    options.loss = loss;
    check_ascent(autoencoder(), options, "free");
    check_ascent(autoencoder("gaussian:6", "3"), options, "linear outputs");
    options.decoder = Decoder::tied;
    check_ascent(autoencoder(), options, "tied");
  }
}

BOOST_AUTO_TEST_CASE(the_penalty_is_half_the_decay_times_the_squares) {
  const Matrix rows = random_rows();
  Network network = autoencoder();
  BatchLoss loss(network, options_of("momentum"), Workers::serial());
  loss.begin({rows, rows});
  double squares = 0;
  for (const NetworkLayer& layer : network.layers) {
    for (const real w : layer.weights) squares += static_cast<double>(w) * static_cast<double>(w);
  }
  check_close(loss.with_penalty() - loss.mean_loss(), 0.015 * squares, test::exact_tolerance, "penalty");
}

BOOST_AUTO_TEST_CASE(layers_below_the_first_stay_as_they_are) {
  for (const std::string& name : optimizers) {
    const Matrix rows = random_rows();
    Network network = autoencoder();
    const Network before = network;
    const FinetuneOptions options = options_of(name);
    BatchLoss loss(network, options, Workers::serial());
    const NetworkOptimizerPtr optimizer = make_network_optimizer(network, options);
    loss.begin({.inputs = rows, .targets = rows, .first_layer = 3});
    const double start = loss.with_penalty();
    optimizer->step(loss, 0);
    loss.evaluate();
    BOOST_CHECK_LT(loss.with_penalty(), start);
    for (Index i = 0; i < 4; ++i) {
      BOOST_CHECK_EQUAL(network.layers[i].weights == before.layers[i].weights, i < 3);
      BOOST_CHECK_EQUAL(network.layers[i].bias == before.layers[i].bias, i < 3);
    }
    // The same step as that of a network with the top layer alone.
    Network top;
    top.layers = {before.layers[3]};
    const Matrix below = forward(NetworkPart(before.layers).first(3), rows);
    BatchLoss top_loss(top, options, Workers::serial());
    top_loss.begin({below, rows});
    make_network_optimizer(top, options)->step(top_loss, 0);
    BOOST_CHECK(top.layers[0].weights == network.layers[3].weights);
    BOOST_CHECK(top.layers[0].bias == network.layers[3].bias);
  }
}

BOOST_AUTO_TEST_CASE(tied_weights_stay_tied) {
  for (const std::string& name : optimizers) {
    const Matrix rows = random_rows();
    Network network = autoencoder("6", "3");
    const Network before = network;
    FinetuneOptions options = options_of(name);
    options.decoder = Decoder::tied;
    BatchLoss loss(network, options, Workers::serial());
    loss.begin({rows, rows});
    const double start = loss.with_penalty();
    make_network_optimizer(network, options)->step(loss, 0);
    BOOST_CHECK(has_tied_weights(network));
    BOOST_CHECK(!(network.layers[0].weights == before.layers[0].weights));
    loss.evaluate();
    BOOST_CHECK_LT(loss.with_penalty(), start);
  }
}

// Wide enough for several tiles of weights: every row of them moves.
BOOST_AUTO_TEST_CASE(searches_reach_every_tile) {
  Network network;
  network.layers = {{zeros(500, 400), zeros(1, 400), Activation::logistic}};
  Matrix rows = zeros(4, 500);
  test::fill_normal(rows, 1, 5);
  const Matrix targets = zeros(4, 400);
  const FinetuneOptions options = options_of("conjugate_gradient");
  BatchLoss loss(network, options, Workers::serial());
  loss.begin({rows, targets});
  make_network_optimizer(network, options)->step(loss, 0);
  Index moved = 0;
  for (const real w : network.layers[0].weights) moved += w == 0 ? 0 : 1;
  BOOST_CHECK_EQUAL(moved, 500 * 400);
}

// Near the minimum searches fail, and their last point is worse than the one they came from.
BOOST_AUTO_TEST_CASE(failed_searches_leave_the_lowest_point) {
  const Matrix rows = random_rows();
  Network network = autoencoder("6", "3");
  FinetuneOptions options = options_of("conjugate_gradient");
  BatchLoss loss(network, options, Workers::serial());
  const NetworkOptimizerPtr optimizer = make_network_optimizer(network, options);
  loss.begin({rows, rows});
  double last = loss.with_penalty();
  for (Index i = 0; i < 300; ++i) {
    optimizer->step(loss, 0);
    loss.evaluate();
    BOOST_REQUIRE_LE(loss.with_penalty(), last);
    last = loss.with_penalty();
  }
}

// The optimizer hands a minimizer the flat parameters in an order of its own: written out by hand here.
BOOST_AUTO_TEST_CASE(a_search_step_is_the_minimizer_on_the_networks_loss) {
  const Matrix rows = random_rows();
  Network network;
  network.layers = {autoencoder().layers[0]};
  Matrix targets = zeros(8, 5);
  test::fill_normal(targets, 1, 9);
  for (real& x : targets) x = x > 0 ? real(1) : real(0);
  const NetworkLayer start = network.layers[0];
  FinetuneOptions options = options_of("conjugate_gradient");
  options.line_searches = 4;
  BatchLoss loss(network, options, Workers::serial());
  loss.begin({rows, targets});
  make_network_optimizer(network, options)->step(loss, 0);

  // Logistic regression in double, from its definition.
  const ObjectiveFunction objective = [&](std::span<const double> theta, std::span<double> gradient) {
    double value = 0;
    for (Index e = 0; e < 35; ++e) {
      gradient[e] = e < 30 ? 0.03 * theta[e] : 0;
      if (e < 30) value += 0.015 * theta[e] * theta[e];
    }
    for (Index n = 0; n < 8; ++n) {
      for (Index j = 0; j < 5; ++j) {
        double x = theta[30 + j];
        for (Index i = 0; i < 6; ++i) x += static_cast<double>(rows(n, i)) * theta[i * 5 + j];
        const double t = static_cast<double>(targets(n, j));
        value += (std::log1p(std::exp(x)) - t * x) / 8;
        const double slope = (1 / (1 + std::exp(-x)) - t) / 8;
        for (Index i = 0; i < 6; ++i) gradient[i * 5 + j] += static_cast<double>(rows(n, i)) * slope;
        gradient[30 + j] += slope;
      }
    }
    return value;
  };
  std::vector<double> theta(start.weights.begin(), start.weights.end());
  theta.insert(theta.end(), start.bias.begin(), start.bias.end());
  minimize_conjugate_gradient(objective, theta, 4);
  const double tolerance = is_double ? 1e-9 : 1e-3;
  for (Index e = 0; e < 30; ++e) {
    check_close(static_cast<double>(network.layers[0].weights.data()[e]), theta[e], tolerance, "weights");
  }
  for (Index j = 0; j < 5; ++j) {
    check_close(static_cast<double>(network.layers[0].bias(0, j)), theta[30 + j], tolerance, "bias");
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace batch_loss_test
