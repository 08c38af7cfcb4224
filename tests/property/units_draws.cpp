// Draws of every kind against the exact distribution, and passes that do not depend on the batch.
#include <algorithm>
#include <map>

#include <boost/math/quadrature/gauss_kronrod.hpp>

#include "libdbn/units/normal.hpp"
#include "tests/support/layers.hpp"

namespace dbn {
namespace units_draws_test {
namespace {

using namespace test;

constexpr Index draws_per_test = 20000;

std::vector<double> key_of(ConstMatrixView row) {
  std::vector<double> key;
  for (Index i = 0; i < row.columns; ++i) key.push_back(static_cast<double>(row(0, i)));
  return key;
}

// Of a single continuous unit: E[(x - center)^power].
double moment(const Layer& layer, double center, int power) {
  const double shift = log_normalizer(layer);
  const auto density = [&](double x) {
    const Matrix row{{static_cast<real>(x)}};
    return std::pow(x - center, power) * std::exp(log_weight(layer, row) - shift);
  };
  const double lowest = layer.units->domain(0) == Domain::half_line ? 0 : -25;
  return boost::math::quadrature::gauss_kronrod<double, 61>::integrate(density, lowest, 25.0, 6, 1e-9);
}

double probability_below(const Layer& layer, double x) {
  const double shift = log_normalizer(layer);
  const double lowest = layer.units->domain(0) == Domain::half_line ? 0 : -25;
  const auto density = [&](double y) {
    const Matrix row{{static_cast<real>(y)}};
    return std::exp(log_weight(layer, row) - shift);
  };
  return boost::math::quadrature::gauss_kronrod<double, 61>::integrate(density, lowest, x, 6, 1e-8);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(units_draws)

// Chi-square with k - 1 degrees of freedom has mean k - 1 and variance 2 (k - 1); 5 deviations at a fixed seed.
BOOST_AUTO_TEST_CASE(draws_have_the_probabilities_of_the_states) {
  for (const std::string& spec : battery_specs()) {
    const Layer layer = make_layer(spec, 21);
    if (!std::isfinite(layer.units->state_count())) continue;
    const Matrix states = all_states(*layer.units);
    std::map<std::vector<double>, double> expected;
    for (Index n = 0; n < states.shape(0); ++n) {
      const auto row = ConstMatrixView(states).row_range(n, 1);
      expected[key_of(row)] +=
          static_cast<double>(draws_per_test) * std::exp(log_weight(layer, row) - log_normalizer(layer));
    }
    std::map<std::vector<double>, double> found;
    const Matrix drawn = draw(layer, draws_per_test, 22);
    for (Index n = 0; n < draws_per_test; ++n) ++found[key_of(ConstMatrixView(drawn).row_range(n, 1))];
    double distance = 0;
    for (const auto& [state, count] : expected) distance += std::pow(found[state] - count, 2) / count;
    const auto freedom = static_cast<double>(expected.size() - 1);
    BOOST_CHECK_EQUAL(found.size(), expected.size());
    BOOST_CHECK_MESSAGE(distance < freedom + 5 * std::sqrt(2 * freedom), spec << ": chi-square " << distance);
  }
}

// Kolmogorov-Smirnov: the largest gap of n draws exceeds 1.95 / sqrt(n) once in a thousand seeds.
BOOST_AUTO_TEST_CASE(draws_of_continuous_units_have_the_distribution) {
  for (const std::string& spec : continuous_specs()) {
    for (const double input : {-6.0, -1.0, 0.5, 4.0}) {
      Layer layer = make_layer(spec, 23);
      layer.inputs(0, 0) = static_cast<real>(input);
      const Matrix drawn = draw(layer, draws_per_test, 24);
      std::vector<double> sorted(drawn.begin(), drawn.end());
      std::sort(sorted.begin(), sorted.end());
      double gap = 0;
      for (Index n = 500; n < draws_per_test; n += 1000) {
        const double below = static_cast<double>(n) / static_cast<double>(draws_per_test);
        gap = std::max(gap, std::abs(below - probability_below(layer, sorted[n])));
      }
      BOOST_CHECK_MESSAGE(gap < 1.95 / std::sqrt(static_cast<double>(draws_per_test)),
                          spec << " at input " << input << ": gap " << gap);
    }
  }
}

BOOST_AUTO_TEST_CASE(draws_of_continuous_units_have_the_mean_and_variance) {
  for (const std::string& spec : continuous_specs()) {
    const Layer layer = make_layer(spec, 25);
    const double mean = moment(layer, 0, 1);
    const double variance = moment(layer, mean, 2);
    const double fourth = moment(layer, mean, 4);
    const Matrix drawn = draw(layer, draws_per_test, 26);
    const auto count = static_cast<double>(draws_per_test);
    double sum = 0;
    double squares = 0;
    for (const real x : drawn) {
      sum += static_cast<double>(x) - mean;
      squares += std::pow(static_cast<double>(x) - mean, 2);
    }
    BOOST_CHECK_LT(std::abs(sum / count), 4 * std::sqrt(variance / count));
    BOOST_CHECK_LT(std::abs(squares / count - variance), 4 * std::sqrt((fourth - variance * variance) / count));
  }
}

BOOST_AUTO_TEST_CASE(sigma_is_a_standard_deviation) {
  Layer layer = make_layer("gaussian:1", 27);
  layer.parameters(1, 0) = real(3);
  const Matrix drawn = draw(layer, draws_per_test, 28);
  const double mean = static_cast<double>(layer.parameters(0, 0)) + 3 * static_cast<double>(layer.inputs(0, 0));
  double squares = 0;
  for (const real x : drawn) squares += std::pow(static_cast<double>(x) - mean, 2);
  BOOST_CHECK_LT(std::abs(squares / static_cast<double>(draws_per_test) - 9),
                 4 * 9 * std::sqrt(2 / static_cast<double>(draws_per_test)));
}

BOOST_AUTO_TEST_CASE(extreme_inputs_give_finite_results) {
  for (const std::string& spec : battery_specs()) {
    for (const double level : {1e4, -1e4}) {
      for (const bool alternating : {false, true}) {
        Layer layer = make_layer(spec, 29);
        for (Index i = 0; i < layer.inputs.size(); ++i)
          layer.inputs(0, i) = static_cast<real>(alternating && i % 2 == 1 ? -level : level);
        Matrix mean = zeros(1, layer.units->size());
        layer.units->mean(layer.parameters, layer.inputs, mean);
        const Matrix drawn = draw(layer, 20, 30);
        BOOST_CHECK_MESSAGE(std::isfinite(log_normalizer(layer)), spec << " log normalizer at " << level);
        for (const real x : mean) BOOST_CHECK_MESSAGE(std::isfinite(x), spec << " mean at " << level);
        for (const real x : drawn) BOOST_CHECK_MESSAGE(std::isfinite(x), spec << " draw at " << level);
        layer.units->check_states(drawn, "draws", 0);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_batch_is_its_rows_one_by_one) {
  constexpr Index rows = 5;
  for (const std::string& spec : battery_specs()) {
    const Layer layer = make_layer(spec, 31);
    const Index size = layer.units->size();
    Matrix inputs = zeros(rows, size);
    fill_normal(inputs, 1.5, 32);
    const auto row = [](ConstMatrixView m, Index n) { return m.row_range(n, 1); };
    Rng rng(33);
    const Draws draws = rng.next();
    Matrix means = zeros(rows, size);
    Matrix both_means = zeros(rows, size);
    Matrix samples = zeros(rows, size);
    Matrix both_samples = zeros(rows, size);
    std::vector<double> normalizers(rows, 0.0);
    layer.units->mean(layer.parameters, inputs, means);
    layer.units->sample(layer.parameters, inputs, draws, samples);
    layer.units->mean_and_sample(layer.parameters, inputs, draws, both_means, both_samples);
    layer.units->add_log_normalizer(layer.parameters, inputs, normalizers.data());
    BOOST_CHECK(both_means == means);
    BOOST_CHECK(both_samples == samples);
    for (Index n = 0; n < rows; ++n) {
      Matrix mean = zeros(1, size);
      Matrix sample = zeros(1, size);
      double normalizer = 0;
      layer.units->mean(layer.parameters, row(inputs, n), mean);
      layer.units->sample(layer.parameters, row(inputs, n), draws.from_row(n), sample);
      layer.units->add_log_normalizer(layer.parameters, row(inputs, n), &normalizer);
      for (Index i = 0; i < size; ++i) {
        BOOST_CHECK_EQUAL(mean(0, i), means(n, i));
        BOOST_CHECK_EQUAL(sample(0, i), samples(n, i));
      }
      BOOST_CHECK_EQUAL(normalizer, normalizers[n]);
    }
  }
}

// Blocks of the same kind must not share their random numbers.
BOOST_AUTO_TEST_CASE(blocks_draw_independently) {
  Layer layer = make_layer("gaussian:1+gaussian:1+relu:1+relu:1", 34);
  for (real& x : layer.inputs) x = 0;
  for (Index i = 0; i < 4; ++i) layer.parameters(0, i) = 0;
  const Matrix drawn = draw(layer, draws_per_test, 35);
  for (Index a = 0; a < 4; ++a) {
    for (Index b = 0; b < a; ++b) {
      double covariance = 0;
      const double shift = std::sqrt(2 / 3.141592653589793);
      const auto centered = [&](Index n, Index i) {
        return static_cast<double>(drawn(n, i)) - (layer.units->domain(i) == Domain::half_line ? shift : 0);
      };
      for (Index n = 0; n < draws_per_test; ++n) covariance += centered(n, a) * centered(n, b);
      BOOST_CHECK_LT(std::abs(covariance), 6 * std::sqrt(static_cast<double>(draws_per_test)));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_row_of_normals_is_made_of_pairs) {
  Rng rng(36);
  const Draws draws = rng.next();
  std::vector<real> row(normal_block);
  for (const Index count : {Index(20), Index(50), normal_block}) {
    normal_row(draws, 3, 64, count, row.data());
    for (Index i = 0; i < count; ++i) {
      const Index pair = i % 32;
      const double radius = std::sqrt(-2 * std::log(draws.open_uniform(3, 64 + pair)));
      const double angle = 2 * 3.14159265358979323846 * draws.open_uniform(3, 64 + 32 + pair);
      check_close(static_cast<double>(row[i]), radius * (i < 32 ? std::cos(angle) : std::sin(angle)), exact_tolerance,
                  "normal");
    }
  }
}

// The two of a pair share their radius, so a fault in it would show in the squares.
BOOST_AUTO_TEST_CASE(the_normals_of_a_pair_are_independent) {
  const Draws draws = Rng(37).next();
  double products = 0;
  double squares = 0;
  std::vector<real> row(normal_block);
  constexpr Index rows = 4000;
  for (Index n = 0; n < rows; ++n) {
    normal_row(draws, n, 0, normal_block, row.data());
    for (Index i = 0; i < 32; ++i) {
      const auto x = static_cast<double>(row[i]);
      const auto y = static_cast<double>(row[32 + i]);
      products += x * y;
      squares += (x * x - 1) * (y * y - 1);
    }
  }
  const double count = rows * 32;
  BOOST_CHECK_LT(std::abs(products), 5 * std::sqrt(count));
  BOOST_CHECK_LT(std::abs(squares), 5 * std::sqrt(4 * count));  // E (x^2 - 1)^2 = 2 for each
}

BOOST_AUTO_TEST_CASE(tails_of_the_normal_distribution) {
  const auto integrate = [](auto f) {
    return boost::math::quadrature::gauss_kronrod<double, 61>::integrate(f, 0.0, 12.0, 10, 1e-14);
  };
  for (const double a : {-3.0, -1.0, 0.0, 2.0, 4.999, 5.001, 9.0, 40.0}) {
    const double ratio = integrate([&](double x) { return std::exp(-x * (x / 2 + a)); });
    const double moment_1 = integrate([&](double x) { return x * std::exp(-x * (x / 2 + a)); });
    BOOST_CHECK_CLOSE_FRACTION(mills_ratio(a), ratio, 1e-12);
    BOOST_CHECK_CLOSE_FRACTION(log_mills_ratio(a), std::log(ratio), 1e-11);
    BOOST_CHECK_CLOSE_FRACTION(mean_excess(a), moment_1 / ratio, 1e-11);
    for (const double tail : {1e-9, 0.01, 0.5, 0.999}) {
      const double x = excess_quantile(a, tail);
      const double beyond = integrate([&](double y) { return std::exp(-(x + y) * ((x + y) / 2 + a)); });
      BOOST_CHECK_CLOSE_FRACTION(beyond / ratio, tail, 1e-9);
    }
  }
  // Far out the excess is exponential with rate a.
  BOOST_CHECK_CLOSE_FRACTION(mean_excess(1e6), 1e-6, 1e-10);
  BOOST_CHECK_CLOSE_FRACTION(excess_quantile(1e6, 0.25), -std::log(0.25) / 1e6, 1e-10);
  BOOST_CHECK_CLOSE_FRACTION(log_mills_ratio(-1e4), 5e7 + 0.9189385332046727, 1e-14);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace units_draws_test
}  // namespace dbn
