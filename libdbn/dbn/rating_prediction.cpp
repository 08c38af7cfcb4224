#include "libdbn/dbn/rating_prediction.hpp"

#include <algorithm>
#include <cmath>

#include "libdbn/base/kernels.hpp"
#include "libdbn/data/sparse/rating_biases.hpp"
#include "libdbn/rbm/rating_machine.hpp"
#include "libdbn/units/categorical.hpp"

namespace dbn {
namespace {

constexpr Index rows_at_a_time = 16;
constexpr Index ratings_per_block = 1024;

/// One row's predictions, with room that is used again for the next.
class RowPredictor {
 public:
  RowPredictor(const RatingMachine& machine, const RatingRows& ratings, RatingMethod method)
      : machine_(machine),
        ratings_(ratings),
        method_(method),
        all_(machine.hidden()),
        others_(machine.hidden()),
        means_(machine.hidden()),
        level_inputs_(machine.levels()),
        no_bias_(machine.hidden(), real(0)),
        exact_(machine.levels()),
        choices_(machine.levels()) {}

  /// Probabilities of the levels of each target of the row, one target after the other.
  void predict(Index row, double* probabilities) {
    rating_inputs(machine_, ratings_, row, all_.data());
    for (Index j = 0; j < all_.size(); ++j) all_[j] += machine_.hidden_bias()[j];
    const RatedItems given = ratings_.given(row);
    const RatedItems targets = ratings_.wanted(row);
    for (Index e = 0; e < targets.items.size(); ++e, probabilities += machine_.levels()) {
      const std::uint32_t item = targets.items[e];
      const auto known = std::lower_bound(given.items.begin(), given.items.end(), item);
      const bool is_known = known != given.items.end() && *known == item;
      if (is_known) {
        others_ = all_;
        const Index level = given.levels[static_cast<Index>(known - given.items.begin())];
        kernels::add_scaled(machine_.level_weights(item, level), -1, others_.size(), others_.data());
      }
      predict_item(item, (is_known ? others_ : all_).data(), probabilities);
    }
  }

 private:
  void predict_item(Index item, const real* totals, double* probabilities) {
    if (method_ == RatingMethod::exact) {
      for (Index k = 0; k < exact_.size(); ++k) {
        exact_[k] = static_cast<double>(machine_.item_bias(item)[k]) +
                    kernels::softplus_sum(totals, machine_.level_weights(item, k), all_.size());
      }
      const double greatest = *std::max_element(exact_.begin(), exact_.end());
      double total = 0;
      for (double& weight : exact_) total += weight = std::exp(weight - greatest);
      for (Index k = 0; k < exact_.size(); ++k) probabilities[k] = exact_[k] / total;
    } else {
      kernels::logistic(no_bias_.data(), totals, all_.size(), means_.data());
      machine_.level_inputs(item, means_.data(), level_inputs_.data());
      choices_.set(machine_.item_bias(item), level_inputs_.data());
      for (Index k = 0; k < machine_.levels(); ++k) probabilities[k] = choices_.probability(k);
    }
  }

  const RatingMachine& machine_;
  const RatingRows& ratings_;
  RatingMethod method_;
  std::vector<real> all_;
  std::vector<real> others_;
  std::vector<real> means_;
  std::vector<real> level_inputs_;
  std::vector<real> no_bias_;
  std::vector<double> exact_;
  Categorical choices_;
};

}  // namespace

std::vector<std::string> rating_methods() { return {"exact", "mean_field"}; }

void predict_ratings(const Rbm& rbm, const RatingRows& ratings, RatingMethod method, Workers& workers,
                     const std::function<void(const RatingPrediction&)>& visit) {
  const RatingMachine machine(rbm, ratings, ErrorKind::model, "prediction of ratings");
  const std::vector<double>& values = ratings.given().levels;
  const std::vector<Index>& starts = ratings.wanted().starts;
  const Index levels = machine.levels();
  std::vector<double> probabilities;
  for (Index begin = 0; begin < ratings.rows(); begin += ratings_per_block) {
    const Index end = std::min(begin + ratings_per_block, ratings.rows());
    probabilities.resize((starts[end] - starts[begin]) * levels);
    workers.run_pieces(end - begin, rows_at_a_time, [&](Index first, Index count) {
      RowPredictor predictor(machine, ratings, method);
      for (Index n = begin + first; n < begin + first + count; ++n) {
        if (starts[n + 1] == starts[n]) continue;
        predictor.predict(n, probabilities.data() + (starts[n] - starts[begin]) * levels);
      }
    });
    const double* next = probabilities.data();
    for (Index n = begin; n < end; ++n) {
      const RatedItems targets = ratings.wanted(n);
      for (Index e = 0; e < targets.items.size(); ++e, next += levels) {
        RatingPrediction prediction{n, targets.items[e], targets.levels[e], {next, levels}, 0};
        for (Index k = 0; k < levels; ++k) prediction.expected += next[k] * values[k];
        visit(prediction);
      }
    }
  }
}

void RatingErrors::enter(double predicted, double value) {
  ++ratings;
  squares += (predicted - value) * (predicted - value);
  absolutes += std::abs(predicted - value);
}

double RatingErrors::rmse() const { return ratings == 0 ? 0 : std::sqrt(squares / static_cast<double>(ratings)); }
double RatingErrors::mae() const { return ratings == 0 ? 0 : absolutes / static_cast<double>(ratings); }

RatingScore score_ratings(const Rbm& rbm, const RatingRows& ratings, RatingMethod method, Workers& workers) {
  constexpr double least = 1e-300;
  RatingScore score;
  score.has_baselines = !ratings.predicts_itself();
  score.generator_rmse = ratings.wanted().generator_figure("generator_rmse");
  const RatingBiases biases = score.has_baselines ? fit_rating_biases(ratings) : RatingBiases();
  predict_ratings(rbm, ratings, method, workers, [&](const RatingPrediction& found) {
    const double value = ratings.given().levels[found.level];
    score.model.enter(found.expected, value);
    score.log_likelihood += std::log(std::max(least, found.probabilities[found.level]));
    if (!score.has_baselines) return;
    score.mean.enter(biases.mean, value);
    score.biases.enter(biases.value(found.row, found.column), value);
  });
  if (score.model.ratings > 0) score.log_likelihood /= static_cast<double>(score.model.ratings);
  return score;
}

}  // namespace dbn
