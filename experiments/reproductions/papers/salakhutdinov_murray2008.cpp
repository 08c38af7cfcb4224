// The likelihoods of Salakhutdinov & Murray 2008: see its config for recipe and rules.
#include <cmath>

#include "experiments/evaluation/likelihood_methods.hpp"
#include "experiments/reproductions/held_out_likelihood.hpp"
#include "experiments/reproductions/reproduction.hpp"

namespace dbn::program {
namespace {

constexpr double published_base_rates = -224.41;
constexpr double base_rate_tolerance = 0.01;
constexpr double base_rate_smoothing = 0.05;  // 5 rows of ones per batch of 100
constexpr std::string_view temperatures = "0:.001:.5,.5:.0001:.9,.9:.00001:1";
constexpr double greatest_annealing_error = 0.5;
constexpr Index chains_of_small_machine = 1000;  // with 100 the standard error alone is 0.7
constexpr double published_bound = -86.22;

// A machine of the paper's table 1.
struct Machine {
  std::string_view part;
  std::string_view name;
  double published;
  Source source;
  double tolerance;
  std::vector<std::string> assignments;
};

std::vector<Machine> machines() {
  return {{"cd1", "mean test log-likelihood, CD-1", -125.53, Source::read, 12, {}},
          {"cd3", "the same, CD-3", -105.50, Source::commonly_quoted, 8, {"rbm.gibbs_steps=3"}},
          // k = 1 + epoch / 10, and the rate 0.05 / k.
          {"cd25",
           "the same, CD-25",
           -86.34,
           Source::read,
           3,
           {"rbm.epochs=240", "rbm.gibbs_steps=linear(1, 25, 240)", "rbm.learning_rate=inverse(0.05, 10)"}}};
}

class Likelihoods {
 public:
  explicit Likelihoods(ReproductionContext& context) : context_(context) {}

  std::vector<Quantity> run() {
    if (context_.wants("base_rates")) base_rates_alone();
    if (context_.wants("small")) annealed_against_exact();
    std::vector<double> in_order;
    for (const Machine& machine : machines()) {
      if (context_.wants(machine.part)) in_order.push_back(likelihood_of(machine));
    }
    if (in_order.size() == machines().size() && full()) {
      const double least = std::min(in_order[1] - in_order[0], in_order[2] - in_order[1]);
      quantities_.push_back(reaches("gains by more Gibbs steps, the smaller one", "", 0, least));
    }
    if (context_.wants("dbn")) bound_of_deep_net();
    return std::move(quantities_);
  }

 private:
  bool full() const { return context_.extent() == Extent::full; }
  std::string betas() const { return full() ? std::string(temperatures) : "1000"; }

  ReproductionPart part(std::string_view name, std::vector<std::string> assignments) const {
    if (!full()) assignments.insert(assignments.end(), {"data.limit=3000", "rbm.epochs=2"});
    return {std::string(name), std::move(assignments)};
  }

  ReproductionPart trained_as(const Machine& machine) const { return part(machine.part, machine.assignments); }

  // The mean over test rows of sum_i v_i log p_i + (1 - v_i) log(1 - p_i), where p are the smoothed means of the
  // training rows and v the pixels themselves.
  void base_rates_alone() {
    const TrainingData data = context_.data({"base_rates", {"data.binarize=none"}});
    const Matrix rates = column_means(data.training().rows());
    const Matrix pixels = column_means(data.test()->rows());
    double sum = 0;
    for (Index i = 0; i < rates.size(); ++i) {
      const double p = (static_cast<double>(rates(0, i)) + base_rate_smoothing) / (1 + base_rate_smoothing);
      const auto v = static_cast<double>(pixels(0, i));
      sum += v * std::log(p) + (1 - v) * std::log1p(-p);
    }
    quantities_.push_back(within("mean test log-likelihood, base rates alone", published_base_rates, Source::read,
                                 base_rate_tolerance, sum));
  }

  void annealed_against_exact() {
    const ReproductionPart small = part("small", {"dbn.layers=20"});
    const Model model = context_.train(small);
    const Json annealed = measured_annealed(small, model, chains_of_small_machine);
    const Json exact = context_.measured(small, "exact", [&] { return exact_test_likelihood(context_, small, model); });
    const double error = annealed["log_z"].get<double>() - exact["log_z"].get<double>();
    const double width = annealed["log_z_high"].get<double>() - annealed["log_z"].get<double>();
    const std::string name = "annealed - exact log Z, 20 hidden units";
    quantities_.push_back(full() ? within(name, 0, Source::read, greatest_annealing_error, error)
                                 : reported(name, "0", error));
    quantities_.push_back(full() ? at_most("its size in units of 3 sigma", "", 1, std::abs(error) / width)
                                 : reported("its size in units of 3 sigma", "", std::abs(error) / width));
  }

  double likelihood_of(const Machine& machine) {
    const ReproductionPart trained = trained_as(machine);
    const double found = measured_annealed(trained, context_.train(trained))["mean_log_likelihood"];
    const std::string name(machine.name);
    quantities_.push_back(full() ? within(name, machine.published, machine.source, machine.tolerance, found)
                                 : reported(name, published_text(machine.published, machine.source), found));
    return found;
  }

  Json measured_annealed(const ReproductionPart& trained, const Model& model,
                         Index chains = AnnealingOptions().chains) {
    return context_.measured(trained, "annealed", [&] {
      return annealed_test_likelihood(context_, trained, model, {.chains = chains, .betas = betas()});
    });
  }

  // The second layer learns on top of the machine of CD-25.
  void bound_of_deep_net() {
    const Machine below = machines().back();
    const ReproductionPart first = trained_as(below);
    context_.train(first);
    ReproductionPart both = part("dbn", {});
    both.assignments.insert(both.assignments.end(), below.assignments.begin(), below.assignments.end());
    if (!full()) both.assignments.push_back("rbm.epochs=2");
    both.assignments.insert(
        both.assignments.end(),
        {"dbn.layers=500 2000", "rbm.0.epochs=0", "dbn.init=" + (context_.directory_of(first) / "model.h5").string()});
    const Model model = context_.train(both);
    const Json bound = context_.measured(both, "bound", [&] {
      context_.say("dbn: annealing in both directions");
      LikelihoodOptions options;
      options.annealing.betas = betas();
      const TrainingData data = context_.data(both);
      const LikelihoodResult result =
          measure_likelihood("bound", model, data.test()->rows(), options, context_.workers());
      Json object = result.details;
      object["lower_bound"] = result.lower_bound.value();
      return object;
    });
    quantities_.push_back(reported("lower bound of the deep net 784-500-2000",
                                   published_text(published_bound, Source::commonly_quoted), bound["lower_bound"]));
  }

  ReproductionContext& context_;
  std::vector<Quantity> quantities_;
};

}  // namespace

std::vector<Quantity> reproduce_salakhutdinov_murray2008(ReproductionContext& context) {
  return Likelihoods(context).run();
}

}  // namespace dbn::program
