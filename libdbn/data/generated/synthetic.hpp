// Small complete data sets: bars and stripes, shifting bars, the labeled shifter.
#pragma once

#include "libdbn/data/dataset.hpp"

namespace dbn {

/// All 2^R row patterns and all 2^C column patterns of an R x C grid, each with weight one, so that all-off and all-on
/// come twice (MacKay 2003, section 43; the 16 rows of 3x3 as in Fischer & Igel 2010). Labels: 0 rows, 1 columns. Both
/// sides are from 1 to 16, else a config error.
Dataset bars_and_stripes(Index rows, Index columns);

/// A bar of `bar` neighboring ones on a ring of `pixels`, at each of its `pixels` places: the rows are equally likely
/// and differ, so the greatest mean log-likelihood is -log(pixels) (Melchior, Fischer & Wiskott 2016).
/// `flipped` has zeros in place of ones, which centered learning must not notice. 1 <= bar < pixels <= 4096, else a
/// config error.
enum class BarPixels { on, flipped };
Dataset shifting_bar(Index pixels, Index bar, BarPixels kind);

/// Every pattern of `bits` bits, beside it the same pattern shifted cyclically one to the left, not at all, or one to
/// the right, and a one-hot group of 3 that says which (Hinton & Sejnowski 1986; as a likelihood benchmark Fischer &
/// Igel 2010): 3 2^bits rows of 2 bits + 3 columns, row 3 p + s for pattern p and shift s. Labels: 0 left, 1 none, 2
/// right. The groups make all rows differ, so the greatest mean log-likelihood is -log(3 2^bits); 768 rows for 8 bits.
/// From 2 to 16 bits, else a config error.
Dataset labeled_shifter(Index bits);

}  // namespace dbn
