// Penalties on weights: L1 and L2 decay.
#pragma once

#include <memory>

#include "libdbn/base/types.hpp"

namespace dbn {

/// A penalty on weights, as the ascent direction of minus its cost. It is part of the ascent and thus multiplied by the
/// learning rate, never by the batch size.
class Penalty {
 public:
  virtual ~Penalty() = default;
  /// ascent += -d cost / d weights, for a tile of rows of the weights.
  virtual void add_ascent(ConstMatrixView weights, MatrixView ascent) const = 0;
};

using PenaltyPtr = std::unique_ptr<const Penalty>;

/// L2 decay: cost strength/2 sum W^2, ascent -strength W; 1e-5 .. 1e-2, usually 2e-4; weights only, not biases
/// (Hinton 2010, section 10).
PenaltyPtr make_l2(double strength);

/// L1 decay: cost strength sum |W|, ascent -strength sign(W), which drives small weights to 0; 1e-5 .. 1e-3.
PenaltyPtr make_l1(double strength);

}  // namespace dbn
