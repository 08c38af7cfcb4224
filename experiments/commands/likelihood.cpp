#include <algorithm>
#include <cmath>
#include <numeric>

#include "experiments/commands/commands.hpp"
#include "experiments/commands/model_input.hpp"
#include "experiments/commands/result_format.hpp"
#include "experiments/evaluation/likelihood_methods.hpp"
#include "experiments/evaluation/perplexity.hpp"
#include "experiments/text/format.hpp"
#include "libdbn/io/data/data_file.hpp"

namespace dbn::program {
namespace {

std::string method_help() {
  std::string text;
  for (const auto& entry : likelihood_methods()) {
    text += (text.empty() ? "" : "; ") + std::string(entry.name) + ": " + std::string(entry.help);
  }
  return text;
}

double mean_of(const Energies& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double standard_error(const Energies& values) {
  const double mean = mean_of(values);
  const auto count = static_cast<double>(values.size());
  double sum = 0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return count > 1 ? std::sqrt(sum / (count - 1) / count) : 0;
}

class Likelihood final : public Invocation {
 public:
  Syntax syntax() override {
    return model_.syntax() + data_.syntax(Takes::required_value) +
           Syntax{{Takes::value, choice_option("method", method_, names_in(likelihood_methods()), method_help())}} +
           values(options_.options()) +
           Syntax{text(Takes::value, "against", against_, "SPEC",
                       "also the mean free energy of these data, and the gap F(data) - F(against): with held-out "
                       "against training rows a gap that grows during training shows overfitting, without any log Z")
                      .that(Role::reads_data),
                  text(Takes::value, "rows-out", rows_out_, "FILE.h5",
                       "also write /log_likelihood (rows) and /free_energy (rows) to this file")
                      .that_writes("table"),
                  format_.argument()};
  }

  void run() override {
    const Model model = model_.read();
    const auto input = data_.read(model, LabelUnits::shown);
    Workers workers(model_.threads());
    const LikelihoodResult result = measure_likelihood(method_, model, input->rows(), options_, workers);
    if (!rows_out_.empty()) write_rows(result);
    Json object;
    object["method"] = method_;
    object["rows"] = result.free_energy.size();
    if (result.log_likelihood.size() > 0) {
      object["mean_log_likelihood"] = mean_of(result.log_likelihood);
      object["standard_error"] = standard_error(result.log_likelihood);
    }
    if (result.log_z) object["log_z"] = *result.log_z;
    if (result.lower_bound) object["lower_bound"] = *result.lower_bound;
    object.update(result.details);
    add_perplexity(result, *model.layers.front().visible, input->rows(), object);
    for (const auto& [name, value] : data_.generator()) object[name] = value;
    object["mean_free_energy"] = mean_of(result.free_energy);
    if (!against_.empty()) compare(model, result, workers, object);
    format_.print(object, as_text(object));
  }

 private:
  void write_rows(const LikelihoodResult& result) const {
    std::vector<TableEntry> entries{{"free_energy", &result.free_energy, "rows"}};
    if (result.log_likelihood.size() > 0) entries.push_back({"log_likelihood", &result.log_likelihood, "rows"});
    write_hdf5_table(rows_out_, entries);
  }

  // Of independent rows, so the variances of both means add.
  void compare(const Model& model, const LikelihoodResult& result, Workers& workers, Json& object) const {
    const auto other = data_.read(against_, model, LabelUnits::shown);
    const Energies against = free_energies(model, other->rows(), workers);
    object["against_rows"] = against.size();
    object["against_mean_free_energy"] = mean_of(against);
    object["free_energy_gap"] = mean_of(result.free_energy) - mean_of(against);
    object["free_energy_gap_standard_error"] = std::hypot(standard_error(result.free_energy), standard_error(against));
  }

  static std::string as_text(const Json& object) {
    std::string report;
    for (const auto& [key, value] : object.items()) {
      std::string name = key;
      std::replace(name.begin(), name.end(), '_', ' ');
      report += name + "  ";
      report += value.is_number_float() ? short_text(value.get<double>(), 8)
                                        : (value.is_string() ? value.get<std::string>() : value.dump());
      report += "\n";
    }
    return report + "in nats; means are per row\n";
  }

  ModelArguments model_;
  DataArguments data_;
  std::string method_ = "exact";
  LikelihoodOptions options_;
  std::string against_;
  std::string rows_out_;
  ResultFormat format_;
};

}  // namespace

extern const Command likelihood_command{
    .name = "likelihood",
    .summary = "log-likelihood of data under the model",
    .page =
        "In nats, mean over rows. Rows with missing units (NaN) and documents of different length speak to machines of "
        "their own, each with a log Z of its own. Where the visible units end in the label, rows are joint with their "
        "labels. Annealing is a lower bound of log Z in the mean, reverse annealing an upper one as far as its chains "
        "start at samples of the model: when both agree the value can be trusted; when they do not, use more betas. Of "
        "documents log p is that of their words in order, and perplexity is exp(-sum log p / words), beside that of "
        "the words of these documents without topics (unigram). Every length that occurs is annealed by itself, which "
        "costs as much as a machine of its own: fewer betas and chains do there.",
    .examples = {"dbn likelihood model.h5 --data bars-and-stripes:3x3 --method exact",
                 "dbn likelihood model.h5 --data mnist:test --method ais --betas 0:.001:.5,.5:.0001:.9,.9:.00001:1",
                 "dbn likelihood model.h5 --data mnist:test --against mnist:train --method free_energy",
                 "dbn likelihood topics.h5 --data held_out.h5 --method ais --betas 1000 --chains 20",
                 "dbn likelihood model.h5 --data test.h5 --rows-out rows.h5 --json"},
    .make = make_invocation<Likelihood>,
};

}  // namespace dbn::program
