// The deep belief network of the Deep Learning Tutorials: see its config for recipe and rules.
#include "experiments/reproductions/held_out_error.hpp"
#include "experiments/reproductions/reproduction.hpp"

namespace dbn::program {
namespace {

constexpr double tutorial_published = 1.34;
constexpr double tutorial_tolerance = 0.14;
constexpr double tutorial_published_validation = 1.27;

}  // namespace

std::vector<Quantity> reproduce_theano_tutorial_dbn(ReproductionContext& context) {
  const bool full = context.extent() == Extent::full;
  ReproductionPart part{"dbn", {}};
  if (!full) part.assignments = {"data.limit=3000", "rbm.epochs=2", "finetune.epochs=5"};
  const Model model = context.train(part);
  const Json scores = context.measured(part, "evaluated", [&] { return evaluated(context, part, model); });
  const auto error = [&](const char* rows) { return 100 * scores[rows]["error"].get<double>(); };
  const std::string name = "test error in %";
  return {full ? within(name, tutorial_published, Source::read, tutorial_tolerance, error("test"))
               : reported(name, published_text(tutorial_published, Source::read), error("test")),
          reported("validation error in %", published_text(tutorial_published_validation, Source::read),
                   error("validation"))};
}

}  // namespace dbn::program
