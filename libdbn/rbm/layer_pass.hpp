// Passes between the layers in training loops; results go into buffers that the caller keeps from batch to batch.
#pragma once

#include "libdbn/rbm/rbm.hpp"

namespace dbn {

enum class Side { visible, hidden };

/// One side of a machine as the other side sees it: its units, its parameters, and the weights towards it.
class LayerPass {
 public:
  LayerPass(const Rbm& rbm, Side side, Workers& workers);

  /// inputs = s(source) W or its transpose; `source` holds states of the other side. Towards the hidden side of a
  /// machine whose visible rows have lengths D, D - 1 copies of the hidden bias are added.
  void inputs(ConstMatrixView source, Matrix& inputs) const;
  void mean(ConstMatrixView inputs, MatrixView out) const;
  void sample(ConstMatrixView inputs, const Draws& draws, MatrixView out) const;
  /// The same for rows that resemble those of `like`, which may be `out`: missing units stay missing (NaN) and rows of
  /// counts keep their length. What reconstructs data or continues a chain uses these.
  void mean_like(ConstMatrixView inputs, ConstMatrixView like, MatrixView out) const;
  void sample_like(ConstMatrixView inputs, ConstMatrixView like, const Draws& draws, MatrixView out) const;
  void mean_and_sample(ConstMatrixView inputs, const Draws& draws, MatrixView mean_out, MatrixView sample_out) const;
  void interaction(ConstMatrixView states, MatrixView out) const;
  void log_normalizer(ConstMatrixView inputs, Energies& out) const;
  /// The part of the parameters' gradient that comes through the copies of the bias in `inputs`: nothing unless
  /// `source`, states of the other side, has lengths. `states` are sampled states or means of this side.
  void add_length_gradient(ConstMatrixView source, ConstMatrixView states, double scale, MatrixView gradient) const;

 private:
  std::vector<double> bias_copies(ConstMatrixView source) const;
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
