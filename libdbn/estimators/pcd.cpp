// PCD-k: chains that are never restarted stand for the model (Tieleman 2008, algorithm 1; Younes 1989). The chains
// carry their hidden states from update to update, which saves the product that would draw them anew from the visible
// ones.
#include "libdbn/base/checks.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/estimators/estimators.hpp"

namespace dbn {
namespace {

class PersistentContrastiveDivergence final : public GradientEstimator {
 public:
  explicit PersistentContrastiveDivergence(const EstimatorOptions& options) : options_(options) {}

  const GradientEstimate& estimate(const Rbm& rbm, const Batch& batch, const Step& step) override {
    const Index rows = batch.rows();
    const Index chains = options_.chains;
    const LayerPass visible(rbm, Side::visible, step.workers);
    const LayerPass hidden(rbm, Side::hidden, step.workers);
    begin_estimate(rbm, rows + chains, estimate_);
    if (chain_visible_.size() == 0) start_chains(rbm, batch.inputs, step);
    require_columns("persistent chains", chain_visible_, rbm.visible->size());
    require_columns("persistent chains", chain_hidden_, rbm.hidden->size());

    hidden.inputs(batch.inputs, hidden_inputs_);
    if (options_.hidden_statistics == HiddenStatistics::samples) {
      reshape(data_hidden_, rows, rbm.hidden->size());
      hidden.sample(hidden_inputs_, step.rng.next(), data_hidden_);
    }
    const Phase data{batch.inputs, hidden_inputs_, data_hidden_};
    add_phase(rbm, data, 1.0 / static_cast<double>(rows), options_.hidden_statistics, 0, estimate_, step.workers);

    // Both sides are always sampled here: with probabilities in place of states this would be no Gibbs chain.
    for (Index k = 0; k < step.gibbs_steps; ++k) {
      visible.inputs(chain_hidden_, visible_inputs_);
      visible.sample_like(visible_inputs_, chain_visible_, step.rng.next(), chain_visible_);
      hidden.inputs(chain_visible_, hidden_inputs_);
      hidden.sample(hidden_inputs_, step.rng.next(), chain_hidden_);
    }
    const Phase model{chain_visible_, hidden_inputs_, chain_hidden_};
    add_phase(rbm, model, -1.0 / static_cast<double>(chains), options_.hidden_statistics, rows, estimate_,
              step.workers);
    return estimate_;
  }

  void archive(Archive& archive) override {
    archive.field("chain_visible", chain_visible_, "chain,visible", Archive::Shape::stored);
    archive.field("chain_hidden", chain_hidden_, "chain,hidden", Archive::Shape::stored);
    if (archive.loading() && chain_visible_.size() > 0 && chain_visible_.shape(0) != options_.chains) {
      throw model_error("the checkpoint holds " + std::to_string(chain_visible_.shape(0)) +
                        " persistent chains, the config asks for " + std::to_string(options_.chains));
    }
  }

 private:
  // From the visible biases alone: a machine that knows nothing but the base rates. Chains of counts take their lengths
  // from the first rows of data.
  void start_chains(const Rbm& rbm, ConstMatrixView data, const Step& step) {
    const LayerPass visible(rbm, Side::visible, step.workers);
    const LayerPass hidden(rbm, Side::hidden, step.workers);
    chain_visible_ = zeros(options_.chains, rbm.visible->size());
    chain_hidden_ = zeros(options_.chains, rbm.hidden->size());
    if (rbm.visible->has_lengths()) {
      for (Index n = 0; n < options_.chains; ++n)
        copy(data.row_range(n % data.rows, 1), MatrixView(chain_visible_).row_range(n, 1));
    }
    visible.sample_like(zeros(options_.chains, rbm.visible->size()), chain_visible_, step.rng.next(), chain_visible_);
    hidden.inputs(chain_visible_, hidden_inputs_);
    hidden.sample(hidden_inputs_, step.rng.next(), chain_hidden_);
  }

  EstimatorOptions options_;
  GradientEstimate estimate_;
  Matrix chain_visible_;
  Matrix chain_hidden_;
  Matrix hidden_inputs_;
  Matrix data_hidden_;
  Matrix visible_inputs_;
};

}  // namespace

EstimatorPtr make_pcd(const EstimatorOptions& options) {
  return std::make_unique<PersistentContrastiveDivergence>(options);
}

}  // namespace dbn
