#include <deque>

#include "libdbn/optim/descent.hpp"
#include "libdbn/optim/minimizer.hpp"

namespace dbn {
namespace {

constexpr Index memory = 10;

struct Change {
  std::vector<double> theta;
  std::vector<double> gradient;
  double curvature;  ///< their inner product
};

std::vector<double> difference(std::span<const double> a, std::span<const double> b) {
  std::vector<double> result(a.size());
  for (Index i = 0; i < a.size(); ++i) result[i] = a[i] - b[i];
  return result;
}

void add_scaled(std::span<const double> a, double scale, std::span<double> out) {
  for (Index i = 0; i < a.size(); ++i) out[i] += scale * a[i];
}

class Changes {
 public:
  // The curvature is positive: at an accepted point the slope is less steep than at the start.
  void add(const Iterate& before, const Iterate& now) {
    Change change{difference(now.theta, before.theta), difference(now.gradient, before.gradient), 0};
    change.curvature = inner_product(change.theta, change.gradient);
    if (changes_.size() == memory) changes_.pop_front();
    changes_.push_back(std::move(change));
  }

  void forget() { changes_.clear(); }
  bool empty() const { return changes_.empty(); }

  // -H gradient, H the approximate inverse Hessian.
  std::vector<double> direction(const Iterate& at) const {
    std::vector<double> q = steepest_descent(at);
    if (empty()) return q;
    std::vector<double> weights(changes_.size());
    for (Index i = changes_.size(); i-- > 0;) {
      weights[i] = inner_product(changes_[i].theta, q) / changes_[i].curvature;
      add_scaled(changes_[i].gradient, -weights[i], q);
    }
    const Change& last = changes_.back();
    const double scale = last.curvature / inner_product(last.gradient, last.gradient);
    for (double& x : q) x *= scale;
    for (Index i = 0; i < changes_.size(); ++i) {
      const double weight = inner_product(changes_[i].gradient, q) / changes_[i].curvature;
      add_scaled(changes_[i].theta, weights[i] - weight, q);
    }
    return q;
  }

 private:
  std::deque<Change> changes_;
};

}  // namespace

double minimize_lbfgs(const ObjectiveFunction& objective, std::vector<double>& theta, Index line_searches,
                      const LineSearchRules& rules) {
  Iterate at = finite_start(objective, theta);
  Changes changes;
  bool failed_before = false;
  for (Index search = 0; search < line_searches; ++search) {
    std::vector<double> direction = changes.direction(at);
    double slope = inner_product(at.gradient, direction);
    if (!(slope < 0)) {
      changes.forget();
      direction = steepest_descent(at);
      slope = inner_product(at.gradient, direction);
      if (!(slope < 0)) break;
    }
    const Iterate before = at;
    const LineSearchResult found =
        search_line(objective, at, direction, changes.empty() ? first_step(slope) : 1, rules);
    if (!found.accepted && failed_before) break;
    failed_before = !found.accepted;
    if (found.accepted) {
      changes.add(before, at);
    } else {
      changes.forget();
    }
  }
  theta = std::move(at.theta);
  return at.value;
}

}  // namespace dbn
