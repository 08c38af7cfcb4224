// Text files of ratings: USER ITEM RATING [TIMESTAMP].
#pragma once

#include "libdbn/data/formats/sparse_listing.hpp"

namespace dbn {

/// Lines USER ITEM RATING [TIMESTAMP], separated by tabs (u.data of MovieLens), "::" (ratings.dat) or commas
/// (ratings.csv, with a line of names). Ids are numbers below 2^30; users and items are numbered in rising order of
/// their ids, which become their names. Ratings are whole numbers from 1 to 5, halves from 0.5 to 5 (K = 10), or other
/// whole numbers from 0 to 255, of which every one from the least to the greatest is a level.
SparseListing read_ratings(InputLines& lines, EntrySorter& entries);

}  // namespace dbn
