// Networks made of stacks compute what the stacks do.
#include "libdbn/dbn/unrolling.hpp"

#include "libdbn/base/errors.hpp"
#include "tests/support/checks.hpp"

using namespace dbn;
using dbn::test::check_close;

namespace unrolling_test {
namespace {

void scatter_sigma(Matrix& parameters, real first, real step) {
  for (Index i = 0; i < parameters.shape(1); ++i) parameters(1, i) = first + step * static_cast<real>(i);
}

// Two layers; a gaussian side gets standard deviations other than 1.
std::vector<Rbm> stack(const std::string& visible, const std::string& code) {
  std::vector<Rbm> layers{test::random_rbm(visible, "5", 1), test::random_rbm("5", code, 2)};
  if (layers[0].parameters.visible.shape(0) > 1) scatter_sigma(layers[0].parameters.visible, real(0.5), real(0.25));
  if (layers[1].parameters.hidden.shape(0) > 1) scatter_sigma(layers[1].parameters.hidden, real(1.5), real(0.5));
  return layers;
}

Matrix random_rows() {
  Matrix rows = zeros(4, 6);
  test::fill_normal(rows, 1, 3);
  return rows;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(unrolling)

BOOST_AUTO_TEST_CASE(a_classifiers_hidden_layers_are_the_hidden_means) {
  for (const std::string visible : {"6", "gaussian:6"}) {
    const std::vector<Rbm> layers = stack(visible, "4");
    Rng rng(1);
    const Network network = unroll_classifier({layers}, 3, 0.1, rng);
    BOOST_REQUIRE_EQUAL(network.layers.size(), 3);
    BOOST_CHECK(!network.is_autoencoder());
    const Matrix rows = random_rows();
    const Matrix expected = hidden_mean(layers[1], hidden_mean(layers[0], rows));
    check_close(forward(NetworkPart(network.layers).first(2), rows), expected, test::exact_tolerance, visible);
  }
}

BOOST_AUTO_TEST_CASE(a_regressor_has_linear_outputs_on_the_hidden_means) {
  const std::vector<Rbm> layers = stack("6", "4");
  Rng rng(1);
  const Network network = unroll_regressor({layers}, 2, 0.5, rng);
  BOOST_REQUIRE_EQUAL(network.layers.size(), 3);
  BOOST_CHECK(network.is_regressor());
  BOOST_CHECK(network.kind() == NetworkKind::regressor);
  BOOST_CHECK_EQUAL(network.outputs(), 2);
  const Matrix rows = random_rows();
  const Matrix hidden = hidden_mean(layers[1], hidden_mean(layers[0], rows));
  const Matrix outputs = forward(network, rows);
  for (Index n = 0; n < rows.shape(0); ++n) {
    double sum = 0;
    for (Index i = 0; i < 4; ++i) {
      sum += static_cast<double>(hidden(n, i)) * static_cast<double>(network.layers[2].weights(i, 1));
    }
    check_close(static_cast<double>(outputs(n, 1)), sum, test::exact_tolerance, "output");
  }
  BOOST_CHECK(!Network().is_regressor());
  BOOST_CHECK_EQUAL(Network().outputs(), 0);
  Rng again(1);
  BOOST_CHECK(unroll_classifier({layers}, 2, 0.5, again).kind() == NetworkKind::classifier);
  BOOST_CHECK(unroll_autoencoder({stack("gaussian:6", "4")}).kind() == NetworkKind::autoencoder);
}

BOOST_AUTO_TEST_CASE(an_autoencoder_is_the_stack_up_and_down) {
  for (const std::string visible : {"6", "gaussian:6"}) {
    for (const std::string code : {"3", "gaussian:3"}) {
      const std::vector<Rbm> layers = stack(visible, code);
      const Network network = unroll_autoencoder({layers});
      BOOST_REQUIRE_EQUAL(network.layers.size(), 4);
      BOOST_CHECK_EQUAL(network.code_layers, 2);
      BOOST_CHECK(network.is_autoencoder());
      BOOST_CHECK(network.layers[1].activation == (code == "3" ? Activation::logistic : Activation::linear));
      BOOST_CHECK(network.layers[3].activation == (visible == "6" ? Activation::logistic : Activation::linear));
      const Matrix rows = random_rows();
      const Matrix codes = hidden_mean(layers[1], hidden_mean(layers[0], rows));
      check_close(code_of(network, rows), codes, test::exact_tolerance, "code " + visible + " " + code);
      const Matrix expected = visible_mean(layers[0], visible_mean(layers[1], codes));
      check_close(forward(network, rows), expected, test::exact_tolerance, "reconstruction " + visible + " " + code);
      BOOST_CHECK_EQUAL(has_tied_weights(network), visible == "6" && code == "3");
    }
  }
}

BOOST_AUTO_TEST_CASE(tied_weights_are_those_of_the_way_up) {
  Network network = unroll_autoencoder({stack("6", "3")});
  BOOST_CHECK(has_tied_weights(network));
  network.layers[0].weights(2, 1) += 1;
  BOOST_CHECK(!has_tied_weights(network));
  const Network before = network;
  tie_weights(network);
  BOOST_CHECK(has_tied_weights(network));
  BOOST_CHECK(network.layers[0].weights == before.layers[0].weights);
  BOOST_CHECK_EQUAL(network.layers[3].weights(1, 2), before.layers[0].weights(2, 1));
}

BOOST_AUTO_TEST_CASE(kinds_without_a_deterministic_unit_are_refused) {
  const std::vector<Rbm> layers{test::random_rbm("softmax:2x3", "4", 1)};
  BOOST_CHECK_EXCEPTION(unroll_autoencoder({layers}), Error, [](const Error& error) {
    return error.kind() == ErrorKind::config && std::string(error.what()).find("softmax:2x3") != std::string::npos;
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace unrolling_test
