// Test log-likelihood of an RBM, with log Z enumerated or annealed.
#pragma once

#include "experiments/evaluation/annealing.hpp"
#include "experiments/reproductions/reproduction_context.hpp"

namespace dbn::program {

/// Mean over the test rows of a part's data, with the exact log Z. Keys: log_z, mean_log_likelihood.
Json exact_test_likelihood(ReproductionContext& context, const ReproductionPart& part, const Model& model);

/// The same with log Z annealed forward from the data's base rates, and back from exact samples, or from Gibbs chains
/// where the machine is too large for those. Keys: log_z, log_z_low, log_z_high, mean_log_likelihood,
/// and the same in reverse. Throws an interrupted error on SIGINT and SIGTERM.
Json annealed_test_likelihood(ReproductionContext& context, const ReproductionPart& part, const Model& model,
                              const AnnealingOptions& options);

}  // namespace dbn::program
