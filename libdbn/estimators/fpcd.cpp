// Fast PCD: the chains run on weights with a fast part that learns quickly and decays, which drives them out of the
// modes they are in (Tieleman & Hinton 2009, section 3):
//
//     fast <- decay fast + fast_rate ascent,      chains move under theta + fast
//
// With a fast rate of 0 this is PCD.
#include "libdbn/base/kernels.hpp"
#include "libdbn/base/linalg.hpp"
#include "libdbn/estimators/estimators.hpp"
#include "libdbn/estimators/phases.hpp"

namespace dbn {
namespace {

// Only weights and biases have a fast part; a scale parameter must stay positive.
void add_bias(ConstMatrixView fast, MatrixView parameters) {
  kernels::add_scaled(fast.row(0), 1, parameters.columns, parameters.row(0));
}

void decay_and_add(real decay, real rate, const real* ascent, Index count, real* fast) {
  for (Index i = 0; i < count; ++i) fast[i] = decay * fast[i] + rate * ascent[i];
}

struct FastWeights {
  double learning_rate = 0.01;
  double decay = 0.95;  // 19/20 in Tieleman & Hinton 2009

  OptionList options() {
    return {
        number_option("fast_learning_rate", learning_rate, between(0, 100),
                      "step size of fpcd's fast weights; about the initial learning rate"),
        number_option("fast_decay", decay, between(0, 1), "what is left of fpcd's fast weights per update"),
    };
  }
};

class FastPersistentContrastiveDivergence final : public GradientEstimator {
 public:
  explicit FastPersistentContrastiveDivergence(const EstimatorOptions& options)
      : statistics_(options.hidden_statistics), options_(options.of<FastWeights>()), chains_(options.chains) {
    estimate_.sigma = options.sigma;
  }

  GradientEstimate& estimate(const Rbm& rbm, const Batch& batch, const Step& step) override {
    begin_estimate(rbm, batch.row_weights(), chains_.count(), estimate_);
    if (fast_.weights.size() == 0) fast_ = zeros_like(rbm.parameters);
    add_fast_part(rbm, step.workers);
    data_.enter(rbm, batch, statistics_, step, estimate_);
    chains_.advance(machine_, batch, step);
    chains_.enter(machine_, statistics_, batch.rows(), step, estimate_);
    learn_fast_part(step.workers);
    return estimate_;
  }

  bool states_data_means() const override { return true; }

  void archive(Archive& archive) override {
    chains_.archive(archive);
    archive.field("fast_weights", fast_.weights, "visible,hidden", Archive::Shape::stored);
    archive.field("fast_visible", fast_.visible, "parameter,visible", Archive::Shape::stored);
    archive.field("fast_hidden", fast_.hidden, "parameter,hidden", Archive::Shape::stored);
  }

  Diagnostics diagnostics() const override { return {{"flip_rate", chains_.flip_rate()}}; }

 private:
  void add_fast_part(const Rbm& rbm, Workers& workers) {
    machine_ = rbm;
    for_row_tiles(workers, fast_.weights.shape(0), fast_.weights.shape(1), [&](Index first, Index count) {
      kernels::add_scaled(ConstMatrixView(fast_.weights).row(first), 1, count * fast_.weights.shape(1),
                          MatrixView(machine_.parameters.weights).row(first));
    });
    add_bias(fast_.visible, machine_.parameters.visible);
    add_bias(fast_.hidden, machine_.parameters.hidden);
  }

  // Where sigma is learned, biases move along the natural gradient, sigma^2 times this one (natural_gaussian.hpp), and
  // so do their fast parts: one step size is of one scale then.
  Matrix visible_bias_ascent() const {
    Matrix ascent = copy_of(ConstMatrixView(estimate_.visible_ascent).row_range(0, 1));
    const Matrix& parameters = machine_.parameters.visible;
    if (parameters.shape(0) < 2 || estimate_.sigma == SigmaAscent::skip) return ascent;
    for (Index i = 0; i < ascent.size(); ++i) ascent(0, i) *= parameters(1, i) * parameters(1, i);
    return ascent;
  }

  void learn_fast_part(Workers& workers) {
    const auto decay = static_cast<real>(options_.decay);
    const auto rate = static_cast<real>(options_.learning_rate);
    const Index columns = fast_.weights.shape(1);
    for_row_tiles(workers, fast_.weights.shape(0), columns, [&](Index first, Index count) {
      Matrix ascent = Matrix::from_shape({count, columns});
      weights_ascent(estimate_, first, ascent, workers.sparse_products());
      decay_and_add(decay, rate, ascent.data(), ascent.size(), MatrixView(fast_.weights).row(first));
    });
    const Matrix visible = visible_bias_ascent();
    decay_and_add(decay, rate, visible.data(), fast_.visible.shape(1), fast_.visible.data());
    decay_and_add(decay, rate, estimate_.hidden_ascent.data(), fast_.hidden.shape(1), fast_.hidden.data());
  }

  HiddenStatistics statistics_;
  FastWeights options_;
  DataPhase data_;
  Chains chains_;
  RbmParameters fast_;
  Rbm machine_;
  GradientEstimate estimate_;
};

}  // namespace

const EstimatorKind fpcd_estimator{
    .name = "fpcd",
    .help = "persistent chains driven by fast weights (Tieleman & Hinton 2009)",
    .make = construct_estimator<FastPersistentContrastiveDivergence>,
    .options = OwnOptions::of<FastWeights>,
    .takes_gibbs_steps = true,
};

}  // namespace dbn
