// Loss of one batch as a function of the free parameters of a network.
#pragma once

#include "libdbn/dbn/network.hpp"
#include "libdbn/penalties/penalty.hpp"
#include "libdbn/train/finetune_options.hpp"

namespace dbn {

/// What a batch is to teach. The views and the dropout must outlive the steps on it.
struct Lesson {
  ConstMatrixView inputs;
  ConstMatrixView targets;
  std::span<const double> weights = {};  ///< of the rows; none: all count alike
  const Dropout* dropout = nullptr;
  Index first_layer = 0;  ///< layers below it stay as they are
};

/// Mean loss of a lesson plus weight_decay / 2 sum W^2 over the free weights. With a tied decoder the weights on the
/// way down are not free: they follow those on the way up, whose ascent has the terms of both places.
class BatchLoss {
 public:
  BatchLoss(Network& network, const FinetuneOptions& options, Workers& workers);

  /// Turns to another batch and evaluates it.
  void begin(const Lesson& lesson);
  /// Backpropagates with the network as it stands.
  void evaluate();

  /// Without the penalty.
  double mean_loss() const { return ascent_.loss; }
  double with_penalty() const;
  const Matrix& outputs() const { return ascent_.inputs.back(); }

  const std::vector<Index>& free_weights() const { return free_weights_; }  ///< layers with weights to move
  const std::vector<Index>& free_biases() const { return free_biases_; }
  Matrix& weights(Index layer) { return network_.layers[layer].weights; }
  Matrix& bias(Index layer) { return network_.layers[layer].bias; }

  /// Rows first .. first + out.rows - 1 of -d(loss with penalty)/d(weights), after an evaluation.
  void weights_ascent(Index layer, Index first, MatrixView out) const;
  const Matrix& bias_ascent(Index layer) const { return ascent_.bias[layer - lesson_.first_layer]; }
  /// To be called when free weights have moved.
  void follow();

  Workers& workers() const { return workers_; }

 private:
  bool is_tied() const { return decoder_ == Decoder::tied; }

  Network& network_;
  Loss loss_;
  Decoder decoder_;
  double weight_decay_;
  PenaltyPtr decay_;
  Workers& workers_;
  Lesson lesson_;
  Matrix below_;
  NetworkAscent ascent_;
  std::vector<Index> free_weights_;
  std::vector<Index> free_biases_;
};

}  // namespace dbn
