// Schedules: numbers that may change from epoch to epoch, such as learning rates, momentum, Gibbs steps.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libdbn/base/types.hpp"

namespace dbn {

/// A value per epoch (counted from 0), written as text in a config:
///
///     0.1                        constant
///     step(0.5, 0.9@5)           0.5, and 0.9 from epoch 5 on; any number of steps in rising order
///     linear(0.1, 0.001, 50)     from 0.1 in epoch 0 to 0.001 in epoch 50, constant after
///     exponential(0.1, 0.98)     0.1 * 0.98^epoch
///     inverse(0.1, 10)           0.1 / (1 + epoch / 10)
///
/// Throws a config error on any other text.
class Schedule {
 public:
  Schedule(double constant) : Schedule(Form::constant, {constant}) {}
  static Schedule parse(std::string_view text);

  double at(Index epoch) const;
  /// The smallest and largest value it takes in the long run, for range checks.
  double least() const;
  double greatest() const;
  /// Text that parses to the same schedule.
  std::string text() const;

 private:
  enum class Form { constant, step, linear, exponential, inverse };
  struct Change {
    Index epoch;
    double value;
  };

  Schedule(Form form, std::vector<double> numbers) : form_(form), numbers_(std::move(numbers)) {}
  static Schedule parse_steps(std::string_view text, const std::vector<std::string>& arguments);

  Form form_;
  std::vector<double> numbers_;
  std::vector<Change> changes_;
};

}  // namespace dbn
