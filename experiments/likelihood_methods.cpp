#include "experiments/likelihood_methods.hpp"

#include <algorithm>
#include <array>

#include "experiments/model_input.hpp"
#include "libdbn/base/checks.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/dbn/classification.hpp"

namespace dbn::program {
namespace {

Energies free_energies(const Rbm& rbm, const RowSource& rows, Workers& workers) {
  Energies result = Energies::from_shape({rows.rows()});
  for_each_block(rows, rows_per_block, [&](Index first, const Batch& block) {
    const Energies part = free_energy(rbm, block.inputs, workers);
    std::copy(part.begin(), part.end(), result.data() + first);
  });
  return result;
}

const Rbm& only_machine(const Model& model, std::string_view method) {
  if (model.layers.size() == 1) return model.layers.front();
  throw config_error("dbn likelihood: method " + std::string(method) + " is for a single machine, but the model has " +
                     std::to_string(model.layers.size()) + " layers");
}

bool any_missing(const RowSource& rows) {
  bool found = false;
  for_each_block(rows, rows_per_block, [&](Index, const Batch& block) { found = found || has_missing(block.inputs); });
  return found;
}

// A row with missing units, or with a length, has a machine and a log Z of its own.
LikelihoodResult exact(const Model& model, const RowSource& rows, const LikelihoodOptions& options, Workers& workers) {
  const Rbm& rbm = only_machine(model, "exact");
  LikelihoodResult result;
  result.free_energy = free_energies(rbm, rows, workers);
  if (!rbm.visible->has_lengths()) result.log_z = exact_log_z(rbm, workers, options.most_states);
  if (!result.log_z || any_missing(rows)) {
    result.log_likelihood = exact_log_likelihood(rbm, read_all(rows), workers, options.most_states);
    return result;
  }
  result.log_likelihood = result.free_energy;
  for (double& value : result.log_likelihood) value = -value - *result.log_z;
  return result;
}

constexpr std::array<Entry<LikelihoodMethod>, 1> table{
    {{"exact", "log Z by enumeration of the smaller layer: exact, up to about 25 binary units", &exact}}};

}  // namespace

OptionList LikelihoodOptions::options() {
  return {number_option("most-states", most_states, at_least(1),
                        "exact: joint states of the smaller layer up to which enumeration is not refused"),
          integer_option("seed", seed, between(0, 9e15), "seed of the methods that draw random numbers")};
}

std::span<const Entry<LikelihoodMethod>> likelihood_methods() { return table; }

}  // namespace dbn::program
