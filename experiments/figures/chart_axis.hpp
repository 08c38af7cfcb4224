// Chart axes: round tick values, and positions of values.
#pragma once

#include <string>
#include <vector>

namespace dbn::program {

enum class Scale { linear, logarithmic };

/// Round numbers that cover [least, greatest] in at most `most` steps, from the first at or below `least`.
std::vector<double> axis_ticks(double least, double greatest, int most = 6);
/// Numbers for a logarithmic axis that cover [least, greatest], 0 < least: powers of ten, or where these are too few
/// 1, 2 and 5 times powers of ten, or for a range within one such step what `axis_ticks` gives.
std::vector<double> logarithmic_ticks(double least, double greatest, int most = 6);

/// Maps values to places on the page. From its first tick to its last.
class Axis {
 public:
  /// An axis that reaches over all finite `values`, on a logarithmic scale those above 0; from 0 to 1 (1 to 10) where
  /// there are none.
  static Axis over(const std::vector<double>& values, Scale scale, double first_place, double last_place, int most = 6);
  /// For `names` at 0, 1, ..., each with room on both sides.
  static Axis of_names(const std::vector<std::string>& names, double first_place, double last_place);

  const std::vector<double>& ticks() const { return ticks_; }
  /// What stands at each tick.
  const std::vector<std::string>& labels() const { return labels_; }
  /// Whether a value has a place: finite, and above 0 on a logarithmic axis.
  bool shows(double value) const;
  double place(double value) const;

 private:
  Axis() = default;

  Scale scale_ = Scale::linear;
  std::vector<double> ticks_;
  std::vector<std::string> labels_;
  double least_ = 0;  ///< what is at the first place, the logarithm of it on a logarithmic axis
  double greatest_ = 1;
  double first_ = 0;
  double last_ = 0;
};

}  // namespace dbn::program
