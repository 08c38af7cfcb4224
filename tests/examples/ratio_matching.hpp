// An estimator as a user of the library adds it: this file and nothing else. Ratio matching needs no model phase and no
// chains, and its gradient is exact (Hyvarinen 2007, "Some extensions of score matching"). For binary
// visible units it minimizes, with v^i the row v whose unit i is flipped,
//
//     J = mean_n sum_i g_i(v_n)^2,    g_i(v) = 1 / (1 + p(v) / p(v^i)) = logistic(F(v) - F(v^i)),
//
// which compares the probabilities of neighbors only, so that Z cancels. With d(-F)/d(theta) the expected statistics
// that every estimator is made of, the ascent is
//
//     -dJ/d(theta) = mean_n sum_i c_i(v_n) [ d(-F(v_n)) - d(-F(v_n^i)) ],    c_i = 2 g_i^2 (1 - g_i):
//
// a data phase whose rows count sum_i c_i, and a model phase of the flipped rows that count c_i.
#pragma once

#include <cmath>

#include "libdbn/base/errors.hpp"
#include "libdbn/estimators/estimator.hpp"

namespace example {

class RatioMatching final : public dbn::GradientEstimator {
 public:
  dbn::GradientEstimate& estimate(const dbn::Rbm& rbm, const dbn::Batch& batch, const dbn::Step& step) override {
    require_binary(*rbm.visible);
    const dbn::Index rows = batch.rows();
    const dbn::Index units = rbm.visible->size();
    flip_each_unit(batch.inputs);
    const dbn::Energies energy = dbn::free_energy(rbm, batch.inputs, step.workers);
    const dbn::Energies flipped_energy = dbn::free_energy(rbm, flipped_, step.workers);

    // Shares of rows are all that tells this from other estimators; shares() brings the weights of the data file.
    std::vector<double> data_shares = batch.shares();
    std::vector<double> model_shares;
    mean_cost_ = 0;
    for (dbn::Index n = 0; n < rows; ++n) {
      const double share = data_shares[n];
      data_shares[n] = 0;
      for (dbn::Index i = 0; i < units; ++i) {
        const double g = 1 / (1 + std::exp(flipped_energy[n * units + i] - energy[n]));
        const double c = 2 * g * g * (1 - g);
        data_shares[n] += share * c;
        model_shares.push_back(-share * c);
        mean_cost_ += share * g * g;
      }
    }

    dbn::begin_estimate(rbm, data_shares, model_shares.size(), estimate_);
    enter(rbm, batch.inputs, data_shares, 0, step);
    enter(rbm, flipped_, model_shares, rows, step);
    return estimate_;
  }

  /// Rows of the data phase count by their costs, so that their mean is not that of the data: the trainer refuses
  /// centering and sparsity, which would take it for that.
  bool states_data_means() const override { return false; }

  Diagnostics diagnostics() const override { return {{"ratio_matching_cost", mean_cost_}}; }

 private:
  static void require_binary(const dbn::Units& visible) {
    if (visible.kind() == "bernoulli") return;
    throw dbn::config_error("ratio matching is defined for binary visible units, not for " + visible.spec());
  }

  // Row n V + i is row n with unit i flipped.
  void flip_each_unit(const dbn::Matrix& rows) {
    const dbn::Index units = rows.shape(1);
    dbn::reshape(flipped_, rows.shape(0) * units, units);
    for (dbn::Index n = 0; n < flipped_.shape(0); ++n) {
      for (dbn::Index i = 0; i < units; ++i) flipped_(n, i) = rows(n / units, i);
      flipped_(n, n % units) = 1 - flipped_(n, n % units);
    }
  }

  void enter(const dbn::Rbm& rbm, const dbn::Matrix& visible, std::span<const double> shares, dbn::Index first_row,
             const dbn::Step& step) {
    const dbn::Matrix hidden_inputs = dbn::inputs_to_hidden(rbm, visible, step.workers);
    const dbn::Phase phase{visible, hidden_inputs, {}};
    dbn::add_phase(rbm, phase, shares, dbn::HiddenStatistics::probabilities, first_row, estimate_, step.workers);
  }

  dbn::GradientEstimate estimate_;
  dbn::Matrix flipped_;
  double mean_cost_ = 0;
};

inline dbn::EstimatorPtr make_ratio_matching(const dbn::EstimatorOptions& /*options*/) {
  return std::make_unique<RatioMatching>();
}

}  // namespace example
