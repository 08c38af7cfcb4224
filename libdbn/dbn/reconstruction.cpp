#include "libdbn/dbn/reconstruction.hpp"

#include <algorithm>
#include <cmath>

#include "libdbn/data/batches.hpp"
#include "libdbn/rbm/visible_mean_like.hpp"

namespace dbn {

Matrix reconstruction(const Model& model, ConstMatrixView visible, Workers& workers) {
  if (model.network.is_autoencoder()) return forward(model.network, visible, workers);
  Matrix states = hidden_representation(model, visible, model.layers.size() - 1, workers);
  for (Index i = model.layers.size(); i-- > 0;) {
    // Behind the hidden units of the layer below there may be a label.
    const auto hidden = ConstMatrixView(states).column_range(0, model.layers[i].hidden->size());
    // What is missing in a row is filled in, but only the row itself knows how many words it has.
    const bool has_own_length = i == 0 && model.layers[i].visible->fixed_length() == 0;
    states = has_own_length ? visible_mean_like(model.layers[i], hidden, visible, workers)
                            : visible_mean(model.layers[i], hidden, workers);
  }
  return states;
}

ReconstructionScore score_reconstruction(const Reconstructor& reconstruct, const RowSource& source) {
  ReconstructionScore score;
  score.rows = source.rows();
  for_each_block(source, rows_per_block, [&](Index, const Batch& block) {
    const Matrix found = reconstruct(block.inputs);
    for (Index n = 0; n < found.shape(0); ++n) {
      for (Index i = 0; i < std::min(found.shape(1), block.inputs.shape(1)); ++i) {
        const double difference = static_cast<double>(block.inputs(n, i)) - static_cast<double>(found(n, i));
        if (std::isnan(difference)) continue;
        score.squares += difference * difference;
        score.values += 1;
      }
    }
  });
  return score;
}

Matrix in_units_of_data(const Model& model, Matrix states) {
  if (model.binarization != Binarization::none || model.transform->is_identity()) return states;
  const Index columns = model.transform->columns();
  model.transform->invert(MatrixView(states).column_range(0, columns == 0 ? states.shape(1) : columns));
  return states;
}

}  // namespace dbn
