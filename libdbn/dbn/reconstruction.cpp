#include "libdbn/dbn/reconstruction.hpp"

#include <cmath>

#include "libdbn/dbn/classification.hpp"

namespace dbn {

Matrix reconstruction(const Model& model, ConstMatrixView visible, Workers& workers) {
  if (model.network.is_autoencoder()) return forward(model.network, visible, workers);
  Matrix states = hidden_representation(model.layers, visible, model.layers.size() - 1, workers);
  for (Index i = model.layers.size(); i-- > 0;) states = visible_mean(model.layers[i], states, workers);
  return states;
}

ReconstructionScore score_reconstruction(const Reconstructor& reconstruct, const RowSource& source) {
  constexpr Index rows_per_block = 1000;
  ReconstructionScore score;
  score.rows = source.rows();
  for_each_block(source, rows_per_block, [&](Index, const Batch& block) {
    const Matrix found = reconstruct(block.inputs);
    for (Index i = 0; i < found.size(); ++i) {
      const double difference = static_cast<double>(block.inputs.data()[i]) - static_cast<double>(found.data()[i]);
      if (std::isnan(difference)) continue;
      score.squares += difference * difference;
      score.values += 1;
    }
  });
  return score;
}

}  // namespace dbn
