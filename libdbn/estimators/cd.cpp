// CD-k: the model phase is a chain of k Gibbs steps from the data (Hinton 2002, equation 5; practice as in Hinton 2010,
// section 3: hidden states that drive a reconstruction are sampled).
#include "libdbn/estimators/estimators.hpp"
#include "libdbn/estimators/phases.hpp"

namespace dbn {
namespace {

class ContrastiveDivergence final : public GradientEstimator {
 public:
  explicit ContrastiveDivergence(const EstimatorOptions& options) : options_(options) {
    estimate_.sigma = options.sigma;
  }

  GradientEstimate& estimate(const Rbm& rbm, const Batch& batch, const Step& step) override {
    const Index rows = batch.rows();
    const LayerPass visible(rbm, Side::visible, step.workers);
    const LayerPass hidden(rbm, Side::hidden, step.workers);
    begin_estimate(rbm, batch.shares(), rows, estimate_);
    reshape(hidden_states_, rows, rbm.hidden->size());
    reshape(visible_states_, rows, rbm.visible->size());

    hidden.inputs(batch.inputs, hidden_inputs_);
    hidden.sample(hidden_inputs_, step.rng.next(), hidden_states_);
    const Phase data{batch.inputs, hidden_inputs_, hidden_states_};
    enter_data_phase(rbm, data, options_.hidden_statistics, step, estimate_);

    for (Index k = 0; k < step.gibbs_steps; ++k) {
      if (k > 0) hidden.sample(hidden_inputs_, step.rng.next(), hidden_states_);
      visible.inputs(hidden_states_, visible_inputs_);
      reconstruct(visible, batch.inputs, step.rng.next());
      hidden.inputs(visible_states_, hidden_inputs_);
    }
    if (options_.hidden_statistics == HiddenStatistics::samples) {
      hidden.sample(hidden_inputs_, step.rng.next(), hidden_states_);
    }
    const Phase model{visible_states_, hidden_inputs_, hidden_states_};
    add_phase(rbm, model, negative_shares(estimate_.data_shares), options_.hidden_statistics, rows, estimate_,
              step.workers);
    return estimate_;
  }

  bool states_data_means() const override { return true; }

 private:
  // Reconstructions of rows with missing units have them missing too; documents keep their length.
  void reconstruct(const LayerPass& visible, ConstMatrixView like, const Draws& draws) {
    if (options_.negative_visible == NegativeVisible::samples) {
      visible.sample_like(visible_inputs_, like, draws, visible_states_);
    } else {
      visible.mean_like(visible_inputs_, like, visible_states_);
    }
  }

  EstimatorOptions options_;
  GradientEstimate estimate_;
  Matrix hidden_inputs_;
  Matrix hidden_states_;
  Matrix visible_inputs_;
  Matrix visible_states_;
};

}  // namespace

const EstimatorKind cd_estimator{
    .name = "cd",
    .help = "contrastive divergence: the chain starts at the data (Hinton 2002)",
    .make = construct_estimator<ContrastiveDivergence>,
    .takes_gibbs_steps = true,
    .learns_from_lists = true,
};

}  // namespace dbn
