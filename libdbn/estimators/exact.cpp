// The exact gradient of the mean log-likelihood: the model phase is the expectation under p(v, h), by enumeration of
// the side with fewer states. Cost 2^min(V, H) products; the limit is that of the exact log Z.
#include <algorithm>
#include <cmath>

#include "libdbn/base/linalg.hpp"
#include "libdbn/estimators/estimators.hpp"
#include "libdbn/likelihood/exact.hpp"

namespace dbn {
namespace {

constexpr Index states_per_block = 4096;

void weigh_rows(MatrixView rows, const Energies& weights) {
  for (Index n = 0; n < rows.rows; ++n) {
    for (Index j = 0; j < rows.columns; ++j) rows(n, j) *= static_cast<real>(weights[n]);
  }
}

class Exact final : public GradientEstimator {
 public:
  GradientEstimate& estimate(const Rbm& rbm, const Batch& batch, const Step& step) override {
    const LayerPass hidden(rbm, Side::hidden, step.workers);
    begin_estimate(rbm, batch.shares(), 0, estimate_);
    hidden.inputs(batch.inputs, hidden_inputs_);
    const Phase data{batch.inputs, hidden_inputs_, {}};
    add_phase(rbm, data, estimate_.data_shares, HiddenStatistics::probabilities, 0, estimate_, step.workers);
    estimate_.weights = zeros(rbm.visible->size(), rbm.hidden->size());
    const double log_z = exact_log_z(rbm, step.workers);
    const Side side = enumerated_side(rbm);
    const double count = (side == Side::visible ? rbm.visible : rbm.hidden)->state_count();
    for (Index first = 0; first < static_cast<Index>(count); first += states_per_block) {
      subtract_model_block(rbm, side, first, std::min(states_per_block, static_cast<Index>(count) - first), log_z,
                           step.workers);
    }
    return estimate_;
  }

 private:
  // Given states x of the enumerated layer and inputs I to the other one: d log Z / d theta is the sum over x of p(x)
  // times the derivative of -U(x) + log_normalizer(I(x)).
  void subtract_model_block(const Rbm& rbm, Side side, Index first, Index rows, double log_z, Workers& workers) {
    const bool over_visible = side == Side::visible;
    const Units& given = over_visible ? *rbm.visible : *rbm.hidden;
    const Units& summed = over_visible ? *rbm.hidden : *rbm.visible;
    const Matrix& given_parameters = over_visible ? rbm.parameters.visible : rbm.parameters.hidden;
    const Matrix& summed_parameters = over_visible ? rbm.parameters.hidden : rbm.parameters.visible;
    const LayerPass pass(rbm, over_visible ? Side::hidden : Side::visible, workers);
    const LayerPass back(rbm, side, workers);

    reshape(states_, rows, given.size());
    given.enumerate(first, states_);
    Energies probability =
        over_visible ? free_energy(rbm, states_, workers) : hidden_free_energy(rbm, states_, workers);
    for (double& p : probability) p = std::exp(-p - log_z);

    pass.inputs(states_, inputs_);
    reshape(means_, rows, summed.size());
    pass.mean(inputs_, means_);
    Matrix back_inputs;
    back.inputs(means_, back_inputs);
    Matrix& given_ascent = over_visible ? estimate_.visible_ascent : estimate_.hidden_ascent;
    Matrix& summed_ascent = over_visible ? estimate_.hidden_ascent : estimate_.visible_ascent;
    const LayerPass& hidden = over_visible ? pass : back;
    const ConstMatrixView visible_rows = over_visible ? states_ : means_;
    const ConstMatrixView hidden_rows = over_visible ? means_ : states_;
    for (Index n = 0; n < rows; ++n) {
      hidden.add_length_gradient(visible_rows.row_range(n, 1), hidden_rows.row_range(n, 1), -probability[n],
                                 estimate_.hidden_ascent);
      given.add_gradient(given_parameters, ConstMatrixView(states_).row_range(n, 1),
                         ConstMatrixView(back_inputs).row_range(n, 1), -probability[n], given_ascent);
      summed.add_expected_gradient(summed_parameters, ConstMatrixView(inputs_).row_range(n, 1), -probability[n],
                                   summed_ascent);
    }
    back.interaction(states_, states_);
    pass.interaction(means_, means_);
    weigh_rows(states_, probability);
    if (over_visible) {
      matmul(workers, transposed(states_), means_, estimate_.weights, -1, 1);
    } else {
      matmul(workers, transposed(means_), states_, estimate_.weights, -1, 1);
    }
  }

  GradientEstimate estimate_;
  Matrix hidden_inputs_;
  Matrix states_;
  Matrix inputs_;
  Matrix means_;
};

}  // namespace

EstimatorPtr make_exact(const EstimatorOptions&) { return std::make_unique<Exact>(); }

}  // namespace dbn
