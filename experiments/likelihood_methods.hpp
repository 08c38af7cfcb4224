// The ways to a log-likelihood that `dbn likelihood` offers; a new one is a function and a line in the table.
#pragma once

#include "experiments/output.hpp"
#include "libdbn/base/registry.hpp"
#include "libdbn/data/dataset.hpp"
#include "libdbn/dbn/model.hpp"
#include "libdbn/likelihood/exact.hpp"

namespace dbn::program {

/// Settings that every method looks at; those it has no use for are ignored.
struct LikelihoodOptions {
  double most_states = default_state_limit;
  Index chains = 100;
  std::string betas = "10000";
  std::string base = "data";
  Index reverse_steps = 1000;
  Index samples = 100;
  Index seed = 1;

  OptionList options();
};

/// What a method found. `details` are further keys of the JSON object.
struct LikelihoodResult {
  Energies log_likelihood;  ///< per row, in nats
  Energies free_energy;     ///< per row
  std::optional<double> log_z;
  std::optional<double> lower_bound;  ///< mean over rows, for deep nets
  Json details = Json::object();
};

/// `rows` are those of `data` as the model sees them.
using LikelihoodMethod = LikelihoodResult (*)(const Model& model, const RowSource& rows,
                                              const LikelihoodOptions& options, Workers& workers);

std::span<const Entry<LikelihoodMethod>> likelihood_methods();

}  // namespace dbn::program
