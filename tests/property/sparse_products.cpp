// Learning by sparse products is learning by dense products, up to rounding.
#include <cstring>

#include "libdbn/train/rbm_trainer.hpp"
#include "tests/support/checks.hpp"

using namespace dbn;

namespace sparse_products_test {
namespace {

constexpr Index visible_units = 784;
constexpr Index hidden_units = 150;
constexpr Index rows = 30;

/// Rows of bits and gray values of which a fifth is not 0.
Batch sparse_batch(Index number) {
  Batch batch;
  batch.inputs = zeros(rows, visible_units);
  std::mt19937 engine(static_cast<unsigned>(number) + 5);
  std::uniform_real_distribution<double> uniform;
  for (real& x : batch.inputs) {
    const double u = uniform(engine);
    x = u < 0.1 ? real(1) : u < 0.2 ? static_cast<real>(uniform(engine)) : real(0);
  }
  return batch;
}

RbmOptions options_of(const std::string& estimator, NegativeVisible negative) {
  RbmOptions options;
  options.estimator = estimator;
  options.estimation.chains = 30;
  options.estimation.set("temperatures", "3");
  options.estimation.negative_visible = negative;
  options.weight_decay = 0.01;
  options.sparsity_cost = 0.01;
  return options;
}

RbmParameters trained(const RbmOptions& options, Index updates, Index threads, SparseProducts rule) {
  Workers workers(threads);
  workers.set_sparse_products(rule);
  Rbm rbm = test::random_rbm("bernoulli:784", "bernoulli:150", 3);
  for (real& w : rbm.parameters.weights) w *= real(0.1);
  for (Index i = 0; i < visible_units; ++i) rbm.parameters.visible(0, i) -= 2;
  RbmTrainer trainer(rbm, options, 1, 0, workers);
  for (Index u = 0; u < updates; ++u) trainer.step(sparse_batch(u), 0);
  return rbm.parameters;
}

bool same_bytes(const Matrix& a, const Matrix& b) {
  return std::memcmp(a.data(), b.data(), a.size() * sizeof(real)) == 0;
}

const std::vector<std::string> estimators{"cd", "pcd", "fpcd", "mean_field", "parallel_tempering"};

}  // namespace

BOOST_AUTO_TEST_SUITE(sparse_products)

// One update of rate 1000, which makes the new weights the gradient times 1000: its elements agree within 2e-7 in
// float. No draw is near enough to its threshold to fall the other way for a difference in the last bits. The lists are
// known by their bits, which differ from those of BLAS where sums are long.
BOOST_AUTO_TEST_CASE(an_update_by_lists_is_the_dense_update) {
  for (const std::string& estimator : estimators) {
    for (const NegativeVisible negative : {NegativeVisible::probabilities, NegativeVisible::samples}) {
      RbmOptions options = options_of(estimator, negative);
      options.learning_rate = 1000;
      const RbmParameters dense = trained(options, 1, 1, SparseProducts::never);
      const double tolerance = sizeof(real) == sizeof(float) ? 2e-4 : 1e-12;
      for (const SparseProducts rule : {SparseProducts::automatic, SparseProducts::always}) {
        const RbmParameters lists = trained(options, 1, 1, rule);
        test::check_close(lists.weights, dense.weights, tolerance, estimator + " weights");
        test::check_close(lists.visible, dense.visible, tolerance, estimator + " visible");
        test::check_close(lists.hidden, dense.hidden, tolerance, estimator + " hidden");
        BOOST_CHECK_MESSAGE(!same_bytes(lists.weights, dense.weights), estimator + ": lists were not taken");
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(threads_do_not_change_a_byte_on_any_way) {
  for (const std::string& estimator : estimators) {
    const RbmOptions options = options_of(estimator, NegativeVisible::samples);
    for (const SparseProducts rule : {SparseProducts::automatic, SparseProducts::never, SparseProducts::always}) {
      const RbmParameters serial = trained(options, 6, 1, rule);
      for (const Index threads : {2, 3, 7}) {
        const RbmParameters found = trained(options, 6, threads, rule);
        BOOST_CHECK_MESSAGE(same_bytes(found.weights, serial.weights) && same_bytes(found.visible, serial.visible) &&
                                same_bytes(found.hidden, serial.hidden),
                            estimator + " on " + std::to_string(threads) + " threads");
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace sparse_products_test
