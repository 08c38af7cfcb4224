#include "libdbn/dbn/loss.hpp"

#include <algorithm>
#include <cmath>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/kernels.hpp"

namespace dbn {
namespace {

bool gives_probabilities(Activation activation) {
  return activation == Activation::softmax || activation == Activation::logistic;
}

double total_input(const real* bias, const real* inputs, Index j) {
  return static_cast<double>(bias[j]) + static_cast<double>(inputs[j]);
}

// sum_j t_j (log sum_k exp(x_k) - x_j).
double softmax_loss(const real* bias, const real* inputs, const real* targets, Index count) {
  double greatest = total_input(bias, inputs, 0);
  for (Index j = 1; j < count; ++j) greatest = std::max(greatest, total_input(bias, inputs, j));
  double total = 0;
  for (Index j = 0; j < count; ++j) total += std::exp(total_input(bias, inputs, j) - greatest);
  const double log_total = greatest + std::log(total);
  double loss = 0;
  for (Index j = 0; j < count; ++j) {
    loss += static_cast<double>(targets[j]) * (log_total - total_input(bias, inputs, j));
  }
  return loss;
}

// sum_j log(1 + exp(x_j)) - t_j x_j.
double logistic_loss(const real* bias, const real* inputs, const real* targets, Index count) {
  return kernels::softplus_sum(bias, inputs, count) - kernels::dot(targets, inputs, count) -
         kernels::dot(targets, bias, count);
}

double squared_error(const real* outputs, const real* targets, Index count) {
  double total = 0;
  for (Index j = 0; j < count; ++j) {
    const double difference = static_cast<double>(outputs[j]) - static_cast<double>(targets[j]);
    total += difference * difference;
  }
  return total / 2;
}

}  // namespace

std::vector<std::string> losses() { return {"natural", "cross_entropy", "squared_error"}; }

Loss resolved_loss(Loss loss, Activation outputs) {
  if (loss == Loss::natural) return gives_probabilities(outputs) ? Loss::cross_entropy : Loss::squared_error;
  if (loss == Loss::squared_error || gives_probabilities(outputs)) return loss;
  throw config_error("fine-tuning: the cross-entropy of " + activations().at(static_cast<Index>(outputs)) +
                     " outputs is not defined, as they are no probabilities; set finetune.loss = squared_error");
}

double loss_of_row(Loss loss, Activation activation, const real* bias, const real* inputs, const real* outputs,
                   const real* targets, Index count) {
  if (loss == Loss::squared_error) return squared_error(outputs, targets, count);
  return activation == Activation::softmax ? softmax_loss(bias, inputs, targets, count)
                                           : logistic_loss(bias, inputs, targets, count);
}

void ascent_of_row(Loss loss, Activation activation, const real* outputs, const real* targets, real share, Index count,
                   real* delta) {
  for (Index j = 0; j < count; ++j) delta[j] = share * (targets[j] - outputs[j]);
  // The derivative of the cross-entropy and that of its activation cancel.
  if (loss == Loss::squared_error) through_activation(activation, outputs, count, delta);
}

}  // namespace dbn
