// Text files of ratings: USER ITEM RATING [TIMESTAMP].
#pragma once

#include "libdbn/data/formats/sparse_listing.hpp"

namespace dbn {

/// What is known of ratings before they are read.
struct RatingScheme {
  std::vector<double> levels = {};      ///< the values that a rating can have; found from the ratings where empty
  std::vector<std::string> users = {};  ///< ids in the order of their rows; other users are left out and counted
  std::vector<std::string> items = {};  ///< the same of columns
  std::string users_origin = "";        ///< what messages call them
  std::string items_origin = "";
};

/// Lines USER ITEM RATING [TIMESTAMP], separated by tabs (u.data of MovieLens), "::" (ratings.dat), commas, semicolons
/// or blanks, or in the order that a header says, which each file may begin with (rating_columns.hpp). Ids are numbers
/// below 2^30; users and items are numbered in rising order of their ids, which become their names, unless `scheme`
/// has them. Ratings are whole numbers from 1 to 5, halves from 0.5 to 5 (K = 10), or other whole numbers from 0 to
/// 255, of which every one from the least to the greatest is a level.
SparseListing read_ratings(InputLines& lines, EntrySorter& entries, const RatingScheme& scheme = {});

}  // namespace dbn
