// Initialization of weights and biases.
#pragma once

#include "libdbn/rbm/rbm.hpp"

namespace dbn {

/// How weights are drawn. normal: N(0, deviation^2); 0.01 is usual (Hinton 2010, section 8), 0.1 in the program
/// released with Hinton & Salakhutdinov 2006. uniform: +-4 sqrt(6 / (V + H)) (Glorot & Bengio 2010 for logistic units).
/// sparse: N(0, deviation^2) for 15 random weights of each hidden unit (all, if it has fewer), 0 for the others, so
/// that units differ without saturating; deviation 1 in Martens 2010.
enum class WeightInitialization { normal, uniform, sparse };
/// Names in a config, in the order of WeightInitialization.
std::vector<std::string> weight_initializations();

/// Sets sigma of every gaussian unit.
void initialize_sigma(const Units& units, double sigma, Matrix& parameters);

void initialize_weights(Matrix& weights, WeightInitialization kind, double deviation, Rng& rng);

}  // namespace dbn
