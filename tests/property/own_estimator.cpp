// The example of an estimator from outside the library: its gradient, and its training by the real trainer.
#include <algorithm>
#include <cmath>

#include "libdbn/data/generated/synthetic.hpp"
#include "libdbn/likelihood/exact.hpp"
#include "libdbn/train/rbm_trainer.hpp"
#include "libdbn/train/training_run.hpp"
#include "tests/examples/ratio_matching.hpp"
#include "tests/support/memory_archive.hpp"

using namespace dbn;
using dbn::test::random_rbm;

namespace own_estimator_test {
namespace {

Matrix binary_rows(Index rows, Index columns, unsigned seed) {
  Matrix bits = zeros(rows, columns);
  test::fill_normal(bits, 1, seed);
  for (real& x : bits) x = x > 0 ? real(1) : real(0);
  return bits;
}

// J as it is defined: by probabilities that are normalized by enumeration.
double cost(const Rbm& rbm, const Matrix& rows, const std::vector<double>& weights) {
  const double log_z = exact_log_z(rbm);
  const std::vector<double> shares = row_shares(rows.shape(0), weights);
  const Energies log_p = log_likelihood(rbm, rows, log_z);
  double sum = 0;
  for (Index i = 0; i < rows.shape(1); ++i) {
    Matrix flipped = rows;
    for (Index n = 0; n < rows.shape(0); ++n) flipped(n, i) = 1 - rows(n, i);
    const Energies log_q = log_likelihood(rbm, flipped, log_z);
    for (Index n = 0; n < rows.shape(0); ++n) {
      sum += shares[n] * std::pow(1 / (1 + std::exp(log_p[n]) / std::exp(log_q[n])), 2);
    }
  }
  return sum;
}

double minus_difference_quotient(Rbm rbm, Matrix& (*part)(Rbm&), Index element, const Batch& batch) {
  const real step = sizeof(real) == sizeof(double) ? real(1e-5) : real(4e-3);
  real& theta = part(rbm).data()[element];
  const real middle = theta;
  theta = middle + step;
  const double above = cost(rbm, batch.inputs, batch.weights);
  theta = middle - step;
  const double below = cost(rbm, batch.inputs, batch.weights);
  return (below - above) / (2 * static_cast<double>(step));
}

/// CD whose estimate lists the rows of the model phase before those of the data phase.
class ModelPhaseFirst final : public GradientEstimator {
 public:
  enum class Means { stated, promised };

  explicit ModelPhaseFirst(const EstimatorOptions& options, Means means = Means::stated)
      : cd_(make_estimator("cd", options)), means_(means) {}

  GradientEstimate& estimate(const Rbm& rbm, const Batch& batch, const Step& step) override {
    estimate_ = cd_->estimate(rbm, batch, step);
    for (Matrix* rows : {&estimate_.visible, &estimate_.hidden}) {
      std::rotate(rows->begin(), rows->begin() + static_cast<std::ptrdiff_t>(batch.rows() * rows->shape(1)),
                  rows->end());
    }
    if (means_ == Means::promised) estimate_.data_means.reset();
    return estimate_;
  }

  bool states_data_means() const override { return true; }

 private:
  EstimatorPtr cd_;
  Means means_;
  GradientEstimate estimate_;
};

const std::vector<std::pair<std::string, void (*)(RbmOptions&)>> needs_of_data_means{
    {"centering", [](RbmOptions& options) { options.centering = CenteringOffsets::both; }},
    {"sparsity_cost", [](RbmOptions& options) { options.sparsity_cost = 0.1; }}};

}  // namespace

BOOST_AUTO_TEST_SUITE(own_estimator)

BOOST_AUTO_TEST_CASE(the_ascent_is_minus_the_derivative_of_the_cost) {
  const double tolerance = sizeof(real) == sizeof(double) ? 1e-8 : 5e-5;
  for (const std::vector<double>& weights : {std::vector<double>{}, std::vector<double>{2, 0.5, 0, 1, 3}}) {
    const Rbm rbm = random_rbm("4", "3", 61);
    Batch batch;
    batch.inputs = binary_rows(5, 4, 7);
    batch.weights = weights;
    const EstimatorPtr estimator = example::make_ratio_matching({});
    Rng rng(1);
    const GradientEstimate& estimate = estimator->estimate(rbm, batch, {1, rng, Workers::serial()});
    Matrix ascent = zeros(4, 3);
    weights_ascent(estimate, 0, ascent);
    const auto check = [&](const Matrix& found, Matrix& (*part)(Rbm&), const std::string& what) {
      for (Index i = 0; i < found.size(); ++i) {
        test::check_close(static_cast<double>(found.data()[i]), minus_difference_quotient(rbm, part, i, batch),
                          tolerance, what + " " + std::to_string(i));
      }
    };
    check(
        ascent, [](Rbm& r) -> Matrix& { return r.parameters.weights; }, "weights");
    check(
        estimate.visible_ascent, [](Rbm& r) -> Matrix& { return r.parameters.visible; }, "visible");
    check(
        estimate.hidden_ascent, [](Rbm& r) -> Matrix& { return r.parameters.hidden; }, "hidden");
    test::check_close(estimator->diagnostics().at(0).second, cost(rbm, batch.inputs, weights), 1e-5, "cost");
  }
}

// Ratio matching is consistent: at the distribution that the data have exactly, its gradient is 0.
BOOST_AUTO_TEST_CASE(the_ascent_is_zero_at_the_distribution_of_the_data) {
  const Rbm rbm = random_rbm("4", "3", 62);
  Batch batch;
  batch.inputs = test::all_states(*rbm.visible);
  const Energies log_p = log_likelihood(rbm, batch.inputs, exact_log_z(rbm));
  for (const double value : log_p) batch.weights.push_back(std::exp(value));
  const EstimatorPtr estimator = example::make_ratio_matching({});
  Rng rng(1);
  const GradientEstimate& estimate = estimator->estimate(rbm, batch, {1, rng, Workers::serial()});
  Matrix ascent = zeros(4, 3);
  weights_ascent(estimate, 0, ascent);
  test::check_close(ascent, zeros(4, 3), test::exact_tolerance, "weights");
  test::check_close(estimate.visible_ascent, zeros(1, 4), test::exact_tolerance, "visible");
  test::check_close(estimate.hidden_ascent, zeros(1, 3), test::exact_tolerance, "hidden");
}

BOOST_AUTO_TEST_CASE(a_run_trains_with_it_and_resumes) {
  const Dataset data = bars_and_stripes(3, 3);
  const PresentedRows rows(data, no_transform(), Binarization::none, 1);
  TrainingPlan plan;
  RbmOptions options;
  options.own_estimator = example::make_ratio_matching;
  options.epochs = 400;
  options.batch_size = 16;
  options.learning_rate = 0.3;
  options.weight_decay = 0;
  plan.layers = {options};
  plan.training = &rows;
  const auto start = [&] {
    Model model;
    model.layers = {make_rbm(make_units("9"), make_units("6"))};
    return TrainingRun(std::move(model), plan, TrainingStart::initialize, Workers::serial());
  };
  TrainingRun run = start();
  const auto likelihood = [&](const TrainingRun& at) {
    const Rbm& rbm = at.model().layers[0];
    const Energies log_p = log_likelihood(rbm, read_all(rows), exact_log_z(rbm));
    double sum = 0;
    for (const double value : log_p) sum += value / static_cast<double>(log_p.size());
    return sum;
  };
  const double before = likelihood(run);
  while (run.progress().epoch < 200) run.advance();
  const auto checkpoint = test::saved(run);
  while (!run.finished()) run.advance();
  // It is never told the likelihood, yet comes near the -2.599 that no model exceeds, from -6.24 of the base rates.
  BOOST_TEST_MESSAGE("mean log-likelihood from " << before << " to " << likelihood(run));
  BOOST_CHECK_CLOSE(before, 9 * std::log(0.5), 1);
  BOOST_CHECK_GT(likelihood(run), -4);
  TrainingRun resumed = start();
  test::load(checkpoint, resumed);
  while (!resumed.finished()) resumed.advance();
  test::check_same_bytes(test::saved(resumed), test::saved(run), "resumed");
}

// Neither asks where the rows of the data phase are.
BOOST_AUTO_TEST_CASE(centering_and_sparsity_need_no_order_of_the_phases) {
  Batch batch;
  batch.inputs = binary_rows(5, 4, 8);
  batch.weights = {2, 0.5, 0, 1, 3};
  for (const auto& [key, set] : needs_of_data_means) {
    RbmOptions options;
    set(options);
    const auto trained = [&](const EstimatorMaker& own) {
      options.own_estimator = own;
      Rbm rbm = random_rbm("4", "3", 64);
      RbmTrainer trainer(rbm, options, 1, 0, Workers::serial());
      for (Index u = 0; u < 3; ++u) trainer.step(batch, 0);
      return rbm.parameters;
    };
    const RbmParameters found =
        trained([](const EstimatorOptions& of) { return std::make_unique<ModelPhaseFirst>(of); });
    const RbmParameters expected = trained({});
    test::check_close(found.weights, expected.weights, test::exact_tolerance, key + ": weights");
    test::check_close(found.visible, expected.visible, test::exact_tolerance, key + ": visible");
    test::check_close(found.hidden, expected.hidden, test::exact_tolerance, key + ": hidden");
  }
}

BOOST_AUTO_TEST_CASE(means_that_are_promised_and_not_stated_are_an_internal_error) {
  for (const auto& [key, set] : needs_of_data_means) {
    RbmOptions options;
    set(options);
    options.own_estimator = [](const EstimatorOptions& of) {
      return std::make_unique<ModelPhaseFirst>(of, ModelPhaseFirst::Means::promised);
    };
    Rbm rbm = random_rbm("4", "3", 64);
    RbmTrainer trainer(rbm, options, 1, 0, Workers::serial());
    Batch batch;
    batch.inputs = binary_rows(5, 4, 8);
    BOOST_CHECK_EXCEPTION(trainer.step(batch, 0), Error,
                          [](const Error& error) { return error.kind() == ErrorKind::internal; });
  }
}

// Its first rows are not the data's: what needs their means is refused before anything is learned, in every layer.
BOOST_AUTO_TEST_CASE(centering_and_sparsity_are_refused_without_means_of_the_data_phase) {
  const Dataset data = bars_and_stripes(2, 2);
  const PresentedRows rows(data, {}, Binarization::none, 1);
  for (const auto& [key, set] : needs_of_data_means) {
    for (const Index layer : {0, 1}) {
      RbmOptions options;
      set(options);
      TrainingPlan plan;
      plan.layers = {options, options};
      plan.layers[layer].own_estimator = example::make_ratio_matching;
      plan.training = &rows;
      Model model;
      model.layers = {make_rbm(make_units("4"), make_units("3")), make_rbm(make_units("3"), make_units("2"))};
      const auto names_both = [&, wanted = "rbm." + std::to_string(layer) + "." + key](const Error& error) {
        const std::string message = error.what();
        BOOST_TEST_MESSAGE(message);
        return error.kind() == ErrorKind::config && message.starts_with(wanted) &&
               message.find("own_estimator") != std::string::npos && message.find(key + " = ") != std::string::npos;
      };
      BOOST_CHECK_EXCEPTION(TrainingRun(std::move(model), plan, TrainingStart::initialize, Workers::serial()), Error,
                            names_both);
    }
  }
}

BOOST_AUTO_TEST_CASE(other_visible_units_are_refused) {
  const Rbm rbm = random_rbm("gaussian:3", "2", 63);
  Batch batch;
  batch.inputs = zeros(1, 3);
  Rng rng(1);
  BOOST_CHECK_THROW(example::make_ratio_matching({})->estimate(rbm, batch, {1, rng, Workers::serial()}), Error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace own_estimator_test
