// Matching of the hidden units of two RBMs, which training orders arbitrarily.
#pragma once

#include "libdbn/base/workers.hpp"
#include "libdbn/rbm/rbm.hpp"

namespace dbn {

/// Whether a unit may be matched with one of opposite sign. A binary unit and its complement 1 - h give the same
/// machine after a shift of biases, with the unit's weights negated.
enum class Flips { ignored, allowed };

struct UnitMatching {
  std::vector<Index> partner;       ///< of each hidden unit of the first machine: the unit of the second
  std::vector<double> correlation;  ///< of the weights of both, as Pearson defined it; 0 where one's are constant
};

/// For each pair of layers the one-to-one matching of hidden units with the greatest sum of correlations (of absolute
/// correlations with `Flips::allowed`) between columns of the weights; rows of upper layers are compared in the order,
/// and with the sign, in which the layers below were matched. Both need the same number of layers and layers of the
/// same shapes, else an internal error is thrown. O(V H^2 + H^3) a layer.
std::vector<UnitMatching> match_units(const std::vector<Rbm>& first, const std::vector<Rbm>& second, Flips flips,
                                      Workers& workers = Workers::serial());

}  // namespace dbn
