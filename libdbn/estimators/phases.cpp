#include "libdbn/estimators/phases.hpp"

#include "libdbn/base/checks.hpp"
#include "libdbn/base/errors.hpp"

namespace dbn {
namespace {

double fraction_changed(const Matrix& before, const Matrix& after) {
  Index changed = 0;
  for (Index i = 0; i < after.size(); ++i) changed += before.data()[i] != after.data()[i] ? 1 : 0;
  return static_cast<double>(changed) / static_cast<double>(after.size());
}

}  // namespace

void DataPhase::enter(const Rbm& rbm, const Batch& batch, HiddenStatistics statistics, const Step& step,
                      GradientEstimate& estimate) {
  const Index rows = batch.rows();
  const LayerPass hidden(rbm, Side::hidden, step.workers);
  hidden.inputs(batch.inputs, hidden_inputs_);
  if (statistics == HiddenStatistics::samples) {
    reshape(hidden_states_, rows, rbm.hidden->size());
    hidden.sample(hidden_inputs_, step.rng.next(), hidden_states_);
  }
  const Phase data{batch.inputs, hidden_inputs_, hidden_states_};
  add_phase(rbm, data, 1.0 / static_cast<double>(rows), statistics, 0, estimate, step.workers);
}

void Chains::start(const Rbm& rbm, ConstMatrixView data, const Step& step) {
  const LayerPass visible(rbm, Side::visible, step.workers);
  const LayerPass hidden(rbm, Side::hidden, step.workers);
  visible_ = zeros(count_, rbm.visible->size());
  hidden_ = zeros(count_, rbm.hidden->size());
  if (rbm.visible->has_lengths()) {
    for (Index n = 0; n < count_; ++n) {
      copy(data.row_range(n % data.rows, 1), MatrixView(visible_).row_range(n, 1));
    }
  }
  visible.sample_like(zeros(count_, rbm.visible->size()), visible_, step.rng.next(), visible_);
  hidden.inputs(visible_, hidden_inputs_);
  hidden.sample(hidden_inputs_, step.rng.next(), hidden_);
}

void Chains::advance(const Rbm& rbm, const Step& step) {
  require_columns("persistent chains", visible_, rbm.visible->size());
  require_columns("persistent chains", hidden_, rbm.hidden->size());
  const LayerPass visible(rbm, Side::visible, step.workers);
  const LayerPass hidden(rbm, Side::hidden, step.workers);
  const Matrix before = step.figures == Figures::take ? visible_ : Matrix();
  for (Index k = 0; k < step.gibbs_steps; ++k) {
    visible.inputs(hidden_, visible_inputs_);
    visible.sample_like(visible_inputs_, visible_, step.rng.next(), visible_);
    hidden.inputs(visible_, hidden_inputs_);
    hidden.sample(hidden_inputs_, step.rng.next(), hidden_);
  }
  if (step.figures == Figures::take) flip_rate_ = fraction_changed(before, visible_);
}

void Chains::enter(const Rbm& rbm, HiddenStatistics statistics, Index first_row, const Step& step,
                   GradientEstimate& estimate) {
  const Phase model{visible_, hidden_inputs_, hidden_};
  add_phase(rbm, model, -1.0 / static_cast<double>(count_), statistics, first_row, estimate, step.workers);
}

void Chains::archive(Archive& archive) {
  archive.field("chain_visible", visible_, "chain,visible", Archive::Shape::stored);
  archive.field("chain_hidden", hidden_, "chain,hidden", Archive::Shape::stored);
  if (!archive.loading() || !started() || visible_.shape(0) == count_) return;
  throw model_error("the checkpoint holds " + std::to_string(visible_.shape(0)) +
                    " persistent chains, the config asks for " + std::to_string(count_));
}

}  // namespace dbn
