// Every field of every machine in shared/oracles/rbm_exact.h5, computed by a program that shares nothing with this one.
#include "libdbn/estimators/estimator.hpp"
#include "libdbn/likelihood/label_posterior.hpp"
#include "tests/support/exact_gradient.hpp"
#include "tests/support/oracle_file.hpp"

namespace dbn {
namespace rbm_exact_test {
namespace {

using namespace test;

// The reference gradients are central differences.
constexpr double gradient_tolerance = std::max(exact_tolerance, 5e-8);

void check_rows(const Energies& found, const std::vector<double>& expected, const std::string& what) {
  BOOST_REQUIRE(found.size() == expected.size());
  for (Index n = 0; n < expected.size(); ++n)
    check_close(found[n], expected[n], exact_tolerance, what + " of row " + std::to_string(n));
}

void check_likelihood(const Rbm& rbm, const OracleFile& file, const std::string& group, const Matrix& visible) {
  const double log_z = exact_log_z(rbm);
  check_close(log_z, file.number(group + "/log_z"), exact_tolerance, group + " log Z");
  check_rows(free_energy(rbm, visible), file.numbers(group + "/free_energy"), group + " free energy");
  check_rows(log_likelihood(rbm, visible, log_z), file.numbers(group + "/log_likelihood"), group + " log-likelihood");
}

void check_conditionals(const Rbm& rbm, const OracleFile& file, const std::string& group, const Matrix& visible,
                        const Matrix& hidden) {
  check_rows(energy(rbm, visible, hidden), file.numbers(group + "/energy_vh"), group + " energy");
  check_close(hidden_mean(rbm, visible), file.matrix(group + "/mean_h_given_v", visible.shape(0), rbm.hidden->size()),
              exact_tolerance, group + " mean of h given v");
  check_close(visible_mean(rbm, hidden), file.matrix(group + "/mean_v_given_h", hidden.shape(0), rbm.visible->size()),
              exact_tolerance, group + " mean of v given h");
}

// The estimator's factored gradient, with its weights written out.
void check_estimator(const Rbm& rbm, const OracleFile& file, const std::string& group, const Matrix& visible) {
  Batch batch;
  batch.inputs = visible;
  Rng rng(1);
  const EstimatorPtr estimator = make_estimator("exact", EstimatorOptions{});
  const GradientEstimate& estimate = estimator->estimate(rbm, batch, Step{1, rng, Workers::serial()});
  Matrix weights = zeros(rbm.visible->size(), rbm.hidden->size());
  weights_ascent(estimate, 0, weights);
  check_close(weights, file.matrix(group + "/grad_W", weights.shape(0), weights.shape(1)), gradient_tolerance,
              group + " estimated weights gradient");
  check_close(ConstMatrixView(estimate.visible_ascent).row_range(0, 1),
              file.matrix(group + "/grad_visible_bias", 1, weights.shape(0)), gradient_tolerance,
              group + " estimated visible bias gradient");
  check_close(ConstMatrixView(estimate.hidden_ascent).row_range(0, 1),
              file.matrix(group + "/grad_hidden_bias", 1, weights.shape(1)), gradient_tolerance,
              group + " estimated hidden bias gradient");
  if (file.has(group + "/grad_sigma")) {
    check_close(ConstMatrixView(estimate.visible_ascent).row_range(1, 1),
                file.matrix(group + "/grad_sigma", 1, weights.shape(0)), gradient_tolerance,
                group + " estimated sigma gradient");
  }
}

void check_labels(const Rbm& rbm, const OracleFile& file, const std::string& group, const Matrix& visible) {
  if (!file.has(group + "/p_label")) return;
  const Matrix found = label_probabilities(rbm, visible);
  check_close(found, file.matrix(group + "/p_label", found.shape(0), found.shape(1)), exact_tolerance,
              group + " label posterior");
}

void check_gradient(const Rbm& rbm, const OracleFile& file, const std::string& group, const Matrix& visible) {
  const RbmParameters ascent = exact_gradient(rbm, visible);
  const Index v = rbm.visible->size();
  const Index h = rbm.hidden->size();
  check_close(ascent.weights, file.matrix(group + "/grad_W", v, h), gradient_tolerance, group + " weights gradient");
  check_close(ConstMatrixView(ascent.visible).row_range(0, 1), file.matrix(group + "/grad_visible_bias", 1, v),
              gradient_tolerance, group + " visible bias gradient");
  check_close(ConstMatrixView(ascent.hidden).row_range(0, 1), file.matrix(group + "/grad_hidden_bias", 1, h),
              gradient_tolerance, group + " hidden bias gradient");
  if (file.has(group + "/grad_sigma")) {
    check_close(ConstMatrixView(ascent.visible).row_range(1, 1), file.matrix(group + "/grad_sigma", 1, v),
                gradient_tolerance, group + " sigma gradient");
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rbm_exact)

BOOST_AUTO_TEST_CASE(every_field_of_every_machine) {
  const auto path = shared_file("oracles/rbm_exact.h5");
  if (path.empty()) return;
  const OracleFile file(path);
  Index machines = 0;
  Index label_machines = 0;
  for (const std::string& group : file.groups()) {
    ++machines;
    BOOST_TEST_CONTEXT(group) {
      const Rbm rbm = machine_in(file, group);
      const Index rows = file.numbers(group + "/free_energy").size();
      const Matrix visible = file.matrix(group + "/v", rows, rbm.visible->size());
      const Matrix hidden = file.matrix(group + "/h", rows, rbm.hidden->size());
      check_likelihood(rbm, file, group, visible);
      check_conditionals(rbm, file, group, visible, hidden);
      check_gradient(rbm, file, group, visible);
      check_estimator(rbm, file, group, visible);
      check_labels(rbm, file, group, visible);
      if (file.has(group + "/p_label")) ++label_machines;
    }
  }
  BOOST_CHECK_EQUAL(machines, 14);
  BOOST_CHECK_EQUAL(label_machines, 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace rbm_exact_test
}  // namespace dbn
