#include "experiments/sweep/plan/seed_groups.hpp"

#include <map>

namespace dbn::program {

std::vector<std::string> axes_without_seed(const SweepPlan& plan) {
  std::vector<std::string> axes = plan.axes;
  std::erase(axes, seed_key);
  return axes;
}

std::vector<SeedGroup> seed_groups(const SweepPlan& plan) {
  std::map<std::vector<std::string>, Index> places;
  std::vector<SeedGroup> groups;
  for (Index i = 0; i < plan.runs.size(); ++i) {
    std::vector<std::string> values;
    for (Index j = 0; j < plan.axes.size(); ++j) {
      if (plan.axes[j] != seed_key) values.push_back(plan.runs[i].values[j]);
    }
    const auto [place, is_new] = places.emplace(values, groups.size());
    if (is_new) groups.push_back({std::move(values), {}});
    groups[place->second].runs.push_back(i);
  }
  return groups;
}

}  // namespace dbn::program
