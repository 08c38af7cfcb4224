// Table of predicted ratings in a file.
#pragma once

#include <filesystem>

#include "libdbn/dbn/rating_prediction.hpp"

namespace dbn::program {

/// Writes a line for each target: its row and item (names where the data have them), its value, the expected value and
/// the probability of each level, as CSV or, where the name ends in .h5, as arrays /rows, /items (numbers from 0),
/// /ratings, /expected and /probabilities. Returns how many there are. Throws a data error.
Index write_rating_predictions(const std::filesystem::path& file, const Rbm& rbm, const RatingRows& ratings,
                               RatingMethod method, Workers& workers);

}  // namespace dbn::program
