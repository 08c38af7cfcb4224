#include "libdbn/train/history.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"

namespace dbn {

const std::vector<Metric>& metrics() {
  static const std::vector<Metric> table{
      {"learning_rate", "step size of the weights in this epoch"},
      {"momentum", "momentum in this epoch"},
      {"gibbs_steps", "Gibbs steps per update in this epoch"},
      {"reconstruction_error",
       "squared error of E[v | E[h | v]], summed over units, mean over monitored training rows"},
      {"reconstruction_rmse",
       "of ratings: root mean square error of the values that E[v | E[h | v]] expects, over the ratings of the "
       "monitored training rows; these are known to it, unlike those of validation_rmse"},
      {"free_energy", "mean free energy of the monitored training rows"},
      {"validation_free_energy", "mean free energy of the monitored validation rows"},
      {"free_energy_gap", "validation_free_energy - free_energy; growing means overfitting"},
      {"weight_norm", "root mean square of the weights"},
      {"update_ratio", "||change of W|| / ||W|| in the epoch's last update; about 0.001 is healthy"},
      {"dead_units",
       "fraction of hidden units whose mean stays below 1/2 and varies by less than 0.01 over monitor rows"},
      {"always_on_units", "the same for means that stay at or above 1/2"},
      {"swap_rate", "share of accepted swaps between neighboring temperatures since their last respacing"},
      {"least_swap_rate", "the same of the pair that swaps least"},
      {"flip_rate", "fraction of the persistent chains' visible units that the epoch's last update changed"},
      {"pseudo_likelihood", "exact log pseudo-likelihood, summed over units, mean over monitored training rows"},
      {"validation_pseudo_likelihood", "the same of the monitored validation rows"},
      {"log_likelihood", "mean log-likelihood of the monitored training rows in nats, exact or annealed"},
      {"validation_log_likelihood", "the same of the monitored validation rows"},
      {"log_likelihood_margin", "3 standard errors of both where log Z was annealed"},
      {"wake_error",
       "up-down: squared error of E[v | h], h drawn from the recognition distribution, summed over units, mean over "
       "the "
       "epoch's rows, each before its update"},
      {"sleep_error",
       "up-down: squared error of E[h | v] by the recognition weights, v generated from h, for the first hidden layer, "
       "summed over units, mean over the epoch's fantasies"},
      {"training_loss",
       "mean loss over the epoch's batches, each before its update: -log p(label | row), or what finetune.loss says; "
       "of standardized targets with objective = regress"},
      {"training_error", "fraction of the epoch's rows classified wrongly before their update"},
      {"validation_loss", "mean -log p(label | row) on the validation rows"},
      {"validation_error", "fraction of validation rows classified wrongly"},
      {"label_error", "fraction of monitored training rows whose label p(label | row) gets wrong"},
      {"epochs_since_best", "epochs since the best on the validation rows, where patience decides when to stop"},
      {"validation_rmse",
       "root mean square error of the expected values of the held-out ratings, each from its row's given ratings"},
      {"validation_mae", "mean absolute error of the same"},
      {"validation_squared_error",
       "squared error of reconstructions, or of targets in units of their deviations over the training rows; summed "
       "over "
       "units, mean over validation rows"},
  };
  return table;
}

void EpochRecord::set(std::string_view metric, double value) {
  for (const Metric& known : metrics()) {
    if (known.name == metric) {
      values.emplace_back(metric, value);
      return;
    }
  }
  throw Error(ErrorKind::internal, "history: '" + std::string(metric) + "' is not in the table of metrics");
}

double EpochRecord::get(std::string_view metric) const {
  for (const auto& [name, value] : values) {
    if (name == metric) return value;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

Index History::epochs() const {
  Index total = 0;
  for (Index i = 0; i < records_.size(); ++i) {
    const bool last_of_stage = i + 1 == records_.size() || records_[i + 1].stage != records_[i].stage;
    if (last_of_stage) total += records_[i].epoch + 1;
  }
  return total;
}

// The metrics, then what estimators from outside have added, in the order of its first appearance.
std::vector<std::string> History::columns() const {
  std::vector<std::string> names;
  for (const Metric& metric : metrics()) names.emplace_back(metric.name);
  for (const EpochRecord& record : records_) {
    for (const auto& [name, value] : record.values) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  return names;
}

std::string History::csv() const {
  const std::vector<std::string> names = columns();
  std::string text = "stage,epoch";
  for (const std::string& name : names) text += "," + name;
  text += "\n";
  for (const EpochRecord& record : records_) {
    text += record.stage + "," + std::to_string(record.epoch);
    for (const std::string& name : names) {
      const double value = record.get(name);
      text += std::isnan(value) ? "," : "," + to_text(value);
    }
    text += "\n";
  }
  return text;
}

// As three parallel columns, which readers in other languages take without knowing this class.
void History::archive(Archive& archive) {
  std::vector<std::string> stages;
  std::vector<std::int64_t> epochs;
  std::vector<std::string> names = columns();
  std::vector<double> values;
  for (const EpochRecord& record : records_) {
    stages.push_back(record.stage);
    epochs.push_back(static_cast<std::int64_t>(record.epoch));
    for (const std::string& name : names) values.push_back(record.get(name));
  }
  archive.field("stage", stages);
  archive.field("epoch", epochs);
  archive.field("metric", names);
  archive.field("value", values);
  if (!archive.loading()) return;
  if (epochs.size() != stages.size() || values.size() != stages.size() * names.size()) {
    throw model_error("history: " + std::to_string(stages.size()) + " epochs, but " + std::to_string(values.size()) +
                      " values");
  }
  records_.clear();
  for (Index i = 0; i < stages.size(); ++i) {
    EpochRecord record{stages[i], static_cast<Index>(epochs[i]), {}};
    for (Index m = 0; m < names.size(); ++m) {
      const double value = values[i * names.size() + m];
      if (!std::isnan(value)) record.values.emplace_back(names[m], value);
    }
    records_.push_back(std::move(record));
  }
}

}  // namespace dbn
