// The table of minimizers. Adding one is a file and a line here.
#include "libdbn/optim/minimizer.hpp"

#include <array>

#include "libdbn/base/registry.hpp"

namespace dbn {
namespace {

constexpr std::array minimizers{
    Entry<Minimizer>{"conjugate_gradient", "Polak & Ribiere, a few line searches on every batch",
                     [](const ObjectiveFunction& objective, std::vector<double>& theta, Index line_searches) {
                       return minimize_conjugate_gradient(objective, theta, line_searches);
                     }},
    Entry<Minimizer>{"lbfgs", "limited-memory BFGS, a few line searches on every batch",
                     [](const ObjectiveFunction& objective, std::vector<double>& theta, Index line_searches) {
                       return minimize_lbfgs(objective, theta, line_searches);
                     }},
};

}  // namespace

Minimizer find_minimizer(std::string_view name) {
  for (const Entry<Minimizer>& entry : minimizers) {
    if (entry.name == name) return entry.thing;
  }
  return nullptr;
}

std::vector<std::string> minimizer_names() { return names_in<Minimizer>(minimizers); }

}  // namespace dbn
