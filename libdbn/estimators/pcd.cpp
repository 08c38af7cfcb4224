// PCD-k: chains that are never restarted stand for the model (Tieleman 2008, algorithm 1; Younes 1989).
#include "libdbn/estimators/estimators.hpp"
#include "libdbn/estimators/phases.hpp"

namespace dbn {
namespace {

class PersistentContrastiveDivergence final : public GradientEstimator {
 public:
  explicit PersistentContrastiveDivergence(const EstimatorOptions& options)
      : statistics_(options.hidden_statistics), chains_(options.chains) {
    estimate_.sigma = options.sigma;
  }

  GradientEstimate& estimate(const Rbm& rbm, const Batch& batch, const Step& step) override {
    begin_estimate(rbm, batch.shares(), chains_.count(), estimate_);
    data_.enter(rbm, batch, statistics_, step, estimate_);
    chains_.advance(rbm, batch, step);
    chains_.enter(rbm, statistics_, batch.rows(), step, estimate_);
    return estimate_;
  }

  bool states_data_means() const override { return true; }

  void archive(Archive& archive) override { chains_.archive(archive); }

  Diagnostics diagnostics() const override { return {{"flip_rate", chains_.flip_rate()}}; }

 private:
  HiddenStatistics statistics_;
  DataPhase data_;
  Chains chains_;
  GradientEstimate estimate_;
};

}  // namespace

const EstimatorKind pcd_estimator{
    .name = "pcd",
    .help = "persistent contrastive divergence: chains live on between updates (Tieleman 2008)",
    .make = construct_estimator<PersistentContrastiveDivergence>,
    .takes_gibbs_steps = true,
};

}  // namespace dbn
