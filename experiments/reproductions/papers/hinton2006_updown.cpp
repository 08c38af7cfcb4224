// The digit classifier of Hinton, Osindero & Teh 2006: see its config for recipe and rules.
#include "experiments/reproductions/held_out_error.hpp"
#include "experiments/reproductions/reproduction.hpp"

namespace dbn::program {
namespace {

constexpr double published_greedy = 2.49;
constexpr double least_greedy = 2.2;
constexpr double greatest_greedy = 3.0;
constexpr double updown_published = 1.25;
constexpr double updown_greatest = 1.45;

double test_error(ReproductionContext& context, const ReproductionPart& part) {
  const Model model = context.train(part);
  const Json scores = context.measured(part, "evaluated", [&] { return evaluated(context, part, model); });
  return 100 * scores["test"]["error"].get<double>();
}

// Goes on from the greedy part, whose layers stay as they are until then.
ReproductionPart after_greedy(const ReproductionContext& context, ReproductionPart greedy) {
  ReproductionPart part{"updown", std::move(greedy.assignments)};
  part.assignments.push_back("dbn.init=" + (context.directory_of({"greedy", {}}) / "model.h5").string());
  for (const char* layer : {"0", "1", "2"}) part.assignments.push_back(std::string("rbm.") + layer + ".epochs=0");
  return part;
}

}  // namespace

std::vector<Quantity> reproduce_hinton2006_updown(ReproductionContext& context) {
  const bool full = context.extent() == Extent::full;
  ReproductionPart recipe{"greedy", {}};
  if (!full) recipe.assignments = {"data.limit=5000", "rbm.epochs=3", "rbm.2.epochs=3", "updown.epochs=3"};
  const ReproductionPart updown = after_greedy(context, recipe);
  ReproductionPart greedy = recipe;
  greedy.assignments.push_back("updown.epochs=0");

  const double greedy_error = test_error(context, greedy);
  const double error = test_error(context, updown);
  const std::string greedy_name = "test error in % after the greedy stage";
  const std::string greedy_text = published_text(published_greedy, Source::commonly_quoted);
  const std::string name = "test error in % after up-down learning";
  const std::string text = published_text(updown_published, Source::read);
  if (!full) return {reported(greedy_name, greedy_text, greedy_error), reported(name, text, error)};
  return {lies_within(greedy_name, greedy_text, least_greedy, greatest_greedy, greedy_error),
          at_most(name, text, updown_greatest, error)};
}

}  // namespace dbn::program
