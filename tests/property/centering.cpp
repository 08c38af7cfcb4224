// Centered learning: the model is the uncentered one, and flipping all bits of the data flips the solution, no more.
#include "libdbn/train/centering.hpp"

#include <cmath>

#include "libdbn/data/batches.hpp"
#include "libdbn/estimators/estimator.hpp"
#include "libdbn/train/rbm_trainer.hpp"
#include "tests/support/exact_gradient.hpp"
#include "tests/support/memory_archive.hpp"

using namespace dbn;
using dbn::test::random_rbm;

namespace centering_test {
namespace {

Matrix binary_rows(Index rows, Index columns, unsigned seed) {
  Matrix data = zeros(rows, columns);
  test::fill_normal(data, 1, seed);
  for (real& x : data) x = x > real(-0.6) ? real(1) : real(0);
  return data;
}

// The same distribution over flipped visible units: v -> 1 - v.
Rbm flipped(const Rbm& rbm) {
  Rbm result = rbm;
  for (Index i = 0; i < rbm.visible->size(); ++i) {
    result.parameters.visible(0, i) = -rbm.parameters.visible(0, i);
    for (Index j = 0; j < rbm.hidden->size(); ++j) {
      result.parameters.hidden(0, j) += rbm.parameters.weights(i, j);
      result.parameters.weights(i, j) = -rbm.parameters.weights(i, j);
    }
  }
  return result;
}

RbmOptions exact_centered(CenteringOffsets centering) {
  RbmOptions options;
  options.estimator = "exact";
  options.centering = centering;
  options.learning_rate = 0.2;
  options.momentum = 0.0;
  options.weight_decay = 0;
  return options;
}

Rbm trained(Rbm rbm, const RbmOptions& options, const Matrix& data, Index updates) {
  RbmTrainer trainer(rbm, options, 3, 0, Workers::serial());
  Batch batch;
  batch.inputs = data;
  for (Index u = 0; u < updates; ++u) trainer.step(batch, 0);
  return rbm;
}

double worst_difference(const Rbm& a, const Rbm& b, const Matrix& states_a, const Matrix& states_b) {
  const Energies log_p_a = log_likelihood(a, states_a, exact_log_z(a));
  const Energies log_p_b = log_likelihood(b, states_b, exact_log_z(b));
  double worst = 0;
  for (Index n = 0; n < log_p_a.size(); ++n) worst = std::max(worst, std::abs(log_p_a[n] - log_p_b[n]));
  return worst;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(centering)

BOOST_AUTO_TEST_CASE(entering_and_leaving_keeps_the_model) {
  for (const std::string visible : {"4", "gaussian:4"}) {
    Rbm rbm = random_rbm(visible, "3", 41);
    if (visible != "4") {
      for (Index i = 0; i < 4; ++i) rbm.parameters.visible(1, i) = real(0.6) + real(0.2) * static_cast<real>(i);
    }
    const Rbm before = rbm;
    Batch batch;
    batch.inputs = binary_rows(6, 4, 1);
    Rng rng(1, Purpose::gibbs);
    auto estimator = make_estimator("exact", {});
    Centering centering(CenteringOffsets::data, 1);
    GradientEstimate& estimate =
        estimator->estimate(rbm, batch, {1, rng, Workers::serial(), Figures::skip, DataMeans::take});
    centering.move_offsets(rbm, estimate);
    centering.enter(rbm, estimate);
    BOOST_CHECK(rbm.parameters.visible != before.parameters.visible);
    centering.leave(rbm);
    test::check_close(rbm.parameters.visible, before.parameters.visible, 1e-6, visible);
    test::check_close(rbm.parameters.hidden, before.parameters.hidden, 1e-6, visible);
  }
}

// Data flipped and the machine flipped: uncentered learning goes elsewhere, centered learning to the flipped machine.
BOOST_AUTO_TEST_CASE(learning_is_invariant_to_flipped_data) {
  const Matrix data = binary_rows(12, 4, 2);
  Matrix data_flipped = data;
  for (real& x : data_flipped) x = 1 - x;
  const Rbm start = random_rbm("4", "3", 42);
  const Matrix states = test::all_states(*start.visible);
  Matrix states_flipped = states;
  for (real& x : states_flipped) x = 1 - x;
  for (const auto kind :
       {CenteringOffsets::data, CenteringOffsets::model, CenteringOffsets::both, CenteringOffsets::none}) {
    const RbmOptions options = exact_centered(kind);
    const Rbm a = trained(start, options, data, 20);
    const Rbm b = trained(flipped(start), options, data_flipped, 20);
    const double difference = worst_difference(a, b, states, states_flipped);
    if (kind == CenteringOffsets::none) {
      BOOST_CHECK_GT(difference, 0.01);
    } else {
      BOOST_CHECK_SMALL(difference, 2e-4);
    }
  }
}

// The same with persistent chains, whose draws differ: equal within the error of means over runs. Without centering the
// difference is many times that.
BOOST_AUTO_TEST_CASE(sampled_learning_is_invariant_to_flipped_data) {
  const Matrix data = binary_rows(20, 6, 5);
  Matrix data_flipped = data;
  for (real& x : data_flipped) x = 1 - x;
  const Rbm start = random_rbm("6", "3", 45);
  const auto score = [](const Rbm& rbm, const Matrix& rows) {
    const Energies log_p = log_likelihood(rbm, rows, exact_log_z(rbm));
    double sum = 0;
    for (const double value : log_p) sum += value / static_cast<double>(log_p.size());
    return sum;
  };
  for (const auto kind : {CenteringOffsets::data, CenteringOffsets::both, CenteringOffsets::none}) {
    RbmOptions options = exact_centered(kind);
    options.estimator = "pcd";
    options.estimation.chains = 50;
    constexpr Index runs = 30;
    double mean[2] = {};
    double variance[2] = {};
    for (Index run = 0; run < runs; ++run) {
      for (Index side = 0; side < 2; ++side) {
        Rbm rbm = side == 0 ? start : flipped(start);
        const Matrix& rows = side == 0 ? data : data_flipped;
        RbmTrainer trainer(rbm, options, 100 + 2 * run + side, 0, Workers::serial());
        Batch batch;
        batch.inputs = rows;
        for (Index u = 0; u < 25; ++u) trainer.step(batch, 0);
        const double value = score(rbm, rows);
        mean[side] += value / runs;
        variance[side] += value * value / runs;
      }
    }
    for (Index side = 0; side < 2; ++side) variance[side] -= mean[side] * mean[side];
    const double error = std::sqrt((variance[0] + variance[1]) / runs);
    const double difference = std::abs(mean[0] - mean[1]);
    BOOST_TEST_MESSAGE("offsets " << static_cast<int>(kind) << ": difference " << difference << ", error " << error);
    if (kind == CenteringOffsets::none) {
      BOOST_CHECK_GT(difference, 8 * error);
    } else {
      BOOST_CHECK_SMALL(difference, 4 * error);
    }
  }
}

// One step against the formulas of Melchior, Fischer & Wiskott (2016), with the statistics of the enumerated model.
BOOST_AUTO_TEST_CASE(one_step_is_the_centered_gradient) {
  const Matrix data = binary_rows(9, 4, 3);
  const Rbm start = random_rbm("4", "3", 43);
  const Rbm found = trained(start, exact_centered(CenteringOffsets::data), data, 1);

  const RbmParameters g = test::exact_gradient(start, data);
  const Matrix hidden = hidden_mean(start, data);
  std::vector<double> mu(4, 0.0);
  std::vector<double> lambda(3, 0.0);
  for (Index n = 0; n < 9; ++n) {
    for (Index i = 0; i < 4; ++i) mu[i] += static_cast<double>(data(n, i)) / 9;
    for (Index j = 0; j < 3; ++j) lambda[j] += static_cast<double>(hidden(n, j)) / 9;
  }
  const double rate = 0.2;
  Matrix step = zeros(4, 3);
  for (Index i = 0; i < 4; ++i) {
    for (Index j = 0; j < 3; ++j) {
      step(i, j) =
          static_cast<real>(rate * (static_cast<double>(g.weights(i, j)) - mu[i] * static_cast<double>(g.hidden(0, j)) -
                                    static_cast<double>(g.visible(0, i)) * lambda[j]));
      test::check_close(static_cast<double>(found.parameters.weights(i, j)),
                        static_cast<double>(start.parameters.weights(i, j) + step(i, j)), 1e-5, "weight");
    }
  }
  for (Index i = 0; i < 4; ++i) {
    double expected = static_cast<double>(start.parameters.visible(0, i)) + rate * static_cast<double>(g.visible(0, i));
    for (Index j = 0; j < 3; ++j) expected -= static_cast<double>(step(i, j)) * lambda[j];
    test::check_close(static_cast<double>(found.parameters.visible(0, i)), expected, 1e-5, "visible bias");
  }
  for (Index j = 0; j < 3; ++j) {
    double expected = static_cast<double>(start.parameters.hidden(0, j)) + rate * static_cast<double>(g.hidden(0, j));
    for (Index i = 0; i < 4; ++i) expected -= static_cast<double>(step(i, j)) * mu[i];
    test::check_close(static_cast<double>(found.parameters.hidden(0, j)), expected, 1e-5, "hidden bias");
  }
}

// With b = logit(mean) and c = 0 in the centered machine, its inputs to the hidden units are (v - mean) W.
BOOST_AUTO_TEST_CASE(the_start_is_the_centered_machine) {
  for (const std::string visible : {"4", "gaussian:4"}) {
    Rbm rbm = random_rbm(visible, "3", 46);
    const Rbm given = rbm;
    const Matrix means{{0.1, 0.5, 0.7, 0.9}};
    RbmOptions options = exact_centered(CenteringOffsets::data);
    RbmTrainer(rbm, options, 3, 0, Workers::serial()).begin([&] { return means; });
    std::vector<double> lambda(3);
    for (Index j = 0; j < 3; ++j) lambda[j] = 1 / (1 + std::exp(-static_cast<double>(given.parameters.hidden(0, j))));
    const auto sigma = [&](Index i) {
      return visible == "4" ? 1.0 : static_cast<double>(given.parameters.visible(1, i));
    };
    for (Index i = 0; i < 4; ++i) {
      double expected = static_cast<double>(given.parameters.visible(0, i));
      for (Index j = 0; j < 3; ++j)
        expected -= sigma(i) * static_cast<double>(given.parameters.weights(i, j)) * lambda[j];
      test::check_close(static_cast<double>(rbm.parameters.visible(0, i)), expected, 1e-5, "visible bias");
    }
    for (Index j = 0; j < 3; ++j) {
      double expected = static_cast<double>(given.parameters.hidden(0, j));
      for (Index i = 0; i < 4; ++i) {
        expected -= static_cast<double>(means(0, i)) / sigma(i) * static_cast<double>(given.parameters.weights(i, j));
      }
      test::check_close(static_cast<double>(rbm.parameters.hidden(0, j)), expected, 1e-5, "hidden bias");
    }
    BOOST_CHECK(rbm.parameters.weights == given.parameters.weights);
    options.centering_start = CenteringStart::uncentered;
    Rbm same = given;
    RbmTrainer(same, options, 3, 0, Workers::serial()).begin([&] { return means; });
    BOOST_CHECK(same.parameters.visible == given.parameters.visible);
    options = exact_centered(CenteringOffsets::none);
    RbmTrainer(same, options, 3, 0, Workers::serial()).begin([&] { return means; });
    BOOST_CHECK(same.parameters.hidden == given.parameters.hidden);
  }
}

// Flipped data with flipped weights end at the flipped machine also from the start of a fresh layer: with the start of
// the uncentered machine they do not.
BOOST_AUTO_TEST_CASE(a_fresh_layer_does_not_notice_flipped_data) {
  const Matrix data = binary_rows(12, 4, 2);
  Matrix data_flipped = data;
  for (real& x : data_flipped) x = 1 - x;
  const auto fresh = [&](const RbmOptions& options, const Matrix& rows, real sign) {
    Rbm rbm = random_rbm("4", "3", 47);
    for (real& w : rbm.parameters.weights) w *= sign;
    Matrix means = zeros(1, 4);
    for (Index n = 0; n < rows.shape(0); ++n) {
      for (Index i = 0; i < 4; ++i) means(0, i) += rows(n, i) / static_cast<real>(rows.shape(0));
    }
    rbm.visible->bias_from_mean(means, rbm.parameters.visible);
    rbm.parameters.hidden.fill(0);
    RbmTrainer trainer(rbm, options, 3, 0, Workers::serial());
    trainer.begin([&] { return means; });
    Batch batch;
    batch.inputs = rows;
    for (Index u = 0; u < 5; ++u) trainer.step(batch, 0);
    return rbm;
  };
  const Matrix states = test::all_states(*make_units("4"));
  Matrix states_flipped = states;
  for (real& x : states_flipped) x = 1 - x;
  RbmOptions options = exact_centered(CenteringOffsets::data);
  options.centering_sliding = 0.01;
  BOOST_CHECK_SMALL(worst_difference(fresh(options, data, 1), fresh(options, data_flipped, -1), states, states_flipped),
                    2e-4);
  options.centering_start = CenteringStart::uncentered;
  BOOST_CHECK_GT(worst_difference(fresh(options, data, 1), fresh(options, data_flipped, -1), states, states_flipped),
                 0.01);
}

// The pull of a penalty is no mean of the model phase: offsets are the same with and without it.
BOOST_AUTO_TEST_CASE(sparsity_does_not_enter_the_offsets) {
  const Matrix data = binary_rows(9, 4, 3);
  for (const auto kind : {CenteringOffsets::model, CenteringOffsets::both, CenteringOffsets::data}) {
    RbmOptions options = exact_centered(kind);
    const auto offsets = [&] {
      Rbm rbm = random_rbm("4", "3", 43);
      RbmTrainer trainer(rbm, options, 3, 0, Workers::serial());
      Batch batch;
      batch.inputs = data;
      trainer.step(batch, 0);
      test::MemoryArchive archive;
      trainer.archive(archive);
      return archive.values();
    };
    const auto plain = offsets();
    options.sparsity_cost = 3;
    options.sparsity_target = 0.9;
    const auto sparse = offsets();
    for (const std::string name : {"centering/visible_offsets", "centering/hidden_offsets"}) {
      BOOST_REQUIRE(plain.count(name) == 1);
      BOOST_CHECK_MESSAGE(plain.at(name) == sparse.at(name), name);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_sparsity_pull_is_target_minus_data_activity) {
  const Matrix data = binary_rows(7, 4, 4);
  const Rbm start = random_rbm("4", "3", 44);
  RbmOptions options = exact_centered(CenteringOffsets::none);
  const Rbm plain = trained(start, options, data, 1);
  options.sparsity_cost = 0.5;
  options.sparsity_target = 0.2;
  const Rbm sparse = trained(start, options, data, 1);
  const Matrix hidden = hidden_mean(start, data);
  for (Index j = 0; j < 3; ++j) {
    double q = 0;
    for (Index n = 0; n < 7; ++n) q += static_cast<double>(hidden(n, j)) / 7;
    const double pull = 0.2 * 0.5 * (0.2 - q);
    test::check_close(static_cast<double>(sparse.parameters.hidden(0, j) - plain.parameters.hidden(0, j)), pull, 1e-5,
                      "bias");
    for (Index i = 0; i < 4; ++i) {
      double mean = 0;
      for (Index n = 0; n < 7; ++n) mean += static_cast<double>(data(n, i)) / 7;
      test::check_close(static_cast<double>(sparse.parameters.weights(i, j) - plain.parameters.weights(i, j)),
                        pull * mean, 1e-5, "weight");
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace centering_test
