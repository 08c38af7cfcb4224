#include "libdbn/likelihood/unit_conditional.hpp"

#include <algorithm>

#include "libdbn/likelihood/exact.hpp"

namespace dbn {
namespace {

// The column that a choice turns on; columns of the layer for none.
Index column_of(const DiscreteUnit& unit, Index choice) {
  return unit.columns == 1 ? unit.column : unit.column + choice;
}

bool sends_nothing(const DiscreteUnit& unit, Index choice) { return unit.columns == 1 && choice == 0; }

}  // namespace

UnitConditional::UnitConditional(const Rbm& rbm) : rbm_(rbm), bias_inputs_(zeros(1, rbm.visible->size())) {
  const double one = 1;
  rbm.visible->add_bias_as_input(rbm.parameters.visible, &one, bias_inputs_);
}

const real* UnitConditional::weights_of(const DiscreteUnit& unit, Index choice) const {
  if (sends_nothing(unit, choice)) return nullptr;
  return ConstMatrixView(rbm_.parameters.weights).row(column_of(unit, choice));
}

const std::vector<double>& UnitConditional::log_probabilities(const DiscreteUnit& unit, const real* base) {
  const Index hidden = rbm_.hidden->size();
  reshape(inputs_, unit.choices, hidden);
  log_probabilities_.assign(unit.choices, 0.0);
  for (Index c = 0; c < unit.choices; ++c) {
    real* inputs = MatrixView(inputs_).row(c);
    const real* weights = weights_of(unit, c);
    if (weights == nullptr) {
      std::copy_n(base, hidden, inputs);
      continue;
    }
    std::transform(base, base + hidden, weights, inputs, [](real b, real w) { return b + w; });
    log_probabilities_[c] = static_cast<double>(bias_inputs_(0, column_of(unit, c)));
  }
  rbm_.hidden->add_log_normalizer(rbm_.parameters.hidden, inputs_, log_probabilities_.data());
  const double total = log_sum_exp(log_probabilities_);
  for (double& value : log_probabilities_) value -= total;
  return log_probabilities_;
}

}  // namespace dbn
