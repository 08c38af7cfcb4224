// Image patches with the statistics of natural images (dead leaves), in any number.
#pragma once

#include "libdbn/data/formats/row_reader.hpp"

namespace dbn {

/// `count` patches of `size` x `size` bytes, cut out of images of dead leaves: discs that occlude each other, with
/// radii r of density ~ r^-3 and a uniform grey each, through a small blur and a little noise. Such images have the
/// edges, and about the 1/f amplitude spectrum, of natural ones (Ruderman 1997; Lee, Mumford & Huang 2001).
///
/// Row n depends on nothing but `size`, `seed` and n. 1 <= count <= 10^12 and 4 <= size <= 64, else a config error.
RowReaderPtr dead_leaves_patches(Index count, Index size, std::uint64_t seed);

}  // namespace dbn
