// Unrolling of a stack of RBMs into a feed-forward network.
#pragma once

#include "libdbn/dbn/model.hpp"

namespace dbn {

/// The recognition weights of a stack as the hidden layers of a network, with a softmax output layer on top whose
/// weights are N(0, deviation^2) and biases 0 (Hinton & Salakhutdinov 2006). Activations follow the unit kinds; a
/// config error where a kind has none.
Network unroll_classifier(const Stack& stack, Index classes, double deviation, Rng& rng);

/// The same with a linear output layer, one unit for each target.
Network unroll_regressor(const Stack& stack, Index targets, double deviation, Rng& rng);

/// The stack upward, then downward: the recognition weights and hidden biases lead to the code, the transposed
/// generative weights and visible biases from there to a reconstruction (Hinton & Salakhutdinov 2006, figure 1). A
/// gaussian top layer is a linear code, gaussian visible units are linear outputs. A config error where a kind has no
/// activation.
Network unroll_autoencoder(const Stack& stack);

/// Whether each layer of an autoencoder's way down has the transposed weights of its counterpart on the way up.
bool has_tied_weights(const Network& network);
/// Copies the weights on the way up into those on the way down.
void tie_weights(Network& network);

}  // namespace dbn
