// The mean of each estimator's gradient against its expectation by enumeration, with the sign and the scale it must
// have.
#include <cmath>

#include "libdbn/estimators/estimator.hpp"
#include "tests/support/exact_gradient.hpp"
#include "tests/support/memory_archive.hpp"

using namespace dbn;
using dbn::test::random_rbm;

namespace cd_gradient_test {
namespace {

constexpr Index copies = 20'000;
constexpr double sigmas = 5.5;  // some 40 numbers a case: a false alarm in a million cases

// Mean and variance of the model phase's statistics for one chain, by enumeration.
struct Moments {
  Matrix weights, weights_squared, visible, visible_squared, hidden, hidden_squared;
  explicit Moments(const Rbm& rbm)
      : weights(zeros(rbm.visible->size(), rbm.hidden->size())),
        weights_squared(weights),
        visible(zeros(1, rbm.visible->size())),
        visible_squared(visible),
        hidden(zeros(1, rbm.hidden->size())),
        hidden_squared(hidden) {}

  void add(double probability, ConstMatrixView v, ConstMatrixView h) {
    const auto enter = [&](Matrix& mean, Matrix& square, Index i, Index j, double x) {
      mean(i, j) += static_cast<real>(probability * x);
      square(i, j) += static_cast<real>(probability * x * x);
    };
    for (Index i = 0; i < v.columns; ++i) {
      enter(visible, visible_squared, 0, i, static_cast<double>(v(0, i)));
      for (Index j = 0; j < h.columns; ++j) {
        enter(weights, weights_squared, i, j, static_cast<double>(v(0, i)) * static_cast<double>(h(0, j)));
      }
    }
    for (Index j = 0; j < h.columns; ++j) enter(hidden, hidden_squared, 0, j, static_cast<double>(h(0, j)));
  }
};

double bernoulli_probability(ConstMatrixView mean, ConstMatrixView state) {
  double p = 1;
  for (Index i = 0; i < mean.columns; ++i) {
    const auto m = static_cast<double>(mean(0, i));
    p *= state(0, i) > real(0.5) ? m : 1 - m;
  }
  return p;
}

// p(v' after k Gibbs steps | v), by multiplying out all hidden and visible states.
std::vector<double> after_gibbs(const Rbm& rbm, ConstMatrixView start, Index steps) {
  const Matrix visibles = test::all_states(*rbm.visible);
  const Matrix hiddens = test::all_states(*rbm.hidden);
  const Matrix mean_given_hidden = visible_mean(rbm, hiddens);
  std::vector<double> now(visibles.shape(0), 0.0);
  for (Index v = 0; v < now.size(); ++v)
    now[v] = bernoulli_probability(start, ConstMatrixView(visibles).row_range(v, 1));
  for (Index k = 0; k < steps; ++k) {
    std::vector<double> next(now.size(), 0.0);
    const Matrix mean_given_visible = hidden_mean(rbm, visibles);
    for (Index v = 0; v < now.size(); ++v) {
      for (Index h = 0; h < hiddens.shape(0); ++h) {
        const auto hidden = ConstMatrixView(hiddens).row_range(h, 1);
        const double p = now[v] * bernoulli_probability(ConstMatrixView(mean_given_visible).row_range(v, 1), hidden);
        for (Index w = 0; w < now.size(); ++w) {
          next[w] += p * bernoulli_probability(ConstMatrixView(mean_given_hidden).row_range(h, 1),
                                               ConstMatrixView(visibles).row_range(w, 1));
        }
      }
    }
    now = next;
  }
  return now;
}

Moments sampled_chain_moments(const Rbm& rbm, ConstMatrixView start, Index steps) {
  Moments moments(rbm);
  const Matrix visibles = test::all_states(*rbm.visible);
  const Matrix hidden = hidden_mean(rbm, visibles);
  const std::vector<double> probability = after_gibbs(rbm, start, steps);
  for (Index v = 0; v < probability.size(); ++v) {
    moments.add(probability[v], ConstMatrixView(visibles).row_range(v, 1), ConstMatrixView(hidden).row_range(v, 1));
  }
  return moments;
}

// One step with probabilities for the visible units: only the hidden states of the data phase are random.
Moments mean_reconstruction_moments(const Rbm& rbm, ConstMatrixView start) {
  Moments moments(rbm);
  const Matrix hiddens = test::all_states(*rbm.hidden);
  const Matrix reconstruction = visible_mean(rbm, hiddens);
  const Matrix hidden = hidden_mean(rbm, reconstruction);
  const Matrix driving = hidden_mean(rbm, start);
  for (Index h = 0; h < hiddens.shape(0); ++h) {
    moments.add(bernoulli_probability(driving, ConstMatrixView(hiddens).row_range(h, 1)),
                ConstMatrixView(reconstruction).row_range(h, 1), ConstMatrixView(hidden).row_range(h, 1));
  }
  return moments;
}

Matrix weights_of(const GradientEstimate& estimate, const Rbm& rbm) {
  Matrix weights = zeros(rbm.visible->size(), rbm.hidden->size());
  weights_ascent(estimate, 0, weights);
  return weights;
}

// found = data term - model term within the Monte Carlo error of `chains` independent chains.
void check_difference(const Matrix& found, const Matrix& data, const Matrix& model, const Matrix& model_squared,
                      Index chains, const std::string& what) {
  for (Index i = 0; i < found.size(); ++i) {
    const auto mean = static_cast<double>(model.data()[i]);
    const double variance = std::max(0.0, static_cast<double>(model_squared.data()[i]) - mean * mean);
    const double floor = sigmas * std::sqrt(variance / static_cast<double>(chains)) + 2e-5;
    const double expected = static_cast<double>(data.data()[i]) - mean;
    const double error = std::abs(static_cast<double>(found.data()[i]) - expected);
    BOOST_CHECK_MESSAGE(error <= floor, what << " " << i << ": found " << found.data()[i] << ", expected " << expected
                                             << " +- " << floor);
  }
}

void check_estimate(const Rbm& rbm, const GradientEstimate& estimate, ConstMatrixView row, const Moments& model,
                    Index chains, const std::string& what) {
  Moments data(rbm);
  data.add(1, row, hidden_mean(rbm, row));
  check_difference(weights_of(estimate, rbm), data.weights, model.weights, model.weights_squared, chains,
                   what + " weights");
  check_difference(estimate.visible_ascent, data.visible, model.visible, model.visible_squared, chains,
                   what + " visible");
  check_difference(estimate.hidden_ascent, data.hidden, model.hidden, model.hidden_squared, chains, what + " hidden");
}

Batch repeated(const Matrix& row, Index count) {
  Batch batch;
  batch.inputs = zeros(count, row.shape(1));
  for (Index n = 0; n < count; ++n) copy(row, MatrixView(batch.inputs).row_range(n, 1));
  return batch;
}

const Matrix data_row{{1, 0, 1, 1}};

}  // namespace

BOOST_AUTO_TEST_SUITE(cd_gradient)

BOOST_AUTO_TEST_CASE(mean_of_sampled_cd_is_the_enumerated_expectation) {
  for (const Index k : {1, 2, 5}) {
    for (const auto statistics : {HiddenStatistics::probabilities, HiddenStatistics::samples}) {
      const Rbm rbm = random_rbm("4", "3", 11);
      EstimatorOptions options;
      options.negative_visible = NegativeVisible::samples;
      options.hidden_statistics = statistics;
      Rng rng(1, Purpose::gibbs);
      auto cd = make_estimator("cd", options);
      const Batch batch = repeated(data_row, copies);
      const GradientEstimate& estimate = cd->estimate(rbm, batch, {k, rng, Workers::serial()});
      Moments model = sampled_chain_moments(rbm, data_row, k);
      if (statistics == HiddenStatistics::samples) {
        // Sampled hidden states add noise in both phases: 0/1 products have at most variance 1/4 each.
        for (Matrix* square : {&model.weights_squared, &model.visible_squared, &model.hidden_squared}) {
          for (real& x : *square) x += real(0.5);
        }
      }
      check_estimate(rbm, estimate, data_row, model, copies, "CD-" + std::to_string(k));
    }
  }
}

BOOST_AUTO_TEST_CASE(mean_of_cd_1_with_probabilities_is_the_enumerated_expectation) {
  const Rbm rbm = random_rbm("4", "3", 12);
  Rng rng(2, Purpose::gibbs);
  auto cd = make_estimator("cd", {});
  const Batch batch = repeated(data_row, copies);
  const GradientEstimate& estimate = cd->estimate(rbm, batch, {1, rng, Workers::serial()});
  check_estimate(rbm, estimate, data_row, mean_reconstruction_moments(rbm, data_row), copies,
                 "CD-1 with probabilities");
}

BOOST_AUTO_TEST_CASE(persistent_chains_reach_the_model_and_stay_there) {
  const Rbm rbm = random_rbm("4", "3", 13);
  EstimatorOptions options;
  options.chains = copies;
  Rng rng(3, Purpose::gibbs);
  auto pcd = make_estimator("pcd", options);
  const Batch batch = repeated(data_row, 7);  // neither phase is divided by the other's rows
  Moments model(rbm);
  const Matrix visibles = test::all_states(*rbm.visible);
  const Matrix hidden = hidden_mean(rbm, visibles);
  const Energies energies = free_energy(rbm, visibles);
  const double log_z = exact_log_z(rbm);
  for (Index v = 0; v < visibles.shape(0); ++v) {
    model.add(std::exp(-energies[v] - log_z), ConstMatrixView(visibles).row_range(v, 1),
              ConstMatrixView(hidden).row_range(v, 1));
  }
  for (Index update = 0; update < 60; ++update) {
    const GradientEstimate& estimate = pcd->estimate(rbm, batch, {1, rng, Workers::serial()});
    // 40 steps carry the chains from their start to equilibrium; then every update must see the exact model.
    if (update % 20 == 19 && update > 20) check_estimate(rbm, estimate, data_row, model, copies, "PCD-1");
  }
}

BOOST_AUTO_TEST_CASE(persistent_chains_do_not_restart_at_the_data) {
  // Two deep wells: all on and all off. Chains that start in one stay there, whatever the data are.
  Rbm rbm = make_rbm(make_units("6"), make_units("6"));
  for (real& w : rbm.parameters.weights) w = real(3);
  for (real& b : rbm.parameters.visible) b = real(-9);
  for (real& c : rbm.parameters.hidden) c = real(-9);
  EstimatorOptions options;
  options.chains = 50;
  Rng rng(4, Purpose::gibbs);
  auto pcd = make_estimator("pcd", options);
  const Batch all_on = repeated(Matrix({1, 6}, real(1)), 50);
  const GradientEstimate& estimate = pcd->estimate(rbm, all_on, {5, rng, Workers::serial()});
  for (Index i = 0; i < 6; ++i) BOOST_CHECK_GT(estimate.visible_ascent(0, i), 0.8);
}

BOOST_AUTO_TEST_CASE(persistent_chains_continue_from_the_archive) {
  const Rbm rbm = random_rbm("4", "3", 14);
  EstimatorOptions options;
  options.chains = 13;
  Rng rng(5, Purpose::gibbs);
  auto pcd = make_estimator("pcd", options);
  const Batch batch = repeated(data_row, 3);
  pcd->estimate(rbm, batch, {2, rng, Workers::serial()});
  const auto before = test::saved(*pcd);
  Rng rng_copy = rng;
  auto restored = make_estimator("pcd", options);
  test::load(before, *restored);
  pcd->estimate(rbm, batch, {2, rng, Workers::serial()});
  restored->estimate(rbm, batch, {2, rng_copy, Workers::serial()});
  test::check_same_bytes(test::saved(*restored), test::saved(*pcd), "chains");
  BOOST_CHECK(std::get<Matrix>(before.values().at("chain_visible")) !=
              std::get<Matrix>(test::saved(*pcd).values().at("chain_visible")));
}

BOOST_AUTO_TEST_CASE(each_phase_is_divided_by_its_own_rows) {
  const Rbm rbm = random_rbm("4", "3", 15);
  Rng rng(6, Purpose::gibbs);
  auto exact = make_estimator("exact", {});
  const Batch one = repeated(data_row, 1);
  const Batch many = repeated(data_row, 37);
  const Matrix from_one = weights_of(exact->estimate(rbm, one, {1, rng, Workers::serial()}), rbm);
  const Matrix from_many = weights_of(exact->estimate(rbm, many, {1, rng, Workers::serial()}), rbm);
  test::check_close(from_many, from_one, test::exact_tolerance, "37 copies of a row");
}

BOOST_AUTO_TEST_CASE(the_exact_estimator_is_the_exact_gradient) {
  const std::vector<std::pair<std::string, std::string>> machines{
      {"4", "3"}, {"3", "5"}, {"gaussian:3", "4"}, {"softmax:2x3", "3"}, {"3", "softmax:1x4"}};
  for (const auto& [visible, hidden] : machines) {
    const Rbm rbm = random_rbm(visible, hidden, 16);
    Rng data_rng(8);
    Batch batch;
    batch.inputs = sample_visible(rbm, zeros(6, rbm.hidden->size()), data_rng);
    Rng rng(7, Purpose::gibbs);
    auto exact = make_estimator("exact", {});
    const GradientEstimate& estimate = exact->estimate(rbm, batch, {1, rng, Workers::serial()});
    const RbmParameters expected = test::exact_gradient(rbm, batch.inputs);
    const std::string name = visible + " x " + hidden;
    test::check_close(weights_of(estimate, rbm), expected.weights, test::exact_tolerance, name + " weights");
    test::check_close(estimate.visible_ascent, expected.visible, test::exact_tolerance, name + " visible");
    test::check_close(estimate.hidden_ascent, expected.hidden, test::exact_tolerance, name + " hidden");
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace cd_gradient_test
