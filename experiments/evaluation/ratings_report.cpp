#include "experiments/evaluation/ratings_report.hpp"

namespace dbn::program {
namespace {

std::vector<std::string> table_line(const std::string& name, const RatingErrors& errors) {
  return {name, short_text(errors.rmse()), short_text(errors.mae())};
}

}  // namespace

std::string ratings_line(const RatingScore& score) {
  std::string line = "RMSE " + short_text(score.model.rmse()) + "  MAE " + short_text(score.model.mae());
  if (score.has_baselines) line += "  (RMSE of user and item biases " + short_text(score.biases.rmse()) + ")";
  return line;
}

std::string ratings_table(const RatingScore& score) {
  std::vector<std::vector<std::string>> table{{"predicted by", "RMSE", "MAE"}, table_line("the model", score.model)};
  if (score.has_baselines) {
    table.push_back(table_line("user and item biases", score.biases));
    table.push_back(table_line("the mean", score.mean));
  }
  if (score.generator_rmse) {
    table.push_back({"generating model", short_text(*score.generator_rmse), "-"});
  }
  std::string text = "ratings  " + std::to_string(score.model.ratings) +
                     (score.has_baselines ? "" : ", each predicted from its row's others") + "\n";
  if (score.unknown > 0) {
    text += "left out  " + std::to_string(score.unknown) + " of rows or items without given ratings\n";
  }
  return text + aligned(table) + "mean log p(rating)  " + short_text(score.log_likelihood) + " nats\n";
}

void add_ratings(Json& object, const std::string& prefix, const RatingScore& score) {
  object[prefix + "ratings"] = score.model.ratings;
  object[prefix + "rmse"] = score.model.rmse();
  object[prefix + "mae"] = score.model.mae();
  object[prefix + "log_probability"] = score.log_likelihood;
  object[prefix + "unknown"] = score.unknown;
  if (score.generator_rmse) object[prefix + "generator_rmse"] = *score.generator_rmse;
  if (!score.has_baselines) return;
  object[prefix + "mean_rmse"] = score.mean.rmse();
  object[prefix + "mean_mae"] = score.mean.mae();
  object[prefix + "biases_rmse"] = score.biases.rmse();
  object[prefix + "biases_mae"] = score.biases.mae();
}

}  // namespace dbn::program
