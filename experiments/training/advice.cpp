#include "experiments/training/advice.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "experiments/text/format.hpp"

namespace dbn::program {
namespace {

/// The records of one stage, at least one.
using Records = std::span<const EpochRecord>;

constexpr double many_units = 0.5;
// An error this close to guessing has learned nothing.
constexpr double near_chance = 0.95;
// A thousandth is healthy (Hinton 2010, section 7); what is complained about is far from it.
constexpr double large_update = 0.03;
constexpr double small_update = 3e-5;
// Nats per row that are more than the noise of a thousand monitored rows.
constexpr double clear_change = 2;
constexpr double stuck_flips = 1e-3;
constexpr double rare_swaps = 0.05;

// Their values of a metric, without the epochs that lack it.
std::vector<double> values_of(Records records, std::string_view metric) {
  std::vector<double> values;
  for (const EpochRecord& record : records) {
    if (const double value = record.get(metric); !std::isnan(value)) values.push_back(value);
  }
  return values;
}

double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

// NaN for no values.
double median_of(std::vector<double> values) {
  if (values.empty()) return std::nan("");
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// The first updates are large because the first weights are small, and a schedule may end at 0, hence the median.
std::string update_size(Records records, Index) {
  const double ratio = median_of(values_of(records, "update_ratio"));
  const std::string found =
      "an update changes the weights by " + short_text(ratio, 2) + " of their size, where about 0.001 is healthy; ";
  if (ratio > large_update) return found + "lower learning_rate, or enlarge batch_size";
  if (ratio < small_update) return found + "raise learning_rate";
  return "";
}

std::string idle_units(Records records, Index) {
  const double stuck = records.back().get("dead_units") + records.back().get("always_on_units");
  if (!(stuck > many_units)) return "";
  return percent(stuck) +
         " of the hidden units hardly differ from row to row; try more epochs, another learning_rate, a larger "
         "initial_deviation or fewer units, and check that the data lie in [0, 1]";
}

// The gap grows from the first third to the second and on to the last.
std::string overfitting(Records records, Index) {
  const std::vector<double> gaps = values_of(records, "free_energy_gap");
  const Index third = gaps.size() / 3;
  if (third == 0) return "";
  const double first = mean_of(std::span(gaps).first(third));
  const double second = mean_of(std::span(gaps).subspan(third, third));
  const double last = mean_of(std::span(gaps).last(third));
  if (!(second > first && last > second + clear_change)) return "";
  return "overfitting: the free energy of the validation rows rises above that of the training rows (gap " +
         short_text(first, 3) + " nats in the first third of the epochs, " + short_text(last, 3) +
         " in the last); use fewer epochs, more weight_decay or fewer hidden units";
}

std::string falling_likelihood(Records records, Index) {
  const EpochRecord* best = nullptr;
  const EpochRecord* last = nullptr;
  for (const EpochRecord& record : records) {
    if (std::isnan(record.get("log_likelihood"))) continue;
    last = &record;
    if (best == nullptr || record.get("log_likelihood") > best->get("log_likelihood")) best = last;
  }
  if (last == nullptr) return "";
  const double margin = last->get("log_likelihood_margin");
  const double fall = best->get("log_likelihood") - last->get("log_likelihood");
  const bool clear = fall > clear_change + (std::isnan(margin) ? 0 : margin);
  if (!clear || !(last->get("reconstruction_error") < best->get("reconstruction_error"))) return "";
  return "the log-likelihood fell by " + short_text(fall, 3) + " nats per row after epoch " +
         std::to_string(best->epoch + 1) +
         " while the reconstruction error went on falling: the chains no longer follow the model; try a smaller or "
         "falling learning_rate, estimator = parallel_tempering or centering = data, and do not judge by the "
         "reconstruction error";
}

std::string stuck_chains(Records records, Index) {
  const double flips = records.back().get("flip_rate");
  if (flips < stuck_flips) {
    return "the last update changed " + percent(flips) +
           " of the persistent chains' visible units: they are stuck; try more gibbs_steps, a smaller learning_rate or "
           "estimator = parallel_tempering";
  }
  const double swaps = records.back().get("least_swap_rate");
  if (swaps < rare_swaps) {
    return "two neighboring temperatures swap in " + percent(swaps) +
           " of the attempts; use more temperatures or adaptive_temperatures = on";
  }
  return "";
}

std::string chance(Records records, Index classes) {
  const double error = records.back().get("training_error");
  const double guessing = classes > 1 ? 1 - 1 / static_cast<double>(classes) : 1;
  if (!(error > near_chance * guessing)) return "";
  return "the classifier is at chance (training error " + percent(error) +
         "); try another finetune.learning_rate, more epochs, or fewer layers";
}

using Check = std::string (*)(Records, Index classes);
constexpr std::array<Check, 6> checks{update_size, idle_units, overfitting, falling_likelihood, stuck_chains, chance};

}  // namespace

std::vector<std::string> advice(const History& history, Index classes) {
  std::vector<std::string> sentences;
  const Records all = history.records();
  for (Index first = 0; first < all.size();) {
    Index count = 1;
    while (first + count < all.size() && all[first + count].stage == all[first].stage) ++count;
    for (const Check check : checks) {
      const std::string sentence = check(all.subspan(first, count), classes);
      if (!sentence.empty()) sentences.push_back(all[first].stage + ": " + sentence);
    }
    first += count;
  }
  return sentences;
}

}  // namespace dbn::program
