// Rectangles and convex regions told apart by deep nets, after Larochelle et al. 2007: see the configs for recipe and
// rules. The sweep draws its points at random, stops bad ones early and chooses by validation error alone.
#include <algorithm>

#include "experiments/reproductions/embedded_configs.hpp"
#include "experiments/reproductions/reproduction.hpp"
#include "libdbn/base/errors.hpp"

namespace dbn::program {
namespace {

// What a reproduction of this paper is told apart by.
struct Shapes {
  std::string_view name;
  double published;
  Source source;
  double greatest;
};

double metric_of(const SweepTable& table, Index run, std::string_view metric) {
  const auto found = std::find(table.metrics.begin(), table.metrics.end(), metric);
  if (found == table.metrics.end()) throw model_error("the runs of the sweep have no " + std::string(metric));
  return table.runs[run].metrics[static_cast<Index>(found - table.metrics.begin())];
}

std::vector<Quantity> reproduce_shapes(ReproductionContext& context, const Shapes& shapes) {
  const std::string_view text = find_in<std::string_view>(embedded_sweeps(), "sweep", shapes.name);
  SweepFile file(text, std::string(shapes.name) + ".cfg");
  ReproductionPart part{"sweep", {}};
  const bool full = context.extent() == Extent::full;
  if (!full) {
    file.sweep.points = 2;
    std::erase_if(file.random,
                  [](const RandomAxis& axis) { return axis.key == "rbm.epochs" || axis.key == "dbn.layers"; });
    part.assignments = {"data.limit=200", "dbn.layers=100 100", "rbm.epochs=3", "finetune.epochs=5"};
  }
  const SweepTable table = context.sweep(part, file, text);
  if (!table.best.run) throw model_error(table.name + ": " + table.best.reason);
  const auto error = [&](const char* metric) { return 100 * metric_of(table, *table.best.run, metric); };
  const std::string name = "test error in % of the run best on validation";
  const std::string published = published_text(shapes.published, shapes.source);
  return {full ? at_most(name, published, shapes.greatest, error("test_error"))
               : reported(name, published, error("test_error")),
          reported("its validation error in %", "", error("validation_error"))};
}

}  // namespace

std::vector<Quantity> reproduce_larochelle2007_rectangles(ReproductionContext& context) {
  return reproduce_shapes(context, {"larochelle2007_rectangles", 2.60, Source::read, 3.6});
}

std::vector<Quantity> reproduce_larochelle2007_convex(ReproductionContext& context) {
  return reproduce_shapes(context, {"larochelle2007_convex", 18.63, Source::commonly_quoted, 20.1});
}

}  // namespace dbn::program
