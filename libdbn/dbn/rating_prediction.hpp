// Prediction of held-out ratings from the same user's other ratings, and its error.
#pragma once

#include "libdbn/data/sparse/rating_rows.hpp"
#include "libdbn/rbm/rbm.hpp"

namespace dbn {

/// How p(level of an item | the row's given ratings) is found (Salakhutdinov, Mnih & Hinton 2007, section 2.3).
///
/// exact: by the ratio of free energies, proportional to exp(b_ik) prod_j (1 + exp(c_j + I_j + W_ikj)), where I are the
/// inputs from the given ratings: O(H K) an item, as I is summed once a row.
/// mean_field: softmax of b_ik + sum_j W_ikj q_j with q_j = logistic(c_j + I_j): a little faster and nearly as good.
enum class RatingMethod { exact, mean_field };
/// Names on the command line, in the order of RatingMethod.
std::vector<std::string> rating_methods();

struct RatingPrediction {
  Index row;
  Index column;
  Index level;                            ///< that the rating has
  std::span<const double> probabilities;  ///< of each level
  double expected;                        ///< sum of the levels' values with their probabilities
};

/// Calls `visit` on every target, row by row. A target that is among the given ratings is predicted from the others.
/// Throws a model error unless `rbm` has the visible units of `ratings` (RatingRows::visible_spec) and bernoulli hidden
/// ones.
void predict_ratings(const Rbm& rbm, const RatingRows& ratings, RatingMethod method, Workers& workers,
                     const std::function<void(const RatingPrediction&)>& visit);

/// Errors of predicted values against those of the ratings.
struct RatingErrors {
  Index ratings = 0;
  double squares = 0;
  double absolutes = 0;

  void enter(double predicted, double value);
  double rmse() const;
  double mae() const;
};

/// A model beside simple predictions for the same targets.
struct RatingScore {
  RatingErrors model;
  double log_likelihood = 0;  ///< mean log p(level)
  Index unknown = 0;          ///< targets left out before, because model or data do not know their row or item
  bool has_baselines = false;
  RatingErrors mean;                     ///< the mean of the given ratings
  RatingErrors biases;                   ///< RatingBiases of the given ratings
  std::optional<double> generator_rmse;  ///< of the model that made up the ratings, where the data say so
};

/// Baselines are for ratings that were held out: those fitted to the targets themselves would say nothing.
RatingScore score_ratings(const Rbm& rbm, const RatingRows& ratings, RatingMethod method, Workers& workers);

}  // namespace dbn
