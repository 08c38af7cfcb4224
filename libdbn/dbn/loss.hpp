// Loss functions of a network's outputs.
#pragma once

#include <string>
#include <vector>

#include "libdbn/dbn/activation.hpp"

namespace dbn {

/// With targets t and outputs y of one row:
///
///     cross_entropy   -sum_j t_j log y_j                               of softmax outputs (t sums to 1)
///                     -sum_j [ t_j log y_j + (1 - t_j) log(1 - y_j) ]  of logistic outputs (t in [0, 1])
///     squared_error   1/2 sum_j (y_j - t_j)^2
///
/// Each is -log p(t | row), up to a constant, of the distribution with mean y that belongs to it: categorical,
/// Bernoulli, normal with variance 1.
enum class Loss { natural, cross_entropy, squared_error };
/// Names in a config, in the order of Loss.
std::vector<std::string> losses();

/// The loss itself for `natural`: cross_entropy of softmax and logistic outputs, else squared_error. Throws a config
/// error for cross_entropy of other outputs, which are no probabilities.
Loss resolved_loss(Loss loss, Activation outputs);

/// The loss of one row, from its total inputs without the biases: outputs that are rounded to 0 or 1 cost what they
/// should. `outputs` = activation(inputs + bias).
double loss_of_row(Loss loss, Activation activation, const real* bias, const real* inputs, const real* outputs,
                   const real* targets, Index count);

/// delta = -share d loss / d total input.
void ascent_of_row(Loss loss, Activation activation, const real* outputs, const real* targets, real share, Index count,
                   real* delta);

}  // namespace dbn
