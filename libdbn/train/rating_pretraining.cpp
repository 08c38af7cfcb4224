// Pre-training the first layer on lists of ratings, measured by the ratings that were held out.
#include <algorithm>
#include <optional>

#include "libdbn/base/errors.hpp"
#include "libdbn/dbn/rating_prediction.hpp"
#include "libdbn/train/layer_pretraining.hpp"
#include "libdbn/train/rating_monitors.hpp"
#include "libdbn/train/rating_trainer.hpp"
#include "libdbn/train/stage.hpp"

namespace dbn {
namespace {

/// The mean of each visible unit over the rows that rated its item. An item's levels are drawn towards those of all
/// ratings as if it had five more of these: few ratings say little.
Matrix level_rates(const RatingRows& rows) {
  constexpr double more = 5;
  const Index levels = rows.levels();
  std::vector<double> counts(rows.columns());
  std::vector<double> of_all(levels);
  for (Index n = 0; n < rows.rows(); ++n) {
    const RatedItems given = rows.given(n);
    for (Index e = 0; e < given.items.size(); ++e) {
      ++counts[given.items[e] * levels + given.levels[e]];
      ++of_all[given.levels[e]];
    }
  }
  const auto all = static_cast<double>(rows.given().entries());
  Matrix rates = zeros(1, rows.columns());
  for (Index i = 0; i < rows.items(); ++i) {
    double ratings = 0;
    for (Index k = 0; k < levels; ++k) ratings += counts[i * levels + k];
    for (Index k = 0; k < levels; ++k) {
      const double rate = (counts[i * levels + k] + more * of_all[k] / all) / (ratings + more);
      rates(0, i * levels + k) = static_cast<real>(rate);
    }
  }
  return rates;
}

/// Validation rows as the ratings that they hold out.
const RatingRows* held_out_of(const TrainingPlan& plan) {
  return plan.validation == nullptr ? nullptr : plan.validation->ratings();
}

class RatingPretraining final : public Stage {
 public:
  RatingPretraining(Model& model, const TrainingPlan& plan, Index layer, TrainingStart start, Workers& workers)
      : rbm_(model.layers[layer]),
        options_(plan.layers[layer]),
        layer_(layer),
        workers_(workers),
        rows_(*plan.training->ratings()),
        held_out_(held_out_of(plan)),
        trainer_(rbm_, rows_, options_, plan.seed, layer, workers),
        monitors_(rbm_, rows_, options_.monitors, plan.seed, workers) {
    if (layer >= start.given_layers) initialize(plan.seed);
    if (options_.patience > 0) best_.emplace(rbm_, options_);
  }

  std::string name() const override { return "rbm." + std::to_string(layer_); }
  Index epochs() const override { return options_.epochs; }
  Index batch_size() const override { return options_.batch_size; }
  const RowSource& source() const override { return rows_; }
  void step(std::span<const Index> rows, Index epoch, Figures) override { trainer_.step(rows, epoch); }

  bool records(Index epoch) const override { return best_ || is_due(epoch, options_.monitor_every, epochs()); }

  void end_epoch(Index epoch, EpochRecord& record) override {
    record_schedules(options_, epoch, record);
    if (is_due(epoch, options_.monitor_every, epochs())) monitors_.measure(record);
    if (held_out_ == nullptr) return;
    RatingErrors errors;
    predict_ratings(rbm_, *held_out_, RatingMethod::exact, workers_, [&](const RatingPrediction& found) {
      errors.enter(found.expected, rows_.given().levels[found.level]);
    });
    record.set("validation_rmse", errors.rmse());
    record.set("validation_mae", errors.mae());
    if (best_) best_->enter(epoch, {0, errors.rmse()}, record);
  }

  bool stop_early() const override { return best_ && best_->is_long_ago(); }

  void archive(Archive& archive) override {
    trainer_.archive(archive);
    if (best_) best_->archive(archive);
  }

 private:
  void initialize(std::uint64_t seed) {
    initialize_layer(
        options_, layer_, seed, [&] { return level_rates(rows_); }, rbm_);
    RbmParameters& theta = rbm_.parameters;
    // What says that an item was rated is given: it has no bias, and says nothing before it is learned what it says.
    for (Index unit = rows_.items() * rows_.levels(); unit < rows_.columns(); ++unit) {
      theta.visible(0, unit) = 0;
      std::fill_n(&theta.weights(unit, 0), theta.weights.shape(1), real(0));
    }
  }

  Rbm& rbm_;
  RbmOptions options_;
  Index layer_;
  Workers& workers_;
  const RatingRows& rows_;
  const RatingRows* held_out_;
  RatingTrainer trainer_;
  RatingMonitors monitors_;
  std::optional<BestParameters> best_;  ///< with patience
};

}  // namespace

StagePtr make_rating_pretraining(Model& model, const TrainingPlan& plan, Index layer, TrainingStart start,
                                 Workers& workers) {
  return std::make_unique<RatingPretraining>(model, plan, layer, start, workers);
}

}  // namespace dbn
