// The machines of groups and of counts in shared/oracles/rbm_exact.h5 once more, with their rows as lists.
#include "libdbn/likelihood/exact.hpp"
#include "tests/support/oracle_file.hpp"
#include "tests/support/rating_updates.hpp"

using namespace dbn;
using namespace dbn::test;

namespace rating_lists_test {
namespace {

/// One-hot rows as ratings: which of its levels each group is on.
SparseRows as_ratings(const Matrix& visible, Index items) {
  const Index levels = visible.shape(1) / items;
  std::vector<std::vector<std::pair<std::uint32_t, int>>> rows(visible.shape(0));
  for (Index n = 0; n < rows.size(); ++n) {
    for (Index unit = 0; unit < visible.shape(1); ++unit) {
      if (visible(n, unit) == 1) {
        rows[n].emplace_back(static_cast<std::uint32_t>(unit / levels), static_cast<int>(unit % levels));
      }
    }
  }
  return listed_ratings(items, levels, rows);
}

SparseRows as_counts(const Matrix& visible) {
  SparseRows rows;
  rows.name = "documents";
  rows.columns = visible.shape(1);
  for (Index n = 0; n < visible.shape(0); ++n) {
    std::vector<std::uint32_t> columns;
    std::vector<float> values;
    for (Index w = 0; w < rows.columns; ++w) {
      if (visible(n, w) == 0) continue;
      columns.push_back(static_cast<std::uint32_t>(w));
      values.push_back(static_cast<float>(visible(n, w)));
    }
    rows.add_row({columns, values});
  }
  return rows;
}

/// Variances under the machine's distribution of what one chain in equilibrium enters, by enumeration.
struct ChainVariances {
  Matrix weights;
  Matrix visible;
  Matrix hidden;

  explicit ChainVariances(const Rbm& rbm) {
    const Matrix states = all_states(*rbm.visible);
    const Matrix means = hidden_mean(rbm, states);
    const Energies energies = free_energy(rbm, states);
    const double log_z = exact_log_z(rbm);
    const auto variance = [&](Index rows, Index columns, const auto& statistic) {
      Matrix result = zeros(rows, columns);
      for (Index i = 0; i < rows; ++i) {
        for (Index j = 0; j < columns; ++j) {
          double mean = 0;
          double square = 0;
          for (Index n = 0; n < states.shape(0); ++n) {
            const double p = std::exp(-energies[n] - log_z);
            const auto x = static_cast<double>(statistic(n, i, j));
            mean += p * x;
            square += p * x * x;
          }
          result(i, j) = static_cast<real>(std::max(0.0, square - mean * mean));
        }
      }
      return result;
    };
    const Index units = rbm.visible->size();
    weights = variance(units, means.shape(1), [&](Index n, Index i, Index j) { return states(n, i) * means(n, j); });
    visible = variance(1, units, [&](Index n, Index, Index j) { return states(n, j); });
    hidden = variance(1, means.shape(1), [&](Index n, Index, Index j) { return means(n, j); });
  }
};

void check_within_floor(const Matrix& found, const Matrix& expected, const Matrix& variance, Index chains,
                        const std::string& what) {
  constexpr double sigmas = 5.5;  // some 250 numbers: a false alarm in 100,000 sets of them
  for (Index i = 0; i < found.size(); ++i) {
    const double floor =
        sigmas * std::sqrt(static_cast<double>(variance.data()[i]) / static_cast<double>(chains)) + 2e-5;
    const double error = std::abs(static_cast<double>(found.data()[i]) - static_cast<double>(expected.data()[i]));
    BOOST_CHECK_MESSAGE(error <= floor, what << " " << i << ": found " << found.data()[i] << ", expected "
                                             << expected.data()[i] << " +- " << floor);
  }
}

/// Chains of many steps from many copies of the rows come to the distribution of the machine.
void check_gradient(const OracleFile& file, const std::string& group, const Rbm& rbm, const SparseRows& rows) {
  constexpr Index copies = 2000;
  const RatingRows many(shared(repeated(rows, copies)));
  RbmOptions options = whole_step_options();
  options.gibbs_steps = 50;
  options.estimation.negative_visible = NegativeVisible::samples;
  const RbmParameters found = list_change(rbm, many, counted(many.rows()), options);
  const ChainVariances variances(rbm);
  const Index units = rbm.visible->size();
  const Index hidden = rbm.hidden->size();
  check_within_floor(found.weights, file.matrix(group + "/grad_W", units, hidden), variances.weights, many.rows(),
                     group + " weights");
  check_within_floor(found.visible, file.matrix(group + "/grad_visible_bias", 1, units), variances.visible, many.rows(),
                     group + " visible biases");
  check_within_floor(found.hidden, file.matrix(group + "/grad_hidden_bias", 1, hidden), variances.hidden, many.rows(),
                     group + " hidden biases");
}

struct Groups {
  std::string name;
  Index items;
};
const std::vector<Groups> machines_of_groups{{"softmax3x4__bernoulli5", 3}, {"softmax5x3__bernoulli6", 5}};

}  // namespace

BOOST_AUTO_TEST_SUITE(rating_lists)

BOOST_AUTO_TEST_CASE(energies_means_and_gradients_of_groups_by_lists) {
  const auto path = shared_file("oracles/rbm_exact.h5");
  if (path.empty()) return;
  const OracleFile file(path);
  for (const Groups& groups : machines_of_groups) {
    const std::string& group = groups.name;
    const Rbm rbm = machine_in(file, group);
    const std::vector<double> energies = file.numbers(group + "/free_energy");
    const Matrix means = file.matrix(group + "/mean_h_given_v", energies.size(), rbm.hidden->size());
    const SparseRows listed = as_ratings(file.matrix(group + "/v", energies.size(), rbm.visible->size()), groups.items);
    const RatingRows rows(shared(listed));
    for (Index n = 0; n < energies.size(); ++n) {
      const std::string what = group + ", row " + std::to_string(n);
      check_close(list_free_energy(rbm, rows, n), energies[n], exact_tolerance, what + ": free energy");
      const std::vector<double> found = list_hidden_mean(rbm, rows, n);
      for (Index j = 0; j < found.size(); ++j) {
        check_close(found[j], static_cast<double>(means(n, j)), exact_tolerance, what + ": mean of h given v");
      }
    }
    check_gradient(file, group, rbm, listed);
  }
}

// Counts have no way of their own: lists become dense rows, whose products may go by lists of nonzero elements again.
BOOST_AUTO_TEST_CASE(likelihoods_and_means_of_counts_by_lists) {
  const auto path = shared_file("oracles/rbm_exact.h5");
  if (path.empty()) return;
  const OracleFile file(path);
  const std::string group = "multinomial5x4__bernoulli4";
  const Rbm rbm = machine_in(file, group);
  const std::vector<double> energies = file.numbers(group + "/free_energy");
  const std::vector<double> log_p = file.numbers(group + "/log_likelihood");
  const Matrix visible = file.matrix(group + "/v", energies.size(), rbm.visible->size());
  const Dataset data = dense_rows(as_counts(visible));
  const Matrix& rows = std::get<Matrix>(data.inputs);
  BOOST_CHECK(rows == visible);
  for (const SparseProducts rule : {SparseProducts::never, SparseProducts::always}) {
    Workers workers(2);
    workers.set_sparse_products(rule);
    const Energies found = free_energy(rbm, rows, workers);
    const Energies likelihood = exact_log_likelihood(rbm, rows, workers);
    for (Index n = 0; n < energies.size(); ++n) {
      check_close(found[n], energies[n], exact_tolerance, "free energy");
      check_close(likelihood[n], log_p[n], exact_tolerance, "log-likelihood");
    }
    check_close(hidden_mean(rbm, rows, workers), file.matrix(group + "/mean_h_given_v", rows.shape(0), 4),
                exact_tolerance, "mean of h given v");
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace rating_lists_test
