// The training rows that measurements after an epoch are taken on.
#pragma once

#include "libdbn/data/presented.hpp"

namespace dbn {

/// At most this many, so that measuring costs little next to learning.
inline constexpr Index greatest_monitored_rows = 1000;

/// A fixed random subset of `source`, which must outlive it, with at most `greatest_monitored_rows` rows, in order.
SelectedRows monitored_rows(const RowSource& source, std::uint64_t seed);

}  // namespace dbn
