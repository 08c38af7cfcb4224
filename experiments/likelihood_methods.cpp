#include "experiments/likelihood_methods.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "experiments/annealing_progress.hpp"
#include "experiments/model_input.hpp"
#include "libdbn/base/checks.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/data/presented.hpp"
#include "libdbn/dbn/bound.hpp"
#include "libdbn/dbn/classification.hpp"
#include "libdbn/likelihood/ais.hpp"
#include "libdbn/likelihood/exact.hpp"
#include "libdbn/likelihood/model_samples.hpp"
#include "libdbn/likelihood/pseudo_likelihood.hpp"

namespace dbn::program {
namespace {

// Rows that reverse annealing starts from and base rates of hidden layers are taken of.
constexpr Index most_starting_rows = 10'000;

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

void subtract_log_z(LikelihoodResult& result) {
  result.log_likelihood = result.free_energy;
  for (double& value : result.log_likelihood) value = -value - *result.log_z;
}

LikelihoodResult exact(const Model& model, const RowSource& rows, const LikelihoodOptions& options, Workers& workers) {
  const Rbm& rbm = only_machine(model, "exact");
  LikelihoodResult result;
  result.free_energy = free_energies(rbm, rows, workers);
  if (any_missing(rows) || rbm.visible->has_lengths()) {
    // Each row is a machine of its own, with a log Z of its own.
    result.log_likelihood = exact_log_likelihood(rbm, read_all(rows), workers, options.most_states);
    return result;
  }
  result.log_z = exact_log_z(rbm, workers, options.most_states);
  subtract_log_z(result);
  return result;
}

/// Forward and reverse annealing of one machine.
struct Annealed {
  AisResult forward;
  AisResult reverse;
  Json details;
};

Json interval(const AisResult& ais, Index chains, Index betas) {
  return {{"log_z", ais.log_z},
          {"log_z_low", ais.log_z_low},
          {"log_z_high", ais.log_z_high},
          {"effective_sample_size", ais.effective_sample_size},
          {"chains", chains},
          {"betas", betas}};
}

// Reverse chains start at exact samples where that is possible, else at long Gibbs chains from rows.
Annealed anneal(const Rbm& rbm, const Matrix& some_rows, const Matrix& mean, const LikelihoodOptions& options,
                Workers& workers) {
  AisOptions ais;
  ais.betas = parse_betas(options.betas);
  ais.chains = options.chains;
  ais.seed = options.seed;
  const Matrix base = options.base == "uniform" ? uniform_base(rbm) : base_rates(rbm, mean);
  Annealed result;
  AnnealingProgress progress;
  ais.progress = [&](Index done, Index total) { progress.show(0, done, total); };
  result.forward = ais_log_z(rbm, base, ais, workers);
  Rng rng(options.seed, Purpose::chains);
  const Matrix starts = can_sample_exactly(rbm)
                            ? exact_samples(rbm, options.chains, rng, workers)
                            : gibbs_samples(rbm, some_rows, options.chains, options.reverse_steps, rng, workers);
  ais.progress = [&](Index done, Index total) { progress.show(1, done, total); };
  result.reverse = reverse_ais_log_z(rbm, base, starts, ais, workers);
  result.details = interval(result.forward, options.chains, ais.betas.size());
  result.details["reverse"] = interval(result.reverse, options.chains, ais.betas.size());
  result.details.erase("log_z");
  return result;
}

LikelihoodResult annealed(const Model& model, const RowSource& rows, const LikelihoodOptions& options,
                          Workers& workers) {
  const Rbm& rbm = only_machine(model, "ais");
  Annealed ais = anneal(rbm, read_all(rows, most_starting_rows), column_means(rows), options, workers);
  LikelihoodResult result;
  result.log_z = ais.forward.log_z;
  result.free_energy = free_energies(rbm, rows, workers);
  subtract_log_z(result);
  result.details = std::move(ais.details);
  return result;
}

LikelihoodResult pseudo(const Model& model, const RowSource& rows, const LikelihoodOptions&, Workers& workers) {
  const Rbm& rbm = only_machine(model, "pseudo");
  LikelihoodResult result;
  result.free_energy = free_energies(rbm, rows, workers);
  result.log_likelihood = Energies::from_shape({rows.rows()});
  for_each_block(rows, rows_per_block, [&](Index first, const Batch& block) {
    const Energies part = pseudo_log_likelihood(rbm, block.inputs, workers);
    std::copy(part.begin(), part.end(), result.log_likelihood.data() + first);
  });
  return result;
}

// The top machine's log Z is exact where it can be enumerated, else annealed from what the layers below make of the
// rows.
LikelihoodResult bound(const Model& model, const RowSource& rows, const LikelihoodOptions& options, Workers& workers) {
  const Rbm& top = model.layers.back();
  LikelihoodResult result;
  const double fewer = std::min(top.visible->state_count(), top.hidden->state_count());
  if (fewer <= options.most_states) {
    result.log_z = exact_log_z(top, workers, options.most_states);
  } else {
    Matrix states = read_all(rows, most_starting_rows);
    if (model.layers.size() > 1) states = hidden_representation(model.layers, states, model.layers.size() - 2, workers);
    Annealed ais = anneal(top, states, mean_of_present(states), options, workers);
    result.log_z = ais.forward.log_z;
    result.details = std::move(ais.details);
  }
  BoundOptions bound_options;
  bound_options.samples = options.samples;
  bound_options.seed = options.seed;
  result.free_energy = free_energies(model.layers.front(), rows, workers);
  result.log_likelihood = Energies::from_shape({rows.rows()});
  for_each_block(rows, rows_per_block, [&](Index first, const Batch& block) {
    bound_options.seed = options.seed + first;
    const Energies part = lower_bound(model.layers, block.inputs, *result.log_z, bound_options, workers);
    std::copy(part.begin(), part.end(), result.log_likelihood.data() + first);
  });
  const double total = std::accumulate(result.log_likelihood.begin(), result.log_likelihood.end(), 0.0);
  result.lower_bound = total / static_cast<double>(rows.rows());
  return result;
}

constexpr std::array<Entry<LikelihoodMethod>, 4> table{
    {{"exact", "log Z by enumeration of the smaller layer, up to about 25 binary units", &exact},
     {"ais", "log Z by annealed importance sampling, forward and reverse, with 3-sigma intervals", &annealed},
     {"pseudo", "exact pseudo-log-likelihood: sum over units of log p(unit | all others), no log Z", &pseudo},
     {"bound", "variational lower bound of a deep net, with the exact or annealed log Z of its top", &bound}}};

}  // namespace

OptionList LikelihoodOptions::options() {
  return {number_option("most-states", most_states, at_least(1),
                        "exact, bound: joint states of the smaller layer up to which log Z is enumerated"),
          integer_option("chains", chains, between(2, 1e6), "ais: chains of annealing; the error falls with the root"),
          text_option("betas", betas, "a count, or FROM:STEP:TO parts such as 0:.001:.5,.5:.0001:.9,.9:.00001:1",
                      "ais: inverse temperatures from 0 to 1; more of them for larger machines"),
          choice_option("base", base, {"data", "uniform"},
                        "ais: the machine without weights that annealing starts from, with the data's base rates or "
                        "with zero biases"),
          integer_option("reverse-steps", reverse_steps, between(1, 1e9),
                         "ais: Gibbs steps from the data to the start of reverse annealing, where no exact samples can "
                         "be drawn"),
          integer_option("samples", samples, between(1, 1e9),
                         "bound: hidden states drawn per row and layer, where they are too many to enumerate"),
          integer_option("seed", seed, between(0, 9e15), "seed of the methods that draw random numbers")};
}

std::span<const Entry<LikelihoodMethod>> likelihood_methods() { return table; }

}  // namespace dbn::program
