// The classifier of Hinton & Salakhutdinov 2006: see its config for recipe and rules.
#include "experiments/reproductions/held_out_error.hpp"
#include "experiments/reproductions/reproduction.hpp"

namespace dbn::program {
namespace {

constexpr double classifier_published = 1.13;
constexpr double classifier_greatest = 1.35;

}  // namespace

std::vector<Quantity> reproduce_hinton_salakhutdinov2006_classify(ReproductionContext& context) {
  const bool full = context.extent() == Extent::full;
  ReproductionPart part{"classifier", {}};
  if (!full) {
    part.assignments = {"data.limit=10000", "rbm.epochs=5", "finetune.epochs=6", "finetune.output_epochs=2"};
  }
  const Model model = context.train(part);
  const Json scores = context.measured(part, "evaluated", [&] { return evaluated(context, part, model); });
  const double error = 100 * scores["test"]["error"].get<double>();
  const std::string name = "test error in %";
  const std::string text = published_text(classifier_published, Source::commonly_quoted);
  return {full ? at_most(name, text, classifier_greatest, error) : reported(name, text, error)};
}

}  // namespace dbn::program
