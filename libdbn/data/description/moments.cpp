#include "libdbn/data/description/moments.hpp"

#include <algorithm>
#include <cmath>

namespace dbn {
namespace {

constexpr double greatest_mean = 1;
constexpr double least_deviation = 0.5;
constexpr double greatest_deviation = 2;

}  // namespace

void Moments::add(double value) {
  least_ = count_ == 0 ? value : std::min(least_, value);
  greatest_ = count_ == 0 ? value : std::max(greatest_, value);
  ++count_;
  const double difference = value - mean_;
  mean_ += difference / static_cast<double>(count_);
  squares_ += difference * (value - mean_);
}

double Moments::deviation() const { return count_ == 0 ? 0 : std::sqrt(squares_ / static_cast<double>(count_)); }

bool Moments::are_standard() const {
  if (std::abs(mean_) > greatest_mean) return false;
  const double found = deviation();
  return found == 0 || (found >= least_deviation && found <= greatest_deviation);
}

}  // namespace dbn
