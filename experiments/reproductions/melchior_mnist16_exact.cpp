// The small MNIST machine of PyDeep's documentation: see its config for recipe and rules.
#include <cmath>

#include "experiments/reproductions/reproduction.hpp"
#include "experiments/reproductions/test_likelihood.hpp"

namespace dbn::program {
namespace {

constexpr double tolerance = 2;
constexpr double annealing_tolerance = 1.5;

std::vector<Quantity> reproduce_part(Workplace& workplace, Part part, double published) {
  const bool full = workplace.extent() == Extent::full;
  if (!full) part.assignments.push_back("rbm.epochs=5");
  const Model model = workplace.train(part);
  const Json exact = workplace.measured(part, "exact", [&] { return exact_test_likelihood(workplace, part, model); });
  const Json annealed = workplace.measured(
      part, "annealed", [&] { return annealed_test_likelihood(workplace, part, model, full ? "10000" : "1000"); });
  const double measured = exact["mean_log_likelihood"];
  const double difference = annealed["log_z"].get<double>() - exact["log_z"].get<double>();
  const std::string name = "mean test log-likelihood, " + part.name;
  const std::string of_log_z = "annealed - exact log Z, " + part.name;
  if (!full) {
    return {reported(name, published_text(published, Source::read), measured), reported(of_log_z, "0", difference)};
  }
  return {within(name, published, Source::read, tolerance, measured),
          within(of_log_z, 0, Source::read, annealing_tolerance, difference)};
}

}  // namespace

std::vector<Quantity> reproduce_melchior_mnist16_exact(Workplace& workplace) {
  std::vector<Quantity> quantities = reproduce_part(workplace, {"centered", {"rbm.centering=data"}}, -142.56);
  for (Quantity& quantity : reproduce_part(workplace, {"normal", {"rbm.centering=none"}}, -149.05)) {
    quantities.push_back(std::move(quantity));
  }
  return quantities;
}

}  // namespace dbn::program
