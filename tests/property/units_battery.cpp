// Every kind of units: normalizer against sums and integrals over states, means and gradients against finite
// differences.
#include <boost/math/quadrature/gauss_kronrod.hpp>

#include "libdbn/likelihood/exact.hpp"
#include "tests/support/layers.hpp"

namespace dbn {
namespace units_battery_test {
namespace {

using namespace test;

constexpr bool in_float = sizeof(real) == sizeof(float);
constexpr double difference_step = in_float ? 2e-2 : 1e-4;
constexpr double difference_tolerance = in_float ? 3e-3 : 1e-6;

// d value / d x by central differences; `x` is restored.
template <class Value>
double slope(real& x, const Value& value) {
  const real kept = x;
  x = kept + static_cast<real>(difference_step);
  const double above = value();
  const auto upper = static_cast<double>(x);
  x = kept - static_cast<real>(difference_step);
  const double below = value();
  const double width = upper - static_cast<double>(x);
  x = kept;
  return (above - below) / width;
}

template <class Body>
void for_layers(const Body& body) {
  for (const std::string& spec : battery_specs()) {
    BOOST_TEST_CONTEXT(spec) { body(make_layer(spec, 5), spec); }
  }
}

double integral(const Layer& layer, const std::function<double(double)>& factor) {
  const double shift = log_normalizer(layer);
  const auto density = [&](double x) {
    const Matrix row{{static_cast<real>(x)}};
    return factor(x) * std::exp(log_weight(layer, row) - shift);
  };
  const double lowest = layer.units->domain(0) == Domain::half_line ? 0 : -25;
  return boost::math::quadrature::gauss_kronrod<double, 61>::integrate(density, lowest, 25.0, 8, 1e-12);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(units_battery)

BOOST_AUTO_TEST_CASE(text_of_a_layer_makes_an_equal_layer) {
  for_layers([](const Layer& layer, const std::string& spec) {
    BOOST_CHECK_EQUAL(layer.units->spec(), spec);
    const UnitsPtr again = make_units(layer.units->spec());
    BOOST_CHECK_EQUAL(again->spec(), spec);
    BOOST_CHECK_EQUAL(again->size(), layer.units->size());
    BOOST_CHECK(again->parameter_names() == layer.units->parameter_names());
    BOOST_CHECK_EQUAL(layer.units->parameter_names().at(0), "bias");
  });
}

BOOST_AUTO_TEST_CASE(log_normalizer_is_the_sum_over_states) {
  Index finite = 0;
  for_layers([&](const Layer& layer, const std::string&) {
    if (!std::isfinite(layer.units->state_count())) return;
    ++finite;
    const Matrix states = all_states(*layer.units);
    std::vector<double> values;
    for (Index n = 0; n < states.shape(0); ++n)
      values.push_back(log_weight(layer, ConstMatrixView(states).row_range(n, 1)));
    check_close(log_normalizer(layer), log_sum_exp(values), exact_tolerance, "log normalizer");
  });
  BOOST_CHECK_GE(finite, 6);
}

BOOST_AUTO_TEST_CASE(log_normalizer_and_mean_are_integrals_over_continuous_states) {
  BOOST_CHECK_EQUAL(continuous_specs().size(), 2);
  for (const std::string& spec : continuous_specs()) {
    for (const unsigned seed : {1U, 2U, 3U, 4U}) {
      BOOST_TEST_CONTEXT(spec) {
        const Layer layer = make_layer(spec, seed);
        Matrix mean = zeros(1, 1);
        layer.units->mean(layer.parameters, layer.inputs, mean);
        check_close(integral(layer, [](double) { return 1.0; }), 1, exact_tolerance, "integral of the density");
        check_close(static_cast<double>(mean(0, 0)), integral(layer, [](double x) { return x; }), exact_tolerance,
                    "mean");
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(log_normalizer_of_blocks_is_the_sum_of_theirs) {
  const Layer layer = make_layer("relu:1+gaussian:2+bernoulli:1", 7);
  const auto part = [&](const std::string& spec, Index first) {
    const UnitsPtr units = make_units(spec);
    double value = 0;
    units->add_log_normalizer(ConstMatrixView(layer.parameters).column_range(first, units->size()),
                              ConstMatrixView(layer.inputs).column_range(first, units->size()), &value);
    return value;
  };
  check_close(log_normalizer(layer), part("relu:1", 0) + part("gaussian:2", 1) + part("bernoulli:1", 3),
              exact_tolerance, "blocks");
}

// E[s(x)] = d log_normalizer / d inputs.
BOOST_AUTO_TEST_CASE(means_are_derivatives_of_the_log_normalizer) {
  for_layers([](Layer layer, const std::string&) {
    Matrix mean = zeros(1, layer.units->size());
    layer.units->mean(layer.parameters, layer.inputs, mean);
    layer.units->interaction(layer.parameters, mean, mean);
    for (Index i = 0; i < layer.units->size(); ++i) {
      const double expected = slope(layer.inputs(0, i), [&] { return log_normalizer(layer); });
      check_close(static_cast<double>(mean(0, i)), expected, difference_tolerance, "mean " + std::to_string(i));
    }
  });
}

BOOST_AUTO_TEST_CASE(expected_gradients_are_derivatives_of_the_log_normalizer) {
  for_layers([](Layer layer, const std::string&) {
    const auto names = layer.units->parameter_names();
    Matrix gradient = zeros(names.size(), layer.units->size());
    layer.units->add_expected_gradient(layer.parameters, layer.inputs, 2, gradient);
    for (Index p = 0; p < names.size(); ++p) {
      for (Index i = 0; i < layer.units->size(); ++i) {
        const double expected = slope(layer.parameters(p, i), [&] { return log_normalizer(layer); });
        check_close(static_cast<double>(gradient(p, i)), 2 * expected, difference_tolerance,
                    names[p] + " " + std::to_string(i));
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(gradients_are_derivatives_of_the_log_weight) {
  for_layers([](Layer layer, const std::string&) {
    const auto names = layer.units->parameter_names();
    const Matrix states = draw(layer, 3, 9);
    for (Index n = 0; n < 3; ++n) {
      const auto row = ConstMatrixView(states).row_range(n, 1);
      Matrix gradient = zeros(names.size(), layer.units->size());
      layer.units->add_gradient(layer.parameters, row, layer.inputs, -3, gradient);
      for (Index p = 0; p < names.size(); ++p) {
        for (Index i = 0; i < layer.units->size(); ++i) {
          const double expected = slope(layer.parameters(p, i), [&] { return log_weight(layer, row); });
          check_close(static_cast<double>(gradient(p, i)), -3 * expected, 10 * difference_tolerance,
                      names[p] + " " + std::to_string(i));
        }
      }
      // The bias does not need the inputs.
      Matrix without = zeros(names.size(), layer.units->size());
      layer.units->add_gradient(layer.parameters, row, {}, -3, without);
      for (Index i = 0; i < layer.units->size(); ++i) {
        check_close(static_cast<double>(without(0, i)), static_cast<double>(gradient(0, i)), exact_tolerance, "bias");
      }
    }
  });
}

// U(x) = U_0(x) - t . s(x): energy differences lose exactly t . (s(x) - s(y)) when the bias goes to 0.
BOOST_AUTO_TEST_CASE(bias_as_input_is_what_the_bias_adds) {
  for_layers([](const Layer& layer, const std::string&) {
    const Matrix states = draw(layer, 2, 10);
    Layer plain = layer;
    plain.inputs.fill(0);
    for (Index i = 0; i < layer.units->size(); ++i) plain.parameters(0, i) = 0;
    const double one = 1;
    Layer shifted = plain;
    layer.units->add_bias_as_input(layer.parameters, &one, shifted.inputs);
    Layer biased = plain;
    biased.parameters = layer.parameters;
    const auto gap = [&](const Layer& l) {
      return log_weight(l, ConstMatrixView(states).row_range(0, 1)) -
             log_weight(l, ConstMatrixView(states).row_range(1, 1));
    };
    check_close(gap(shifted), gap(biased), exact_tolerance, "bias as input");

    const double copies = 2.5;
    Matrix gradient = zeros(layer.parameters.shape(0), layer.units->size());
    const auto row = ConstMatrixView(states).row_range(0, 1);
    layer.units->add_bias_input_gradient(layer.parameters, row, &copies, 2, gradient);
    Layer moved = shifted;
    const auto value = [&] {
      Matrix inputs = zeros(1, layer.units->size());
      Matrix interactions = zeros(1, layer.units->size());
      moved.units->add_bias_as_input(moved.parameters, &copies, inputs);
      layer.units->interaction(layer.parameters, row, interactions);
      double sum = 0;
      for (Index i = 0; i < inputs.size(); ++i)
        sum += static_cast<double>(inputs(0, i)) * static_cast<double>(interactions(0, i));
      return sum;
    };
    moved.parameters = layer.parameters;
    for (Index p = 0; p < gradient.shape(0); ++p) {
      for (Index i = 0; i < gradient.shape(1); ++i) {
        if (p == 1 && layer.units->domain(i) != Domain::line) continue;
        check_close(static_cast<double>(gradient(p, i)), 2 * slope(moved.parameters(p, i), value),
                    10 * difference_tolerance, "gradient through copies of the bias");
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(bias_from_mean_gives_that_mean) {
  for_layers([](Layer layer, const std::string&) {
    const Index size = layer.units->size();
    const Matrix no_inputs = zeros(1, size);
    Matrix wanted = zeros(1, size);
    layer.units->mean(layer.parameters, no_inputs, wanted);
    for (Index i = 0; i < size; ++i) layer.parameters(0, i) = 0;
    layer.units->bias_from_mean(wanted, layer.parameters);
    Matrix found = zeros(1, size);
    layer.units->mean(layer.parameters, no_inputs, found);
    check_close(found, wanted, 10 * exact_tolerance, "mean without inputs");
  });
}

BOOST_AUTO_TEST_CASE(bias_from_the_mean_of_units_that_never_change_is_finite) {
  for_layers([](Layer layer, const std::string&) {
    for (const double level : {0.0, 1.0}) {
      const Matrix mean({1, layer.units->size()}, static_cast<real>(level));
      layer.units->bias_from_mean(mean, layer.parameters);
      for (Index i = 0; i < layer.units->size(); ++i) BOOST_CHECK(std::isfinite(layer.parameters(0, i)));
    }
  });
}

BOOST_AUTO_TEST_CASE(parameters_stay_in_their_domain) {
  for_layers([](const Layer& layer, const std::string&) {
    layer.units->check_parameters(layer.parameters, "layer");
    Layer bad = layer;
    const auto names = layer.units->parameter_names();
    for (Index p = 1; p < names.size(); ++p) {
      for (const double sigma : {0.0, -1.0, static_cast<double>(NAN)}) {
        bad.parameters = layer.parameters;
        for (Index i = 0; i < layer.units->size(); ++i) bad.parameters(p, i) = static_cast<real>(sigma);
        BOOST_CHECK_THROW(layer.units->check_parameters(bad.parameters, "layer"), Error);
        if (std::isnan(sigma)) continue;
        layer.units->project(bad.parameters);
        for (Index i = 0; i < layer.units->size(); ++i) {
          if (layer.units->domain(i) == Domain::line) BOOST_CHECK_GT(bad.parameters(p, i), 0);
        }
      }
    }
    bad.parameters = layer.parameters;
    bad.parameters(0, 0) = std::numeric_limits<real>::infinity();
    BOOST_CHECK_THROW(layer.units->check_parameters(bad.parameters, "layer"), Error);
  });
}

BOOST_AUTO_TEST_CASE(text_that_is_no_layer_is_refused) {
  for (const char* spec : {"", "bernoulli:0", "bernoulli:-1", "softmax:10", "softmax:1x", "softmax:x3", "gaussian:2x3",
                           "multinomial:2x3x4", "gausian:3", "bernoulli:3+", "bernoulli:3.5"}) {
    BOOST_CHECK_EXCEPTION(make_units(spec), Error, [](const Error& e) { return e.kind() == ErrorKind::config; });
  }
  BOOST_CHECK_EQUAL(make_units("500")->spec(), "bernoulli:500");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace units_battery_test
}  // namespace dbn
