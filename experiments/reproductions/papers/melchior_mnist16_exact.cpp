// The small MNIST machine of PyDeep's documentation: see its config for recipe and rules.
#include <array>

#include "experiments/reproductions/held_out_likelihood.hpp"
#include "experiments/reproductions/reproduction.hpp"
#include "libdbn/io/model/model_file.hpp"

namespace dbn::program {
namespace {

constexpr double mnist16_tolerance = 2;
constexpr double annealing_tolerance = 1.5;

// All trials exactly, the first one also annealed.
void add_quantities(ReproductionContext& context, const ReproductionPart& part, const std::vector<Trial>& trials,
                    double published, std::vector<Quantity>& quantities) {
  const bool full = context.extent() == Extent::full;
  std::vector<Json> exact;
  std::vector<double> values;
  for (Index t = 0; t < trials.size(); ++t) {
    exact.push_back(context.measured(part, "exact-" + std::to_string(t), [&] {
      return exact_test_likelihood(context, part, read_model(trials[t].model));
    }));
    values.push_back(exact.back()["mean_log_likelihood"].get<double>());
  }
  const Json annealed = context.measured(part, "annealed-0", [&] {
    return annealed_test_likelihood(context, part, read_model(trials.front().model),
                                    {.betas = full ? "10000" : "1000"});
  });
  const double difference = annealed["log_z"].get<double>() - exact.front()["log_z"].get<double>();
  const std::string name = "mean test log-likelihood, " + part.name;
  const std::string of_log_z = "annealed - exact log Z, " + part.name;
  if (full) {
    quantities.push_back(covers(name, published, Source::read, mnist16_tolerance, values));
    quantities.push_back(within(of_log_z, 0, Source::read, annealing_tolerance, difference));
  } else {
    quantities.push_back(reported(name, published_text(published, Source::read), median_of(values)));
    quantities.push_back(reported(of_log_z, "0", difference));
  }
}

}  // namespace

std::vector<Quantity> reproduce_melchior_mnist16_exact(ReproductionContext& context) {
  const bool full = context.extent() == Extent::full;
  std::vector<ReproductionPart> parts{{"centered", {"rbm.centering=data"}}, {"normal", {"rbm.centering=none"}}};
  constexpr std::array<double, 2> published{-142.56, -149.05};
  for (ReproductionPart& part : parts) {
    if (!full) part.assignments.push_back("rbm.epochs=5");
  }
  const auto trials = context.trials(parts, full ? 10 : 1);
  std::vector<Quantity> quantities;
  for (Index p = 0; p < parts.size(); ++p) add_quantities(context, parts[p], trials[p], published[p], quantities);
  return quantities;
}

}  // namespace dbn::program
