// The classification machines of Larochelle & Bengio 2008: see its config for recipe and rules.
#include "experiments/reproductions/held_out_error.hpp"
#include "experiments/reproductions/reproduction.hpp"

namespace dbn::program {
namespace {

// A machine of the paper's table of results on MNIST.
struct Machine {
  std::string_view part;
  std::string_view name;
  double published;
  double tolerance;
  std::vector<std::string> assignments;
  std::vector<std::string> quick;
};

std::vector<Machine> machines() {
  const std::vector<std::string> few{"data.limit=2000", "rbm.epochs=4"};
  std::vector<Machine> list{{"drbm", "test error in %, discriminative", 1.81, 0.20, {}, {"dbn.layers=50"}},
                            {"hdrbm",
                             "test error in %, hybrid",
                             1.28,
                             0.15,
                             {"dbn.layers=1500", "rbm.generative_weight=0.01"},
                             {"dbn.layers=100"}}};
  for (Machine& machine : list) machine.quick.insert(machine.quick.end(), few.begin(), few.end());
  return list;
}

}  // namespace

std::vector<Quantity> reproduce_larochelle_bengio2008(Workplace& workplace) {
  const bool full = workplace.extent() == Extent::full;
  std::vector<Quantity> quantities;
  for (const Machine& machine : machines()) {
    if (!workplace.wants(machine.part)) continue;
    Part part{std::string(machine.part), machine.assignments};
    if (!full) part.assignments.insert(part.assignments.end(), machine.quick.begin(), machine.quick.end());
    const Model model = workplace.train(part);
    const Json scores = workplace.measured(part, "evaluated", [&] { return evaluated(workplace, part, model); });
    const double error = 100 * scores["test"]["error"].get<double>();
    const std::string name(machine.name);
    quantities.push_back(full ? within(name, machine.published, Source::commonly_quoted, machine.tolerance, error)
                              : reported(name, published_text(machine.published, Source::commonly_quoted), error));
    quantities.push_back(reported("its validation error in %", "", 100 * scores["validation"]["error"].get<double>()));
  }
  return quantities;
}

}  // namespace dbn::program
