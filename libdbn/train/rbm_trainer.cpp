#include "libdbn/train/rbm_trainer.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/kernels.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/penalties/max_norm.hpp"
#include "libdbn/rbm/listed_rows.hpp"
#include "libdbn/train/natural_gaussian.hpp"
#include "libdbn/train/situations.hpp"

namespace dbn {
namespace {

bool learns_sigma(const RbmOptions& options, const Rbm& rbm) {
  return options.sigma == Sigma::learned && rbm.visible->parameter_names().size() > 1;
}

// Reconstructions without noise have too little variance to learn sigma from.
EstimatorOptions estimation_of(const RbmOptions& options, const Rbm& rbm) {
  EstimatorOptions estimation = options.estimation;
  if (learns_sigma(options, rbm)) {
    estimation.negative_visible = NegativeVisible::samples;
  } else {
    estimation.sigma = SigmaAscent::skip;
  }
  return estimation;
}

/// The keys that are set and need the means of the data phase, each with the value that does without.
struct NeedsDataMeans {
  std::string_view key;
  bool is_set;
  std::string_view remedy;
};

std::array<NeedsDataMeans, 2> needs_of_data_means(const RbmOptions& options) {
  return {{{"centering", options.centering != CenteringOffsets::none, "none"},
           {"sparsity_cost", options.sparsity_cost > 0, "0"}}};
}

DataMeans data_means_for(const RbmOptions& options) {
  const auto needs = needs_of_data_means(options);
  return std::ranges::any_of(needs, &NeedsDataMeans::is_set) ? DataMeans::take : DataMeans::skip;
}

void require_data_means(const RbmOptions& options, const std::string& estimator, Index layer) {
  for (const NeedsDataMeans& need : needs_of_data_means(options)) {
    if (!need.is_set) continue;
    throw config_error("rbm." + std::to_string(layer) + "." + std::string(need.key) +
                       " needs the means of the data phase, which the estimator " + estimator +
                       " does not state; set " + std::string(need.key) + " = " + std::string(need.remedy) +
                       ", or take another estimator");
  }
}

EstimatorPtr estimator_of(const RbmOptions& options, const Rbm& rbm, Index layer) {
  const EstimatorOptions estimation = estimation_of(options, rbm);
  EstimatorPtr estimator =
      options.own_estimator ? options.own_estimator(estimation) : make_estimator(options.estimator, estimation);
  const std::string name = options.own_estimator ? "own_estimator" : options.estimator;
  if (learns_sigma(options, rbm) && !estimator->can_learn_sigma()) {
    throw config_error("rbm." + std::to_string(layer) + ": " + name +
                       " has no variance to learn sigma from; set sigma = fixed or estimator = cd");
  }
  if (!estimator->states_data_means()) require_data_means(options, name, layer);
  estimator->require_fit(rbm);
  return estimator;
}

// Rows of different lengths multiply the hidden biases by their length, which offsets would have to follow.
void require_options_for_lengths(const Rbm& rbm, RbmOptions options, Index layer) {
  if (!rbm.visible->has_lengths()) return;
  require_possible(options.options(), rows_with_lengths, "rbm." + std::to_string(layer));
}

void clear_sigma_ascent(Matrix& ascent) {
  const MatrixView rows = ascent;
  for (Index p = 1; p < rows.rows; ++p) std::fill_n(rows.row(p), rows.columns, real(0));
}

double relative_change(Matrix before, const Matrix& after) {
  kernels::add_scaled(after.data(), -1, after.size(), before.data());
  return std::sqrt(kernels::dot(before.data(), before.data(), before.size()) /
                   kernels::dot(after.data(), after.data(), after.size()));
}

}  // namespace

void require_trainable(const Rbm& rbm, const RbmOptions& options, Index layer) {
  estimator_of(options, rbm, layer);
  require_options_for_lengths(rbm, options, layer);
}

RbmTrainer::RbmTrainer(Rbm& rbm, const RbmOptions& options, std::uint64_t seed, Index layer, Workers& workers)
    : rbm_(rbm),
      options_(options),
      layer_(layer),
      workers_(workers),
      rng_(seed, Purpose::gibbs, layer),
      estimator_(estimator_of(options, rbm, layer)),
      rule_(make_update_rule(options.update_rule)),
      data_means_(data_means_for(options)),
      learns_sigma_(learns_sigma(options, rbm)),
      centering_(options.centering, options.centering_sliding),
      visible_rate_(options.visible_rate()),
      hidden_rate_(options.hidden_rate()),
      weights_(*rule_, rbm.parameters.weights),
      visible_(*rule_, rbm.parameters.visible),
      hidden_(*rule_, rbm.parameters.hidden) {
  require_options_for_lengths(rbm, options, layer);
  if (options.weight_decay > 0) penalties_.push_back(make_l2(options.weight_decay));
  if (options.weight_decay_l1 > 0) penalties_.push_back(make_l1(options.weight_decay_l1));
}

void RbmTrainer::begin(const std::function<Matrix()>& visible_means) {
  if (!centering_.active() || options_.centering_start == CenteringStart::uncentered) return;
  centering_.begin(rbm_, visible_means());
}

void RbmTrainer::step(const Batch& batch, Index epoch, Figures figures) {
  if (batch.is_weightless()) return;
  const auto gibbs_steps = static_cast<Index>(std::lround(options_.gibbs_steps.at(epoch)));
  GradientEstimate& estimate = estimator_->estimate(rbm_, batch, {gibbs_steps, rng_, workers_, figures, data_means_});
  if (data_means_ == DataMeans::take && !estimate.data_means) {
    throw Error(ErrorKind::internal, "the estimator of layer " + std::to_string(layer_) +
                                         " has not stated the means of its data phase, though it says that it does");
  }
  if (figures == Figures::skip) return move(estimate, epoch);
  const Matrix before = rbm_.parameters.weights;
  move(estimate, epoch);
  update_ratio_ = relative_change(before, rbm_.parameters.weights);
}

void RbmTrainer::move(GradientEstimate& estimate, Index epoch) {
  if (!learns_sigma_) clear_sigma_ascent(estimate.visible_ascent);
  clear_sigma_ascent(estimate.hidden_ascent);
  if (centering_.active()) centering_.move_offsets(rbm_, estimate);
  if (options_.sparsity_cost > 0) add_sparsity(estimate);
  if (centering_.active()) centering_.enter(rbm_, estimate);
  if (learns_sigma_) natural_gaussian::enter(rbm_.parameters.visible, estimate.visible_ascent);
  if (options_.gradient_limit > 0) limit_norm(estimate);

  const double momentum = options_.momentum.at(epoch);
  RbmParameters& theta = rbm_.parameters;
  bool finite = move_weights(estimate, {options_.learning_rate.at(epoch), momentum});
  finite &= visible_.step(theta.visible, estimate.visible_ascent, {visible_rate_.at(epoch), momentum});
  finite &= hidden_.step(theta.hidden, estimate.hidden_ascent, {hidden_rate_.at(epoch), momentum});
  if (learns_sigma_) natural_gaussian::leave(theta.visible);
  if (options_.max_norm > 0) limit_column_norms(theta.weights, options_.max_norm);
  if (centering_.active()) centering_.leave(rbm_);

  rbm_.visible->project(theta.visible);
  rbm_.hidden->project(theta.hidden);
  finite &= all_finite(theta.visible) && all_finite(theta.hidden);
  if (!finite) throw divergence(epoch);
}

// One row of mostly zeros moves few rows of the weights when nothing else does.
bool RbmTrainer::move_weights(const GradientEstimate& estimate, const StepSize& size) {
  Matrix& weights = rbm_.parameters.weights;
  if (options_.batch_size == 1 && penalties_.empty() && rule_->is_memoryless(size)) {
    const auto ascent = [&](std::span<const Index> rows, MatrixView out) { ascent_of_listed(estimate, rows, out); };
    return weights_.step_listed(weights, rows_with_ascent(estimate), ascent, size, workers_);
  }
  const auto ascent_of_rows = [&](Index first, MatrixView ascent) {
    weights_ascent(estimate, first, ascent, workers_.sparse_products());
    for (const PenaltyPtr& penalty : penalties_) {
      penalty->add_ascent(ConstMatrixView(weights).row_range(first, ascent.rows), ascent);
    }
  };
  return weights_.step(weights, ascent_of_rows, size, workers_);
}

// The cross-entropy between the wanted and the actual mean activity q on the data has the derivative target - q with
// respect to the inputs of a logistic unit; it adjusts the bias and the incoming weights (Hinton 2010, section 11).
void RbmTrainer::add_sparsity(GradientEstimate& estimate) const {
  Matrix pull = estimate.data_means->hidden;
  for (real& q : pull)
    q = static_cast<real>(options_.sparsity_cost) * (static_cast<real>(options_.sparsity_target) - q);
  kernels::add_scaled(pull.data(), 1, pull.size(), estimate.hidden_ascent.data());
  add_outer_product(estimate.data_means->visible, pull, estimate);
}

void RbmTrainer::limit_norm(GradientEstimate& estimate) const {
  const double norm = ascent_norm(estimate);
  if (norm > options_.gradient_limit) scale_ascent(options_.gradient_limit / norm, estimate);
}

Error RbmTrainer::divergence(Index epoch) const {
  return diverged_error("the parameters of layer " + std::to_string(layer_) + " are no longer finite; lower rbm." +
                        std::to_string(layer_) + ".learning_rate (now " + to_text(options_.learning_rate.at(epoch)) +
                        "), or standardize the data if a layer is gaussian");
}

void RbmTrainer::archive(Archive& archive) {
  archive.group("rng", rng_);
  archive.group("estimator", *estimator_);
  archive.group("centering", centering_);
  archive.group("weights", weights_);
  archive.group("visible", visible_);
  archive.group("hidden", hidden_);
}

}  // namespace dbn
