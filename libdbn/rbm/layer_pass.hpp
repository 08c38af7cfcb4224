// The passes of training loops: results go into memory that the caller keeps from batch to batch.
#pragma once

#include "libdbn/rbm/rbm.hpp"

namespace dbn {

enum class Side { visible, hidden };

/// One side of a machine as the other side sees it: its units, its parameters, and the weights towards it.
class LayerPass {
 public:
  LayerPass(const Rbm& rbm, Side side, Workers& workers);

  /// inputs = s(source) W or its transpose; `source` holds states of the other side. `interactions` is scratch that
  /// is used only when s(x) is not x.
  void inputs(ConstMatrixView source, Matrix& inputs) const;
  void mean(ConstMatrixView inputs, MatrixView out) const;
  void sample(ConstMatrixView inputs, const Draws& draws, MatrixView out) const;
  void mean_and_sample(ConstMatrixView inputs, const Draws& draws, MatrixView mean_out, MatrixView sample_out) const;
  void interaction(ConstMatrixView states, MatrixView out) const;
  void log_normalizer(ConstMatrixView inputs, Energies& out) const;

 private:
  void for_rows(Index rows, const std::function<void(Index, Index)>& piece) const;

  const Units& units_;
  const Units& other_;
  ConstMatrixView parameters_;
  ConstMatrixView other_parameters_;
  ConstMatrixView weights_;
  Side side_;
  Workers& workers_;
};

}  // namespace dbn
