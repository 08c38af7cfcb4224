#include "libdbn/train/batch_loss.hpp"

#include "libdbn/base/kernels.hpp"
#include "libdbn/base/linalg.hpp"
#include "libdbn/dbn/unrolling.hpp"

namespace dbn {

BatchLoss::BatchLoss(Network& network, const FinetuneOptions& options, Workers& workers)
    : network_(network),
      loss_(resolved_loss(options.loss, network.layers.back().activation)),
      decoder_(network.is_autoencoder() ? options.decoder : Decoder::free),
      weight_decay_(options.weight_decay),
      decay_(options.weight_decay > 0 ? make_l2(options.weight_decay) : nullptr),
      workers_(workers) {}

void BatchLoss::begin(const BatchTarget& target) {
  target_ = target;
  if (target.first_layer > 0) {
    below_ = forward(NetworkPart(network_.layers).first(target.first_layer), target.inputs, workers_);
    target_.inputs = below_;
  }
  free_weights_.clear();
  free_biases_.clear();
  for (Index i = target.first_layer; i < network_.layers.size(); ++i) {
    free_biases_.push_back(i);
    if (!is_tied() || i < network_.code_layers) free_weights_.push_back(i);
  }
  evaluate();
}

void BatchLoss::evaluate() {
  const Goal goal{target_.targets, loss_, target_.weights, target_.dropout};
  backpropagate(NetworkPart(network_.layers).subspan(target_.first_layer), target_.inputs, goal, workers_, ascent_);
}

double BatchLoss::with_penalty() const {
  double squares = 0;
  for (const Index i : free_weights_) {
    const Matrix& w = network_.layers[i].weights;
    squares += kernels::dot(w.data(), w.data(), w.size());
  }
  return ascent_.loss + weight_decay_ / 2 * squares;
}

void BatchLoss::weights_ascent(Index layer, Index first, MatrixView out) const {
  const Index i = layer - target_.first_layer;
  const ConstMatrixView inputs = ascent_.inputs[i];
  add_transposed_product(inputs.column_range(first, out.rows), ascent_.deltas[i], inputs.rows,
                         workers_.sparse_products(), out, 0);
  if (is_tied()) {
    // The mirror's weights are this layer's transposed, and so is their ascent.
    const Index mirror = network_.layers.size() - 1 - layer;
    matmul(transposed(ConstMatrixView(ascent_.deltas[mirror]).column_range(first, out.rows)), ascent_.inputs[mirror],
           out, 1, 1);
  }
  if (decay_) decay_->add_ascent(ConstMatrixView(network_.layers[layer].weights).row_range(first, out.rows), out);
}

void BatchLoss::follow() {
  if (is_tied()) tie_weights(network_);
}

}  // namespace dbn
