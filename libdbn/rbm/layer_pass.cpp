#include "libdbn/rbm/layer_pass.hpp"

#include "libdbn/base/checks.hpp"
#include "libdbn/base/linalg.hpp"

namespace dbn {
namespace {

// Elements of one task of an element-wise pass: some 20 microseconds, well above the cost of handing it out.
constexpr Index elements_per_piece = 16 * 1024;

}  // namespace

LayerPass::LayerPass(const Rbm& rbm, Side side, Workers& workers)
    : units_(side == Side::hidden ? *rbm.hidden : *rbm.visible),
      other_(side == Side::hidden ? *rbm.visible : *rbm.hidden),
      parameters_(side == Side::hidden ? rbm.parameters.hidden : rbm.parameters.visible),
      other_parameters_(side == Side::hidden ? rbm.parameters.visible : rbm.parameters.hidden),
      weights_(rbm.parameters.weights),
      side_(side),
      workers_(workers) {}

void LayerPass::inputs(ConstMatrixView source, Matrix& inputs) const {
  require_columns("inputs from the other layer", source, other_.size());
  reshape(inputs, source.rows, units_.size());
  const std::vector<double> copies = bias_copies(source);
  Matrix interactions;
  if (!other_.interaction_is_identity() || has_missing(source)) {
    reshape(interactions, source.rows, source.columns);
    const MatrixView all = interactions;
    for_rows(source.rows, [&](Index first, Index count) {
      other_.interaction(other_parameters_, source.row_range(first, count), all.row_range(first, count));
    });
    source = interactions;
  }
  matmul(workers_, source, Factor(weights_, side_ == Side::hidden ? Transposed::no : Transposed::yes), inputs);
  if (!copies.empty()) units_.add_bias_as_input(parameters_, copies.data(), inputs);
}

std::vector<double> LayerPass::bias_copies(ConstMatrixView source) const {
  std::vector<double> copies;
  if (side_ == Side::visible || !other_.has_lengths()) return copies;
  for (Index n = 0; n < source.rows; ++n) copies.push_back(other_.length(source.row_range(n, 1)) - 1);
  return copies;
}

void LayerPass::add_length_gradient(ConstMatrixView source, ConstMatrixView states, double scale,
                                    MatrixView gradient) const {
  const std::vector<double> copies = bias_copies(source);
  if (!copies.empty()) units_.add_bias_input_gradient(parameters_, states, copies.data(), scale, gradient);
}

void LayerPass::for_rows(Index rows, const std::function<void(Index, Index)>& piece) const {
  workers_.run_pieces(rows, std::max<Index>(1, elements_per_piece / units_.size()), piece);
}

void LayerPass::mean(ConstMatrixView inputs, MatrixView out) const {
  require_same_shape("mean of a layer", inputs, out);
  for_rows(inputs.rows, [&](Index first, Index count) {
    units_.mean(parameters_, inputs.row_range(first, count), out.row_range(first, count));
  });
}

void LayerPass::sample(ConstMatrixView inputs, const Draws& draws, MatrixView out) const {
  require_same_shape("sample of a layer", inputs, out);
  for_rows(inputs.rows, [&](Index first, Index count) {
    units_.sample(parameters_, inputs.row_range(first, count), draws.from_row(first), out.row_range(first, count));
  });
}

void LayerPass::mean_like(ConstMatrixView inputs, ConstMatrixView like, MatrixView out) const {
  require_same_shape("mean of a layer", inputs, out);
  for_rows(inputs.rows, [&](Index first, Index count) {
    units_.mean_like(parameters_, inputs.row_range(first, count), like.row_range(first, count),
                     out.row_range(first, count));
  });
}

void LayerPass::sample_like(ConstMatrixView inputs, ConstMatrixView like, const Draws& draws, MatrixView out) const {
  require_same_shape("sample of a layer", inputs, out);
  for_rows(inputs.rows, [&](Index first, Index count) {
    units_.sample_like(parameters_, inputs.row_range(first, count), like.row_range(first, count), draws.from_row(first),
                       out.row_range(first, count));
  });
}

void LayerPass::mean_and_sample(ConstMatrixView inputs, const Draws& draws, MatrixView mean_out,
                                MatrixView sample_out) const {
  require_same_shape("mean of a layer", inputs, mean_out);
  require_same_shape("sample of a layer", inputs, sample_out);
  for_rows(inputs.rows, [&](Index first, Index count) {
    units_.mean_and_sample(parameters_, inputs.row_range(first, count), draws.from_row(first),
                           mean_out.row_range(first, count), sample_out.row_range(first, count));
  });
}

void LayerPass::interaction(ConstMatrixView states, MatrixView out) const {
  require_same_shape("interaction of a layer", states, out);
  for_rows(states.rows, [&](Index first, Index count) {
    units_.interaction(parameters_, states.row_range(first, count), out.row_range(first, count));
  });
}

void LayerPass::log_normalizer(ConstMatrixView inputs, Energies& out) const {
  out = Energies({inputs.rows}, 0.0);
  for_rows(inputs.rows, [&](Index first, Index count) {
    units_.add_log_normalizer(parameters_, inputs.row_range(first, count), out.data() + first);
  });
}

}  // namespace dbn
