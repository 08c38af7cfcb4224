// Report of rating errors as text and JSON.
#pragma once

#include "experiments/text/format.hpp"
#include "libdbn/dbn/rating_prediction.hpp"

namespace dbn::program {

/// RMSE and MAE of the model, and the RMSE of the biases, in one line.
std::string ratings_line(const RatingScore& score);
/// The same as a table: the model, and where ratings were held out, the mean and the biases of the given ones.
std::string ratings_table(const RatingScore& score);
/// Sets the keys `prefix` + ratings, rmse, mae, log_probability, unknown and, beside held-out ratings, mean_rmse,
/// mean_mae, biases_rmse and biases_mae.
void add_ratings(Json& object, const std::string& prefix, const RatingScore& score);

}  // namespace dbn::program
