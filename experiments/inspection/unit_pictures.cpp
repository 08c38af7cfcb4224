#include "experiments/inspection/unit_pictures.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "experiments/data/training_data.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/linalg.hpp"
#include "libdbn/data/batches.hpp"
#include "libdbn/io/png.hpp"

namespace dbn::program {

namespace {

// Of the rows of `below` (units, pixels) what the columns of `weights` make, those listed alone.
Matrix combined(ConstMatrixView weights, std::span<const Index> columns, const Matrix& below) {
  Matrix chosen = zeros(columns.size(), weights.rows);
  for (Index k = 0; k < columns.size(); ++k) {
    for (Index i = 0; i < weights.rows; ++i) chosen(k, i) = weights(i, columns[k]);
  }
  if (below.size() == 0) return chosen;
  Matrix fields = zeros(columns.size(), below.shape(1));
  matmul(chosen, below, fields);
  return fields;
}

// `weights(i)` are those of layer i, which go up.
template <class WeightsOf>
Matrix fields_of(const WeightsOf& weights, Index layer, Index pixels, Index most) {
  Matrix fields;
  for (Index i = 0; i <= layer; ++i) {
    const ConstMatrixView all = weights(i);
    // Rows behind the units of the layer below are those of the label.
    const ConstMatrixView used = all.row_range(0, i == 0 ? pixels : fields.shape(0));
    fields = combined(used, evenly_picked(all.columns, i == layer ? most : all.columns), fields);
  }
  return fields;
}

}  // namespace

std::vector<Index> evenly_picked(Index total, Index count) {
  count = std::min(total, count);
  std::vector<Index> picked;
  for (Index i = 0; i < count; ++i) picked.push_back(i * total / count);
  return picked;
}

Matrix receptive_fields(const Model& model, Index layer, Index pixels, Index most) {
  return fields_of([&](Index i) { return ConstMatrixView(model.layers[i].parameters.weights); }, layer, pixels, most);
}

Matrix receptive_fields(const Network& network, Index layer, Index pixels, Index most) {
  return fields_of([&](Index i) { return ConstMatrixView(network.layers[i].weights); }, layer, pixels, most);
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

ImageShape image_shape(const Model& model) {
  const Index units = model.layers.front().visible->size();
  const Index pixels = model.image.height * model.image.width;
  if (pixels == units || (pixels > 0 && missing_label_units(*model.layers.front().visible, pixels) > 0)) {
    return model.image;
  }
  const auto side = static_cast<Index>(std::lround(std::sqrt(static_cast<double>(units))));
  if (side * side == units) return {side, side};
  throw config_error("the " + std::to_string(units) +
                     " visible units have no image shape in the model; write a .h5 file instead");
}

}  // namespace dbn::program
