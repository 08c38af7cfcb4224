// Discriminative learning of a machine whose last visible units are the label: the exact gradient of the mean of
// log p(label | row) (Larochelle & Bengio 2008, section 4.2),
//
//     sum_n share_n d/dtheta [ -F(x_n, y_n) - log sum_k exp(-F(x_n, k)) ]
//
// A data phase at the row with its label, and a model phase at the same row with every label, each as likely as the
// machine thinks. With a generative weight a it is the hybrid objective log p(y | x) + a log p(x, y) (section 4.3), the
// second part by CD. Rows of unknown class teach the generative part only.
#include <algorithm>
#include <cmath>
#include <limits>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/kernels.hpp"
#include "libdbn/base/linalg.hpp"
#include "libdbn/estimators/estimators.hpp"
#include "libdbn/estimators/phases.hpp"
#include "libdbn/likelihood/label_posterior.hpp"
#include "libdbn/likelihood/unit_conditional.hpp"

namespace dbn {
namespace {

// Rows whose sums over labels are formed together; fixed, so that sums do not depend on the number of threads.
constexpr Index rows_per_piece = 16;

struct Hybrid {
  double generative_weight = 0;

  OptionList options() {
    return {number_option("generative_weight", generative_weight, between(0, 1e6),
                          "share of the cd gradient that discriminative adds, which makes it hybrid; 0.01 is usual")};
  }
};

class Discriminative final : public GradientEstimator {
 public:
  explicit Discriminative(const EstimatorOptions& options)
      : generative_weight_(options.of<Hybrid>().generative_weight), generative_(cd_estimator.make(options)) {
    estimate_.sigma = options.sigma;
  }

  void require_fit(const Rbm& rbm) const override { require_label_units(rbm); }

  GradientEstimate& estimate(const Rbm& rbm, const Batch& batch, const Step& step) override {
    require_label_units(rbm);
    classes_ = label_classes(rbm);
    label_ = {rbm.visible->size() - classes_, classes_, classes_};
    begin_estimate(rbm, weights_of_labeled(batch), batch.rows() + classes_, estimate_);
    remove_labels(rbm, batch, step.workers);
    enter_labeled_rows(rbm, batch, step);
    average_over_labels(rbm, step.workers);
    enter_model_phase(rbm, batch, step.workers);
    clear_biases_of_rest();
    if (generative_weight_ > 0) {
      add_estimate(generative_->estimate(rbm, batch, step), generative_weight_, estimate_);
    }
    return estimate_;
  }

  bool states_data_means() const override { return true; }

 private:
  std::vector<double> weights_of_labeled(const Batch& batch) const {
    std::vector<double> row_weights = batch.row_weights();
    for (Index n = 0; n < row_weights.size(); ++n) {
      if (std::isnan(batch.inputs(n, label_.column))) row_weights[n] = 0;
    }
    return row_weights;
  }

  void remove_labels(const Rbm& rbm, const Batch& batch, Workers& workers) {
    without_label_ = batch.inputs;
    for (Index n = 0; n < batch.rows(); ++n)
      std::fill_n(MatrixView(without_label_).row(n) + label_.column, classes_, std::numeric_limits<real>::quiet_NaN());
    LayerPass(rbm, Side::hidden, workers).inputs(without_label_, base_inputs_);
  }

  // The label adds its weights to what the rest of the row sends.
  void enter_labeled_rows(const Rbm& rbm, const Batch& batch, const Step& step) {
    labels_ = copy_of(ConstMatrixView(batch.inputs).column_range(label_.column, classes_));
    for (real& shown : labels_) shown = std::isnan(shown) ? real(0) : shown;
    data_inputs_ = base_inputs_;
    matmul(step.workers, labels_, ConstMatrixView(rbm.parameters.weights).row_range(label_.column, classes_),
           data_inputs_, 1, 1);
    enter_data_phase(rbm, {batch.inputs, data_inputs_, {}}, HiddenStatistics::probabilities, step, estimate_);
  }

  // Per row: the probabilities p_k of the labels, sum_k p_k E[h | x, k], sum_k p_k s(E[h | x, k]); per label: minus the
  // sum over rows of share p_k s(E[h | x, k]).
  void average_over_labels(const Rbm& rbm, Workers& workers) {
    const Index rows = base_inputs_.shape(0);
    const Index hidden = rbm.hidden->size();
    probabilities_ = zeros(rows, classes_);
    mean_states_ = zeros(rows, hidden);
    mean_interactions_ = zeros(rows, hidden);
    const Index pieces = (rows + rows_per_piece - 1) / rows_per_piece;
    per_label_ = zeros(pieces * classes_, hidden);
    workers.run_pieces(rows, rows_per_piece, [&](Index first, Index count) {
      UnitConditional conditional(rbm);
      Matrix means = Matrix::from_shape({classes_, hidden});
      Matrix interactions = Matrix::from_shape({classes_, hidden});
      const MatrixView of_piece = MatrixView(per_label_).row_range(first / rows_per_piece * classes_, classes_);
      for (Index n = first; n < first + count; ++n) {
        const std::vector<double>& log_p = conditional.log_probabilities(label_, ConstMatrixView(base_inputs_).row(n));
        rbm.hidden->mean(rbm.parameters.hidden, conditional.inputs(), means);
        rbm.hidden->interaction(rbm.parameters.hidden, means, interactions);
        for (Index k = 0; k < classes_; ++k) {
          const auto p = static_cast<real>(std::exp(log_p[k]));
          probabilities_(n, k) = p;
          kernels::add_scaled(ConstMatrixView(means).row(k), p, hidden, MatrixView(mean_states_).row(n));
          kernels::add_scaled(ConstMatrixView(interactions).row(k), p, hidden, MatrixView(mean_interactions_).row(n));
          kernels::add_scaled(ConstMatrixView(interactions).row(k),
                              -static_cast<real>(estimate_.data_row_weights[n]) * p, hidden, of_piece.row(k));
        }
      }
    });
  }

  void enter_model_phase(const Rbm& rbm, const Batch& batch, Workers& workers) {
    const Index rows = batch.rows();
    const Index hidden = rbm.hidden->size();
    const LayerPass pass(rbm, Side::hidden, workers);
    const MatrixView visible_rows = MatrixView(estimate_.visible).row_range(rows, rows + classes_);
    const MatrixView hidden_rows = MatrixView(estimate_.hidden).row_range(rows, rows + classes_);
    rbm.visible->interaction(rbm.parameters.visible, without_label_, visible_rows.row_range(0, rows));
    copy(mean_interactions_, hidden_rows.row_range(0, rows));
    Matrix back_inputs;
    if (rbm.parameters.visible.shape(0) > 1 && estimate_.sigma == SigmaAscent::take) {
      LayerPass(rbm, Side::visible, workers).inputs(mean_states_, back_inputs);
    }
    Matrix states = batch.inputs;
    copy(probabilities_, MatrixView(states).column_range(label_.column, classes_));
    for (Index n = 0; n < rows; ++n) {
      const double scale = -estimate_.data_row_weights[n];
      const auto row = [n](const Matrix& m) { return ConstMatrixView(m).row_range(n, 1); };
      rbm.visible->add_gradient(rbm.parameters.visible, row(states), row(back_inputs), scale, estimate_.visible_ascent);
      add_hidden_gradient(rbm, n, scale);
      pass.add_length_gradient(row(without_label_), row(mean_states_), scale, estimate_.hidden_ascent);
      real* out = hidden_rows.row(n);
      for (Index j = 0; j < hidden; ++j) out[j] *= static_cast<real>(scale);
    }
    // The label's own rows: a 1 in its column against what all rows say about it.
    for (Index k = 0; k < classes_; ++k) {
      std::fill_n(visible_rows.row(rows + k), visible_rows.columns, real(0));
      visible_rows(rows + k, label_.column + k) = real(1);
      real* out = hidden_rows.row(rows + k);
      std::fill_n(out, hidden, real(0));
      for (Index piece = k; piece < per_label_.shape(0); piece += classes_)
        kernels::add_scaled(ConstMatrixView(per_label_).row(piece), 1, hidden, out);
    }
  }

  // The bias statistic is linear in the state, so the mean over labels stands for all of them; a sigma's is not.
  void add_hidden_gradient(const Rbm& rbm, Index n, double scale) {
    const auto row = [n](const Matrix& m) { return ConstMatrixView(m).row_range(n, 1); };
    if (rbm.parameters.hidden.shape(0) == 1) {
      rbm.hidden->add_gradient(rbm.parameters.hidden, row(mean_states_), row(base_inputs_), scale,
                               estimate_.hidden_ascent);
      return;
    }
    UnitConditional conditional(rbm);
    const std::vector<double>& log_p = conditional.log_probabilities(label_, ConstMatrixView(base_inputs_).row(n));
    for (Index k = 0; k < classes_; ++k) {
      rbm.hidden->add_expected_gradient(rbm.parameters.hidden, ConstMatrixView(conditional.inputs()).row_range(k, 1),
                                        scale * std::exp(log_p[k]), estimate_.hidden_ascent);
    }
  }

  // p(label | row) has no bias of the rest of the row: what is left of the difference is rounding, which Adam and
  // RMSprop would scale up to whole steps.
  void clear_biases_of_rest() {
    real* ascent = estimate_.visible_ascent.data();
    std::fill_n(ascent, label_.column, real(0));
    std::fill(ascent + label_.column + classes_, ascent + estimate_.visible_ascent.shape(1), real(0));
  }

  double generative_weight_;
  EstimatorPtr generative_;
  GradientEstimate estimate_;
  Index classes_ = 0;
  DiscreteUnit label_{};
  Matrix without_label_;
  Matrix labels_;
  Matrix base_inputs_;
  Matrix data_inputs_;
  Matrix probabilities_;
  Matrix mean_states_;
  Matrix mean_interactions_;
  Matrix per_label_;
};

}  // namespace

const EstimatorKind discriminative_estimator{
    .name = "discriminative",
    .help =
        "the exact gradient of log p(label | row), for visible units that end in the label (Larochelle & Bengio "
        "2008); with generative_weight the hybrid objective",
    .make = construct_estimator<Discriminative>,
    .options = OwnOptions::of<Hybrid>,
};

}  // namespace dbn
