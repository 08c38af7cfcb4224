#include "libdbn/rbm/normalizable.hpp"

#include <algorithm>
#include <cmath>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"

namespace dbn {
namespace {

constexpr int starts = 4;
constexpr int most_rounds = 2000;

struct UnboundedUnits {
  std::vector<Index> columns;
  std::vector<bool> rectified;

  explicit UnboundedUnits(const Units& units) {
    for (Index i = 0; i < units.size(); ++i) {
      if (units.domain(i) == Domain::bounded) continue;
      columns.push_back(i);
      rectified.push_back(units.domain(i) == Domain::half_line);
    }
  }

  // Makes x the unit vector of the allowed directions nearest to x; returns the length before scaling.
  double normalize(std::vector<double>& x) const {
    double square = 0;
    for (Index i = 0; i < x.size(); ++i) {
      if (rectified[i]) x[i] = std::max(0.0, x[i]);
      square += x[i] * x[i];
    }
    const double length = std::sqrt(square);
    if (length > 0) {
      for (double& value : x) value /= length;
    }
    return length;
  }
};

double alternate(const Matrix& weights, const UnboundedUnits& visible, const UnboundedUnits& hidden,
                 std::vector<double> x) {
  double gain = 0;
  visible.normalize(x);
  for (int round = 0; round < most_rounds; ++round) {
    std::vector<double> y(hidden.columns.size(), 0.0);
    for (Index i = 0; i < x.size(); ++i) {
      for (Index j = 0; j < y.size(); ++j)
        y[j] += x[i] * static_cast<double>(weights(visible.columns[i], hidden.columns[j]));
    }
    hidden.normalize(y);
    for (Index i = 0; i < x.size(); ++i) {
      x[i] = 0;
      for (Index j = 0; j < y.size(); ++j)
        x[i] += y[j] * static_cast<double>(weights(visible.columns[i], hidden.columns[j]));
    }
    const double found = visible.normalize(x);
    if (found <= gain * (1 + 1e-12)) return std::max(gain, found);
    gain = found;
  }
  return gain;
}

}  // namespace

double unbounded_gain(const Rbm& rbm) {
  const UnboundedUnits visible(*rbm.visible);
  const UnboundedUnits hidden(*rbm.hidden);
  if (visible.columns.empty() || hidden.columns.empty()) return 0;
  double gain = 0;
  for (int start = 0; start < starts; ++start) {
    std::vector<double> x;
    for (Index i = 0; i < visible.columns.size(); ++i) {
      const double wave = start == 0 ? 1 : std::cos(static_cast<double>((i + 1) * static_cast<Index>(start)));
      x.push_back(visible.rectified[i] ? std::abs(wave) : wave);
    }
    gain = std::max(gain, alternate(rbm.parameters.weights, visible, hidden, std::move(x)));
  }
  return gain;
}

void require_normalizable(const Rbm& rbm) {
  const double gain = unbounded_gain(rbm);
  if (gain < 1) return;
  throw config_error("visible " + rbm.visible->spec() + " with hidden " + rbm.hidden->spec() +
                     ": the energy has no lower bound, so the machine has no probability distribution: the weights " +
                     "between unbounded units reach a gain of " + to_text(gain) +
                     ", and it must be below 1; use bernoulli hidden units, or smaller weights (a lower learning " +
                     "rate, more weight decay)");
}

}  // namespace dbn
