#include "libdbn/optim/line_search.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace dbn {
namespace {

// What is known of the objective along the direction.
struct Trial {
  double step = 0;
  double value = 0;
  double slope = 0;
};

// The minimum of the cubic with the values and slopes of both trials (Nocedal & Wright 2006, equation 3.59); NaN where
// it has none.
double cubic_minimum(const Trial& a, const Trial& b) {
  const double width = b.step - a.step;
  const double middle = a.slope + b.slope - 3 * (b.value - a.value) / width;
  const double root = std::copysign(std::sqrt(middle * middle - a.slope * b.slope), width);
  return b.step - width * (b.slope + root - middle) / (b.slope - a.slope + 2 * root);
}

// The minimum of the parabola with both values and the slope of `a`.
double quadratic_minimum(const Trial& a, const Trial& b) {
  const double width = b.step - a.step;
  return a.step - a.slope * width * width / (2 * (b.value - a.value - a.slope * width));
}

class LineSearch {
 public:
  LineSearch(const ObjectiveFunction& objective, const Iterate& start, std::span<const double> direction,
             const LineSearchRules& rules)
      : objective_(objective),
        start_(start),
        direction_(direction),
        rules_(rules),
        origin_{0, start.value, inner_product(start.gradient, direction)},
        budget_(rules.evaluations) {
    latest_.theta.resize(start.theta.size());
    latest_.gradient.resize(start.theta.size());
  }

  LineSearchResult run(double first_step, Iterate& result) {
    Trial lower = origin_;
    Trial found = extrapolate(first_step, lower);
    interpolate(lower, found);
    const bool accepted = is_accepted(found);
    const double step = accepted ? found.step : best_step_;
    if (accepted) {
      result = std::move(latest_);
    } else if (step > 0) {
      result = std::move(best_);
    }
    return {step, accepted};
  }

 private:
  // Written so that values that are no numbers are too high.
  bool is_too_high(const Trial& t) const {
    return !(t.value <= origin_.value + rules_.sufficient * t.step * origin_.slope);
  }
  bool is_accepted(const Trial& t) const {
    return t.step > 0 && !is_too_high(t) && std::abs(t.slope) <= -rules_.steepest * origin_.slope;
  }
  bool is_beyond_minimum(const Trial& t) const { return is_too_high(t) || !(t.slope <= 0); }

  Trial measure(double step) {
    --budget_;
    for (Index i = 0; i < direction_.size(); ++i) latest_.theta[i] = start_.theta[i] + step * direction_[i];
    latest_.value = objective_(latest_.theta, latest_.gradient);
    const Trial trial{step, latest_.value, inner_product(latest_.gradient, direction_)};
    if (std::isfinite(trial.slope) && trial.value < (best_step_ > 0 ? best_.value : start_.value)) {
      best_ = latest_;
      best_step_ = step;
    }
    return trial;
  }

  // Steps grow until a trial lies beyond a minimum or is accepted; `lower` becomes the last one before.
  Trial extrapolate(double step, Trial& lower) {
    for (;;) {
      const Trial found = measure(step);
      if (is_beyond_minimum(found) || is_accepted(found) || budget_ == 0) return found;
      const double least = found.step + rules_.margin * (found.step - lower.step);
      const double greatest = found.step * rules_.expansion;
      const double proposed = cubic_minimum(lower, found);
      lower = found;
      step = proposed > 0 && proposed <= greatest ? std::max(proposed, least) : greatest;
    }
  }

  void interpolate(Trial lower, Trial& found) {
    Trial upper = found;
    while (!is_accepted(found) && budget_ > 0) {
      (is_beyond_minimum(found) ? upper : lower) = found;
      double step = upper.value > origin_.value ? quadratic_minimum(lower, upper) : cubic_minimum(lower, upper);
      if (!std::isfinite(step) || !std::isfinite(upper.value)) step = (lower.step + upper.step) / 2;
      const double margin = rules_.margin * (upper.step - lower.step);
      found = measure(std::clamp(step, lower.step + margin, upper.step - margin));
    }
  }

  const ObjectiveFunction& objective_;
  const Iterate& start_;
  std::span<const double> direction_;
  const LineSearchRules& rules_;
  Trial origin_;
  Index budget_;
  Iterate latest_;
  Iterate best_;
  double best_step_ = 0;
};

}  // namespace

Iterate evaluate_at(const ObjectiveFunction& objective, std::vector<double> theta) {
  Iterate at{std::move(theta), {}, 0};
  at.gradient.resize(at.theta.size());
  at.value = objective(at.theta, at.gradient);
  return at;
}

double inner_product(std::span<const double> a, std::span<const double> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

LineSearchResult search_line(const ObjectiveFunction& objective, Iterate& at, std::span<const double> direction,
                             double first_step, const LineSearchRules& rules) {
  Iterate result;
  const LineSearchResult found = LineSearch(objective, at, direction, rules).run(first_step, result);
  if (found.step > 0) at = std::move(result);
  return found;
}

}  // namespace dbn
