// The autoencoder of Hinton & Salakhutdinov 2006: see its config for recipe and rules.
#include "experiments/reproductions/held_out_error.hpp"
#include "experiments/reproductions/reproduction.hpp"

namespace dbn::program {
namespace {

constexpr double autoencoder_published = 3.00;
constexpr double autoencoder_greatest = 3.3;
constexpr double greatest_of_quick = 6;
constexpr double published_components = 13.87;
constexpr double components_tolerance = 0.01;
constexpr Index components = 30;

}  // namespace

// The components are those of all training rows, whatever part of them the autoencoder learns from.
std::vector<Quantity> reproduce_hinton_salakhutdinov2006_mnist_ae(ReproductionContext& context) {
  const bool full = context.extent() == Extent::full;
  ReproductionPart part{"autoencoder", {}};
  if (!full) part.assignments = {"rbm.epochs=10", "finetune.epochs=8"};
  const Model model = context.train(part);
  const Json linear = context.measured(part, "components", [&] {
    const TrainingData data = context.data({part.name, {}});
    return Json{{"squared_error_per_row", squared_error_of_components(data.training().rows(), data.test()->rows(),
                                                                      components, context.workers())}};
  });
  const Json scores = context.measured(part, "evaluated", [&] { return evaluated(context, part, model); });
  const double error = scores["test"]["squared_error_per_row"];
  return {within("squared error by 30 principal components", published_components, Source::read, components_tolerance,
                 linear["squared_error_per_row"]),
          at_most("squared error per test image", published_text(autoencoder_published, Source::read),
                  full ? autoencoder_greatest : greatest_of_quick, error)};
}

}  // namespace dbn::program
