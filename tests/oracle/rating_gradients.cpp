// Machines over ratings against sums over all of their states, which share nothing with the library: what the dense
// layer and what lists make of them, with missing groups, and with items that were rated without a value.
#include <functional>

#include "libdbn/data/presented.hpp"
#include "libdbn/estimators/estimator.hpp"
#include "libdbn/likelihood/exact.hpp"
#include "libdbn/train/rbm_trainer.hpp"
#include "tests/support/rating_updates.hpp"

using namespace dbn;
using namespace dbn::test;

namespace rating_gradients_test {
namespace {

constexpr Index items = 4;
constexpr Index levels = 3;
constexpr Index hidden = 3;
constexpr Index groups_end = items * levels;

/// exp(-E(v, h | r)) of one row, with -E = theta . s: theta are the machine's parameters one behind the other (weights,
/// visible biases, hidden biases), s is 0 or 1,
///
///     -E(v, h | r) = sum_i b_i(v_i) + sum_j c_j h_j + sum_ij W_i(v_i)j h_j + sum_ij r_i D_ij h_j
///
/// and v runs over the levels of the row's rated items. What follows is by this definition, state by state.
class RowByDefinition {
 public:
  RowByDefinition(const RatingRows& rows, Index row) : units_(rows.columns()), conditional_(rows.is_conditional()) {
    const RatedItems given = rows.given(row);
    given_.assign(given.items.begin(), given.items.end());
    levels_.assign(given.levels.begin(), given.levels.end());
    rated_ = given_;
    for (const std::uint32_t item : rows.rated(row)) rated_.push_back(item);
  }

  using Statistics = std::vector<double>;
  using Levels = std::vector<Index>;

  Statistics statistics(const Levels& v, Index h) const {
    Statistics s(units_ * hidden + units_ + hidden, 0.0);
    for (Index j = 0; j < hidden; ++j) {
      if ((h >> j & 1U) == 0) continue;
      s[units_ * hidden + units_ + j] = 1;
      for (Index e = 0; e < v.size(); ++e) s[(given_[e] * levels + v[e]) * hidden + j] = 1;
      if (!conditional_) continue;
      for (const Index item : rated_) s[(groups_end + item) * hidden + j] = 1;
    }
    for (Index e = 0; e < v.size(); ++e) s[units_ * hidden + given_[e] * levels + v[e]] = 1;
    return s;
  }

  /// sum of exp(-E) over the hidden states, and with them of exp(-E) s.
  double weigh(const Statistics& theta, const Levels& v, Statistics& sum) const {
    double total = 0;
    sum.assign(theta.size(), 0.0);
    for (Index h = 0; h < Index{1} << hidden; ++h) {
      const Statistics s = statistics(v, h);
      double exponent = 0;
      for (Index k = 0; k < s.size(); ++k) exponent += theta[k] * s[k];
      const double weight = std::exp(exponent);
      total += weight;
      for (Index k = 0; k < s.size(); ++k) sum[k] += weight * s[k];
    }
    return total;
  }

  void for_each_levels(const std::function<void(const Levels&)>& visit) const {
    Levels v(given_.size(), 0);
    for (bool more = true; more;) {
      visit(v);
      more = false;
      for (Index& level : v) {
        more = ++level < levels;
        if (more) break;
        level = 0;
      }
    }
  }

  double free_energy(const Statistics& theta) const {
    Statistics unused;
    return -std::log(weigh(theta, levels_, unused));
  }

  /// log p(v | which items were rated).
  double log_p(const Statistics& theta) const {
    double z = 0;
    Statistics unused;
    for_each_levels([&](const Levels& v) { z += weigh(theta, v, unused); });
    return -free_energy(theta) - std::log(z);
  }

  /// E[s | v].
  Statistics data_term(const Statistics& theta) const { return given_hidden_summed(theta, levels_); }

  /// Mean and variance of E[s | v] over v ~ p(v | which items were rated).
  struct Moments {
    Statistics mean;
    Statistics variance;
  };
  Moments model_term(const Statistics& theta) const {
    double z = 0;
    Statistics unused;
    for_each_levels([&](const Levels& v) { z += weigh(theta, v, unused); });
    return moments(theta, [&](const auto& enter) {
      for_each_levels([&](const Levels& v) { enter(weigh(theta, v, unused) / z, given_hidden_summed(theta, v)); });
    });
  }

  /// The same of the statistics after one reconstruction by means from hidden states h ~ p(h | v).
  Moments reconstruction_term(const Statistics& theta) const {
    Statistics unused;
    const double z = weigh(theta, levels_, unused);
    return moments(theta, [&](const auto& enter) {
      for (Index h = 0; h < Index{1} << hidden; ++h) {
        const Statistics s = statistics(levels_, h);
        double exponent = 0;
        for (Index k = 0; k < s.size(); ++k) exponent += theta[k] * s[k];
        enter(std::exp(exponent) / z, reconstructed(theta, h));
      }
    });
  }

 private:
  Statistics given_hidden_summed(const Statistics& theta, const Levels& v) const {
    Statistics sum;
    const double total = weigh(theta, v, sum);
    for (double& x : sum) x /= total;
    return sum;
  }

  // Each item's levels become their probabilities given h, and the hidden units their means given these.
  Statistics reconstructed(const Statistics& theta, Index h) const {
    std::vector<std::vector<double>> groups;
    for (const Index item : given_) {
      std::vector<double>& p = groups.emplace_back();
      double total = 0;
      for (Index k = 0; k < levels; ++k) {
        double exponent = theta[units_ * hidden + item * levels + k];
        for (Index j = 0; j < hidden; ++j) {
          if ((h >> j & 1U) != 0) exponent += theta[(item * levels + k) * hidden + j];
        }
        total += p.emplace_back(std::exp(exponent));
      }
      for (double& x : p) x /= total;
    }
    Statistics s(theta.size(), 0.0);
    for (Index j = 0; j < hidden; ++j) {
      double input = theta[units_ * hidden + units_ + j];
      for (Index e = 0; e < given_.size(); ++e) {
        for (Index k = 0; k < levels; ++k) input += groups[e][k] * theta[(given_[e] * levels + k) * hidden + j];
      }
      if (conditional_) {
        for (const Index item : rated_) input += theta[(groups_end + item) * hidden + j];
      }
      const double mean = 1 / (1 + std::exp(-input));
      s[units_ * hidden + units_ + j] = mean;
      for (Index e = 0; e < given_.size(); ++e) {
        for (Index k = 0; k < levels; ++k) s[(given_[e] * levels + k) * hidden + j] = groups[e][k] * mean;
      }
      if (!conditional_) continue;
      for (const Index item : rated_) s[(groups_end + item) * hidden + j] = mean;
    }
    for (Index e = 0; e < given_.size(); ++e) {
      for (Index k = 0; k < levels; ++k) s[units_ * hidden + given_[e] * levels + k] = groups[e][k];
    }
    return s;
  }

  template <class Run>
  static Moments moments(const Statistics& theta, const Run& run) {
    Moments found{Statistics(theta.size(), 0.0), Statistics(theta.size(), 0.0)};
    run([&](double p, const Statistics& s) {
      for (Index k = 0; k < s.size(); ++k) {
        found.mean[k] += p * s[k];
        found.variance[k] += p * s[k] * s[k];
      }
    });
    for (Index k = 0; k < theta.size(); ++k) {
      found.variance[k] = std::max(0.0, found.variance[k] - found.mean[k] * found.mean[k]);
    }
    return found;
  }

  Index units_;
  bool conditional_;
  std::vector<Index> given_;
  Levels levels_;
  std::vector<Index> rated_;
};

using Statistics = RowByDefinition::Statistics;

Statistics flat(const RbmParameters& parameters) {
  Statistics all;
  for (const Matrix* part : {&parameters.weights, &parameters.visible, &parameters.hidden}) {
    for (const real x : *part) all.push_back(static_cast<double>(x));
  }
  return all;
}

/// Four rows, none of which rated everything; two of them rated an item without a value, where that is looked at.
SparseRows four_rows() {
  return listed_ratings(items, levels, {{{0, 2}, {1, 0}}, {{1, 1}, {2, 1}, {3, 0}}, {{3, 2}}, {{0, 0}, {2, 2}}});
}
SparseRows rated_without_value() { return listed_ratings(items, levels, {{{3, 0}}, {}, {{0, 1}, {1, 2}, {3, 0}}, {}}); }

struct Case {
  std::string name;
  RatingRows rows;
  Rbm rbm;
  Statistics theta;
};

Case make_case(std::string name, RatingRows rows) {
  Rbm rbm = random_rbm(rows.visible_spec(), std::to_string(hidden), 21);
  // What says that an item was rated is given, and its bias says nothing.
  for (Index unit = groups_end; unit < rows.columns(); ++unit) rbm.parameters.visible(0, unit) = 0;
  Statistics theta = flat(rbm.parameters);
  return {std::move(name), std::move(rows), std::move(rbm), std::move(theta)};
}

Case plain(Index copies = 1) { return make_case("plain", RatingRows(shared(repeated(four_rows(), copies)))); }
Case conditional(Index copies = 1) {
  return make_case("conditional",
                   RatingRows(shared(repeated(four_rows(), copies)), shared(repeated(rated_without_value(), copies))));
}

Matrix dense_rows_of(const RatingRows& rows) { return read_all(rows); }

/// d/dtheta of mean_n log p(v_n | which items were rated), by the definition.
Statistics exact_gradient_of(const Case& c) {
  Statistics gradient(c.theta.size(), 0.0);
  for (Index n = 0; n < 4; ++n) {
    const RowByDefinition row(c.rows, n);
    const Statistics data = row.data_term(c.theta);
    const Statistics model = row.model_term(c.theta).mean;
    for (Index k = 0; k < gradient.size(); ++k) gradient[k] += (data[k] - model[k]) / 4;
  }
  return gradient;
}

void check_all(const Statistics& found, const Statistics& expected, double tolerance, const std::string& what) {
  BOOST_REQUIRE_EQUAL(found.size(), expected.size());
  for (Index k = 0; k < found.size(); ++k) {
    check_close(found[k], expected[k], tolerance, what + ", parameter " + std::to_string(k));
  }
}

/// The dense estimator's exact gradient of a batch.
RbmParameters dense_gradient(const Rbm& rbm, const Matrix& rows) {
  Batch batch;
  batch.inputs = rows;
  Rng rng(1);
  const EstimatorPtr estimator = make_estimator("exact", {});
  const GradientEstimate& found = estimator->estimate(rbm, batch, {1, rng, Workers::serial()});
  RbmParameters gradient = zeros_like(rbm.parameters);
  weights_ascent(found, 0, gradient.weights);
  gradient.visible = found.visible_ascent;
  gradient.hidden = found.hidden_ascent;
  return gradient;
}

/// The machine of the groups alone, to whose hidden biases D adds what a row's rated items send.
Rbm shifted_machine(const Case& c, Index row) {
  Rbm rbm = make_rbm(make_units("softmax:" + std::to_string(items) + "x" + std::to_string(levels)),
                     make_units(std::to_string(hidden)));
  rbm.parameters.weights = copy_of(ConstMatrixView(c.rbm.parameters.weights).row_range(0, groups_end));
  rbm.parameters.visible = copy_of(ConstMatrixView(c.rbm.parameters.visible).column_range(0, groups_end));
  rbm.parameters.hidden = c.rbm.parameters.hidden;
  const auto add = [&](Index item) {
    for (Index j = 0; j < hidden; ++j) rbm.parameters.hidden(0, j) += c.rbm.parameters.weights(groups_end + item, j);
  };
  for (const std::uint32_t item : c.rows.given(row).items) add(item);
  for (const std::uint32_t item : c.rows.rated(row)) add(item);
  return rbm;
}

Matrix groups_of(const Case& c, Index row) {
  return copy_of(ConstMatrixView(dense_rows_of(c.rows)).row_range(row, 1).column_range(0, groups_end));
}

/// The change of the groups' machine as one of the whole: D moves with the hidden biases where an item was rated.
RbmParameters change_of_whole(const Case& c, Index row, const RbmParameters& of_groups) {
  RbmParameters whole = zeros_like(c.rbm.parameters);
  copy(of_groups.weights, MatrixView(whole.weights).row_range(0, groups_end));
  copy(of_groups.visible, MatrixView(whole.visible).column_range(0, groups_end));
  whole.hidden = of_groups.hidden;
  const auto move = [&](Index item) {
    copy(of_groups.hidden, MatrixView(whole.weights).row_range(groups_end + item, 1));
  };
  for (const std::uint32_t item : c.rows.given(row).items) move(item);
  for (const std::uint32_t item : c.rows.rated(row)) move(item);
  return whole;
}

/// The change by lists of the four rows' copies against its expectation, within what that many chains scatter.
void check_list_change(const Case& c, const RbmOptions& options,
                       RowByDefinition::Moments (RowByDefinition::*model_term)(const Statistics&) const) {
  constexpr double sigmas = 5.5;  // some 80 numbers: a false alarm in 300,000 sets of them
  const Index copies = c.rows.rows() / 4;
  const Statistics found = flat(list_change(c.rbm, c.rows, counted(c.rows.rows()), options));
  Statistics expected(found.size(), 0.0);
  Statistics variance(found.size(), 0.0);
  for (Index n = 0; n < 4; ++n) {
    const RowByDefinition row(c.rows, n);
    const Statistics data = row.data_term(c.theta);
    const RowByDefinition::Moments model = (row.*model_term)(c.theta);
    for (Index k = 0; k < found.size(); ++k) {
      expected[k] += (data[k] - model.mean[k]) / 4;
      variance[k] += model.variance[k] / (16 * static_cast<double>(copies));
    }
  }
  double greatest_d = 0;
  for (Index k = 0; k < found.size(); ++k) {
    const double floor = sigmas * std::sqrt(variance[k]) + 1e-5;
    BOOST_CHECK_MESSAGE(std::abs(found[k] - expected[k]) <= floor, c.name << ", parameter " << k << ": found "
                                                                          << found[k] << ", expected " << expected[k]
                                                                          << " +- " << floor);
    const bool is_d = k >= groups_end * hidden && k < c.rows.columns() * hidden;
    if (is_d) greatest_d = std::max(greatest_d, std::abs(expected[k]) / floor);
  }
  // D must have something to show, or its sign would go unseen.
  BOOST_CHECK(!c.rows.is_conditional() || greatest_d > 3);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rating_gradients)

BOOST_AUTO_TEST_CASE(energies_and_means_of_dense_rows_and_of_lists) {
  for (const Case& c : {plain(), conditional()}) {
    const Matrix dense = dense_rows_of(c.rows);
    const Energies energies = free_energy(c.rbm, dense);
    const Matrix means = hidden_mean(c.rbm, dense);
    for (Index n = 0; n < 4; ++n) {
      const std::string what = c.name + ", row " + std::to_string(n);
      const RowByDefinition row(c.rows, n);
      check_close(energies[n], row.free_energy(c.theta), exact_tolerance, what + ": free energy, dense");
      check_close(list_free_energy(c.rbm, c.rows, n), row.free_energy(c.theta), exact_tolerance,
                  what + ": free energy, lists");
      const Statistics expected = row.data_term(c.theta);
      const std::vector<double> by_lists = list_hidden_mean(c.rbm, c.rows, n);
      for (Index j = 0; j < hidden; ++j) {
        const double mean = expected[expected.size() - hidden + j];
        check_close(static_cast<double>(means(n, j)), mean, exact_tolerance, what + ": hidden mean, dense");
        check_close(by_lists[j], mean, exact_tolerance, what + ": hidden mean, lists");
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(log_p_of_dense_rows_with_missing_groups) {
  const Case c = plain();
  const Energies dense = exact_log_likelihood(c.rbm, dense_rows_of(c.rows));
  for (Index n = 0; n < 4; ++n) {
    check_close(dense[n], RowByDefinition(c.rows, n).log_p(c.theta), exact_tolerance, "log p, plain");
  }
  const Case d = conditional();
  for (Index n = 0; n < 4; ++n) {
    check_close(exact_log_likelihood(shifted_machine(d, n), groups_of(d, n))[0],
                RowByDefinition(d.rows, n).log_p(d.theta), exact_tolerance, "log p, conditional");
  }
}

BOOST_AUTO_TEST_CASE(gradients_are_differences_of_log_p) {
  constexpr double step = 1e-5;
  for (const Case& c : {plain(), conditional()}) {
    const Statistics gradient = exact_gradient_of(c);
    Statistics differences;
    for (Index k = 0; k < c.theta.size(); ++k) {
      const auto mean_log_p = [&](double by) {
        Statistics moved = c.theta;
        moved[k] += by;
        double sum = 0;
        for (Index n = 0; n < 4; ++n) sum += RowByDefinition(c.rows, n).log_p(moved);
        return sum / 4;
      };
      differences.push_back((mean_log_p(step) - mean_log_p(-step)) / (2 * step));
    }
    check_all(gradient, differences, 1e-8, c.name);
  }
}

BOOST_AUTO_TEST_CASE(dense_gradients_are_those_by_definition) {
  const Case c = plain();
  check_all(flat(dense_gradient(c.rbm, dense_rows_of(c.rows))), exact_gradient_of(c), exact_tolerance, "plain");
  const Case d = conditional();
  Statistics mean(d.theta.size(), 0.0);
  for (Index n = 0; n < 4; ++n) {
    const Statistics of_row = flat(change_of_whole(d, n, dense_gradient(shifted_machine(d, n), groups_of(d, n))));
    for (Index k = 0; k < mean.size(); ++k) mean[k] += of_row[k] / 4;
  }
  check_all(mean, exact_gradient_of(d), exact_tolerance, "conditional");
}

BOOST_AUTO_TEST_CASE(long_chains_of_lists_give_the_gradient_of_log_p) {
  constexpr Index copies = 5000;
  RbmOptions options = whole_step_options();
  options.gibbs_steps = 40;
  options.estimation.negative_visible = NegativeVisible::samples;
  for (const Case& c : {plain(copies), conditional(copies)}) {
    check_list_change(c, options, &RowByDefinition::model_term);
  }
}

BOOST_AUTO_TEST_CASE(one_step_of_lists_gives_its_expectation_over_hidden_states) {
  constexpr Index copies = 5000;
  for (const Case& c : {plain(copies), conditional(copies)}) {
    check_list_change(c, whole_step_options(), &RowByDefinition::reconstruction_term);
  }
}

// Draws are told by their row and unit, so a row by itself meets the same ones on both ways.
BOOST_AUTO_TEST_CASE(an_update_of_a_row_is_that_of_dense_units_whose_hidden_biases_d_has_moved) {
  RbmOptions options = whole_step_options();
  options.gibbs_steps = 3;
  for (const Case& c : {plain(), conditional()}) {
    for (Index n = 0; n < 4; ++n) {
      const std::vector<Index> one{n};
      const RbmParameters by_lists = list_change(c.rbm, c.rows, one, options);
      Rbm dense = c.rows.is_conditional() ? shifted_machine(c, n) : c.rbm;
      const RbmParameters before = dense.parameters;
      Batch batch;
      batch.inputs = groups_of(c, n);
      RbmTrainer(dense, options, 5, 0, Workers::serial()).step(batch, 0);
      RbmParameters moved = difference(dense.parameters, before);
      if (c.rows.is_conditional()) moved = change_of_whole(c, n, moved);
      check_all(flat(by_lists), flat(moved), exact_tolerance, c.name + ", row " + std::to_string(n));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace rating_gradients_test
