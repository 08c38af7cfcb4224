// Samples from p(v), the start of reverse annealing.
#pragma once

#include "libdbn/rbm/layer_pass.hpp"

namespace dbn {

/// Whether `exact_samples` can be made: one layer has at most `most_states` joint states.
bool can_sample_exactly(const Rbm& rbm, double most_states = 1 << 20);

/// `count` independent draws from p(v), exactly: a state of the enumerated layer by inverse cdf, then the other layer
/// given it. (count, V). Throws a config error when neither layer can be enumerated.
Matrix exact_samples(const Rbm& rbm, Index count, Rng& rng, Workers& workers = Workers::serial(),
                     double most_states = 1 << 20);

/// `count` chains of `steps` Gibbs steps; chain m starts at row m mod rows of `starts`, so starting at data gives all
/// modes their chance. Only asymptotically from p(v). (count, V)
Matrix gibbs_samples(const Rbm& rbm, ConstMatrixView starts, Index count, Index steps, Rng& rng,
                     Workers& workers = Workers::serial());

}  // namespace dbn
