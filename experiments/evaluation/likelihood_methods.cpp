#include "experiments/evaluation/likelihood_methods.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "experiments/config/shared_options.hpp"
#include "experiments/data/training_data.hpp"
#include "libdbn/base/checks.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/data/batches.hpp"
#include "libdbn/data/input_rows.hpp"
#include "libdbn/dbn/bound.hpp"
#include "libdbn/likelihood/pseudo_likelihood.hpp"
#include "libdbn/rbm/row_machine.hpp"

namespace dbn::program {
namespace {

// Rows that reverse annealing starts from and base rates of hidden layers are taken of.
constexpr Index most_starting_rows = 10'000;

/// A value per row, block by block.
template <class ValuesOf>
Energies of_all_rows(const RowSource& rows, const ValuesOf& values_of) {
  Energies result = Energies::from_shape({rows.rows()});
  for_each_block(rows, rows_per_block, [&](Index first, const Batch& block) {
    const Energies part = values_of(first, block.inputs);
    std::copy(part.begin(), part.end(), result.data() + first);
  });
  return result;
}

const Rbm& only_machine(const Model& model, std::string_view method) {
  if (model.layers.size() == 1) return model.layers.front();
  throw config_error("dbn likelihood: method " + std::string(method) + " is for a single machine, but the model has " +
                     std::to_string(model.layers.size()) + " layers; for a deep net use bound");
}

// Rows with missing units or lengths of their own speak to machines of their own, each with another log Z.
bool share_one_machine(const Rbm& rbm, const RowSource& rows) {
  bool one = rbm.visible->fixed_length() != 0;
  for_each_block(rows, rows_per_block, [&](Index, const Batch& block) { one = one && !has_missing(block.inputs); });
  return one;
}

bool can_enumerate(const Rbm& rbm, double most_states) { return state_count(rbm, enumerated_side(rbm)) <= most_states; }

Energies minus(const Energies& free_energies, double log_z) {
  Energies result = free_energies;
  for (double& value : result) value = -value - log_z;
  return result;
}

void exact(const Model& model, const RowSource& rows, const LikelihoodOptions& options, Workers& workers,
           LikelihoodResult& result) {
  const Rbm& rbm = only_machine(model, "exact");
  if (share_one_machine(rbm, rows)) {
    result.log_z = exact_log_z(rbm, workers, options.most_states);
    result.log_likelihood = minus(result.free_energy, *result.log_z);
  } else {
    result.log_likelihood = exact_log_likelihood(rbm, read_all(rows), workers, options.most_states);
  }
}

void annealed_each(const Rbm& rbm, const RowSource& rows, const LikelihoodOptions& options, Workers& workers,
                   LikelihoodResult& result) {
  const Matrix all = read_all(rows);
  const Matrix mean = column_means(rows);
  const auto groups = rows_by_machine(rbm, all);
  Annealing annealing(options.annealing, options.seed, groups.size());
  result.log_likelihood = Energies({all.shape(0)}, 0.0);
  result.reverse_log_likelihood = Energies({all.shape(0)}, 0.0);
  result.log_z_margin = Energies({all.shape(0)}, 0.0);
  // Reverse chains of every machine begin at what hidden states of all kinds of rows give there, as few rows share it.
  Rng rng(options.seed, Purpose::chains, 1);
  const Index start_count = std::min(options.annealing.chains, all.shape(0));
  const Matrix hidden = sample_hidden(rbm, ConstMatrixView(all).row_range(0, start_count), rng, workers);
  double widest = 0;
  for (const std::vector<Index>& group : groups) {
    const auto machine = machine_of_row(rbm, ConstMatrixView(all).row_range(group.front(), 1));
    const Matrix present = part_of(all, group, machine->columns);
    const Matrix starts = sample_visible(machine->rbm, hidden, rng, workers);
    const Annealed ais = annealing.run(machine->rbm, starts, columns_of(mean, machine->columns), workers);
    const Energies found = log_likelihood(machine->rbm, present, ais.forward.log_z, workers);
    const double margin =
        std::max(ais.forward.log_z_high - ais.forward.log_z, ais.forward.log_z - ais.forward.log_z_low);
    for (Index n = 0; n < group.size(); ++n) {
      result.log_likelihood[group[n]] = found[n];
      result.reverse_log_likelihood[group[n]] = found[n] + ais.forward.log_z - ais.reverse.log_z;
      result.log_z_margin[group[n]] = margin;
    }
    widest = std::max(widest, margin);
  }
  result.details["machines"] = groups.size();
  result.details["greatest_3_sigma"] = widest;
}

void annealed(const Model& model, const RowSource& rows, const LikelihoodOptions& options, Workers& workers,
              LikelihoodResult& result) {
  const Rbm& rbm = only_machine(model, "ais");
  if (!share_one_machine(rbm, rows)) {
    annealed_each(rbm, rows, options, workers, result);
    return;
  }
  Annealing annealing(options.annealing, options.seed, 1);
  const Annealed ais = annealing.run(rbm, read_all(rows, most_starting_rows), column_means(rows), workers);
  result.log_z = ais.forward.log_z;
  result.log_likelihood = minus(result.free_energy, *result.log_z);
  result.reverse_log_likelihood = minus(result.free_energy, ais.reverse.log_z);
  result.log_z_margin = Energies({result.free_energy.size()}, std::max(ais.forward.log_z_high - ais.forward.log_z,
                                                                       ais.forward.log_z - ais.forward.log_z_low));
  result.details = ais.details();
}

void pseudo(const Model& model, const RowSource& rows, const LikelihoodOptions&, Workers& workers,
            LikelihoodResult& result) {
  const Rbm& rbm = only_machine(model, "pseudo");
  result.log_likelihood =
      of_all_rows(rows, [&](Index, const Matrix& block) { return pseudo_log_likelihood(rbm, block, workers); });
}

// Exact where the top machine can be enumerated, else annealed from what the layers below make of the rows.
double top_log_z(const Stack& stack, const RowSource& rows, const LikelihoodOptions& options, Workers& workers,
                 LikelihoodResult& result) {
  const Rbm& top = stack.layers.back();
  if (can_enumerate(top, options.most_states)) return exact_log_z(top, workers, options.most_states);
  const Matrix states = arriving_at(stack, read_all(rows, most_starting_rows), stack.layers.size() - 1, workers);
  const Annealed ais = Annealing(options.annealing, options.seed, 1).run(top, states, mean_of_present(states), workers);
  result.details = ais.details();
  return ais.forward.log_z;
}

void require_labels_for_top(const Model& model, const RowSource& rows) {
  if (top_label_units(model.layers) == 0) return;
  const Labels& labels = rows.labels();
  const auto unknown = std::find(labels.begin(), labels.end(), missing_label);
  if (!labels.empty() && unknown == labels.end()) return;
  throw data_error(
      "dbn likelihood: method bound is of rows with their label, as the model's top has label units, but " +
      (labels.empty() ? std::string("the data have no labels")
                      : "row " + std::to_string(unknown - labels.begin()) + " has none"));
}

void bound(const Model& model, const RowSource& rows, const LikelihoodOptions& options, Workers& workers,
           LikelihoodResult& result) {
  if (model.layers.size() == 1) {
    // Nothing is lost: the bound of a single machine is its log-likelihood.
    const bool enumerable = can_enumerate(model.layers.front(), options.most_states);
    (enumerable ? exact : annealed)(model, rows, options, workers, result);
  } else {
    require_labels_for_top(model, rows);
    result.log_z = top_log_z(model, rows, options, workers, result);
    BoundOptions bound_options;
    bound_options.samples = options.samples;
    result.log_likelihood = of_all_rows(rows, [&](Index first, const Matrix& block) {
      bound_options.seed = options.seed + first;
      return lower_bound(model, block, *result.log_z, bound_options, workers);
    });
  }
  const double total = std::accumulate(result.log_likelihood.begin(), result.log_likelihood.end(), 0.0);
  result.lower_bound = total / static_cast<double>(rows.rows());
}

void free_energy_only(const Model&, const RowSource&, const LikelihoodOptions&, Workers&, LikelihoodResult&) {}

constexpr std::array<Entry<LikelihoodMethod>, 5> table{
    {{"exact", "log Z by enumeration of the smaller layer, up to about 25 binary units", &exact},
     {"ais", "log Z by annealed importance sampling, forward and reverse, with 3-sigma intervals", &annealed},
     {"pseudo", "exact pseudo-log-likelihood: sum over units of log p(unit | all others), no log Z", &pseudo},
     {"bound",
      "variational lower bound of a deep net, with the exact or annealed log Z of its top; with label units "
      "at the top, of log p(row, label)",
      &bound},
     {"free_energy", "no likelihood, only the free energies of the first layer, to compare data sets with --against",
      &free_energy_only}}};

}  // namespace

OptionList LikelihoodOptions::options() {
  OptionList list{number_option("most-states", most_states, at_least(1),
                                "exact, bound: joint states of the smaller layer up to which log Z is enumerated")};
  for (Option& option : annealing.options()) list.push_back(std::move(option));
  list.push_back(integer_option("samples", samples, between(1, 1e9),
                                "bound: hidden states drawn per row and layer, where they are too many to enumerate"));
  list.push_back(seed_option(seed));
  return list;
}

std::span<const Entry<LikelihoodMethod>> likelihood_methods() { return table; }

Energies free_energies(const Model& model, const RowSource& rows, Workers& workers) {
  const Rbm& first = model.layers.front();
  return of_all_rows(rows, [&](Index, ConstMatrixView block) {
    return free_energy(first, block.column_range(0, first.visible->size()), workers);
  });
}

LikelihoodResult measure_likelihood(std::string_view method, const Model& model, const RowSource& rows,
                                    const LikelihoodOptions& options, Workers& workers) {
  LikelihoodResult result;
  result.free_energy = free_energies(model, rows, workers);
  find_in(likelihood_methods(), "method", method)(model, rows, options, workers, result);
  return result;
}

}  // namespace dbn::program
