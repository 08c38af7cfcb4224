// Monitored rows: the training rows on which an epoch is measured.
#pragma once

#include "libdbn/data/presented.hpp"

namespace dbn {

/// At most this many, so that measuring costs little next to learning.
inline constexpr Index greatest_monitored_rows = 1000;

/// Their numbers out of `rows`: a fixed random subset, in order.
std::vector<Index> monitored_row_numbers(Index rows, std::uint64_t seed);
/// These rows of `source`, which must outlive them.
SelectedRows monitored_rows(const RowSource& source, std::uint64_t seed);

}  // namespace dbn
