// The classification machines of Larochelle & Bengio 2008: see its config for recipe and rules.
#include "experiments/reproductions/held_out_error.hpp"
#include "experiments/reproductions/reproduction.hpp"

namespace dbn::program {
namespace {

// A classifier of the paper's table of results on MNIST.
struct Classifier {
  std::string_view part;
  std::string_view name;
  double published;
  double tolerance;
  std::vector<std::string> assignments;
  std::vector<std::string> quick;
};

std::vector<Classifier> classifiers() {
  const std::vector<std::string> few{"data.limit=2000", "rbm.epochs=4"};
  std::vector<Classifier> list{{"drbm", "test error in %, discriminative", 1.81, 0.20, {}, {"dbn.layers=50"}},
                               {"hdrbm",
                                "test error in %, hybrid",
                                1.28,
                                0.15,
                                {"dbn.layers=1500", "rbm.generative_weight=0.01"},
                                {"dbn.layers=100"}}};
  for (Classifier& classifier : list) classifier.quick.insert(classifier.quick.end(), few.begin(), few.end());
  return list;
}

}  // namespace

std::vector<Quantity> reproduce_larochelle_bengio2008(ReproductionContext& context) {
  const bool full = context.extent() == Extent::full;
  std::vector<Quantity> quantities;
  for (const Classifier& classifier : classifiers()) {
    if (!context.wants(classifier.part)) continue;
    ReproductionPart part{std::string(classifier.part), classifier.assignments};
    if (!full) part.assignments.insert(part.assignments.end(), classifier.quick.begin(), classifier.quick.end());
    const Model model = context.train(part);
    const Json scores = context.measured(part, "evaluated", [&] { return evaluated(context, part, model); });
    const double error = 100 * scores["test"]["error"].get<double>();
    const std::string name(classifier.name);
    quantities.push_back(full ? within(name, classifier.published, Source::commonly_quoted, classifier.tolerance, error)
                              : reported(name, published_text(classifier.published, Source::commonly_quoted), error));
    quantities.push_back(reported("its validation error in %", "", 100 * scores["validation"]["error"].get<double>()));
  }
  return quantities;
}

}  // namespace dbn::program
