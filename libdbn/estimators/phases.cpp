#include "libdbn/estimators/phases.hpp"

#include <algorithm>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/errors.hpp"

namespace dbn {

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

Matrix rows_to_resemble(const Rbm& rbm, ConstMatrixView data, Index chains, Rng& rng) {
  if (!rbm.visible->has_lengths() && !has_missing(data)) return {};
  const Draws draws = rng.next();
  const double share = static_cast<double>(data.rows) / static_cast<double>(chains);
  Matrix result = zeros(chains, data.columns);
  for (Index m = 0; m < chains; ++m) {
    const auto row = static_cast<Index>((static_cast<double>(m) + draws.open_uniform(m, 0)) * share);
    copy(data.row_range(std::min(row, data.rows - 1), 1), MatrixView(result).row_range(m, 1));
  }
  return result;
}

void Chains::draw_visible(const LayerPass& visible, const Matrix& like, const Step& step) {
  if (like.size() > 0) {
    visible.sample_like(visible_inputs_, like, step.rng.next(), visible_);
  } else {
    visible.sample(visible_inputs_, step.rng.next(), visible_);
  }
}

void Chains::advance(const Rbm& rbm, ConstMatrixView data, const Step& step) {
  const LayerPass visible(rbm, Side::visible, step.workers);
  const LayerPass hidden(rbm, Side::hidden, step.workers);
  const Matrix like = rows_to_resemble(rbm, data, count_, step.rng);
  const auto draw_hidden = [&] {
    hidden.inputs(visible_, hidden_inputs_);
    hidden.sample(hidden_inputs_, step.rng.next(), hidden_);
  };
  if (!started()) {
    visible_ = zeros(count_, rbm.visible->size());
    hidden_ = zeros(count_, rbm.hidden->size());
    visible_inputs_ = zeros(count_, rbm.visible->size());
    draw_visible(visible, like, step);
    draw_hidden();
  }
  require_columns("persistent chains", visible_, rbm.visible->size());
  require_columns("persistent chains", hidden_, rbm.hidden->size());
  for (Index k = 0; k < step.gibbs_steps; ++k) {
    visible.inputs(hidden_, visible_inputs_);
    draw_visible(visible, like, step);
    draw_hidden();
  }
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
