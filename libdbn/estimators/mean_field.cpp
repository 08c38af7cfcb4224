// Mean-field learning: the model phase is k deterministic alternations of means from the data (Welling & Hinton 2002).
// No draws; fast and smooth, but biased further from the likelihood than CD.
#include "libdbn/estimators/estimators.hpp"
#include "libdbn/estimators/phases.hpp"

namespace dbn {
namespace {

class MeanField final : public GradientEstimator {
 public:
  explicit MeanField(const EstimatorOptions&) {}

  GradientEstimate& estimate(const Rbm& rbm, const Batch& batch, const Step& step) override {
    const Index rows = batch.rows();
    const LayerPass visible(rbm, Side::visible, step.workers);
    const LayerPass hidden(rbm, Side::hidden, step.workers);
    begin_estimate(rbm, batch.shares(), rows, estimate_);
    data_.enter(rbm, batch, HiddenStatistics::probabilities, step, estimate_);

    reshape(hidden_means_, rows, rbm.hidden->size());
    reshape(visible_means_, rows, rbm.visible->size());
    hidden.inputs(batch.inputs, hidden_inputs_);
    for (Index k = 0; k < step.gibbs_steps; ++k) {
      hidden.mean(hidden_inputs_, hidden_means_);
      visible.inputs(hidden_means_, visible_inputs_);
      visible.mean_like(visible_inputs_, batch.inputs, visible_means_);
      hidden.inputs(visible_means_, hidden_inputs_);
    }
    const Phase model{visible_means_, hidden_inputs_, {}};
    add_phase(rbm, model, negative_shares(estimate_.data_shares), HiddenStatistics::probabilities, rows, estimate_,
              step.workers);
    return estimate_;
  }

  bool states_data_means() const override { return true; }
  bool can_learn_sigma() const override { return false; }

 private:
  DataPhase data_;
  GradientEstimate estimate_;
  Matrix hidden_inputs_;
  Matrix hidden_means_;
  Matrix visible_inputs_;
  Matrix visible_means_;
};

}  // namespace

const EstimatorKind mean_field_estimator{
    .name = "mean_field",
    .help = "deterministic alternations of means from the data (Welling & Hinton 2002)",
    .make = construct_estimator<MeanField>,
    .takes_gibbs_steps = true,
};

}  // namespace dbn
