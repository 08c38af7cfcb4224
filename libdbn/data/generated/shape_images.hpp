// Images of rectangles and of convex regions (Larochelle et al. 2007).
#pragma once

#include "libdbn/data/dataset.hpp"

namespace dbn {

/// `count` pictures of 28x28 pixels, bytes of 0 or 255, made after Larochelle et al. 2007; their own files
/// differ in the random numbers. Row n depends only on `seed` and n. 1 <= count <= 1,000,000, else a config error.
///
/// rectangles: the outline of one rectangle; sides are uniform from 1 to 28 and drawn again until they differ by 3 or
/// more, the place is uniform. Labels: 0 wide, 1 tall.
Dataset rectangles(Index count, std::uint64_t seed);
/// convex: white regions, half of them convex: the intersection of 2 or 3 half planes, each bounded by a line through a
/// uniform point in a uniform direction. The others are unions of 2 or 3 such intersections of 5 to 7 half planes,
/// drawn again until they are not convex. Each intersection has at least 24 pixels; with these numbers both classes
/// have the same mean area, 217 pixels. Convex means: every pixel whose center lies in the convex hull of white pixels'
/// centers is white. Labels: 0 not convex, 1 convex.
Dataset convex_regions(Index count, std::uint64_t seed);

}  // namespace dbn
