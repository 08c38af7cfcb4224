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
  Matrix interactions;
  if (!other_.interaction_is_identity() || has_missing(source)) {
    reshape(interactions, source.rows, source.columns);
    other_.interaction(other_parameters_, source, interactions);
    source = interactions;
  }
  matmul(workers_, source, Factor(weights_, side_ == Side::hidden ? Transposed::no : Transposed::yes), inputs);
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
  units_.interaction(parameters_, states, out);
}

void LayerPass::log_normalizer(ConstMatrixView inputs, Energies& out) const {
  out = Energies({inputs.rows}, 0.0);
  for_rows(inputs.rows, [&](Index first, Index count) {
    units_.add_log_normalizer(parameters_, inputs.row_range(first, count), out.data() + first);
  });
}

}  // namespace dbn
