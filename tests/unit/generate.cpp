// Draws with parts given, against conditional distributions by enumeration.
#include "libdbn/dbn/generate.hpp"

#include <numeric>

#include "libdbn/base/errors.hpp"
#include "tests/support/frequencies.hpp"

using namespace dbn;
using namespace dbn::test;

namespace generate_test {
namespace {

constexpr Index chains = 20000;

ConstMatrixView row_of(const Matrix& m, Index n) { return ConstMatrixView(m).row_range(n, 1); }

Matrix one_hot(Index classes, Index k) {
  Matrix row = zeros(1, classes);
  row(0, k) = 1;
  return row;
}

std::vector<double> normalized(std::vector<double> values) {
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  for (double& value : values) value /= sum;
  return values;
}

// p(x, label) up to a factor for all states x of the bits before the label.
std::vector<double> weights_with_label(const Rbm& rbm, Index bits, Index classes, Index label) {
  std::vector<double> weights;
  const Matrix states = all_states(*make_units(std::to_string(bits)));
  for (Index n = 0; n < states.shape(0); ++n)
    weights.push_back(std::exp(-free_energy(rbm, with_labels(row_of(states, n), one_hot(classes, label)))[0]));
  return weights;
}

Matrix bits_of(const Matrix& states, Index count) { return copy_of(ConstMatrixView(states).column_range(0, count)); }

}  // namespace

BOOST_AUTO_TEST_SUITE(generate)

BOOST_AUTO_TEST_CASE(a_machine_with_its_label_given) {
  const std::vector<Rbm> layers{random_rbm("4+softmax:1x3", "3", 3)};
  BOOST_CHECK_EQUAL(label_columns(layers).first, 4);
  BOOST_CHECK_EQUAL(label_columns(layers).count, 3);
  for (Index label = 0; label < 3; ++label) {
    Rng rng(label + 1);
    SamplingOptions options{.steps = 30, .labels = Labels(chains, static_cast<std::int32_t>(label))};
    const Samples found = draw_samples(layers, noise_at_top(layers, chains, rng), options, rng);
    check_frequencies(bits_of(found.visible, 4), normalized(weights_with_label(layers[0], 4, 3, label)),
                      "p(v | label)");
    for (Index k = 0; k < 3; ++k) {
      BOOST_CHECK_EQUAL(found.visible(17, 4 + k), k == label ? 1 : 0);
      BOOST_CHECK_EQUAL(found.mean(17, 4 + k), k == label ? 1 : 0);
    }
  }
}

// p(v | label) = sum_h p(v | h) p(h | label), the latter from the top machine.
BOOST_AUTO_TEST_CASE(a_deep_net_with_its_label_given) {
  const std::vector<Rbm> layers{random_rbm("4", "3", 1), random_rbm("3+softmax:1x2", "4", 2)};
  const Matrix hidden = all_states(*layers[0].hidden);
  const Matrix means = visible_mean(layers[0], hidden);
  const Matrix visible = all_states(*layers[0].visible);
  for (Index label = 0; label < 2; ++label) {
    const std::vector<double> prior = normalized(weights_with_label(layers[1], 3, 2, label));
    std::vector<double> expected;
    for (Index n = 0; n < visible.shape(0); ++n) {
      double p = 0;
      for (Index h = 0; h < prior.size(); ++h) {
        double down = 1;
        for (Index i = 0; i < 4; ++i) down *= static_cast<double>(visible(n, i) == 1 ? means(h, i) : 1 - means(h, i));
        p += prior[h] * down;
      }
      expected.push_back(p);
    }
    Rng rng(label + 1);
    SamplingOptions options{.steps = 30, .labels = Labels(chains, static_cast<std::int32_t>(label))};
    check_frequencies(draw_samples(layers, noise_at_top(layers, chains, rng), options, rng).visible, expected,
                      "p(v | label)");
  }
}

BOOST_AUTO_TEST_CASE(rows_are_completed_from_the_columns_kept) {
  const Rbm rbm = random_rbm("5", "3", 8);
  const Matrix row{{1, 1, 0, 1, 0}};
  Matrix rows = zeros(chains, 5);
  for (Index n = 0; n < chains; ++n) copy(row, MatrixView(rows).row_range(n, 1));
  Rng rng(4);
  const Samples found = complete_rows({{rbm}}, rows, {1, 2}, {.steps = 40}, rng);
  std::vector<double> expected(8);
  Matrix rest = zeros(chains, 3);
  const Matrix states = all_states(*rbm.visible);
  for (Index n = 0; n < states.shape(0); ++n) {
    if (states(n, 1) != 1 || states(n, 2) != 0) continue;
    const Matrix others{{states(n, 0), states(n, 3), states(n, 4)}};
    expected[state_number(others)] = std::exp(-free_energy(rbm, row_of(states, n))[0]);
  }
  for (Index n = 0; n < chains; ++n) {
    BOOST_REQUIRE(found.visible(n, 1) == 1 && found.visible(n, 2) == 0);
    BOOST_REQUIRE(found.mean(n, 1) == 1 && found.mean(n, 2) == 0);
    rest(n, 0) = found.visible(n, 0);
    rest(n, 1) = found.visible(n, 3);
    rest(n, 2) = found.visible(n, 4);
  }
  check_frequencies(rest, normalized(expected), "p(rest | kept)");
}

// Weights so large that every draw is certain: the pairs of columns are equal, and the label says which pair is on.
BOOST_AUTO_TEST_CASE(a_deep_net_completes_what_it_is_sure_of) {
  std::vector<Rbm> layers{make_rbm(make_units("4"), make_units("2")),
                          make_rbm(make_units("2+softmax:1x2"), make_units("2"))};
  for (Index i = 0; i < 4; ++i) layers[0].parameters.weights(i, i / 2) = 80;
  for (Index j = 0; j < 2; ++j) {
    layers[0].parameters.hidden(0, j) = -40;
    layers[1].parameters.weights(j, j) = 80;
    layers[1].parameters.weights(2 + j, j) = 80;
    layers[1].parameters.hidden(0, j) = -40;
  }
  for (Index i = 0; i < 4; ++i) layers[0].parameters.visible(0, i) = -40;
  for (Index i = 0; i < 2; ++i) layers[1].parameters.visible(0, i) = -40;
  Rng rng(2);
  const Samples labeled = draw_samples(layers, noise_at_top(layers, 2, rng), {.steps = 5, .labels = {0, 1}}, rng);
  BOOST_CHECK(labeled.visible == (Matrix{{1, 1, 0, 0}, {0, 0, 1, 1}}));
  BOOST_CHECK(labeled.top == (Matrix{{1, 0, 1, 0}, {0, 1, 0, 1}}));
  // The first column is kept: it turns its pair on beside that of the label, or stays off against it.
  const Matrix rows{{1, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}};
  const Samples found = complete_rows({layers}, rows, {0, 1}, {.steps = 3, .labels = {1, 1, 0}}, rng);
  const Matrix expected{{1, 1, 1, 1}, {0, 0, 1, 1}, {0, 1, 0, 0}};
  BOOST_CHECK(found.visible == expected);
  check_close(found.mean, expected, 1e-6, "mean");
}

BOOST_AUTO_TEST_CASE(chains_begin_at_data_or_noise) {
  const std::vector<Rbm> layers{random_rbm("4", "3", 1), random_rbm("3+softmax:1x2", "4", 2)};
  Rng rng(1);
  const Matrix rows{{1, 0, 1, 1}, {0, 0, 0, 1}};
  const Matrix top = data_at_top({layers}, rows, rng);
  const Matrix means = hidden_mean(layers[0], rows);
  for (Index n = 0; n < 2; ++n) {
    for (Index j = 0; j < 3; ++j) BOOST_CHECK_EQUAL(top(n, j), means(n, j));
    BOOST_CHECK_EQUAL(top(n, 3) + top(n, 4), 1);
  }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_given_is_refused) {
  const std::vector<Rbm> layers{random_rbm("2+softmax:1x3", "4", 2)};
  Rng rng(1);
  const auto is_data_error = [](const Error& error) { return error.kind() == ErrorKind::data; };
  BOOST_CHECK_EXCEPTION(draw_samples(layers, noise_at_top(layers, 1, rng), {.labels = {3}}, rng), Error, is_data_error);
  const std::vector<Rbm> plain{random_rbm("5", "4", 2)};
  BOOST_CHECK_EXCEPTION(draw_samples(plain, noise_at_top(plain, 1, rng), {.labels = {0}}, rng), Error, is_data_error);
  BOOST_CHECK_EXCEPTION(complete_rows({layers}, Matrix{{1, 0, 0, 1, 0}}, {1, 2}, {}, rng), Error, is_data_error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace generate_test
