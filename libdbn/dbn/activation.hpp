// Activation functions of a feed-forward network.
#pragma once

#include <string>
#include <vector>

#include "libdbn/base/types.hpp"

namespace dbn {

enum class Activation { logistic, softmax, linear, relu };
/// Names in files, in the order of Activation.
std::vector<std::string> activations();

/// row = activation(row + bias) over `count` units.
void activate_row(Activation activation, const real* bias, Index count, real* row);

/// delta *= d activation / d total input, written in terms of the activity; for softmax the product with its Jacobian
/// y_j ([j = k] - y_k).
void through_activation(Activation activation, const real* activity, Index count, real* delta);

}  // namespace dbn
