#include "libdbn/dbn/activation.hpp"

#include <algorithm>
#include <cmath>

#include "libdbn/base/kernels.hpp"

namespace dbn {
namespace {

void add_bias(const real* bias, Index count, real* row) { kernels::add_scaled(bias, 1, count, row); }

// In the shifted form that cannot overflow.
void softmax_row(const real* bias, Index count, real* row) {
  add_bias(bias, count, row);
  const auto greatest = static_cast<double>(*std::max_element(row, row + count));
  double total = 0;
  for (Index j = 0; j < count; ++j) total += std::exp(static_cast<double>(row[j]) - greatest);
  const double log_total = greatest + std::log(total);
  for (Index j = 0; j < count; ++j) row[j] = static_cast<real>(std::exp(static_cast<double>(row[j]) - log_total));
}

}  // namespace

std::vector<std::string> activations() { return {"logistic", "softmax", "linear", "relu"}; }

void activate_row(Activation activation, const real* bias, Index count, real* row) {
  switch (activation) {
    case Activation::logistic: kernels::logistic(bias, row, count, row); return;
    case Activation::softmax: softmax_row(bias, count, row); return;
    case Activation::linear: add_bias(bias, count, row); return;
    case Activation::relu:
      add_bias(bias, count, row);
      std::transform(row, row + count, row, [](real x) { return std::max(x, real(0)); });
      return;
  }
}

void through_activation(Activation activation, const real* activity, Index count, real* delta) {
  switch (activation) {
    case Activation::logistic:
      for (Index j = 0; j < count; ++j) delta[j] *= activity[j] * (1 - activity[j]);
      return;
    case Activation::relu:
      for (Index j = 0; j < count; ++j) delta[j] = activity[j] > 0 ? delta[j] : real(0);
      return;
    case Activation::linear: return;
    case Activation::softmax: {
      const auto inner = static_cast<real>(kernels::dot(activity, delta, count));
      for (Index j = 0; j < count; ++j) delta[j] = activity[j] * (delta[j] - inner);
      return;
    }
  }
}

}  // namespace dbn
