#include "libdbn/dbn/regression.hpp"

#include <cmath>
#include <limits>

#include "libdbn/base/errors.hpp"
#include "libdbn/data/batches.hpp"

namespace dbn {
namespace {

double share_of(double sum, Index count) { return count == 0 ? 0 : sum / static_cast<double>(count); }

template <class Value>
double mean_over(const std::vector<TargetScore>& targets, const Value& value) {
  double sum = 0;
  for (const TargetScore& target : targets) sum += value(target);
  return share_of(sum, targets.size());
}

}  // namespace

void TargetScore::enter(double prediction, double target) {
  ++rows_;
  const double error = prediction - target;
  squares_ += error * error;
  absolutes_ += std::abs(error);
  const double difference = target - mean_;
  mean_ += difference / static_cast<double>(rows_);
  deviations_ += difference * (target - mean_);
}

double TargetScore::mean_square() const { return share_of(squares_, rows_); }
double TargetScore::mean_absolute() const { return share_of(absolutes_, rows_); }
double TargetScore::variance() const { return share_of(deviations_, rows_); }

double TargetScore::r_squared() const {
  return deviations_ > 0 ? 1 - squares_ / deviations_ : std::numeric_limits<double>::quiet_NaN();
}

double RegressionScore::mean_square() const {
  return mean_over(targets, [](const TargetScore& target) { return target.mean_square(); });
}

double RegressionScore::mean_absolute() const {
  return mean_over(targets, [](const TargetScore& target) { return target.mean_absolute(); });
}

double RegressionScore::variance() const {
  return mean_over(targets, [](const TargetScore& target) { return target.variance(); });
}

double RegressionScore::r_squared() const {
  double sum = 0;
  Index count = 0;
  for (const TargetScore& target : targets) {
    if (std::isnan(target.r_squared())) continue;
    sum += target.r_squared();
    ++count;
  }
  return count == 0 ? std::numeric_limits<double>::quiet_NaN() : share_of(sum, count);
}

RegressionScore score_regressor(const Regressor& predict, Index targets, const RowSource& source) {
  const Index found = source.targets().shape(1);
  if (found != targets) {
    throw data_error("there are " + (found == 0 ? "no" : std::to_string(found)) +
                     " targets, but the network predicts " + std::to_string(targets));
  }
  RegressionScore score;
  score.targets.resize(targets);
  for_each_block(source, rows_per_block, [&](Index, const Batch& block) {
    const Matrix predictions = predict(block.inputs);
    for (Index n = 0; n < block.rows(); ++n) {
      for (Index j = 0; j < targets; ++j) {
        score.targets[j].enter(static_cast<double>(predictions(n, j)), static_cast<double>(block.targets(n, j)));
      }
    }
  });
  return score;
}

std::string target_name(const std::vector<std::string>& names, Index index) {
  return index < names.size() ? names[index] : "target " + std::to_string(index);
}

}  // namespace dbn
