// The table of monitors. Adding one is a function, a line here, and a line in history.cpp for each of its columns.
#include "libdbn/train/monitors.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/kernels.hpp"
#include "libdbn/base/registry.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/dbn/classification.hpp"
#include "libdbn/likelihood/ais.hpp"
#include "libdbn/likelihood/exact.hpp"
#include "libdbn/likelihood/gaussian_integral.hpp"
#include "libdbn/likelihood/label_posterior.hpp"
#include "libdbn/likelihood/pseudo_likelihood.hpp"
#include "libdbn/rbm/row_machine.hpp"
#include "libdbn/rbm/visible_mean_like.hpp"

namespace dbn {
namespace {

double mean_of(const Energies& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double squared_error_per_row(ConstMatrixView rows, ConstMatrixView reconstructions) {
  double total = 0;
  for (Index n = 0; n < rows.rows; ++n) {
    for (Index i = 0; i < rows.columns; ++i) {
      const auto difference = static_cast<double>(rows(n, i)) - static_cast<double>(reconstructions(n, i));
      if (!std::isnan(difference)) total += difference * difference;
    }
  }
  return total / static_cast<double>(rows.rows);
}

void reconstruction(const Monitored& layer, EpochRecord& record) {
  const Matrix hidden = hidden_mean(layer.rbm, layer.training, layer.workers);
  const Matrix rows = visible_mean_like(layer.rbm, hidden, layer.training, layer.workers);
  record.set("reconstruction_error", squared_error_per_row(layer.training, rows));
}

void free_energies(const Monitored& layer, EpochRecord& record) {
  const double training = mean_of(free_energy(layer.rbm, layer.training, layer.workers));
  record.set("free_energy", training);
  if (layer.validation.size() == 0) return;
  const double validation = mean_of(free_energy(layer.rbm, layer.validation, layer.workers));
  record.set("validation_free_energy", validation);
  record.set("free_energy_gap", validation - training);
}

void weights(const Monitored& layer, EpochRecord& record) { record_weight_norm(layer.rbm, record); }

void updates(const Monitored& layer, EpochRecord& record) { record.set("update_ratio", layer.trainer.update_ratio()); }

void units(const Monitored& layer, EpochRecord& record) {
  record_idle_units(hidden_mean(layer.rbm, layer.training, layer.workers), record);
}

void estimator(const Monitored& layer, EpochRecord& record) {
  for (const auto& [name, value] : layer.trainer.diagnostics()) record.set_figure(name, value);
}

void pseudo_likelihood(const Monitored& layer, EpochRecord& record) {
  record.set("pseudo_likelihood", mean_of(pseudo_log_likelihood(layer.rbm, layer.training, layer.workers)));
  if (layer.validation.size() == 0) return;
  record.set("validation_pseudo_likelihood",
             mean_of(pseudo_log_likelihood(layer.rbm, layer.validation, layer.workers)));
}

double label_error(const Monitored& layer) {
  const Matrix probabilities = label_probabilities(layer.rbm, layer.training, layer.workers);
  const Index first = layer.rbm.visible->size() - probabilities.shape(1);
  const Labels found = most_probable(probabilities);
  double known = 0;
  double wrong = 0;
  for (Index n = 0; n < found.size(); ++n) {
    if (std::isnan(layer.training(n, first))) continue;
    known += 1;
    if (layer.training(n, first + static_cast<Index>(found[n])) == 0) wrong += 1;
  }
  return wrong / known;
}

void labels(const Monitored& layer, EpochRecord& record) {
  const Index classes = label_classes(layer.rbm);
  if (classes == 0) return;
  record.set("label_error", label_error(layer));
  if (layer.held_out == nullptr || layer.held_out->labels().empty()) return;
  const ClassificationScore score =
      score_classifier([&](ConstMatrixView rows) { return label_probabilities(layer.rbm, rows, layer.workers); },
                       classes, *layer.held_out);
  record.set("validation_loss", -score.log_likelihood);
  record.set("validation_error", score.error());
}

constexpr std::array table{
    Entry<Monitor>{"reconstruction", "error of the reconstruction by means", reconstruction},
    Entry<Monitor>{"free_energy", "of training and validation rows, and their gap", free_energies},
    Entry<Monitor>{"weights", "their root mean square", weights},
    Entry<Monitor>{"updates", "size of the epoch's last update of the weights relative to them", updates},
    Entry<Monitor>{"units", "fractions of dead and always-on hidden units", units},
    Entry<Monitor>{"estimator", "swap rates of parallel tempering, flip rate of persistent chains", estimator},
    Entry<Monitor>{"labels",
                   "error of p(label | row) of machines with label units, of training and all validation rows", labels},
    Entry<Monitor>{"pseudo_likelihood", "exact, of finite units only; costs V/2 free energies", pseudo_likelihood},
};

constexpr double most_states = 1048576;

// Rows that miss units, or have lengths, speak to machines of their own with a log Z each.
bool share_log_z(const Rbm& rbm, ConstMatrixView training, ConstMatrixView validation) {
  return !rbm.visible->has_lengths() && !has_missing(training) && !has_missing(validation);
}

double log_z(const Monitored& layer, EpochRecord& record) {
  if (state_count(layer.rbm, enumerated_side(layer.rbm)) <= most_states) return exact_log_z(layer.rbm, layer.workers);
  AisOptions options;
  options.betas = parse_betas("1000");
  const Matrix base = base_rates(layer.rbm, mean_of_present(layer.training));
  const AisResult ais = ais_log_z(layer.rbm, base, options, layer.workers);
  record.set("log_likelihood_margin", (ais.log_z_high - ais.log_z_low) / 2);
  return ais.log_z;
}

}  // namespace

std::vector<Monitor> find_monitors(std::string_view names) {
  std::vector<Monitor> monitors;
  if (trimmed(names) == "none") return monitors;
  for (const std::string& name : words_of(names)) monitors.push_back(find_in<Monitor>(table, "monitor", name));
  return monitors;
}

std::vector<std::string> monitor_names() { return names_in<Monitor>(table); }

std::string monitor_help() {
  std::string text;
  for (const Entry<Monitor>& entry : table) {
    text += (text.empty() ? "" : "; ") + std::string(entry.name) + ": " + std::string(entry.help);
  }
  return text;
}

void record_weight_norm(const Rbm& rbm, EpochRecord& record) {
  const Matrix& w = rbm.parameters.weights;
  record.set("weight_norm", std::sqrt(kernels::dot(w.data(), w.data(), w.size()) / static_cast<double>(w.size())));
}

// Units whose mean hardly changes from row to row carry nothing upward.
void record_idle_units(ConstMatrixView means, EpochRecord& record) {
  constexpr real idle_range = real(0.01);
  double dead = 0;
  double always_on = 0;
  for (Index j = 0; j < means.columns; ++j) {
    real least = means(0, j);
    real greatest = least;
    for (Index n = 1; n < means.rows; ++n) {
      least = std::min(least, means(n, j));
      greatest = std::max(greatest, means(n, j));
    }
    if (greatest - least >= idle_range) continue;
    (greatest < real(0.5) ? dead : always_on) += 1 / static_cast<double>(means.columns);
  }
  record.set("dead_units", dead);
  record.set("always_on_units", always_on);
}

void require_log_likelihood(const Rbm& rbm, ConstMatrixView training, ConstMatrixView validation, Index layer,
                            Index every) {
  if (every == 0 || share_log_z(rbm, training, validation)) return;
  for (const ConstMatrixView rows : {training, validation}) {
    if (rows.rows == 0) continue;
    for (const std::vector<Index>& alike : rows_by_machine(rbm, rows)) {
      const auto machine = machine_of_row(rbm, rows.row_range(alike.front(), 1));
      const double states = state_count(machine->rbm, enumerated_side(machine->rbm));
      if (states <= most_states || is_gaussian_machine(machine->rbm)) continue;
      throw config_error(
          "rbm." + std::to_string(layer) + ".likelihood_every = " + std::to_string(every) +
          ": the rows have different lengths or missing units, so that each kind of them has a " +
          "log Z of its own, which is not annealed but summed over the states of the smaller layer; of " +
          machine->rbm.visible->spec() + " and " + machine->rbm.hidden->spec() + " that has " + to_text(states) +
          ", and at most " + to_text(most_states) +
          " (20 binary units) are summed. Take fewer hidden units, or set likelihood_every = 0 and " +
          "measure the finished model by 'dbn likelihood'");
    }
  }
}

void monitor_log_likelihood(const Monitored& layer, EpochRecord& record) {
  const bool shared = share_log_z(layer.rbm, layer.training, layer.validation);
  const double shared_log_z = shared ? log_z(layer, record) : 0;
  const auto mean_log_likelihood = [&](const Matrix& rows) {
    return mean_of(shared ? log_likelihood(layer.rbm, rows, shared_log_z, layer.workers)
                          : exact_log_likelihood(layer.rbm, rows, layer.workers, most_states));
  };
  record.set("log_likelihood", mean_log_likelihood(layer.training));
  if (layer.validation.size() > 0) record.set("validation_log_likelihood", mean_log_likelihood(layer.validation));
}

}  // namespace dbn
