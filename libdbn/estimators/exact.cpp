// The exact gradient of the mean log-likelihood: the model phase is the expectation under p(v, h), by enumeration of
// the side with fewer states. Cost 2^min(V, H) products; the limit is that of the exact log Z. Rows with missing units
// or lengths of their own speak to machines of their own, each enumerated once per batch.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "libdbn/base/kernels.hpp"
#include "libdbn/base/linalg.hpp"
#include "libdbn/estimators/estimators.hpp"
#include "libdbn/estimators/phases.hpp"
#include "libdbn/likelihood/exact.hpp"
#include "libdbn/rbm/row_machine.hpp"

namespace dbn {
namespace {

constexpr Index states_per_block = 4096;

void weigh_rows(MatrixView rows, const Energies& weights) {
  for (Index n = 0; n < rows.rows; ++n) {
    for (Index j = 0; j < rows.columns; ++j) rows(n, j) *= static_cast<real>(weights[n]);
  }
}

// Adds `share` times the ascent of a row machine, whose visible units are the listed columns of the whole.
void add_part(const RbmParameters& part, const std::vector<Index>& columns, double share, GradientEstimate& whole) {
  const auto factor = static_cast<real>(share);
  const Index hidden = part.weights.shape(1);
  for (Index i = 0; i < columns.size(); ++i) {
    kernels::add_scaled(ConstMatrixView(part.weights).row(i), factor, hidden,
                        MatrixView(whole.weights).row(columns[i]));
    for (Index p = 0; p < part.visible.shape(0); ++p)
      whole.visible_ascent(p, columns[i]) += factor * part.visible(p, i);
  }
  kernels::add_scaled(part.hidden.data(), factor, part.hidden.size(), whole.hidden_ascent.data());
}

class Exact final : public GradientEstimator {
 public:
  explicit Exact(const EstimatorOptions&) {}

  GradientEstimate& estimate(const Rbm& rbm, const Batch& batch, const Step& step) override {
    const LayerPass hidden(rbm, Side::hidden, step.workers);
    begin_estimate(rbm, batch.shares(), 0, estimate_);
    hidden.inputs(batch.inputs, hidden_inputs_);
    const Phase data{batch.inputs, hidden_inputs_, {}};
    enter_data_phase(rbm, data, HiddenStatistics::probabilities, step, estimate_);
    estimate_.weights = zeros(rbm.visible->size(), rbm.hidden->size());
    std::vector<double> shares = estimate_.data_shares;
    for (const std::vector<Index>& rows : rows_by_machine(rbm, batch.inputs)) {
      const auto machine = machine_of_row(rbm, ConstMatrixView(batch.inputs).row_range(rows.front(), 1));
      double share = 0;
      for (const Index n : rows) share += std::exchange(shares[n], 0.0);
      subtract_model_phase(machine->rbm, step.workers);
      add_part(model_, machine->columns, share, estimate_);
    }
    // A row without any visible unit teaches nothing: what it entered for the hidden biases is taken back. Where rows
    // have lengths its length is 0, and it entered nothing.
    const double empty_share = std::accumulate(shares.begin(), shares.end(), 0.0);
    if (empty_share > 0 && !rbm.visible->has_lengths()) {
      rbm.hidden->add_expected_gradient(rbm.parameters.hidden, zeros(1, rbm.hidden->size()), -empty_share,
                                        estimate_.hidden_ascent);
    }
    return estimate_;
  }

  bool states_data_means() const override { return true; }

 private:
  void subtract_model_phase(const Rbm& rbm, Workers& workers) {
    model_ = zeros_like(rbm.parameters);
    const double log_z = exact_log_z(rbm, workers);
    const Side side = enumerated_side(rbm);
    const auto count = static_cast<Index>(state_count(rbm, side));
    for (Index first = 0; first < count; first += states_per_block) {
      subtract_model_block(rbm, side, first, std::min(states_per_block, count - first), log_z, workers);
    }
  }

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
    Matrix& given_ascent = over_visible ? model_.visible : model_.hidden;
    Matrix& summed_ascent = over_visible ? model_.hidden : model_.visible;
    const LayerPass& hidden = over_visible ? pass : back;
    const ConstMatrixView visible_rows = over_visible ? states_ : means_;
    const ConstMatrixView hidden_rows = over_visible ? means_ : states_;
    for (Index n = 0; n < rows; ++n) {
      hidden.add_length_gradient(visible_rows.row_range(n, 1), hidden_rows.row_range(n, 1), -probability[n],
                                 model_.hidden);
      given.add_gradient(given_parameters, ConstMatrixView(states_).row_range(n, 1),
                         ConstMatrixView(back_inputs).row_range(n, 1), -probability[n], given_ascent);
      summed.add_expected_gradient(summed_parameters, ConstMatrixView(inputs_).row_range(n, 1), -probability[n],
                                   summed_ascent);
    }
    back.interaction(states_, states_);
    pass.interaction(means_, means_);
    weigh_rows(states_, probability);
    if (over_visible) {
      matmul(workers, transposed(states_), means_, model_.weights, -1, 1);
    } else {
      matmul(workers, transposed(means_), states_, model_.weights, -1, 1);
    }
  }

  GradientEstimate estimate_;
  RbmParameters model_;
  Matrix hidden_inputs_;
  Matrix states_;
  Matrix inputs_;
  Matrix means_;
};

}  // namespace

const EstimatorKind exact_estimator{
    .name = "exact",
    .help = "the exact gradient by enumeration, for small machines",
    .make = construct_estimator<Exact>,
};

}  // namespace dbn
