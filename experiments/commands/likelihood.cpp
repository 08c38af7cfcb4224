#include <numeric>

#include "experiments/commands.hpp"
#include "experiments/likelihood_methods.hpp"
#include "experiments/model_input.hpp"
#include "experiments/output.hpp"
#include "libdbn/io/data_file.hpp"

namespace dbn::program {
namespace {

std::string method_help() {
  std::string text;
  for (const auto& entry : likelihood_methods()) {
    text += (text.empty() ? "" : "; ") + std::string(entry.name) + ": " + std::string(entry.help);
  }
  return text;
}

class Likelihood final : public Command {
 public:
  Syntax syntax() override {
    return model_.syntax() + data_.syntax(Takes::required_value) +
           Syntax{{Takes::value, choice_option("method", method_, names_in(likelihood_methods()), method_help())}} +
           values(options_.options()) +
           Syntax{text(Takes::value, "rows-out", rows_out_, "FILE.h5",
                       "also write /log_likelihood (rows) and /free_energy (rows) to this file"),
                  format_.argument()};
  }

  void run() override {
    const Model model = model_.read();
    const auto input = data_.read(model);
    Workers workers(model_.threads());
    const LikelihoodMethod method = find_in(likelihood_methods(), "method", method_);
    const LikelihoodResult result = method(model, input->rows(), options_, workers);
    if (!rows_out_.empty()) {
      write_hdf5_table(rows_out_, {{"log_likelihood", &result.log_likelihood, "rows"},
                                   {"free_energy", &result.free_energy, "rows"}});
    }
    const double total = std::accumulate(result.log_likelihood.begin(), result.log_likelihood.end(), 0.0);
    const double mean = total / static_cast<double>(result.log_likelihood.size());
    Json object;
    object["method"] = method_;
    object["rows"] = result.log_likelihood.size();
    object["mean_log_likelihood"] = mean;
    if (result.log_z) object["log_z"] = *result.log_z;
    if (result.lower_bound) object["lower_bound"] = *result.lower_bound;
    object.update(result.details);
    std::string report = "method  " + method_ + "\nrows  " + std::to_string(result.log_likelihood.size()) +
                         "\nmean log-likelihood  " + short_text(mean, 8) + " nats per row\n";
    if (result.log_z) report += "log Z  " + short_text(*result.log_z, 8) + "\n";
    for (const auto& [key, value] : result.details.items()) report += key + "  " + value.dump() + "\n";
    format_.print(object, report);
  }

 private:
  ModelArguments model_;
  DataArguments data_;
  std::string method_ = "exact";
  LikelihoodOptions options_;
  std::string rows_out_;
  ResultFormat format_;
};

}  // namespace

CommandPtr make_likelihood() { return std::make_unique<Likelihood>(); }

}  // namespace dbn::program
