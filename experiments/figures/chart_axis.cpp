#include "experiments/figures/chart_axis.hpp"

#include <algorithm>
#include <cmath>

#include "experiments/text/format.hpp"

namespace dbn::program {
namespace {

constexpr double rounding = 1e-9;
constexpr int significant = 6;

double scaled(Scale scale, double value) { return scale == Scale::linear ? value : std::log10(value); }

// Products of powers of ten and of `factors`, which rise from 1, from the last at or below `least` to the first at or
// above `greatest`.
std::vector<double> steps_over(double least, double greatest, const std::vector<double>& factors) {
  std::vector<double> ticks;
  for (int power = static_cast<int>(std::floor(std::log10(least))) - 1;; ++power) {
    for (const double factor : factors) {
      const double tick = factor * std::pow(10.0, power);
      if (!ticks.empty() && tick <= least * (1 + rounding)) ticks.clear();
      ticks.push_back(tick);
      if (tick >= greatest * (1 - rounding)) return ticks;
    }
  }
}

}  // namespace

std::vector<double> axis_ticks(double least, double greatest, int most) {
  if (!(greatest > least)) greatest = least + std::max(1.0, std::abs(least));
  const double rough = (greatest - least) / most;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double factor : {5.0, 2.0, 1.0}) {
    if (factor * power >= rough) step = factor * power;
  }
  std::vector<double> ticks;
  const double first = std::floor(least / step);
  for (double k = first; ticks.empty() || ticks.back() < greatest - step * rounding; ++k) ticks.push_back(k * step);
  return ticks;
}

std::vector<double> logarithmic_ticks(double least, double greatest, int most) {
  const auto fits = [most](const std::vector<double>& ticks) {
    return ticks.size() >= 3 && ticks.size() <= static_cast<std::size_t>(most) + 1;
  };
  const std::vector<double> fine = steps_over(least, greatest, {1, 2, 5});
  if (fits(fine)) return fine;
  if (fine.size() < 3) {
    std::vector<double> even = axis_ticks(least, greatest, most);
    if (even.front() > 0) return even;
    return fine.size() > 1 ? fine : std::vector<double>{fine.front(), fine.front() * 2};
  }
  const std::vector<double> decades = steps_over(least, greatest, {1});
  const std::size_t stride = (decades.size() + static_cast<std::size_t>(most) - 1) / static_cast<std::size_t>(most);
  std::vector<double> ticks;
  for (std::size_t i = 0; i < decades.size(); i += stride) ticks.push_back(decades[i]);
  if (ticks.back() < greatest * (1 - rounding)) ticks.push_back(ticks.back() * std::pow(10.0, stride));
  return ticks;
}

Axis Axis::over(const std::vector<double>& values, Scale scale, double first_place, double last_place, int most) {
  Axis axis;
  axis.scale_ = scale;
  axis.first_ = first_place;
  axis.last_ = last_place;
  double least = HUGE_VAL;
  double greatest = -HUGE_VAL;
  for (const double value : values) {
    if (!axis.shows(value)) continue;
    least = std::min(least, value);
    greatest = std::max(greatest, value);
  }
  if (scale == Scale::linear) {
    axis.ticks_ = least <= greatest ? axis_ticks(least, greatest, most) : axis_ticks(0, 1, most);
  } else {
    axis.ticks_ = least <= greatest ? logarithmic_ticks(least, greatest, most) : std::vector<double>{1, 10};
  }
  for (const double tick : axis.ticks_) axis.labels_.push_back(short_text(tick, significant));
  axis.least_ = scaled(scale, axis.ticks_.front());
  axis.greatest_ = scaled(scale, axis.ticks_.back());
  return axis;
}

Axis Axis::of_names(const std::vector<std::string>& names, double first_place, double last_place) {
  Axis axis;
  axis.first_ = first_place;
  axis.last_ = last_place;
  axis.labels_ = names;
  for (std::size_t i = 0; i < names.size(); ++i) axis.ticks_.push_back(static_cast<double>(i));
  axis.least_ = -0.5;
  axis.greatest_ = std::max(0.5, static_cast<double>(names.size()) - 0.5);
  return axis;
}

bool Axis::shows(double value) const { return std::isfinite(value) && (scale_ == Scale::linear || value > 0); }

double Axis::place(double value) const {
  return first_ + (last_ - first_) * (scaled(scale_, value) - least_) / (greatest_ - least_);
}

}  // namespace dbn::program
