#include "libdbn/estimators/phases.hpp"

#include <algorithm>
#include <cmath>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/errors.hpp"

namespace dbn {
namespace {

// Of the units that are there in both.
double fraction_changed(const Matrix& before, const Matrix& after) {
  Index changed = 0;
  Index present = 0;
  for (Index i = 0; i < after.size(); ++i) {
    if (std::isnan(before.data()[i]) || std::isnan(after.data()[i])) continue;
    changed += before.data()[i] != after.data()[i] ? 1 : 0;
    ++present;
  }
  return static_cast<double>(changed) / static_cast<double>(std::max<Index>(1, present));
}

}  // namespace

void enter_data_phase(const Rbm& rbm, const Phase& data, HiddenStatistics statistics, const Step& step,
                      GradientEstimate& estimate) {
  add_phase(rbm, data, estimate.data_shares, statistics, 0, estimate, step.workers);
  if (step.data_means == DataMeans::take) estimate.data_means = means_of_rows(estimate, 0, estimate.data_shares);
}

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
  enter_data_phase(rbm, data, statistics, step, estimate);
}

Matrix rows_to_resemble(const Rbm& rbm, const Batch& batch, Index chains, Rng& rng) {
  if (!rbm.visible->has_lengths() && !has_missing(batch.inputs)) return {};
  const Draws draws = rng.next();
  const std::vector<double> shares = batch.shares();
  Matrix result = zeros(chains, batch.inputs.shape(1));
  Index row = 0;
  double up_to_row = shares[0];
  for (Index m = 0; m < chains; ++m) {
    const double level = (static_cast<double>(m) + draws.open_uniform(m, 0)) / static_cast<double>(chains);
    while (up_to_row < level && row + 1 < shares.size()) up_to_row += shares[++row];
    copy(ConstMatrixView(batch.inputs).row_range(row, 1), MatrixView(result).row_range(m, 1));
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

void Chains::advance(const Rbm& rbm, const Batch& batch, const Step& step) {
  const LayerPass visible(rbm, Side::visible, step.workers);
  const LayerPass hidden(rbm, Side::hidden, step.workers);
  const Matrix like = rows_to_resemble(rbm, batch, count_, step.rng);
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
  const Matrix before = step.figures == Figures::take ? visible_ : Matrix();
  for (Index k = 0; k < step.gibbs_steps; ++k) {
    visible.inputs(hidden_, visible_inputs_);
    draw_visible(visible, like, step);
    draw_hidden();
  }
  if (step.figures == Figures::take) flip_rate_ = fraction_changed(before, visible_);
}

void Chains::enter(const Rbm& rbm, HiddenStatistics statistics, Index first_row, const Step& step,
                   GradientEstimate& estimate) {
  const Phase model{visible_, hidden_inputs_, hidden_};
  add_phase(rbm, model, equal_shares(count_, -1), statistics, first_row, estimate, step.workers);
}

void Chains::archive(Archive& archive) {
  archive.field("chain_visible", visible_, "chain,visible", Archive::Shape::stored);
  archive.field("chain_hidden", hidden_, "chain,hidden", Archive::Shape::stored);
  if (!archive.loading() || !started() || visible_.shape(0) == count_) return;
  throw model_error("the checkpoint holds " + std::to_string(visible_.shape(0)) +
                    " persistent chains, the config asks for " + std::to_string(count_));
}

}  // namespace dbn
