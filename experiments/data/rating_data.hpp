// Ratings named by a config or a command line: training, validation and test, with matching users and items.
#pragma once

#include <memory>

#include "experiments/config/command_line.hpp"
#include "experiments/data/training_data.hpp"
#include "libdbn/dbn/model.hpp"

namespace dbn::program {

/// Whether a SPEC names a file of ratings.
bool names_ratings(const std::string& spec);

/// The ratings of section [data], validation and test ratings beside the same rows.
struct ConfiguredRatings {
  RatingRows training;
  std::optional<RatingRows> validation;
  std::optional<RatingRows> test;
  TrainingData::Identity identity;
  std::vector<std::string> column_names;  ///< of the items
  std::vector<std::string> notes;         ///< what a person should know about them before training
};
/// Nothing where data.train names no ratings. Throws config errors for keys that ratings cannot use, and data errors
/// for files that do not go together.
std::optional<ConfiguredRatings> read_configured_ratings(const Config& config);

/// The first `limit` rows (0: all) of the ratings of a SPEC as the model sees them; the items that were rated are those
/// that there are ratings of. Nothing where it names no ratings. Throws a data error where the model is made for other
/// rows.
std::unique_ptr<InputData> read_rating_rows(const std::string& spec, Index limit, const Model& model);

/// The arguments --held-out and --rated of commands that predict ratings.
class RatingArguments {
 public:
  Syntax syntax();
  bool given() const { return !held_out_.empty() || !rated_.empty(); }

  /// The ratings of `given_spec` as the model sees them, with those of --held-out to be predicted, else each of them
  /// from its row's others. Nothing where `given_spec` names no ratings, or the model is not made for them. Throws a
  /// config error for --held-out and --rated beside other data, a data error where files do not go together.
  std::unique_ptr<InputData> read(const std::string& given_spec, const Model& model) const;
  /// Ratings of --held-out that were left out by the last `read`, as nothing is known of their row or item.
  Index unknown() const { return unknown_; }

 private:
  std::string held_out_;
  std::string rated_;
  mutable Index unknown_ = 0;
};

}  // namespace dbn::program
