#include "libdbn/train/centering.hpp"

#include "libdbn/base/kernels.hpp"
#include "libdbn/base/linalg.hpp"

namespace dbn {
namespace {

// A gaussian unit's bias acts as the input bias / sigma, so a change of input is a change of bias times sigma.
real sigma_of(const Matrix& parameters, Index i) { return parameters.shape(0) > 1 ? parameters(1, i) : real(1); }

void shift_bias(const Matrix& inputs, real sign, Matrix& parameters) {
  for (Index i = 0; i < parameters.shape(1); ++i) parameters(0, i) += sign * sigma_of(parameters, i) * inputs(0, i);
}

void shift_biases(const Matrix& visible_offsets, const Matrix& hidden_offsets, real sign, Rbm& rbm) {
  Matrix to_visible = zeros(1, rbm.visible->size());
  Matrix to_hidden = zeros(1, rbm.hidden->size());
  matmul(hidden_offsets, transposed(rbm.parameters.weights), to_visible);
  matmul(visible_offsets, rbm.parameters.weights, to_hidden);
  shift_bias(to_visible, sign, rbm.parameters.visible);
  shift_bias(to_hidden, sign, rbm.parameters.hidden);
}

// The bias ascent in the units of an interaction: <s(x)> of the data phase minus that of the model phase.
Matrix difference_of_means(const Matrix& ascent, const Matrix& parameters) {
  Matrix result = zeros(1, ascent.shape(1));
  for (Index i = 0; i < ascent.shape(1); ++i) result(0, i) = ascent(0, i) * sigma_of(parameters, i);
  return result;
}

Matrix offsets_now(CenteringOffsets kind, const Matrix& data_mean, const Matrix& difference) {
  Matrix result = data_mean;
  const real model_share = kind == CenteringOffsets::model  ? real(1)
                           : kind == CenteringOffsets::both ? real(0.5)
                                                            : real(0);
  kernels::add_scaled(difference.data(), -model_share, result.size(), result.data());
  return result;
}

void slide(const Matrix& target, double factor, Matrix& offsets) {
  if (offsets.size() == 0) {
    offsets = target;
    return;
  }
  for (Index i = 0; i < offsets.size(); ++i) {
    offsets.data()[i] += static_cast<real>(factor) * (target.data()[i] - offsets.data()[i]);
  }
}

Matrix negative(Matrix m) {
  for (real& x : m) x = -x;
  return m;
}

}  // namespace

std::vector<std::string> centering_offsets() { return {"none", "data", "model", "both"}; }

void Centering::begin(Rbm& rbm, const Matrix& visible_means) {
  const Index hidden = rbm.hidden->size();
  Matrix hidden_means = zeros(1, hidden);
  rbm.hidden->mean(rbm.parameters.hidden, zeros(1, hidden), hidden_means);
  visible_ = zeros(1, rbm.visible->size());
  hidden_ = zeros(1, hidden);
  LayerPass(rbm, Side::visible, Workers::serial()).interaction(visible_means, visible_);
  LayerPass(rbm, Side::hidden, Workers::serial()).interaction(hidden_means, hidden_);
  leave(rbm);
}

void Centering::move_offsets(const Rbm& rbm, const GradientEstimate& estimate) {
  const Matrix visible = difference_of_means(estimate.visible_ascent, rbm.parameters.visible);
  const Matrix hidden = difference_of_means(estimate.hidden_ascent, rbm.parameters.hidden);
  slide(offsets_now(kind_, estimate.data_means->visible, visible), sliding_, visible_);
  slide(offsets_now(kind_, estimate.data_means->hidden, hidden), sliding_, hidden_);
}

// <(s(v) - mu)^T (s(h) - lambda)> of data minus model is the uncentered difference minus mu^T <s(h)> minus <s(v)>^T
// lambda, where <.> is again data minus model: two more rows.
void Centering::enter(Rbm& rbm, GradientEstimate& estimate) const {
  const Matrix visible = difference_of_means(estimate.visible_ascent, rbm.parameters.visible);
  const Matrix hidden = difference_of_means(estimate.hidden_ascent, rbm.parameters.hidden);
  add_outer_product(negative(visible_), hidden, estimate);
  add_outer_product(visible, negative(hidden_), estimate);
  shift_biases(visible_, hidden_, 1, rbm);
}

void Centering::leave(Rbm& rbm) const { shift_biases(visible_, hidden_, -1, rbm); }

void Centering::archive(Archive& archive) {
  archive.field("visible_offsets", visible_, "one,visible", Archive::Shape::stored);
  archive.field("hidden_offsets", hidden_, "one,hidden", Archive::Shape::stored);
}

}  // namespace dbn
