#include "experiments/unit_pictures.hpp"

#include <algorithm>
#include <cmath>

#include "experiments/model_input.hpp"
#include "libdbn/base/linalg.hpp"
#include "libdbn/dbn/classification.hpp"
#include "libdbn/io/png.hpp"

namespace dbn::program {

Matrix receptive_fields(const Model& model, Index layer, Index pixels) {
  const auto weights = [&](Index i) { return ConstMatrixView(model.layers[i].parameters.weights); };
  const ConstMatrixView lowest = weights(0).row_range(0, pixels);
  Matrix fields = zeros(lowest.columns, pixels);
  for (Index j = 0; j < lowest.columns; ++j) {
    for (Index i = 0; i < pixels; ++i) fields(j, i) = lowest(i, j);
  }
  for (Index i = 1; i <= layer; ++i) {
    // Rows behind the units of the layer below are those of the label.
    const ConstMatrixView above = weights(i).row_range(0, fields.shape(0));
    Matrix combined = zeros(above.columns, pixels);
    matmul(transposed(above), fields, combined);
    fields = std::move(combined);
  }
  return fields;
}

void write_filters(const std::filesystem::path& file, const Model& model, Index layer) {
  const ImageShape image = image_shape(model);
  const Matrix fields = receptive_fields(model, layer, image.height * image.width);
  write_png(file, tile_images(fields, image, TileScaling::symmetric));
}

Index write_activations(const std::filesystem::path& file, const Model& model, Index layer, const RowSource& rows,
                        Workers& workers) {
  constexpr Index greatest_height = 1000;
  const Index units = model.layers[layer].hidden->size();
  const Index height = std::min(rows.rows(), greatest_height);
  Matrix means = zeros(height, units);
  for_each_block(rows, rows_per_block, [&](Index first, const Batch& block) {
    if (first >= height) return;
    const Matrix hidden = hidden_representation(model, block.inputs, layer, workers);
    const Index count = std::min<Index>(hidden.shape(0), height - first);
    copy(ConstMatrixView(hidden).row_range(0, count), MatrixView(means).row_range(first, count));
  });
  const bool are_probabilities = std::all_of(means.begin(), means.end(), [](real x) { return x >= 0 && x <= 1; });
  const ConstMatrixView one_tile(means.data(), 1, means.size(), means.size());
  write_png(file, tile_images(one_tile, {height, units},
                              are_probabilities ? TileScaling::zero_to_one : TileScaling::symmetric));
  return height;
}

std::vector<double> weight_norms(const Rbm& rbm) {
  const Matrix& weights = rbm.parameters.weights;
  std::vector<double> squares(weights.shape(1), 0);
  for (Index i = 0; i < weights.shape(0); ++i) {
    for (Index j = 0; j < weights.shape(1); ++j) squares[j] += std::pow(static_cast<double>(weights(i, j)), 2);
  }
  for (double& square : squares) square = std::sqrt(square);
  return squares;
}

}  // namespace dbn::program
