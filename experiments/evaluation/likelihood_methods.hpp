// Methods of `dbn likelihood`; a new one is a function and a line in the table.
#pragma once

#include <optional>

#include "experiments/evaluation/annealing.hpp"
#include "libdbn/base/options.hpp"
#include "libdbn/base/registry.hpp"
#include "libdbn/data/dataset.hpp"
#include "libdbn/dbn/model.hpp"
#include "libdbn/likelihood/exact.hpp"

namespace dbn::program {

/// Settings that every method looks at; those it has no use for are ignored.
struct LikelihoodOptions {
  double most_states = default_state_limit;
  Index samples = 100;
  Index seed = 1;
  AnnealingOptions annealing;

  OptionList options();
};

/// What a method found. `details` are further keys of the JSON object.
struct LikelihoodResult {
  Energies free_energy;               ///< per row, of the first layer
  Energies log_likelihood;            ///< per row, in nats; empty where the method has none
  Energies reverse_log_likelihood;    ///< per row, by reverse annealing; empty where nothing was annealed
  Energies log_z_margin;              ///< per row, 3 sigma of an annealed log Z; empty where it is exact or absent
  std::optional<double> log_z;        ///< where all rows share one
  std::optional<double> lower_bound;  ///< mean over rows, for deep nets
  Json details = Json::object();
};

/// Adds to a result that holds the free energies. `rows` are the data as the model sees them.
using LikelihoodMethod = void (*)(const Model& model, const RowSource& rows, const LikelihoodOptions& options,
                                  Workers& workers, LikelihoodResult& result);

std::span<const Entry<LikelihoodMethod>> likelihood_methods();

/// F(v_n) of the first layer per row.
Energies free_energies(const Model& model, const RowSource& rows, Workers& workers);

LikelihoodResult measure_likelihood(std::string_view method, const Model& model, const RowSource& rows,
                                    const LikelihoodOptions& options, Workers& workers);

}  // namespace dbn::program
