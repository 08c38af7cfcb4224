// The big MNIST machine of PyDeep's documentation: see its config for recipe and rules.
#include "experiments/reproductions/held_out_likelihood.hpp"
#include "experiments/reproductions/reproduction.hpp"

namespace dbn::program {
namespace {

constexpr double least = -87.5;
constexpr std::string_view published_forward = "-84.86";
constexpr std::string_view published_reverse = "-96.6";

}  // namespace

std::vector<Quantity> reproduce_melchior_mnist500(ReproductionContext& context) {
  const bool full = context.extent() == Extent::full;
  ReproductionPart part{"centered", {}};
  if (!full) part.assignments.push_back("rbm.epochs=5");
  const Model model = context.train(part);
  const Json annealed = context.measured(part, "annealed", [&] {
    return annealed_test_likelihood(context, part, model, {.betas = full ? "10000" : "1000"});
  });
  const double forward = annealed["mean_log_likelihood"];
  const std::string name = "mean test log-likelihood, annealed";
  return {full ? reaches(name, std::string(published_forward), least, forward)
               : reported(name, std::string(published_forward), forward),
          reported("the same, annealed in reverse", std::string(published_reverse),
                   annealed["reverse"]["mean_log_likelihood"].get<double>())};
}

}  // namespace dbn::program
