// The methods of `dbn likelihood` on machines whose truth can be enumerated.
#include <numeric>

#include "libdbn/dbn/bound.hpp"
#include "libdbn/io/model/model_file.hpp"
#include "libdbn/likelihood/exact.hpp"
#include "tests/support/small_runs.hpp"

namespace likelihood_methods_test {
BOOST_AUTO_TEST_SUITE(likelihood_methods)

using namespace dbn::test;

namespace {

struct Fixture {
  TemporaryDirectory directory;
  const std::filesystem::path& here = directory.path();

  dbn::Rbm write_machine(const std::string& visible, const std::string& hidden, unsigned seed) const {
    dbn::Model model;
    model.layers = {random_rbm(visible, hidden, seed)};
    dbn::write_model(here / "m.h5", model);
    return model.layers[0];
  }

  nlohmann::json likelihood(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"likelihood", "m.h5"});
    arguments.push_back("--json");
    return run_well(here, arguments).json();
  }
};

double mean_of(const dbn::Energies& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

constexpr auto missing = std::numeric_limits<dbn::real>::quiet_NaN();

}  // namespace

BOOST_FIXTURE_TEST_CASE(the_gap_is_the_difference_of_mean_free_energies, Fixture) {
  const dbn::Rbm rbm = write_machine("bernoulli:3", "4", 1);
  write_file(here / "a.csv", "a,b,c\n1,0,1\n0,0,1\n1,1,1\n");
  write_file(here / "b.csv", "a,b,c\n0,1,0\n0,0,0\n");
  const dbn::Energies a = dbn::free_energy(rbm, dbn::Matrix{{1, 0, 1}, {0, 0, 1}, {1, 1, 1}});
  const dbn::Energies b = dbn::free_energy(rbm, dbn::Matrix{{0, 1, 0}, {0, 0, 0}});
  const auto object = likelihood({"--data", "a.csv", "--against", "b.csv", "--method", "free_energy"});
  BOOST_TEST(!object.contains("mean_log_likelihood"));
  check_close(object["mean_free_energy"].get<double>(), mean_of(a), 1e-6, "mean free energy");
  check_close(object["against_mean_free_energy"].get<double>(), mean_of(b), 1e-6, "against");
  check_close(object["free_energy_gap"].get<double>(), mean_of(a) - mean_of(b), 1e-6, "gap");
  const auto variance = [](const dbn::Energies& values) {
    double sum = 0;
    for (const double x : values) sum += (x - mean_of(values)) * (x - mean_of(values));
    const auto n = static_cast<double>(values.size());
    return sum / (n - 1) / n;
  };
  check_close(object["free_energy_gap_standard_error"].get<double>(), std::sqrt(variance(a) + variance(b)), 1e-6,
              "standard error");
  // The constant log Z is the same for both, so any other method says the same.
  const auto exact = likelihood({"--data", "a.csv", "--against", "b.csv"});
  check_close(exact["free_energy_gap"].get<double>(), mean_of(a) - mean_of(b), 1e-6, "gap beside exact");
  check_close(exact["mean_log_likelihood"].get<double>(),
              mean_of(dbn::exact_log_likelihood(rbm, dbn::Matrix{{1, 0, 1}, {0, 0, 1}, {1, 1, 1}})), 1e-6, "log p");
}

// Each pattern of missing units has a log Z of its own, in every method.
BOOST_FIXTURE_TEST_CASE(rows_that_lack_units, Fixture) {
  const dbn::Rbm rbm = write_machine("bernoulli:4", "3", 2);
  write_file(here / "holes.csv", "a,b,c,d\n1,,0,1\n0,1,1,0\n1,,1,1\n,,,0\n");
  const dbn::Matrix rows{{1, missing, 0, 1}, {0, 1, 1, 0}, {1, missing, 1, 1}, {missing, missing, missing, 0}};
  const double expected = mean_of(dbn::exact_log_likelihood(rbm, rows));
  check_close(likelihood({"--data", "holes.csv"})["mean_log_likelihood"].get<double>(), expected, 1e-6, "exact");
  const auto annealed = likelihood({"--data", "holes.csv", "--method", "ais", "--betas", "500"});
  BOOST_CHECK_EQUAL(annealed["machines"].get<int>(), 3);
  BOOST_TEST(!annealed.contains("log_z"));
  BOOST_TEST(std::abs(annealed["mean_log_likelihood"].get<double>() - expected) < 0.02);
}

BOOST_FIXTURE_TEST_CASE(documents_of_different_length, Fixture) {
  const dbn::Rbm rbm = write_machine("multinomial:3", "2", 3);
  write_file(here / "documents.csv", "a,b,c\n2,0,1\n0,4,1\n1,1,1\n0,0,1\n");
  const dbn::Matrix rows{{2, 0, 1}, {0, 4, 1}, {1, 1, 1}, {0, 0, 1}};
  const double expected = mean_of(dbn::exact_log_likelihood(rbm, rows));
  check_close(likelihood({"--data", "documents.csv"})["mean_log_likelihood"].get<double>(), expected, 1e-6, "exact");
  const auto annealed = likelihood({"--data", "documents.csv", "--method", "ais", "--betas", "500"});
  BOOST_CHECK_EQUAL(annealed["machines"].get<int>(), 3);
  BOOST_TEST(std::abs(annealed["mean_log_likelihood"].get<double>() - expected) < 0.03);
}

// A missing unit is no part of the first layer: neither of its free energies nor of what the hidden states are worth.
BOOST_FIXTURE_TEST_CASE(the_bound_of_rows_that_lack_units, Fixture) {
  dbn::Model model;
  model.layers = {random_rbm("bernoulli:3", "2", 4), random_rbm("bernoulli:2", "2", 5)};
  dbn::write_model(here / "m.h5", model);
  write_file(here / "holes.csv", "a,b,c\n1,,0\n0,1,1\n");
  const auto object = likelihood({"--data", "holes.csv", "--method", "bound"});
  // The same net with two visible units says the same about the first row.
  std::vector<dbn::Rbm> smaller = model.layers;
  smaller[0] = dbn::make_rbm(dbn::make_units("bernoulli:2"), smaller[0].hidden);
  smaller[0].parameters.hidden = model.layers[0].parameters.hidden;
  for (const dbn::Index i : {0, 1}) {
    smaller[0].parameters.visible(0, i) = model.layers[0].parameters.visible(0, 2 * i);
    for (const dbn::Index j : {0, 1})
      smaller[0].parameters.weights(i, j) = model.layers[0].parameters.weights(2 * i, j);
  }
  const double log_z = dbn::exact_log_z(model.layers[1]);
  const double expected = (dbn::lower_bound({smaller}, dbn::Matrix{{1, 0}}, log_z)[0] +
                           dbn::lower_bound(model, dbn::Matrix{{0, 1, 1}}, log_z)[0]) /
                          2;
  check_close(object["lower_bound"].get<double>(), expected, 1e-6, "bound");
}

BOOST_FIXTURE_TEST_CASE(the_bound_of_a_single_machine_is_its_log_likelihood, Fixture) {
  write_machine("bernoulli:4", "3", 6);
  write_file(here / "holes.csv", "a,b,c,d\n1,,0,1\n0,1,1,0\n");
  const auto exact = likelihood({"--data", "holes.csv"});
  const auto bound = likelihood({"--data", "holes.csv", "--method", "bound"});
  BOOST_CHECK_EQUAL(bound["lower_bound"].get<double>(), exact["mean_log_likelihood"].get<double>());
}

// What the training data went through is in the model and is done again.
BOOST_FIXTURE_TEST_CASE(binarization_comes_with_the_model, Fixture) {
  dbn::Model model;
  model.layers = {random_rbm("bernoulli:2", "3", 7)};
  model.binarization = dbn::Binarization::threshold;
  dbn::write_model(here / "m.h5", model);
  write_file(here / "gray.csv", "a,b\n0.9,0.2\n0.4,0.6\n");
  const double expected = mean_of(dbn::exact_log_likelihood(model.layers[0], dbn::Matrix{{1, 0}, {0, 1}}));
  check_close(likelihood({"--data", "gray.csv"})["mean_log_likelihood"].get<double>(), expected, 1e-6, "as trained");
  const dbn::Matrix gray{{dbn::real(0.9), dbn::real(0.2)}, {dbn::real(0.4), dbn::real(0.6)}};
  check_close(likelihood({"--data", "gray.csv", "--binarize", "none"})["mean_log_likelihood"].get<double>(),
              mean_of(dbn::exact_log_likelihood(model.layers[0], gray)), 1e-6, "as it is");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace likelihood_methods_test
