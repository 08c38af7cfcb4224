// Ratings transposed: rows are items, columns are users.
#pragma once

#include "libdbn/data/formats/ratings.hpp"
#include "libdbn/data/formats/sparse_listing.hpp"

namespace dbn {

/// The same files as read_ratings takes, with rows and columns exchanged: a machine over such rows has a group of
/// levels for each user.
SparseListing read_ratings_by_item(InputLines& lines, EntrySorter& entries, const RatingScheme& scheme = {});

}  // namespace dbn
